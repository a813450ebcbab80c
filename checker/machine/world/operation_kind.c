/* The kinds of operations: what is true of each. */
#include "machine/world/operation_kind.h"

#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>

const struct operation_traits operation_traits[OP_KIND_COUNT] = {
#define OPERATION(kind, rule, ...) [kind] = {__VA_ARGS__},
#include "machine/world/operations.inc"
};

uint32_t operation_extent(unsigned kind, uint32_t size)
{
	uint32_t extent = operation_traits[kind].extent;

	if (extent)
		return extent;
	return size ? size : 1;
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
		[TURN_INPUT] = "standard input",
		[TURN_THREAD_NAME] = "the name of a thread",
		[TURN_SIGNAL] = "what a signal does",
	};

	return names[turn];
}
