/* An execution: the decisions that make it, and what it showed when it was
 * replayed with recording on. */
#ifndef MCHECK_EXPLORE_EXECUTION_H
#define MCHECK_EXPLORE_EXECUTION_H

#include "explore/links.h"

/* At a point of the search: this thread went, in this way. */
struct decision {
	uint32_t alternative;
	int16_t thread;
	uint16_t kind; /* of the operation, to recognise a changed model */
};

struct schedule {
	struct decision *decisions;
	uint32_t count, room;
	uint32_t loop; /* livelock: the decisions from here on repeat; else 0 */
};

/* What a thread that selects waits for: to send or receive on a channel. */
#define VIEW_CASES 8
struct view_case {
	uint64_t channel;
	uint16_t kind; /* OP_SEND, OP_RECEIVE */
};

/* A thread at the end of the execution, as a report needs it. */
struct thread_view {
	uint64_t function, create_pc;
	uint64_t object, operand, pc;
	uint64_t holder_pc; /* where what it waits for was taken */
	struct event_frame frame;
	int16_t creator;
	int16_t holder; /* the thread that holds what it waits for, or -1 */
	uint16_t kind;  /* of its pending operation */
	uint8_t status;
	uint64_t case_count; /* of a select; the first of them: */
	struct view_case cases[VIEW_CASES];
	bool stuck;  /* nothing can free it, whatever the others do */
	bool behind; /* a reader: the holder is a writer that waits before it */
};

#define EXECUTION_GUARDED 1u

/* An atomic access, and what its order would have to do to prevent a race. */
#define MAX_TOO_WEAK 4
struct too_weak {
	uint32_t event; /* its index */
	bool acquire, release;
};

/* Plain data: it crosses from the worker to the parent. */
struct execution {
	struct machine_mode mode;
	struct finding finding;
	struct event_frame frame; /* where the finding's object is a local */
	struct schedule schedule;
	/* Offsets of shared words that it touched; + EXECUTION_GUARDED: of one
	 * that is not followed, as a lock guards it. */
	uint64_t *shared;
	uint32_t shared_count;
	struct event *events;
	uint32_t event_count;
	struct too_weak too_weak[MAX_TOO_WEAK];
	struct thread_view *threads;
	uint32_t too_weak_count, thread_count;
	struct block *blocks; /* block 0 is not used */
	uint32_t block_count;
	struct link *links; /* to blocks; all of them, unless they are cut */
	uint32_t link_count;
	bool links_cut;
	uint64_t base; /* of the region: an address less this is link-time */
	char *output;
	uint32_t output_length;
	uint64_t output_lost;
};

void schedule_add(struct schedule *schedule, struct decision decision);
void schedule_free(struct schedule *schedule);

/* Can it be made now, as it stands? */
bool decision_fits(const struct machine *machine, struct decision decision);

/* How often a thread is left that could have gone on. */
uint32_t schedule_preemptions(const struct schedule *schedule,
			      struct machine *machine, int argc,
			      char *const *argv, struct machine_mode mode);

/* Replays the schedule from the start with recording on, and fills the rest
 * of `execution`.  `follow`: whether to take the shared words from
 * `execution` first (from a trace), or as they are (from a search).  Returns
 * the number of decisions that could be made as they stand: less than all
 * when the model is not the one that the schedule came from. */
uint32_t execution_replay(struct execution *execution, struct machine *machine,
			  int argc, char *const *argv, bool follow);

void execution_free(struct execution *execution);

#endif
