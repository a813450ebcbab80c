/* The names of the classes of findings. */
#include "race/finding.h"

#include <string.h>

const char *finding_class_name(enum finding_class class)
{
	static const char *const names[FINDING_CLASS_COUNT] = {
		[FINDING_NONE] = "none",
		[FINDING_DATA_RACE] = "data-race",
		[FINDING_MIXED_RACE] = "mixed-race",
		[FINDING_DEADLOCK] = "deadlock",
		[FINDING_PARTIAL_DEADLOCK] = "partial-deadlock",
		[FINDING_LOST_WAKEUP] = "lost-wakeup",
		[FINDING_SELF_DEADLOCK] = "self-deadlock",
		[FINDING_LIVELOCK] = "livelock",
		[FINDING_ENDLESS_LOOP] = "endless-loop",
		[FINDING_ASSERTION] = "assertion",
		[FINDING_CRASH] = "crash",
		[FINDING_EXIT] = "exit",
		[FINDING_USE_AFTER_FREE] = "use-after-free",
		[FINDING_BAD_FREE] = "bad-free",
		[FINDING_OUT_OF_BOUNDS] = "out-of-bounds",
		[FINDING_DEAD_FRAME] = "dead-frame",
		[FINDING_BAD_POINTER] = "bad-pointer",
		[FINDING_UNINITIALISED] = "uninitialised",
		[FINDING_LEAK] = "leak",
		[FINDING_BAD_UNLOCK] = "bad-unlock",
		[FINDING_DESTROY_IN_USE] = "destroy-in-use",
		[FINDING_OBJECT_LIFETIME] = "object-lifetime",
		[FINDING_BAD_WAIT] = "bad-wait",
		[FINDING_BAD_JOIN] = "bad-join",
		[FINDING_SEMAPHORE_OVERFLOW] = "semaphore-overflow",
		[FINDING_BARRIER_MISUSE] = "barrier-misuse",
		[FINDING_CHANNEL_CLOSED] = "channel-closed",
		[FINDING_MISUSE] = "misuse",
	};

	return names[class];
}

enum finding_class finding_class_by_name(const char *text)
{
	size_t length = strcspn(text, " ");

	for (int i = FINDING_NONE + 1; i < FINDING_CLASS_COUNT; i++) {
		const char *name = finding_class_name((enum finding_class)i);

		if (strlen(name) == length && memcmp(name, text, length) == 0)
			return (enum finding_class)i;
	}
	return FINDING_NONE;
}
