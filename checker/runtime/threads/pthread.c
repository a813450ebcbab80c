/* POSIX threads, and C11's: what a model's calls about threads ask for. */
#include <errno.h>
#include <pthread.h>
#include <threads.h>
#include <time.h>

#include "machine/rules/mutex.h"
#include "runtime/threads/attributes.h"
#include "runtime/hooks/cancel.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"

/* How much work a yield or a sleep counts for: one that is repeated for ever
 * must be seen. */
#define YIELD_WORK 4096u

static struct operation *create(uint64_t handle, uint64_t function,
				uint64_t argument, enum result_style style)
{
	struct operation *op = new_operation(OP_CREATE, handle);

	op->operand = function;
	op->operand2 = argument;
	op->style = (uint8_t)style;
	return op;
}

int rt_pthread_create(uint64_t handle, uint64_t attributes, uint64_t function,
		      uint64_t argument)
{
	int detached;

	if (!attribute_read(attributes, ATTRIBUTE_DETACHED, &detached))
		return ASK;
	create(handle, function, argument, STYLE_ERROR)->value.low =
		(uint64_t)detached;
	return ASK;
}

int rt_thrd_create(uint64_t handle, uint64_t function, uint64_t argument)
{
	create(handle, function, argument, STYLE_C11);
	return ASK;
}

static int join(enum operation_kind kind, uint64_t handle, uint64_t result,
		enum result_style style, int error)
{
	struct operation *op = new_operation(kind, result);

	op->operand = handle;
	op->value.low = (uint64_t)error;
	op->style = (uint8_t)style;
	if (error != EBUSY)
		cancel_point(op);
	return ASK;
}

int rt_pthread_join(uint64_t handle, uint64_t result)
{
	return join(OP_JOIN, handle, result, STYLE_ERROR, 0);
}

int rt_thrd_join(uint64_t handle, uint64_t result)
{
	return join(OP_JOIN, handle, result, STYLE_C11, 0);
}

int rt_pthread_tryjoin(uint64_t handle, uint64_t result)
{
	return join(OP_TRYJOIN, handle, result, STYLE_ERROR, EBUSY);
}

/* The time that a wait ends at; false when the function must return ASK. */
static bool read_time(uint64_t time, enum wait_end *end)
{
	const struct timespec *at = (const struct timespec *)(uintptr_t)time;

	if (!may_read(time, sizeof *at))
		return false;
	*end = at->tv_nsec >= 0 && at->tv_nsec < 1000000000 ? WAIT_TIMED
							    : WAIT_BAD_TIME;
	return true;
}

int rt_pthread_timedjoin(uint64_t handle, uint64_t result, uint64_t time)
{
	enum wait_end end;

	if (!read_time(time, &end))
		return ASK;
	return join(OP_TRYJOIN, handle, result, STYLE_ERROR,
		    end == WAIT_TIMED ? ETIMEDOUT : EINVAL);
}

int rt_pthread_clockjoin(uint64_t handle, uint64_t result, int clock,
			 uint64_t time)
{
	(void)clock;
	return rt_pthread_timedjoin(handle, result, time);
}

int rt_pthread_self(void)
{
	return give_result((uint64_t)running() + 1);
}

int rt_pthread_equal(uint64_t a, uint64_t b)
{
	return give_result(a == b);
}

static int detach(uint64_t handle, enum result_style style)
{
	struct operation *op = new_operation(OP_DETACH, 0);

	op->operand = handle;
	op->style = (uint8_t)style;
	return ASK;
}

int rt_pthread_detach(uint64_t handle)
{
	return detach(handle, STYLE_ERROR);
}

int rt_thrd_detach(uint64_t handle)
{
	return detach(handle, STYLE_C11);
}

/* What has no effect on what a program does, and returns 0. */
int rt_no_effect(void)
{
	return give_result(0);
}

/* An object's operation in a style. */
static int ask_in(enum operation_kind kind, uint64_t object,
		  enum result_style style)
{
	new_operation(kind, object)->style = (uint8_t)style;
	return ASK;
}

/* Mutexes. */

int rt_mutex_init(uint64_t mutex, uint64_t attributes)
{
	struct operation *op;
	int type, robust;

	if (!attribute_read(attributes, ATTRIBUTE_TYPE, &type) ||
	    !attribute_read(attributes, ATTRIBUTE_ROBUST, &robust))
		return ASK;
	if (type == PTHREAD_MUTEX_ADAPTIVE_NP)
		type = PTHREAD_MUTEX_NORMAL;
	op = new_operation(OP_MUTEX_INIT, mutex);
	op->operand = (uint64_t)type;
	op->operand2 = robust ? MUTEX_ROBUST : 0;
	return ASK;
}

