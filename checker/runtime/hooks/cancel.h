/* Cancellation points: see machine/cancel.h. */
#ifndef MCHECK_RUNTIME_HOOKS_CANCEL_H
#define MCHECK_RUNTIME_HOOKS_CANCEL_H

#include "runtime/runtime.h"

/* The running thread asks for this in a call that is a cancellation point. */
void cancel_point(struct operation *op);

/* As my_turn, for a call that is one, or, not `always`, of which POSIX says
 * that it may be one. */
bool cancel_turn(enum turn which, bool always);

/* The same for a call that asks for nothing else.  False: it must return ASK,
 * and is made once more. */
bool cancel_here(bool always);

/* The thread begins to end, by itself: no cancellation has an effect now. */
void cancel_end(void);

#endif
