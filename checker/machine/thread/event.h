/* What happened in an execution, recorded when it is replayed for a report. */
#ifndef MCHECK_MACHINE_THREAD_EVENT_H
#define MCHECK_MACHINE_THREAD_EVENT_H

#include <stdbool.h>
#include <stdint.h>

/* A frame on a thread's stack, so that a local variable can be named. */
struct event_frame {
	uint64_t pc, cfa, frame_pointer;
};

struct event {
	uint64_t pc;
	uint64_t object;  /* address, or 0 */
	uint64_t operand; /* as in the operation */
	uint64_t before, after;
	uint64_t expected;         /* by a compare-exchange */
	struct event_frame frame;  /* when the object is on a stack */
	struct event_frame target; /* when a value points to one */
	uint32_t size;
	uint32_t decision; /* its number in the schedule; 0: none */
	uint32_t alternative;
	int16_t thread;
	int16_t other; /* another thread concerned, or -1 */
	int16_t error; /* that the call returns; 0: none */
	uint16_t kind; /* an operation_kind */
	uint8_t order; /* a memory_order, of an atomic or a fence */
	bool has_before, has_after, has_expected;
	bool fails;                     /* a compare-exchange */
	bool before_unset, after_unset; /* what malloc left there */
	bool write;
	bool unreported; /* nobody wants to read of it */
	bool waits;      /* at a rendezvous: it only came to wait */
	bool local;      /* a local effect between two decisions */
};

/* The operand of a local event of the kind OP_PAUSE. */
enum pause_event { PAUSE_SLEEP = 1, PAUSE_YIELD };

struct event_log {
	struct event *events;
	uint32_t count, room;
	uint32_t pending; /* index + 1 of a write whose value is to come */
	/* Called, unless it is NULL, before each access to the model's memory,
	 * recorded or not. */
	void (*look)(void *context, int thread);
	void *context;
};

/* A new event at the end of the log; borrowed until the next one. */
struct event *event_add(struct event_log *log);
void event_clear(struct event_log *log);

#endif
