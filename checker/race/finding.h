/* A finding: what is wrong with a model, as data.  It is handed up from where
 * it is seen to the report, which alone turns it into words and pictures. */
#ifndef MCHECK_RACE_FINDING_H
#define MCHECK_RACE_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_THREADS 128

/* The order is that of finding_class_name. */
enum finding_class {
	FINDING_NONE,
	/* Of threads with one another. */
	FINDING_DATA_RACE,
	FINDING_MIXED_RACE, /* one access atomic, the other plain */
	FINDING_DEADLOCK,
	FINDING_PARTIAL_DEADLOCK,
	FINDING_LOST_WAKEUP,
	FINDING_SELF_DEADLOCK,
	FINDING_LIVELOCK,
	FINDING_ENDLESS_LOOP,
	/* Of a thread's own doing. */
	FINDING_ASSERTION,
	FINDING_CRASH,
	FINDING_EXIT,
	/* Of memory. */
	FINDING_USE_AFTER_FREE,
	FINDING_BAD_FREE,
	FINDING_OUT_OF_BOUNDS,
	FINDING_DEAD_FRAME,
	FINDING_BAD_POINTER,
	FINDING_UNINITIALISED,
	FINDING_LEAK,
	/* Of what synchronises. */
	FINDING_BAD_UNLOCK,
	FINDING_DESTROY_IN_USE,
	FINDING_OBJECT_LIFETIME, /* before init, after destroy, init twice */
	FINDING_BAD_WAIT,
	FINDING_BAD_JOIN,
	FINDING_SEMAPHORE_OVERFLOW,
	FINDING_BARRIER_MISUSE,
	FINDING_CHANNEL_CLOSED,
	FINDING_MISUSE, /* of any other function */
	FINDING_CLASS_COUNT
};

/* One access to memory.  `pc` is the address behind the call of the hook. */
struct access {
	uint64_t pc;
	uint64_t address;
	uint32_t size;
	int16_t thread;
	bool write;
	bool atomic;
	bool release; /* it is a free of the block */
};

/* `what` is a short sentence about the model, without names of addresses;
 * where `address` is not 0 the report names what lies there.  For a data race
 * `first` and `second` are the two accesses, in the order of the execution. */
struct finding {
	enum finding_class class;
	int16_t thread;
	uint64_t pc;
	uint64_t address;
	uint32_t size;
	struct access first, second;
	char what[240];
};

/* "data-race", "deadlock", ...: as in the verdict line; a constant. */
const char *finding_class_name(enum finding_class class);

/* The class whose name the text is, or begins with before a space; else
 * FINDING_NONE. */
enum finding_class finding_class_by_name(const char *text);

/* Two accesses that nothing orders, of either class. */
static inline bool finding_is_race(enum finding_class class)
{
	return class == FINDING_DATA_RACE || class == FINDING_MIXED_RACE;
}

#endif
