/* The worker: forking, and carrying its results back. */
#include "explore/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/process.h"
#include "explore/levels.h"

/* Shared between the two processes. */
struct shared {
	volatile int stop; /* an enum limit: end with it */
	struct progress progress;
};

struct job {
	const struct elf *elf;
	const struct worker_runtime *runtime;
	struct check_options options;
	struct outcome *outcome;
	uint32_t *done; /* replay, or NULL: check */
	struct shared *shared;
	struct signals signals;
	pid_t parent;
};

static void put(int to, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t n = write(to, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(EXIT_BUG);
		at += n;
		length -= (size_t)n;
	}
}

/* False at the end of the pipe. */
static bool get(int from, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t n = read(from, at, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		length -= (size_t)n;
	}
	return true;
}

/* Calls `carry` for each array of an execution, in a fixed order. */
static bool for_arrays(struct execution *e,
		       bool (*carry)(int pipe, void **array, size_t bytes),
		       int pipe)
{
	return carry(pipe, (void **)&e->schedule.decisions,
		     e->schedule.count * sizeof *e->schedule.decisions) &&
	       carry(pipe, (void **)&e->shared,
		     e->shared_count * sizeof *e->shared) &&
	       carry(pipe, (void **)&e->events,
		     e->event_count * sizeof *e->events) &&
	       carry(pipe, (void **)&e->threads,
		     e->thread_count * sizeof *e->threads) &&
	       carry(pipe, (void **)&e->blocks,
		     e->block_count * sizeof *e->blocks) &&
	       carry(pipe, (void **)&e->output, e->output_length);
}

static bool put_array(int pipe, void **array, size_t bytes)
{
	put(pipe, *array, bytes);
	return true;
}

static bool get_array(int pipe, void **array, size_t bytes)
{
	*array = mem_alloc(bytes);
	return get(pipe, *array, bytes);
}

static void put_outcome(int to, struct job *job)
{
	struct outcome *outcome = job->outcome;

	put(to, outcome, sizeof *outcome);
	for_arrays(&outcome->failure, put_array, to);
	for_arrays(&outcome->consequence, put_array, to);
	put(to, outcome->outcomes.bytes, outcome->outcomes.length);
	if (job->done)
		put(to, job->done, 2 * sizeof *job->done);
}

static bool get_outcome(int from, struct job *job)
{
	struct outcome got, *outcome = job->outcome;

	if (!get(from, &got, sizeof got))
		return false;
	*outcome = got;
	outcome->outcomes.bytes = mem_alloc(got.outcomes.length + 1);
	outcome->outcomes.capacity = got.outcomes.length + 1;
	return for_arrays(&outcome->failure, get_array, from) &&
	       for_arrays(&outcome->consequence, get_array, from) &&
	       get(from, outcome->outcomes.bytes, got.outcomes.length) &&
	       (!job->done || get(from, job->done, 2 * sizeof *job->done));
}

/* The consequence first: what it marks as shared must not be so for the
 * failure, nor the other way. */
static void replay_both(struct machine *machine, struct job *job)
{
	struct outcome *outcome = job->outcome;

	job->done[1] =
		check_replay(machine, &job->options, &outcome->consequence);
	machine_forget(machine);
	job->done[0] = check_replay(machine, &job->options, &outcome->failure);
}

_Noreturn static void work(struct job *job, int to)
{
	struct text why = {0};
	struct machine *machine;

	process_end_with(job->parent);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	machine = machine_open(job->elf, job->runtime->machine, &why);
	if (!machine)
		error_exit("%s", text_string(&why));
	job->runtime->catch_faults();
	if (job->done)
		replay_both(machine, job);
	else
		check_model(machine, &job->options, job->outcome);
	put_outcome(to, job);
	_exit(0);
}

static void say_how_it_died(int status)
{
	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	if (WTERMSIG(status) == SIGKILL)
		error_exit("the process that ran the model was killed: out of "
			   "memory? make the model smaller with -D, or say "
			   "with --memory=SIZE how much it may take");
	error_bug(__FILE__, __LINE__,
		  "the process that ran the model was killed by signal %d",
		  WTERMSIG(status));
}

/* Ended by force: what is known is what it told of itself. */
static void take_progress(const struct progress *progress,
			  struct outcome *outcome)
{
	*outcome = (struct outcome){.limit = LIMIT_INTERRUPTED};
	outcome->statistics = (struct statistics){
		.states = progress->states,
		.transitions = progress->transitions,
		.executions = progress->executions,
		.depth = progress->depth,
		.threads = progress->threads,
		.complete_preemptions = progress->complete_preemptions};
}

static void open_shared(struct job *job)
{
	struct shared *shared =
		mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		error_exit("cannot start a process: %s", strerror(errno));
	shared->progress.complete_preemptions = -1;
	job->shared = shared;
	job->options.stop = &shared->stop;
	job->options.progress = &shared->progress;
}

/* Forks; returns the end of the pipe where the outcome comes. */
static int start_worker(struct job *job)
{
	pid_t worker;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		error_exit("cannot start a process: %s", strerror(errno));
	fflush(stdout);
	job->parent = getpid();
	worker = fork();
	if (worker < 0)
		error_exit("cannot start a process: %s", strerror(errno));
	if (worker == 0)
		work(job, ends[1]);
	job->signals.worker = worker;
	close(ends[1]);
	return ends[0];
}

static void run_worker(struct job *job)
{
	int from, status = 0;
	bool good;

	open_shared(job);
	signals_catch(&job->signals, &job->shared->stop);
	from = start_worker(job);
	if (job->options.watch)
		watch_wait(job->options.watch, from, &job->shared->progress,
			   &job->signals);
	good = get_outcome(from, job);
	while (waitpid(job->signals.worker, &status, 0) < 0 && errno == EINTR)
		;
	signals_release(&job->signals);
	close(from);
	if (!good && job->signals.interrupts)
		take_progress(&job->shared->progress, job->outcome);
	else if (!good)
		say_how_it_died(status);
}

void worker_check(const struct elf *elf, const struct worker_runtime *runtime,
		  const struct check_options *options, struct outcome *outcome)
{
	struct job job = {.elf = elf,
			  .runtime = runtime,
			  .options = *options,
			  .outcome = outcome};

	*outcome = (struct outcome){0};
	run_worker(&job);
}

void worker_replay(const struct elf *elf, const struct worker_runtime *runtime,
		   const struct check_options *options, struct outcome *outcome,
		   uint32_t done[2])
{
	struct job job = {.elf = elf,
			  .runtime = runtime,
			  .options = *options,
			  .outcome = outcome,
			  .done = done};

	run_worker(&job);
}
