/* What comes at an end: of a thread, the destructors of its keys; of the
 * program, what atexit registered.  And keys, pthread_once (POSIX.1-2017). */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <threads.h>

#include "runtime/threads/continuations.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"

enum key_state { KEY_UNUSED, KEY_USED };

/* A key's number is its index + 1, so that 0 is none that was created. */
static bool is_key(uint64_t key)
{
	return key >= 1 && key <= libc_state_program()->key_count &&
	       libc_state_program()->key_states[key - 1] == KEY_USED;
}

static int key_create(uint64_t key_at, uint64_t destructor)
{
	const struct libc_state *shared = libc_state_program();
	uint64_t index = shared->key_count;

	if (!my_turn(TURN_KEY_CREATE))
		return ASK;
	if (index == MAX_KEYS)
		return reach_limit(LIMIT_LIBRARY);
	if (!may_write(key_at, 4))
		return ASK;
	libc_state_set(&shared->key_count, index + 1);
	libc_state_set(&shared->key_states[index], KEY_USED);
	libc_state_set(&shared->key_destructors[index], destructor);
	memory_put(mc_machine, key_at, 4, (struct wide){index + 1, 0});
	return give_result(0);
}

int rt_key_create(uint64_t key_at, uint64_t destructor)
{
	return key_create(key_at, destructor);
}

static bool must_be_key(uint64_t key, const char *verb)
{
	if (is_key(key))
		return true;
	machine_found(mc_machine, running(), FINDING_OBJECT_LIFETIME, 0,
		      "%s a key that was never created or has been deleted",
		      verb);
	return false;
}

int rt_key_delete(unsigned key)
{
	if (!my_turn(TURN_KEY_DELETE) || !must_be_key(key, "deletes"))
		return ASK;
	libc_state_set(&libc_state_program()->key_states[key - 1], KEY_UNUSED);
	return give_result(0);
}

/* Where keys are deleted, it matters when they are used. */
static bool key_turn(void)
{
	return !mc_machine->needs.key_deletes || my_turn(TURN_KEY_VALUE);
}

int rt_setspecific(unsigned key, uint64_t value)
{
	if (!key_turn() || !must_be_key(key, "sets the value of"))
		return ASK;
	libc_state_set(&libc_state_own()->key_values[key - 1], value);
	return give_result(0);
}

int rt_getspecific(unsigned key)
{
	if (!key_turn() || !must_be_key(key, "gets the value of"))
		return ASK;
	return give_result(libc_state_own()->key_values[key - 1]);
}

/* C11's key functions return thrd_success or thrd_error. */
int rt_tss_create(uint64_t key_at, uint64_t destructor)
{
	return key_create(key_at, destructor);
}

/* The next value with a destructor: forgotten, then destroyed; POSIX goes
 * round while destructors leave new values, at most four times. */
static int next_destructor(uint64_t value, uint64_t first, uint64_t round)
{
	const struct libc_state *own = libc_state_own(),
				*shared = libc_state_program();

	for (; round < PTHREAD_DESTRUCTOR_ITERATIONS; round++, first = 0) {
		for (uint64_t i = first; i < shared->key_count; i++) {
			uint64_t words[3] = {value, i + 1, round};
			uint64_t held = own->key_values[i];

			mc_machine->saw_keys |=
				held && mc_machine->needs.key_deletes;
			if (!held || shared->key_states[i] != KEY_USED ||
			    !shared->key_destructors[i])
				continue;
			libc_state_set(&own->key_values[i], 0);
			return call_function(shared->key_destructors[i],
					     (uint64_t[3]){held, 0, 0},
					     CALL_THREAD_EXIT, words, 3);
		}
	}
	new_operation(OP_FINISH, 0)->operand = value;
	return ASK;
}

int after_destructor(uint64_t unused, const uint64_t *words)
{
	(void)unused;
	return next_destructor(words[0], words[1], words[2]);
}