int rt_mtx_init(uint64_t mutex, int type)
{
	struct operation *op = new_operation(OP_MUTEX_INIT, mutex);

	op->style = STYLE_C11;
	op->operand = type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE
					   : PTHREAD_MUTEX_NORMAL;
	op->operand2 = type & mtx_timed ? 0 : MUTEX_UNTIMED;
	return ASK;
}

static int timed_lock(uint64_t mutex, uint64_t time, enum result_style style)
{
	struct operation *op;
	enum wait_end end;

	if (!read_time(time, &end))
		return ASK;
	op = new_operation(OP_TIMEDLOCK, mutex);
	op->operand = end == WAIT_BAD_TIME;
	op->style = (uint8_t)style;
	return ASK;
}

int rt_mutex_timedlock(uint64_t mutex, uint64_t time)
{
	return timed_lock(mutex, time, STYLE_ERROR);
}

int rt_mutex_clocklock(uint64_t mutex, int clock, uint64_t time)
{
	(void)clock;
	return timed_lock(mutex, time, STYLE_ERROR);
}

int rt_mtx_timedlock(uint64_t mutex, uint64_t time)
{
	return timed_lock(mutex, time, STYLE_C11);
}

/* An object, and a call with no other argument, by POSIX and by C11. */
#define BOTH(posix, c11, kind) \
	int rt_##posix(uint64_t object) \
	{ \
		return ask_in(kind, object, STYLE_ERROR); \
	} \
	int rt_##c11(uint64_t object) \
	{ \
		return ask_in(kind, object, STYLE_C11); \
	}

BOTH(mutex_destroy, mtx_destroy, OP_MUTEX_DESTROY)
BOTH(mutex_lock, mtx_lock, OP_LOCK)
BOTH(mutex_trylock, mtx_trylock, OP_TRYLOCK)
BOTH(mutex_unlock, mtx_unlock, OP_UNLOCK)
BOTH(cond_destroy, cnd_destroy, OP_COND_DESTROY)
BOTH(cond_signal, cnd_signal, OP_SIGNAL)
BOTH(cond_broadcast, cnd_broadcast, OP_BROADCAST)

int rt_mutex_consistent(uint64_t mutex)
{
	return ask(OP_MUTEX_CONSISTENT, mutex);
}

/* Spin locks: mutexes of another size, without a static initialiser. */

static int ask_spin(enum operation_kind kind, uint64_t lock)
{
	new_operation(kind, lock)->function = LOCK_SPIN;
	return ASK;
}

int rt_spin_init(uint64_t lock)
{
	return ask_spin(OP_MUTEX_INIT, lock);
}

int rt_spin_destroy(uint64_t lock)
{
	return ask_spin(OP_MUTEX_DESTROY, lock);
}

int rt_spin_lock(uint64_t lock)
{
	return ask_spin(OP_LOCK, lock);
}

int rt_spin_trylock(uint64_t lock)
{
	return ask_spin(OP_TRYLOCK, lock);
}

int rt_spin_unlock(uint64_t lock)
{
	return ask_spin(OP_UNLOCK, lock);
}

/* Condition variables. */

int rt_cond_init(uint64_t condition, uint64_t attributes)
{
	int clock;

	if (!attribute_read(attributes, ATTRIBUTE_CLOCK, &clock))
		return ASK;
	return ask(OP_COND_INIT, condition);
}

int rt_cnd_init(uint64_t condition)
{
	return ask_in(OP_COND_INIT, condition, STYLE_C11);
}

static int wait(uint64_t condition, uint64_t mutex, enum wait_end end,
		enum result_style style)
{
	struct operation *op = new_operation(OP_WAIT, condition);

	op->operand = mutex;
	op->operand2 = end;
	op->style = (uint8_t)style;
	cancel_point(op);
	return ASK;
}

int rt_cond_wait(uint64_t condition, uint64_t mutex)
{
	return wait(condition, mutex, WAIT_FOREVER, STYLE_ERROR);
}

int rt_cnd_wait(uint64_t condition, uint64_t mutex)
{
	return wait(condition, mutex, WAIT_FOREVER, STYLE_C11);
}

int rt_cond_timedwait(uint64_t condition, uint64_t mutex, uint64_t time)
{
	enum wait_end end;

	return read_time(time, &end) ? wait(condition, mutex, end, STYLE_ERROR)
				     : ASK;
}

int rt_cond_clockwait(uint64_t condition, uint64_t mutex, int clock,
		      uint64_t time)
{
	(void)clock;
	return rt_cond_timedwait(condition, mutex, time);
}

int rt_cnd_timedwait(uint64_t condition, uint64_t mutex, uint64_t time)
{
	enum wait_end end;

	return read_time(time, &end) ? wait(condition, mutex, end, STYLE_C11)
				     : ASK;
}

/* Read-write locks. */

