/* What signals ask of the parent while the worker searches: to end, or to tell
 * how far it is. */
#ifndef MCHECK_EXPLORE_RUN_SIGNALS_H
#define MCHECK_EXPLORE_RUN_SIGNALS_H

#include <signal.h>
#include <sys/types.h>

/* Shared with the handlers. */
struct signals {
	volatile int *stop;                /* an enum limit: end with it */
	volatile pid_t worker;             /* 0: not yet started */
	volatile sig_atomic_t interrupts;  /* how many have come */
	volatile sig_atomic_t asked;       /* a question has come */
	struct sigaction before_interrupt; /* what holds outside of a run */
	struct sigaction before_terminate;
};

/* From here on an interrupt (Ctrl-C, SIGTERM) sets `stop` to LIMIT_INTERRUPTED,
 * and the third kills the worker.  `signals` must live until the release. */
void signals_catch(struct signals *signals, volatile int *stop);
void signals_release(struct signals *signals);

/* Between the two, questions (SIGUSR1, or Ctrl-T where there is that) set
 * `asked`, and come only while the mask is `before`, as in ppoll. */
void signals_hold_questions(sigset_t *before);
void signals_ignore_questions(const sigset_t *before);

#endif