int end_thread_keys(uint64_t value)
{
	return next_destructor(value, 0, 0);
}

bool add_exit_handler(uint64_t handler, uint64_t argument)
{
	const struct libc_state *shared = libc_state_program();
	uint64_t count = shared->exit_count;

	if (count == MAX_EXIT_HANDLERS)
		return false;
	libc_state_set(&shared->exit_handlers[count], handler);
	libc_state_set(&shared->exit_arguments[count], argument);
	libc_state_set(&shared->exit_count, count + 1);
	return true;
}

int rt_atexit(uint64_t function)
{
	if (!my_turn(TURN_ATEXIT))
		return ASK;
	return add_exit_handler(function, 0) ? give_result(0)
					     : reach_limit(LIMIT_LIBRARY);
}

/* What stands in .fini_array, from its end. */
static uint64_t next_finisher(void)
{
	const struct libc_state *shared = libc_state_program();
	uint64_t done = shared->finished;

	if (done == mc_machine->finishers.count)
		return 0;
	libc_state_set(&shared->finished, done + 1);
	return function_list_get(&mc_machine->finishers,
				 mc_machine->finishers.count - 1 - done);
}

/* Takes the last one off a list; 0: it is empty. */
static uint64_t take_last(const uint64_t *handlers, const uint64_t *count)
{
	if (*count == 0)
		return 0;
	libc_state_set(count, *count - 1);
	return handlers[*count];
}

/* The last one that was registered comes first (C11 7.22.4.4, 7.22.4.7).  It is
 * looked for when OP_EXIT is performed: others may register one until then. */
bool exit_calls_handler(struct machine *machine, int thread, enum exit_way way,
			uint64_t status)
{
	const struct libc_state *shared = libc_state_program();
	uint64_t words[2] = {status, way}, handler, argument = 0;

	if (way == EXIT_QUICK) {
		handler =
			take_last(shared->quick_handlers, &shared->quick_count);
	} else {
		handler = take_last(shared->exit_handlers, &shared->exit_count);
		if (handler)
			argument = shared->exit_arguments[shared->exit_count];
		else
			handler = next_finisher();
	}
	if (!handler)
		return false;
	call_from_operation(machine, thread, handler, argument,
			    CALL_PROGRAM_EXIT, words, 2);
	return true;
}

static int ask_exit(uint64_t status, enum exit_way way)
{
	struct operation *op = new_operation(OP_EXIT, 0);

	op->operand = status;
	op->operand2 = way;
	return ASK;
}

int end_program_handlers(uint64_t status)
{
	return ask_exit(status, EXIT_HANDLED);
}

int after_exit_handler(uint64_t unused, const uint64_t *words)
{
	(void)unused;
	return ask_exit(words[0], (enum exit_way)words[1]);
}

int rt_at_quick_exit(uint64_t function)
{
	const struct libc_state *shared = libc_state_program();

	if (!my_turn(TURN_AT_QUICK_EXIT))
		return ASK;
	if (shared->quick_count == MAX_EXIT_HANDLERS)
		return reach_limit(LIMIT_LIBRARY);
	libc_state_set(&shared->quick_handlers[shared->quick_count], function);
	libc_state_set(&shared->quick_count, shared->quick_count + 1);
	return give_result(0);
}

int rt_handled_quick_exit(int status)
{
	return ask_exit((uint64_t)(unsigned)status, EXIT_QUICK);
}

int rt_quick_exit(int status)
{
	return ask_exit((uint64_t)(unsigned)status, EXIT_AT_ONCE);
}

int rt_once(uint64_t control, uint64_t routine)
{
	struct operation *op = new_operation(OP_ONCE, control);

	op->operand = routine;
	return ASK;
}

int after_once(uint64_t unused, const uint64_t *words)
{
	(void)unused;
	return ask(OP_ONCE_DONE, words[0]);
}
