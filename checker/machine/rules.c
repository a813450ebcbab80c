/* The table of rules: one entry an operation. */
#include "machine/rules_table.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <threads.h>

#include "machine/heap.h"
#include "machine/library.h"
#include "machine/memory.h"
#include "machine/unset.h"

static int always(const struct machine *machine, int thread)
{
	(void)machine;
	(void)thread;
	return 1;
}

static int never(const struct machine *machine, int thread)
{
	(void)machine;
	(void)thread;
	return 0;
}

/* How many bytes the objects take. */
#define MUTEX sizeof(pthread_mutex_t)
#define CONDITION sizeof(pthread_cond_t)
#define RWLOCK sizeof(pthread_rwlock_t)
#define SEMAPHORE sizeof(sem_t)
#define BARRIER sizeof(pthread_barrier_t)

const struct rule operation_rules[OP_KIND_COUNT] = {
	[OP_NONE] = {"none", never, NULL, 0},
	[OP_START] = {"start", always, start_perform, 0},
	[OP_CREATE] = {"create", always, create_perform, 0},
	[OP_FINISH] = {"finish", always, finish_perform, 0},
	[OP_JOIN] = {"join", join_alternatives, join_perform, 0},
	[OP_DETACH] = {"detach", always, detach_perform, 0},
	[OP_EXIT] = {"exit", always, exit_perform, 0},
	[OP_TRYJOIN] = {"tryjoin", always, join_perform, 0},
	[OP_LOCK] = {"lock", lock_alternatives, lock_perform, MUTEX},
	[OP_TRYLOCK] = {"trylock", always, trylock_perform, MUTEX},
	[OP_TIMEDLOCK] = {"timedlock", always, timedlock_perform, MUTEX},
	[OP_UNLOCK] = {"unlock", always, unlock_perform, MUTEX},
	[OP_MUTEX_INIT] = {"mutex-init", always, mutex_init_perform, MUTEX},
	[OP_MUTEX_DESTROY] = {"mutex-destroy", always, mutex_destroy_perform,
			      MUTEX},
	[OP_MUTEX_CONSISTENT] = {"mutex-consistent", always,
				 mutex_consistent_perform, MUTEX},
	[OP_WAIT] = {"wait", always, wait_perform, CONDITION},
	[OP_ASLEEP] = {"wake-spuriously", asleep_alternatives, asleep_perform,
		       CONDITION},
	[OP_ASLEEP_TIMED] = {"wake", asleep_timed_alternatives,
			     asleep_timed_perform, CONDITION},
	[OP_RELOCK] = {"relock", relock_alternatives, relock_perform, MUTEX},
	[OP_SIGNAL] = {"signal", signal_alternatives, signal_perform,
		       CONDITION},
	[OP_BROADCAST] = {"broadcast", always, broadcast_perform, CONDITION},
	[OP_COND_INIT] = {"cond-init", always, cond_init_perform, CONDITION},
	[OP_COND_DESTROY] = {"cond-destroy", always, cond_destroy_perform,
			     CONDITION},
	[OP_RDLOCK] = {"rdlock", rdlock_alternatives, rdlock_perform, RWLOCK},
	[OP_WRLOCK] = {"wrlock", wrlock_alternatives, wrlock_perform, RWLOCK},
	[OP_TRYRDLOCK] = {"tryrdlock", tryrdlock_alternatives,
			  tryrdlock_perform, RWLOCK},
	[OP_TRYWRLOCK] = {"trywrlock", always, trywrlock_perform, RWLOCK},
	[OP_RWUNLOCK] = {"rwunlock", always, rwunlock_perform, RWLOCK},
	[OP_RWLOCK_INIT] = {"rwlock-init", always, rwlock_init_perform, RWLOCK},
	[OP_RWLOCK_DESTROY] = {"rwlock-destroy", always, rwlock_destroy_perform,
			       RWLOCK},
	[OP_SEM_WAIT] = {"sem-wait", sem_wait_alternatives, sem_wait_perform,
			 SEMAPHORE},
	[OP_SEM_TRYWAIT] = {"sem-trywait", always, sem_trywait_perform,
			    SEMAPHORE},
	[OP_SEM_POST] = {"sem-post", always, sem_post_perform, SEMAPHORE},
	[OP_SEM_GETVALUE] = {"sem-getvalue", always, sem_getvalue_perform,
			     SEMAPHORE},
	[OP_SEM_INIT] = {"sem-init", always, sem_init_perform, SEMAPHORE},
	[OP_SEM_DESTROY] = {"sem-destroy", always, sem_destroy_perform,
			    SEMAPHORE},
	[OP_BARRIER_WAIT] = {"barrier-wait", barrier_wait_alternatives,
			     barrier_wait_perform, BARRIER},
	[OP_BARRIER_ASLEEP] = {"barrier", never, NULL, BARRIER},
	[OP_BARRIER_INIT] = {"barrier-init", always, barrier_init_perform,
			     BARRIER},
	[OP_BARRIER_DESTROY] = {"barrier-destroy", always,
				barrier_destroy_perform, BARRIER},
	[OP_ONCE] = {"once", once_alternatives, once_perform, 4},
	[OP_ONCE_DONE] = {"once-done", always, once_done_perform, 4},
	[OP_LOAD] = {"load", always, atomic_perform, 0},
	[OP_STORE] = {"store", always, atomic_perform, 0},
	[OP_UPDATE] = {"update", always, atomic_perform, 0},
	[OP_COMPARE_EXCHANGE] = {"compare-exchange",
				 compare_exchange_alternatives, atomic_perform,
				 0},
	[OP_FENCE] = {"fence", always, fence_perform, 0},
	[OP_READ] = {"read", always, plain_perform, 0},
	[OP_WRITE] = {"write", always, plain_perform, 0},
	[OP_COPY] = {"copy", always, copy_perform, 0},
	[OP_SET] = {"set", always, set_perform, 0},
	[OP_FREE] = {"free", always, free_perform, 0},
	[OP_CHOOSE] = {"choose", choose_alternatives, choose_perform, 0},
	[OP_SEND] = {"send", send_alternatives, send_perform, 0},
	[OP_TRY_SEND] = {"try-send", try_send_alternatives, try_send_perform,
			 0},
	[OP_RECEIVE] = {"receive", receive_alternatives, receive_perform, 0},
	[OP_TRY_RECEIVE] = {"try-receive", try_receive_alternatives,
			    try_receive_perform, 0},
	[OP_SELECT] = {"select", select_alternatives, select_perform, 0},
	[OP_CLOSE] = {"close", always, close_perform, 0},
	[OP_CHANNEL_DESTROY] = {"channel-destroy", always,
				channel_destroy_perform, 0},
	[OP_BLOCKED] = {"blocked", never, NULL, 0},
	[OP_TURN] = {"call", always, turn_perform, 0},
	[OP_ALLOCATE] = {"allocate", choose_alternatives, choose_perform, 0},
	[OP_ATOMIC_BEGIN] = {"atomic-begin", always, atomic_begin_perform, 0},
	[OP_ATOMIC_END] = {"atomic-end", always, atomic_end_perform, 0},
	[OP_PAUSE] = {"pause", always, pause_perform, 0},
	[OP_PROGRESS] = {"progress", always, pause_perform, 0},
};

