/* What can happen in a model at all. */
#include "machine/needs.h"

#include <stddef.h>
#include <string.h>

#include "model/elf/elf.h"

static const struct {
	const char *name;
	size_t need; /* where it is in the structure */
} names[] = {
#define NEED(need, name) {name, offsetof(struct model_needs, need)},
	/* clang-format off */
	NEED(fences, "__tsan_atomic_thread_fence")
	NEED(clocks, "time")
	NEED(clocks, "clock")
	NEED(clocks, "clock_gettime")
	NEED(clocks, "gettimeofday")
	NEED(clocks, "timespec_get")
	NEED(thread_names, "pthread_getname_np")
	NEED(key_deletes, "pthread_key_delete")
	NEED(key_deletes, "tss_delete")
	NEED(sees_waiting, "mc_channel_try_send")
	NEED(sees_waiting, "mc_channel_try_receive")
	NEED(sees_waiting, "mc_channel_select")
	NEED(progress, "mc_progress")
	NEED(cancels, "pthread_cancel")
	NEED(sees_ends, "pthread_cancel")
	NEED(sees_ends, "pthread_tryjoin_np")
	NEED(sees_ends, "pthread_timedjoin_np")
	NEED(sees_ends, "pthread_clockjoin_np")
	NEED(sees_ends, "pthread_mutexattr_setrobust")
	NEED(thread_exit, "pthread_exit")
	NEED(thread_exit, "thrd_exit")
	NEED(at_exit, "atexit")
	NEED(at_exit, "__cxa_atexit")
/* clang-format on */
#undef NEED
};

static void note_need(void *needs, const char *name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i].name) == 0)
			*(bool *)((char *)needs + names[i].need) = true;
}

struct model_needs needs_of(const struct elf *elf)
{
	struct model_needs needs = {0};

	elf_undefined(elf, note_need, &needs);
	needs.sees_ends |= needs.thread_exit && needs.at_exit;
	return needs;
}