int rt_rwlock_init(uint64_t lock, uint64_t attributes)
{
	int kind;

	if (!attribute_read(attributes, ATTRIBUTE_KIND, &kind))
		return ASK;
	return ask(OP_RWLOCK_INIT, lock);
}

#define RWLOCK(name, kind) \
	int rt_rwlock_##name(uint64_t lock) \
	{ \
		return ask(kind, lock); \
	}

RWLOCK(destroy, OP_RWLOCK_DESTROY)
RWLOCK(rdlock, OP_RDLOCK)
RWLOCK(wrlock, OP_WRLOCK)
RWLOCK(tryrdlock, OP_TRYRDLOCK)
RWLOCK(trywrlock, OP_TRYWRLOCK)
RWLOCK(unlock, OP_RWUNLOCK)

/* An operation whose wait can end by time. */
static int ask_timed(enum operation_kind kind, uint64_t object, uint64_t time,
		     enum result_style style)
{
	struct operation *op;
	enum wait_end end;

	if (!read_time(time, &end))
		return ASK;
	op = new_operation(kind, object);
	op->operand2 = end;
	op->style = (uint8_t)style;
	return ASK;
}

int rt_rwlock_timedrdlock(uint64_t lock, uint64_t time)
{
	return ask_timed(OP_RDLOCK, lock, time, STYLE_ERROR);
}

int rt_rwlock_timedwrlock(uint64_t lock, uint64_t time)
{
	return ask_timed(OP_WRLOCK, lock, time, STYLE_ERROR);
}

int rt_rwlock_clockrdlock(uint64_t lock, int clock, uint64_t time)
{
	(void)clock;
	return rt_rwlock_timedrdlock(lock, time);
}

int rt_rwlock_clockwrlock(uint64_t lock, int clock, uint64_t time)
{
	(void)clock;
	return rt_rwlock_timedwrlock(lock, time);
}

/* Barriers. */

int rt_barrier_init(uint64_t barrier, uint64_t attributes, unsigned count)
{
	int shared;

	if (!attribute_read(attributes, ATTRIBUTE_SHARED, &shared))
		return ASK;
	new_operation(OP_BARRIER_INIT, barrier)->operand = count;
	return ASK;
}

int rt_barrier_destroy(uint64_t barrier)
{
	return ask(OP_BARRIER_DESTROY, barrier);
}

int rt_barrier_wait(uint64_t barrier)
{
	return ask(OP_BARRIER_WAIT, barrier);
}

/* Semaphores; the named ones are in semaphore.c. */

int rt_sem_init(uint64_t semaphore, int shared, unsigned value)
{
	struct operation *op = new_operation(OP_SEM_INIT, semaphore);

	(void)shared;
	op->operand = value;
	op->style = STYLE_ERRNO;
	return ASK;
}

#define SEMAPHORE(name, kind) \
	int rt_sem_##name(uint64_t semaphore) \
	{ \
		return ask_in(kind, semaphore, STYLE_ERRNO); \
	}

SEMAPHORE(destroy, OP_SEM_DESTROY)
SEMAPHORE(trywait, OP_SEM_TRYWAIT)
SEMAPHORE(post, OP_SEM_POST)

int rt_sem_wait(uint64_t semaphore)
{
	ask_in(OP_SEM_WAIT, semaphore, STYLE_ERRNO);
	cancel_point(&mc_machine->threads[running()].op);
	return ASK;
}

int rt_sem_timedwait(uint64_t semaphore, uint64_t time)
{
	enum wait_end end;
	struct operation *op;

	if (!read_time(time, &end))
		return ASK;
	op = new_operation(OP_SEM_WAIT, semaphore);
	op->operand2 = end;
	op->style = STYLE_ERRNO;
	cancel_point(op);
	return ASK;
}

int rt_sem_clockwait(uint64_t semaphore, int clock, uint64_t time)
{
	(void)clock;
	return rt_sem_timedwait(semaphore, time);
}

int rt_sem_getvalue(uint64_t semaphore, uint64_t to)
{
	struct operation *op = new_operation(OP_SEM_GETVALUE, semaphore);

	op->operand = to;
	op->style = STYLE_ERRNO;
	return ASK;
}

/* Yielding and sleeping order nothing: whoever wants to go may go anyway. */
static int pause_as(enum pause_event which)
{
	struct event_log *log = mc_machine->events;
	struct event *event = log ? event_add(log) : NULL;

	if (event) {
		event->thread = (int16_t)running();
		event->kind = OP_PAUSE;
		event->operand = which;
		event->pc = call_pc();
		event->local = true;
	}
	return give_after(YIELD_WORK, 0);
}

int rt_yield(void)
{
	return pause_as(PAUSE_YIELD);
}

int pause_asleep(void)
{
	return pause_as(PAUSE_SLEEP);
}
