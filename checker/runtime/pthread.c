/* POSIX threads: what a model's calls ask for. */
#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "machine/heap.h"
#include "runtime/functions.h"
#include "runtime/runtime.h"

/* How much work a yield or a sleep counts for: one that is repeated for ever
 * must be seen. */
#define YIELD_WORK 4096u

int rt_pthread_create(uint64_t handle, uint64_t attributes, uint64_t function,
		      uint64_t argument)
{
	struct operation *op = new_operation(OP_CREATE, handle);

	if (attributes) {
		machine_found(mc_machine, running(), FINDING_MISUSE, attributes,
			      "creates a thread with attributes that were "
			      "never initialised");
		return ASK;
	}
	op->operand = function;
	op->operand2 = argument;
	return ASK;
}

int rt_pthread_join(uint64_t handle, uint64_t result)
{
	struct operation *op = new_operation(OP_JOIN, result);

	op->operand = handle;
	return ASK;
}

int rt_pthread_self(void)
{
	return give_result((uint64_t)running() + 1);
}

int rt_pthread_equal(uint64_t a, uint64_t b)
{
	return give_result(a == b);
}

int rt_pthread_detach(uint64_t handle)
{
	new_operation(OP_DETACH, 0)->operand = handle;
	return ASK;
}

/* A mutex's attributes hold its type in their first word. */
int rt_mutexattr_init(uint64_t attributes)
{
	if (may_write(attributes, 4))
		*(int *)(uintptr_t)attributes = PTHREAD_MUTEX_NORMAL;
	return give_result(0);
}

int rt_mutexattr_settype(uint64_t attributes, int type)
{
	if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK)
		return give_result(EINVAL);
	if (may_write(attributes, 4))
		*(int *)(uintptr_t)attributes = type;
	return give_result(0);
}

int rt_mutexattr_destroy(uint64_t attributes)
{
	(void)attributes;
	return give_result(0);
}

int rt_mutex_init(uint64_t mutex, uint64_t attributes)
{
	struct operation *op;
	int type = PTHREAD_MUTEX_NORMAL;

	if (attributes) {
		if (!may_read(attributes, 4))
			return ASK;
		type = *(const int *)(uintptr_t)attributes;
	}
	op = new_operation(OP_MUTEX_INIT, mutex);
	op->operand = (uint64_t)type;
	return ASK;
}

int rt_mutex_destroy(uint64_t mutex)
{
	return ask(OP_MUTEX_DESTROY, mutex);
}

int rt_mutex_lock(uint64_t mutex)
{
	return ask(OP_LOCK, mutex);
}

int rt_mutex_trylock(uint64_t mutex)
{
	return ask(OP_TRYLOCK, mutex);
}

int rt_mutex_unlock(uint64_t mutex)
{
	return ask(OP_UNLOCK, mutex);
}

int rt_cond_init(uint64_t condition, uint64_t attributes)
{
	(void)attributes;
	return ask(OP_COND_INIT, condition);
}

int rt_cond_destroy(uint64_t condition)
{
	return ask(OP_COND_DESTROY, condition);
}

int rt_cond_wait(uint64_t condition, uint64_t mutex)
{
	new_operation(OP_WAIT, condition)->operand = mutex;
	return ASK;
}

int rt_cond_signal(uint64_t condition)
{
	return ask(OP_SIGNAL, condition);
}

int rt_cond_broadcast(uint64_t condition)
{
	return ask(OP_BROADCAST, condition);
}

/* Yielding and sleeping order nothing: whoever wants to go may go anyway. */
int rt_yield(void)
{
	return give_after(YIELD_WORK, 0);
}

int rt_sleep(void)
{
	return rt_yield();
}

int rt_nanosleep(uint64_t wanted, uint64_t remaining)
{
	if (!may_read(wanted, sizeof(struct timespec)))
		return ASK;
	if (remaining && may_write(remaining, sizeof(struct timespec)))
		memset((void *)(uintptr_t)remaining, 0,
		       sizeof(struct timespec));
	return rt_yield();
}
