/* The functions of the runtime that go on when a function of the model's that
 * they called has returned: the entries of call_table. */
#ifndef MCHECK_RUNTIME_THREADS_CONTINUATIONS_H
#define MCHECK_RUNTIME_THREADS_CONTINUATIONS_H

#include "machine/thread/call.h"

call_next after_once;             /* words: the once control */
call_next after_destructor;       /* words: the thread's result, the round */
call_next after_exit_handler;     /* words: the exit status, the way */
call_next after_comparison;       /* of qsort; words: see sort.c */
call_next after_probe;            /* of bsearch */
call_next after_constructor;      /* words: the next one's index, argc, argv */
call_next after_local_destructor; /* words: the result, does all end? */

/* What comes after such a function, and after a thread's. */
int call_return(uint64_t value);
int thread_return(uint64_t value);

/* What comes instead of a call in which the thread was cancelled. */
int after_cancellation(void);

/* What comes instead of a call that leads to no function. */
int wild_call(void);

/* The running thread ends with `value`, once its destructors are through. */
int end_thread(uint64_t value);

/* The same, once its cleanup handlers are through (see jump.c). */
int unwind_thread(uint64_t value);

/* The program ends with `status`, once its exit handlers are through. */
int end_program(uint64_t status);

/* The same for what comes after the thread's thread-local objects. */
int end_thread_keys(uint64_t value);
int end_program_handlers(uint64_t status);

/* Registers `handler(argument)` for the end of the program; false: no room. */
bool add_exit_handler(uint64_t handler, uint64_t argument);

/* The suspended thread calls the next exit handler; false: there is none. */
bool exit_calls_handler(struct machine *machine, int thread, enum exit_way way,
			uint64_t status);

#endif
