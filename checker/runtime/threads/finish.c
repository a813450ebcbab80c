/* The calls and returns with which a thread, or the program, begins to end:
 * cleanup handlers (jump.c), thread-local objects (cplusplus.c), then keys and
 * exit handlers (exit.c). */
#include "runtime/hooks/cancel.h"
#include "runtime/threads/continuations.h"
#include "runtime/functions.h"
#include "runtime/runtime.h"

int rt_pthread_exit(uint64_t value)
{
	cancel_end();
	return unwind_thread(value);
}

/* C11 thread functions return an int. */
int rt_thrd_exit(int value)
{
	cancel_end();
	return unwind_thread((uint64_t)(unsigned)value);
}

int rt_exit(int status)
{
	return end_program((uint64_t)(unsigned)status);
}

/* What a thread's function returns to (called by cross_thread_return). */
int thread_return(uint64_t value)
{
	if (running() == 0)
		return end_program(value);
	cancel_end();
	return end_thread(value);
}
