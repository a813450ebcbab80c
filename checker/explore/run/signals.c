/* What signals ask of the parent while the worker searches. */
#include "explore/run/signals.h"

#include <stddef.h>

#include "machine/limit.h"

/* A handler is given nothing but the signal's number, so this pointer must be
 * where it can find it: to the signals of the run, NULL outside of one. */
static struct signals *volatile receiver;

/* The first Ctrl-C asks for an end, the third enforces it. */
static void on_interrupt(int signal)
{
	struct signals *signals = receiver;

	(void)signal;
	if (!signals)
		return;
	*signals->stop = LIMIT_INTERRUPTED;
	if (++signals->interrupts >= 3 && signals->worker > 0)
		kill(signals->worker, SIGKILL);
}

static void on_question(int signal)
{
	(void)signal;
	if (receiver)
		receiver->asked = 1;
}

void signals_catch(struct signals *signals, volatile int *stop)
{
	struct sigaction action = {.sa_handler = on_interrupt};

	*signals = (struct signals){.stop = stop};
	receiver = signals;
	sigaction(SIGINT, &action, &signals->before_interrupt);
	sigaction(SIGTERM, &action, &signals->before_terminate);
}

void signals_release(struct signals *signals)
{
	sigaction(SIGINT, &signals->before_interrupt, NULL);
	sigaction(SIGTERM, &signals->before_terminate, NULL);
	receiver = NULL;
}

static void catch_questions(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	sigaction(SIGUSR1, &action, NULL);
#ifdef SIGINFO
	sigaction(SIGINFO, &action, NULL);
#endif
}

void signals_hold_questions(sigset_t *before)
{
	sigset_t questions;

	sigemptyset(&questions);
	sigaddset(&questions, SIGUSR1);
#ifdef SIGINFO
	sigaddset(&questions, SIGINFO);
#endif
	sigprocmask(SIG_BLOCK, &questions, before);
	catch_questions(on_question);
}

void signals_ignore_questions(const sigset_t *before)
{
	catch_questions(SIG_IGN);
	sigprocmask(SIG_SETMASK, before, NULL);
}
