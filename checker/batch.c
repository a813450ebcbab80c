/* A command's models, each checked in a process of its own. */
#include "batch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/process.h"
#include "trace/trace.h"

/* The process that is at work, for the handler; and whether it was
 * interrupted. */
static volatile pid_t at_work;
static volatile sig_atomic_t interrupted;

/* Ctrl-C comes to the process at work as well; a signal from elsewhere comes
 * to us alone, and is passed on. */
static void on_interrupt(int signal, siginfo_t *about, void *context)
{
	(void)context;
	interrupted = 1;
	if (about->si_code != SI_KERNEL && at_work > 0)
		kill(at_work, signal);
}

static void catch_interrupts(void)
{
	struct sigaction action = {.sa_sigaction = on_interrupt,
				   .sa_flags = SA_SIGINFO | SA_RESTART};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

/* What of the process comes to us: its output, and what it says. */
struct streams {
	int out[2], said[2];
	bool caught; /* else both are ours */
};

static void open_streams(struct streams *streams, bool caught)
{
	streams->caught = caught;
	if (caught && (pipe(streams->out) != 0 || pipe(streams->said) != 0))
		error_exit("cannot create a pipe: %s", strerror(errno));
}

/* In the process. */
static void use_streams(const struct streams *streams)
{
	if (!streams->caught)
		return;
	dup2(streams->out[1], STDOUT_FILENO);
	dup2(streams->said[1], STDERR_FILENO);
	for (int i = 0; i < 2; i++) {
		close(streams->out[i]);
		close(streams->said[i]);
	}
}

/* Takes what there is; false at the end. */
static bool take(int pipe, struct text *text, bool shown)
{
	char bytes[4096];
	ssize_t count = read(pipe, bytes, sizeof bytes);

	if (count < 0)
		return errno == EINTR;
	text_add_bytes(text, bytes, (size_t)count);
	if (shown)
		fwrite(bytes, 1, (size_t)count, stderr);
	return count > 0;
}

/* Reads both to their ends; what it says is shown at once. */
static void read_streams(const struct streams *streams, struct answer *answer)
{
	struct pollfd pipes[2] = {{.fd = streams->out[0], .events = POLLIN},
				  {.fd = streams->said[0], .events = POLLIN}};

	close(streams->out[1]);
	close(streams->said[1]);
	while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
		if (poll(pipes, 2, -1) < 0)
			continue;
		if (pipes[0].revents &&
		    !take(pipes[0].fd, &answer->fragment, false))
			pipes[0].fd = -1;
		if (pipes[1].revents && !take(pipes[1].fd, &answer->said, true))
			pipes[1].fd = -1;
	}
	close(streams->out[0]);
	close(streams->said[0]);
}

/* In the process: as if there were no other model. */
static _Noreturn void work(struct options *options, batch_job *job,
			   const struct streams *streams, pid_t parent)
{
	process_end_with(parent);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	use_streams(streams);
	exit(job(options));
}

/* Notes what mcheck would have said, had it been able to. */
static void say(struct answer *answer, const char *words)
{
	text_add(&answer->said, words);
	fputs(words, stderr);
}

static int code_of(struct answer *answer, int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (interrupted) {
		say(answer, "mcheck: interrupted\n");
		return EXIT_ENVIRONMENT;
	}
	say(answer, "mcheck bug: the process ended by a signal\n");
	return EXIT_BUG;
}

static void run(struct options *options, batch_job *job, struct answer *answer)
{
	struct streams streams;
	pid_t self = getpid();
	int status = 0;

	if (interrupted) {
		say(answer, "mcheck: not checked: interrupted\n");
		answer->code = EXIT_ENVIRONMENT;
		return;
	}
	open_streams(&streams, options->format->document != NULL);
	fflush(NULL);
	at_work = fork();
	if (at_work < 0)
		error_exit("cannot create a process: %s", strerror(errno));
	if (at_work == 0)
		work(options, job, &streams, self);
	if (streams.caught)
		read_streams(&streams, answer);
	while (waitpid(at_work, &status, 0) < 0 && errno == EINTR)
		;
	at_work = 0;
	answer->code = code_of(answer, status);
}

static bool is_taken(char **names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The trace of each model: counter.trace, counter-2.trace if there was one of
 * that name before. */
static char **trace_names(const struct options *options)
{
	char **names =
		mem_alloc(((size_t)options->model_count + 1) * sizeof *names);

	for (int i = 0; i < options->model_count; i++) {
		unsigned number = 1;

		do {
			mem_free(names[i]);
			names[i] = trace_path(options->models[i].word[0],
					      number++);
		} while (is_taken(names, i, names[i]));
	}
	return names;
}

/* "3 models: 1 verified, 1 finding, 1 limit" */
static void add_summary(const struct answers *answers, struct text *text)
{
	static const char *const words[] = {"verified", "finding", "limit",
					    "error"};
	const char *between = ": ";

	text_addf(text, "%d models", answers->count);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		int count = answers_count(answers, words[i]);

		if (!count)
			continue;
		text_addf(text, "%s%d %s%s", between, count, words[i],
			  count > 1 && i > 0 ? "s" : "");
		between = ", ";
	}
	text_add(text, "\n");
}

/* Around a report for people: which model, and that there is none. */
static void print_before(const struct options *options,
			 const struct answer *answer)
{
	if (!options->format->document)
		printf("model: %s\n", answer->model);
}

static void print_after(const struct options *options,
			const struct answer *answer)
{
	if (options->format->document)
		return;
	if (!answer_has_verdict(answer))
		printf("verdict: error\n");
	printf("\n");
}

static void print_all(const struct options *options,
		      const struct answers *answers)
{
	struct text text = {0};

	if (options->format->document)
		options->format->document(answers, &text);
	else
		add_summary(answers, &text);
	if (fwrite(text.bytes, 1, text.length, stdout) != text.length ||
	    fflush(stdout) != 0)
		error_exit("cannot write the output: %s", strerror(errno));
	text_free(&text);
}

static void run_all(struct options *options, batch_job *job,
		    struct answers *answers)
{
	char **traces = trace_names(options);

	for (int i = 0; i < answers->count; i++) {
		struct answer *answer = &answers->answer[i];

		answer->model = options->models[i].word[0];
		options->compile.files = options->models[i];
		/* One alone has its trace where it always has. */
		if (answers->count > 1)
			options->trace = traces[i];
		print_before(options, answer);
		run(options, job, answer);
		print_after(options, answer);
	}
}

bool batch_is_needed(const struct options *options)
{
	return !options->step &&
	       (options->model_count > 1 || options->format->document);
}

int batch_run(struct options *options, batch_job *job)
{
	struct answers answers = {.count = options->model_count};

	answers.answer =
		mem_alloc(((size_t)answers.count + 1) * sizeof *answers.answer);
	catch_interrupts();
	run_all(options, job, &answers);
	print_all(options, &answers);
	return answers_code(&answers);
}
