/* Two searches beside each other.
 *
 * The search over states is the one that completes: but it may be deep in a
 * part of the graph that has no end while something wrong is near.  So after a
 * while a second process begins, which searches by levels, and the two go on
 * until one of them has a result.
 *
 *   states: ---alone steps---+-----------------------------> ended after S
 *                            |fork
 *   levels:                  +-------> found something after L
 *
 * Time is counted in steps of the machine since the fork, by each for itself.
 * Levels wins if L <= S.  As each waits for the other to have made as many
 * steps before it says that it has won, the winner does not depend on which of
 * them the system lets run.  Only "all is well" needs no such word: there is
 * nothing to be found then.  Nor does an interruption, which comes when it
 * comes. */
#include "explore/beside.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/process.h"
#include "explore/explorers.h"
#include "explore/levels.h"

/* Shared between the two processes. */
struct shared {
	/* At so many steps of its own, each shall stop, or ask. */
	volatile uint64_t states_until, levels_until;
	struct level_log log;
};

/* What levels says in the end. */
struct word {
	uint64_t steps;
	bool found;
};

struct beside {
	const struct search *search;
	struct search *states; /* the same, as states is searched */
	struct turns *turns;   /* of states */
	struct shared *shared;
	uint64_t alone;
	pid_t levels;   /* in the process of states: the other one, or 0 */
	bool is_levels; /* this is the process of levels */
	int line;       /* to the other process */
};

/* In the process of levels: what a fork does not hand on. */
static void become_levels(struct beside *beside, pid_t states,
			  const struct itimerval *watch)
{
	process_end_with(states);
	setitimer(ITIMER_PROF, watch, NULL);
	beside->is_levels = true;
}

/* Of the memory that there is for a search, levels takes a part. */
static uint64_t levels_bytes(const struct search *search)
{
	return search->max_bytes / 4;
}

/* Without a second process the search goes on as it is. */
static void divide(struct beside *beside)
{
	struct itimerval watch;
	pid_t states = getpid();
	int lines[2];

	beside->shared->states_until = UINT64_MAX;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, lines) != 0)
		return;
	getitimer(ITIMER_PROF, &watch);
	beside->levels = fork();
	if (beside->levels < 0)
		beside->levels = 0;
	else if (beside->levels == 0)
		become_levels(beside, states, &watch);
	beside->states->max_bytes -= levels_bytes(beside->search);
	beside->line = lines[beside->is_levels];
	close(lines[!beside->is_levels]);
}

/* The search over states has made as many steps as it was to, or is deep; in
 * the process of levels that search ends here. */
static bool states_turn(void *context, uint64_t steps)
{
	struct beside *beside = context;

	if (beside->levels)
		return true;
	beside->alone = steps;
	beside->turns->depth = UINT64_MAX;
	divide(beside);
	return beside->is_levels;
}

static bool levels_turn(void *context, uint64_t steps)
{
	(void)context;
	(void)steps;
	return true;
}

/* Levels is the one to tell: states is done. */
static void stand_back(const struct beside *beside)
{
	char go = 1;
	int status = 0;

	must_hold(write(beside->line, &go, 1) == 1);
	while (waitpid(beside->levels, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_BUG);
}

static void end_levels(const struct beside *beside)
{
	kill(beside->levels, SIGKILL);
	while (waitpid(beside->levels, NULL, 0) < 0 && errno == EINTR)
		;
	close(beside->line);
}

/* What levels had completed before it had made so many steps. */
static int complete_after(const struct level_log *log, uint64_t steps)
{
	int complete = NO_PREEMPTIONS;

	for (uint32_t i = 0; i < log->count && log->ends[i].steps < steps; i++)
		complete = log->ends[i].complete;
	return complete;
}

/* In the process of states, when its search has ended. */
static void settle_states(const struct beside *beside,
			  struct search_result *result)
{
	bool interrupted = beside->search->stop && *beside->search->stop;
	uint64_t steps = result->steps - beside->alone;
	struct word word = {0};

	if (!beside->levels)
		return;
	must_hold(result->steps >= beside->alone);
	if (result->finding.class == FINDING_NONE &&
	    result->limit == LIMIT_NONE &&
	    beside->shared->states_until == UINT64_MAX) {
		end_levels(beside);
		return;
	}
	beside->shared->levels_until = interrupted ? 0 : steps;
	if (read(beside->line, &word, sizeof word) != sizeof word)
		word.found = false;
	if (word.found && (interrupted || word.steps <= steps))
		stand_back(beside);
	end_levels(beside);
	result->statistics.complete_preemptions = complete_after(
		&beside->shared->log, interrupted ? UINT64_MAX : steps);
}

/* In the process of levels: returns if it has found something, and first. */
static void settle_levels(const struct beside *beside,
			  const struct search_result *result)
{
	struct word word = {.steps = result->steps,
			    .found = result->finding.class != FINDING_NONE};
	char go;

	if (write(beside->line, &word, sizeof word) != sizeof word ||
	    !word.found)
		_exit(0);
	beside->shared->states_until = beside->alone + word.steps;
	if (read(beside->line, &go, 1) != 1)
		_exit(0);
	close(beside->line);
}

static void search_levels(const struct beside *beside,
			  struct search_result *result)
{
	struct search search = *beside->search;
	struct turns turns = {.until = &beside->shared->levels_until,
			      .depth = UINT64_MAX,
			      .end = levels_turn,
			      .log = &beside->shared->log};

	schedule_free(&result->schedule);
	*result = (struct search_result){0};
	search.turns = &turns;
	search.progress = NULL;
	search.max_bytes = levels_bytes(beside->search);
	search_run(&explorer_levels, &search, result);
	settle_levels(beside, result);
}

static struct shared *open_shared(uint64_t alone)
{
	struct shared *shared =
		mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		error_exit("out of memory: %zu bytes wanted", sizeof *shared);
	shared->states_until = alone;
	shared->levels_until = UINT64_MAX;
	return shared;
}

void explore_beside(const struct search *search, uint64_t alone,
		    struct search_result *result)
{
	struct search states = *search;
	struct beside beside = {.search = search,
				.states = &states,
				.alone = alone ? alone : ALONE_STEPS};
	struct turns turns = {
		.depth = ALONE_DEPTH, .end = states_turn, .context = &beside};

	beside.shared = open_shared(beside.alone);
	beside.turns = &turns;
	turns.until = &beside.shared->states_until;
	states.turns = &turns;
	search_run(&explorer_states, &states, result);
	if (beside.is_levels)
		search_levels(&beside, result);
	else
		settle_states(&beside, result);
	munmap(beside.shared, sizeof *beside.shared);
}
