/* The worker: forking, and carrying its results back. */
#include "explore/run/worker.h"

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
#include "explore/run/hints.h"
#include "explore/run/outcome_bytes.h"
#include "explore/run/outcome_sane.h"

/* Shared between the two processes. */
struct shared {
	volatile int stop; /* an enum limit: end with it */
	struct progress progress;
};

enum task { TASK_CHECK, TASK_REPLAY, TASK_HINTS };

struct job {
	const struct elf *elf;
	const struct worker_runtime *runtime;
	struct check_options options;
	struct outcome *outcome;
	enum task task;
	struct shared *shared;
	struct signals signals;
	pid_t parent;
};

static void put(void *context, const void *bytes, size_t length)
{
	const char *at = bytes;
	int to = *(const int *)context;

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

/* All that comes before the pipe's end. */
static void get_all(int from, struct text *bytes)
{
	char some[65536];
	ssize_t n;

	do {
		n = read(from, some, sizeof some);
		if (n > 0)
			text_add_bytes(bytes, some, (size_t)n);
	} while (n > 0 || (n < 0 && errno == EINTR));
}

/* The consequence first: what it marks as shared must not be so for the
 * failure, nor the other way. */
static void replay_both(struct machine *machine, struct job *job)
{
	struct outcome *outcome = job->outcome;

	check_replay(machine, &job->options, &outcome->consequence);
	machine_forget(machine);
	check_replay(machine, &job->options, &outcome->failure);
}

/* Whatever becomes of it, there is a report without: nothing is said. */
static void find_hints(struct machine *machine, struct job *job, int to)
{
	struct outcome *outcome = job->outcome;

	hints_find(machine, &job->options, &outcome->failure, &outcome->hints);
	put(&to, &outcome->hints, sizeof outcome->hints);
}

/* Nobody needs to read what a search for hints says of trouble. */
static void be_silent(void)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
}

_Noreturn static void work(struct job *job, int to)
{
	struct text why = {0};
	struct machine *machine;

	process_end_with(job->parent);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	if (job->task == TASK_HINTS)
		be_silent();
	machine = machine_open(job->elf, job->runtime->machine, &why);
	if (!machine)
		error_exit("%s", text_string(&why));
	job->runtime->catch_faults();
	if (job->task == TASK_HINTS) {
		find_hints(machine, job, to);
		_exit(0);
	}
	if (job->task == TASK_REPLAY)
		replay_both(machine, job);
	else
		check_model(machine, &job->options, job->outcome);
	outcome_put(job->outcome, put, &to);
	_exit(0);
}

/* It has spoken itself before it ends in one of these ways. */
static void say_how_it_died(int status)
{
	if (WIFEXITED(status) && (WEXITSTATUS(status) == EXIT_ENVIRONMENT ||
				  WEXITSTATUS(status) == EXIT_BUG))
		_exit(WEXITSTATUS(status));
	if (WIFEXITED(status))
		error_bug(__FILE__, __LINE__,
			  "the process that ran the model exited on its own "
			  "with status %d",
			  WEXITSTATUS(status));
	if (WTERMSIG(status) == SIGKILL)
		error_exit("the process that ran the model was killed, perhaps "
			   "because memory ran out; make the model smaller "
			   "with -D, or limit memory with --memory=SIZE");
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

/* What the worker sent, or what is known of it when it did not get so far. */
static void take_outcome(const struct job *job, const struct text *bytes,
			 int status)
{
	const char *why;

	if (outcome_get(job->outcome, text_string(bytes), bytes->length, &why))
		return;
	if (status == 0 && bytes->length)
		error_bug(__FILE__, __LINE__,
			  "the process that ran the model sent something "
			  "invalid: %s",
			  why);
	if (!job->signals.interrupts)
		say_how_it_died(status);
	take_progress(&job->shared->progress, job->outcome);
}

/* What the worker sends, all of it, and how it ended. */
static int run_worker(struct job *job, struct text *bytes)
{
	int from, status = 0;

	open_shared(job);
	signals_catch(&job->signals, &job->shared->stop);
	from = start_worker(job);
	if (job->options.watch)
		watch_wait(job->options.watch, from, &job->shared->progress,
			   &job->signals);
	get_all(from, bytes);
	while (waitpid(job->signals.worker, &status, 0) < 0 && errno == EINTR)
		;
	signals_release(&job->signals);
	close(from);
	return status;
}

static void run_for_outcome(struct job *job)
{
	struct text bytes = {0};
	int status = run_worker(job, &bytes);

	take_outcome(job, &bytes, status);
	text_free(&bytes);
}

void worker_check(const struct elf *elf, const struct worker_runtime *runtime,
		  const struct check_options *options, struct outcome *outcome)
{
	struct job job = {.elf = elf,
			  .runtime = runtime,
			  .options = *options,
			  .outcome = outcome};

	*outcome = (struct outcome){0};
	run_for_outcome(&job);
}

void worker_replay(const struct elf *elf, const struct worker_runtime *runtime,
		   const struct check_options *options, struct outcome *outcome)
{
	struct job job = {.elf = elf,
			  .runtime = runtime,
			  .options = *options,
			  .outcome = outcome,
			  .task = TASK_REPLAY};

	run_for_outcome(&job);
}

void worker_hints(const struct elf *elf, const struct worker_runtime *runtime,
		  const struct check_options *options, struct outcome *outcome)
{
	struct job job = {.elf = elf,
			  .runtime = runtime,
			  .options = *options,
			  .outcome = outcome,
			  .task = TASK_HINTS};
	struct text bytes = {0};

	if (!options->hints || outcome->failure.finding.class == FINDING_NONE)
		return;
	run_worker(&job, &bytes);
	if (bytes.length == sizeof outcome->hints)
		memcpy(&outcome->hints, bytes.bytes, bytes.length);
	if (!hints_are_sane(&outcome->hints, outcome->failure.thread_count))
		outcome->hints.count = 0;
	text_free(&bytes);
}
