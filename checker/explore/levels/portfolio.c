/* A portfolio of two searches, beside each other.
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
#include "explore/levels/portfolio.h"

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
#include "explore/run/explorers.h"
#include "explore/levels/levels.h"

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

struct portfolio {
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
static void become_levels(struct portfolio *portfolio, pid_t states,
			  const struct itimerval *watch)
{
	process_end_with(states);
	setitimer(ITIMER_PROF, watch, NULL);
	portfolio->is_levels = true;
}

/* Of the memory that there is for a search, levels takes a part. */
static uint64_t levels_bytes(const struct search *search)
{
	return search->max_bytes / 4;
}

/* Without a second process the search goes on as it is. */
static void divide(struct portfolio *portfolio)
{
	struct itimerval watch;
	pid_t states = getpid();
	int lines[2];

	portfolio->shared->states_until = UINT64_MAX;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, lines) != 0)
		return;
	getitimer(ITIMER_PROF, &watch);
	portfolio->levels = fork();
	if (portfolio->levels < 0)
		portfolio->levels = 0;
	else if (portfolio->levels == 0)
		become_levels(portfolio, states, &watch);
	portfolio->states->max_bytes -= levels_bytes(portfolio->search);
	portfolio->line = lines[portfolio->is_levels];
	close(lines[!portfolio->is_levels]);
}

/* The search over states has made as many steps as it was to, or is deep; in
 * the process of levels that search ends here. */
static bool states_turn(void *context, uint64_t steps)
{
	struct portfolio *portfolio = context;

	if (portfolio->levels)
		return true;
	portfolio->alone = steps;
	portfolio->turns->depth = UINT64_MAX;
	divide(portfolio);
	return portfolio->is_levels;
}

static bool levels_turn(void *context, uint64_t steps)
{
	(void)context;
	(void)steps;
	return true;
}

/* Levels is the one to tell: states is done. */
static void stand_back(const struct portfolio *portfolio)
{
	char go = 1;
	int status = 0;

	must_hold(write(portfolio->line, &go, 1) == 1);
	while (waitpid(portfolio->levels, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_BUG);
}

static void end_levels(const struct portfolio *portfolio)
{
	kill(portfolio->levels, SIGKILL);
	while (waitpid(portfolio->levels, NULL, 0) < 0 && errno == EINTR)
		;
	close(portfolio->line);
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
static void settle_states(const struct portfolio *portfolio,
			  struct search_result *result)
{
	bool interrupted = portfolio->search->stop && *portfolio->search->stop;
	uint64_t steps = result->steps - portfolio->alone;
	struct word word = {0};

	if (!portfolio->levels)
		return;
	must_hold(result->steps >= portfolio->alone);
	if (result->finding.class == FINDING_NONE &&
	    result->limit == LIMIT_NONE &&
	    portfolio->shared->states_until == UINT64_MAX) {
		end_levels(portfolio);
		return;
	}
	portfolio->shared->levels_until = interrupted ? 0 : steps;
	if (read(portfolio->line, &word, sizeof word) != sizeof word)
		word.found = false;
	if (word.found && (interrupted || word.steps <= steps))
		stand_back(portfolio);
	end_levels(portfolio);
	result->statistics.complete_preemptions = complete_after(
		&portfolio->shared->log, interrupted ? UINT64_MAX : steps);
}

/* In the process of levels: returns if it has found something, and first. */
static void settle_levels(const struct portfolio *portfolio,
			  const struct search_result *result)
{
	struct word word = {.steps = result->steps,
			    .found = result->finding.class != FINDING_NONE};
	char go;

	if (write(portfolio->line, &word, sizeof word) != sizeof word ||
	    !word.found)
		_exit(0);
	portfolio->shared->states_until = portfolio->alone + word.steps;
	if (read(portfolio->line, &go, 1) != 1)
		_exit(0);
	close(portfolio->line);
}

static void search_levels(const struct portfolio *portfolio,
			  struct search_result *result)
{
	struct search search = *portfolio->search;
	struct turns turns = {.until = &portfolio->shared->levels_until,
			      .depth = UINT64_MAX,
			      .end = levels_turn,
			      .log = &portfolio->shared->log};

	schedule_free(&result->schedule);
	*result = (struct search_result){0};
	search.turns = &turns;
	search.progress = NULL;
	search.max_bytes = levels_bytes(portfolio->search);
	search_run(&explorer_levels, &search, result);
	settle_levels(portfolio, result);
}

static struct shared *open_shared(uint64_t alone)
{
	struct shared *shared =
		mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		error_exit("out of memory: cannot allocate %zu bytes",
			   sizeof *shared);
	shared->states_until = alone;
	shared->levels_until = UINT64_MAX;
	return shared;
}

void explore_portfolio(const struct search *search, uint64_t alone,
		       struct search_result *result)
{
	struct search states = *search;
	struct portfolio portfolio = {.search = search,
				      .states = &states,
				      .alone = alone ? alone : ALONE_STEPS};
	struct turns turns = {.depth = ALONE_DEPTH,
			      .end = states_turn,
			      .context = &portfolio};

	portfolio.shared = open_shared(portfolio.alone);
	portfolio.turns = &turns;
	turns.until = &portfolio.shared->states_until;
	states.turns = &turns;
	search_run(&explorer_states, &states, result);
	if (portfolio.is_levels)
		search_levels(&portfolio, result);
	else
		settle_states(&portfolio, result);
	munmap(portfolio.shared, sizeof *portfolio.shared);
}
