/* Calling a function of the model's on behalf of one of ours: the routine of
 * pthread_once, a destructor, the comparison of qsort.
 *
 * The call is pushed on the thread's stack, below the return address of the
 * call that the model made, with what we need to go on afterwards; so it is
 * part of the state like any frame, and suspended and undone like one:
 *
 *   sp before --> | return address of the model's call |
 *                 | words[n-1] ... words[0]            |
 *                 | (padding), n, what to do next      |
 *                 | cross_call_return                  |
 *   sp        --> | the function, entered by a return  |
 */
#ifndef MCHECK_MACHINE_THREAD_CALL_H
#define MCHECK_MACHINE_THREAD_CALL_H

#include "base/error.h"
#include "machine/machine.h"

#define CALL_MAX_WORDS 8

/* What is done when the function has returned `value`: as if it were the
 * function of ours that the model called in the first place, it returns
 * CONTINUE, ASK or CALL.  It must not use ask_first or its like: a turn that it
 * asks for would begin again at its beginning. */
typedef int call_next(uint64_t value, const uint64_t *words);

/* The functions that may come next; the order is that of the table in
 * runtime/call_table.c. */
enum call_then {
	CALL_ONCE_DONE,
	CALL_THREAD_EXIT,
	CALL_PROGRAM_EXIT,
	CALL_SORT,
	CALL_SEARCH,
	CALL_CONSTRUCTOR,
	CALL_LOCAL_DESTRUCTOR,
	CALL_COUNT
};

/* The running thread calls function(a, b, c); then `then` comes with the n
 * words (at most CALL_MAX_WORDS).  Returns CALL, to be returned. */
int call_function(uint64_t function, const uint64_t arguments[3],
		  enum call_then then, const uint64_t *words, unsigned n);

/* The same for a thread that is suspended, when its operation is performed:
 * instead of getting a result it goes on in the function. */
void call_from_operation(struct machine *machine, int thread, uint64_t function,
			 uint64_t argument, enum call_then then,
			 const uint64_t *words, unsigned n);

/* At its entry a function has a stack pointer of 8 modulo 16 on x86-64 (System
 * V ABI), as ours has now; of 0 on aarch64 (AAPCS64), as ours. */
static inline unsigned call_padding(uint64_t n)
{
	return (n + CROSS_RETURN / 8) % 2;
}

/* With the stack pointer that such a function has when it has returned: where
 * the return address of the call that the model made is. */
static inline uint64_t call_behind(uint64_t sp)
{
	uint64_t n = ((const uint64_t *)(uintptr_t)sp)[1];

	must_hold(n <= CALL_MAX_WORDS);
	return sp + (2 + call_padding(n) + n) * 8;
}

/* Such a function has returned: takes the call off the stack, fills `words`
 * with as many as it had, and says what comes next. */
enum call_then call_take_off(uint64_t words[CALL_MAX_WORDS]);

#endif
