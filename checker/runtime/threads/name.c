/* The names of threads, which only pthread_getname_np looks at: in a model that
 * never calls it, to give one has no effect. */
#include <errno.h>

#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"

/* What a thread has of the program until it gets one of its own. */
#define FIRST_NAME "model"

static const struct libc_state *libc_state_of(uint64_t handle)
{
	return (const struct libc_state *)(uintptr_t)region_area(
		&mc_machine->region, (int)(handle - 1));
}

static bool is_thread(uint64_t handle)
{
	return handle >= 1 && handle <= (uint64_t)mc_machine->thread_count;
}

int rt_setname(uint64_t handle, uint64_t name)
{
	char kept[THREAD_NAME_SIZE] = {0};
	uint64_t length, words[THREAD_NAME_SIZE / 8];

	if (mc_machine->needs.thread_names && !my_turn(TURN_THREAD_NAME))
		return ASK;
	if (!read_string(name, &length))
		return ASK;
	if (length >= THREAD_NAME_SIZE)
		return give_result(ERANGE);
	if (!is_thread(handle))
		return give_result(ESRCH);
	if (!mc_machine->needs.thread_names)
		return give_result(0);
	memcpy(kept, text_at(name), length);
	memcpy(words, kept, sizeof words);
	for (int i = 0; i < THREAD_NAME_SIZE / 8; i++)
		libc_state_set(&libc_state_of(handle)->name[i], words[i]);
	libc_state_set(&libc_state_of(handle)->named_itself, 1);
	return give_result(0);
}

int rt_getname(uint64_t handle, uint64_t to, uint64_t room)
{
	char kept[THREAD_NAME_SIZE] = FIRST_NAME;
	uint64_t size;

	if (!my_turn(TURN_THREAD_NAME))
		return ASK;
	if (!is_thread(handle))
		return give_result(ESRCH);
	if (libc_state_of(handle)->named_itself)
		memcpy(kept, libc_state_of(handle)->name, sizeof kept);
	size = strlen(kept) + 1;
	if (room < size)
		return give_result(ERANGE);
	if (!may_write(to, size))
		return ASK;
	memcpy(bytes_at(to), kept, size);
	return give_result(0);
}