uint32_t operation_extent(unsigned kind, uint32_t size)
{
	uint32_t extent = operation_rules[kind].extent;

	if (extent)
		return extent;
	return size ? size : 1;
}

static int c11_result(int error)
{
	switch (error) {
	case 0:
		return thrd_success;
	case EBUSY:
		return thrd_busy;
	case ETIMEDOUT:
		return thrd_timedout;
	case ENOMEM:
		return thrd_nomem;
	default:
		return thrd_error;
	}
}

enum performed give_error(struct machine *machine, int thread, int error)
{
	uint64_t place = machine->threads[thread].errno_address;
	int result = error;

	machine->error = error;
	switch (op_of(machine, thread)->style) {
	case STYLE_C11:
		result = c11_result(error);
		break;
	case STYLE_ERRNO:
		if (!error)
			break;
		memory_put(machine, place, 4,
			   (struct wide){(uint64_t)error, 0});
		result = -1;
		break;
	}
	return give(machine, thread, (uint64_t)(int64_t)result);
}

const char *turn_name(unsigned turn)
{
	static const char *const names[TURN_COUNT] = {
		[TURN_KEY_CREATE] = "pthread_key_create",
		[TURN_KEY_DELETE] = "pthread_key_delete",
		[TURN_KEY_VALUE] = "pthread_getspecific or pthread_setspecific",
		[TURN_ATEXIT] = "atexit",
		[TURN_SEM_OPEN] = "sem_open or sem_unlink",
		[TURN_CLOCK] = "the clock",
		[TURN_SLEEP] = "sleep",
		[TURN_STRTOK] = "strtok",
		[TURN_AT_QUICK_EXIT] = "at_quick_exit",
	};

	return names[turn];
}

void rule_acquire(struct machine *machine, int thread, struct object *object)
{
	if (!race_idle(machine->race) && object->holder)
		race_pass(machine->race, (race_holder)thread, object->holder,
			  false);
}

void rule_release(struct machine *machine, int thread, struct object *object)
{
	if (!race_idle(machine->race))
		race_pass(machine->race, object_holder(machine, object),
			  (race_holder)thread, false);
}

enum performed plain_perform(struct machine *machine, int thread, int way)
{
	const struct operation *op = op_of(machine, thread);

	uint64_t pc = thread_pc(machine, thread);
	bool write = op->kind == OP_WRITE;

	(void)way;
	if (memory_access(machine, thread, op->object, op->size,
			  write ? RACE_WRITE : RACE_READ, pc) &&
	    !write && !op->word_result && !machine->clang &&
	    !library_makes(machine, thread))
		unset_check(machine, thread, op->object, op->size, pc);
	return PERFORMED_RUN;
}

enum performed copy_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);

	(void)way;
	memory_copy(machine, thread, op.object, op.operand, op.size,
		    thread_pc(machine, thread));
	return give(machine, thread, op.value.low);
}

enum performed set_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);

	(void)way;
	memory_fill(machine, thread, op.object, (int)op.operand, op.size,
		    thread_pc(machine, thread));
	return give(machine, thread, op.value.low);
}

/* The call is made once more, and does its work (see cross_enter). */
enum performed turn_perform(struct machine *machine, int thread, int way)
{
	(void)machine;
	(void)thread;
	(void)way;
	return PERFORMED_RUN;
}

enum performed pause_perform(struct machine *machine, int thread, int way)
{
	(void)way;
	return give(machine, thread, op_of(machine, thread)->value.low);
}

enum performed free_perform(struct machine *machine, int thread, int way)
{
	(void)way;
	heap_free(machine, thread, op_of(machine, thread)->object,
		  thread_pc(machine, thread));
	return PERFORMED_RUN;
}

int choose_alternatives(const struct machine *machine, int thread)
{
	return (int)machine->threads[thread].op.size;
}

enum performed choose_perform(struct machine *machine, int thread, int way)
{
	return give(machine, thread, (uint64_t)way);
}
