/* The whole check of a model: search, make the finding simple, replay it, look
 * for what a race can lead to. */
#ifndef MCHECK_EXPLORE_RUN_CHECK_H
#define MCHECK_EXPLORE_RUN_CHECK_H

#include "explore/states/checkpoint.h"
#include "explore/run/explorers.h"
#include "explore/run/hint.h"
#include "explore/run/growth.h"
#include "explore/run/near.h"
#include "explore/run/watch.h"
#include "machine/learn/lock_order.h"

/* What is left out: orders of independent operations, and of such as commute;
 * the first only; who used words that a lock guards only; nothing. */
enum reduction {
	REDUCTION_ON,
	REDUCTION_PERSISTENT,
	REDUCTION_GUARDS,
	REDUCTION_OFF
};

struct check_options {
	const struct explorer *explorer; /* NULL: states */
	bool races_allowed; /* plain accesses are operations, no races */
	bool leaks_error;
	bool no_spurious;  /* condition variables wake by signals only */
	bool forget;       /* states, when the memory is full, and go on */
	bool outcomes;     /* collect every distinct output */
	bool malloc_fails; /* memory may not be there */
	enum endless endless;
	enum reduction reduction;
	bool weak_cas; /* a weak compare-exchange may fail by itself */
	uint64_t max_states, max_depth, max_bytes; /* 0: no limit */
	bool bounded; /* executions have at the most so many preemptions: */
	int preemptions;
	struct random_plan random;
	uint64_t alone_steps; /* see portfolio.h; 0: as many as usual */
	int argc;
	char *const *argv;
	struct input input;     /* what stdin gives */
	const char *input_path; /* where it is from, or NULL */
	volatile int *stop;     /* see struct search */
	struct progress *progress;
	const struct watch *watch; /* of the parent's, or NULL */
	uint32_t hints;            /* so many at the most; see hints.h */
	struct checkpoint_request checkpoint;
	const struct near *near; /* search only near this, or NULL */
};

/* An execution may be missing: then its finding's class is FINDING_NONE. */
struct outcome {
	enum limit limit;
	struct statistics statistics;
	struct growth growth;         /* at a limit: what makes it large */
	struct execution failure;     /* of the finding */
	struct execution consequence; /* of a data race */
	struct text outcomes;         /* distinct outputs, as lines, sorted */
	/* Of what an execution has, all that notes need. */
	uint64_t base, main_function;
	struct order_cycle cycles[ORDER_MAX_CYCLES]; /* of locks */
	uint32_t cycle_count;
	struct hints hints;
};

/* Fills `outcome`, whose parts belong to the caller. */
void check_model(struct machine *machine, const struct check_options *options,
		 struct outcome *outcome);

/* Replays an execution that comes from a trace.  Of its schedule, only what
 * could be made is left. */
void check_replay(struct machine *machine, const struct check_options *options,
		  struct execution *execution);

/* The explorer that the options name. */
static inline const struct explorer *
check_explorer(const struct check_options *options)
{
	return options->explorer ? options->explorer : &explorer_states;
}

/* The mode in which the options make the machine run. */
struct machine_mode check_mode(const struct check_options *options);

/* The search that the options ask for. */
struct search check_search(struct machine *machine,
			   const struct check_options *options);

void outcome_free(struct outcome *outcome);

#endif
