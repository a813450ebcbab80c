/* What the tests share: running mcheck as a user does, in a directory of the
 * test's own, and looking at what it said. */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

#define COMMAND_TIMEOUT_MS 250000
#define SHOWN_BYTES 3000

/* Set once by the runner, before any test. */
static char top[PATH_MAX];
static char mcheck[PATH_MAX];
static char scratch[] = "/tmp/mcheck-tests-XXXXXX";

/* The lines that `skipped` has printed; all tests, which are processes of their
 * own, share them. */
#define SAID_BYTES 65536
static char *said;

void support_start(void)
{
	const char *path = getenv("MCHECK");

	if (!getcwd(top, sizeof top) || !mkdtemp(scratch) ||
	    chmod(scratch, 0755) != 0) {
		perror("tests: no directory to work in");
		exit(EXIT_FAILURE);
	}
	said = mmap(NULL, SAID_BYTES, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (said == MAP_FAILED) {
		perror("tests: no memory");
		exit(EXIT_FAILURE);
	}
	if (!realpath(path ? path : "./mcheck", mcheck)) {
		perror("tests: no mcheck to test ($MCHECK, or ./mcheck)");
		exit(EXIT_FAILURE);
	}
}

void support_end(void)
{
	struct run run;

	go_to_top();
	run = run_words((const char *const[]){"rm", "-rf", scratch, NULL});
	run_free(&run);
}

const char *mcheck_path(void)
{
	return mcheck;
}

const char *top_path(const char *path)
{
	static char absolute[4][2 * PATH_MAX];
	static unsigned turn;
	char *chosen = absolute[turn++ % 4];

	snprintf(chosen, sizeof absolute[0], "%s/%s", top, path);
	return chosen;
}

void go_to_fresh_directory(void)
{
	char path[sizeof scratch + 16];

	snprintf(path, sizeof path, "%s/XXXXXX", scratch);
	ck_assert_msg(mkdtemp(path) && chdir(path) == 0, "no directory: %s",
		      strerror(errno));
}

void go_to_top(void)
{
	if (chdir(top) != 0)
		abort();
}

bool is_short_run(void)
{
	return getenv("MCHECK_SHORT") != NULL;
}

void skipped(const char *name, const char *why)
{
	char line[200];

	snprintf(line, sizeof line, "skipped: %s: %s\n", name, why);
	if (strstr(said, line))
		return;
	if (strlen(said) + strlen(line) < SAID_BYTES)
		strcat(said, line);
	fputs(line, stdout);
	fflush(stdout);
}

static bool is_on_path(const char *name)
{
	struct run run;
	bool found;

	run = run_words((const char *const[]){"sh", "-c", "command -v \"$0\"",
					      name, NULL});
	found = run.code == 0;
	run_free(&run);
	return found;
}

bool have_command(const char *name)
{
	const char *test = tcase_name();
	char why[80];

	if (!(strcmp(name, "clang") == 0 && is_short_run()) && is_on_path(name))
		return true;
	snprintf(why, sizeof why, "no %s here", name);
	if (test)
		skipped(test, why);
	return false;
}

void write_bytes(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	ck_assert_msg(file && fwrite(bytes, 1, length, file) == length &&
			      fclose(file) == 0,
		      "%s: %s", path, strerror(errno));
}

void write_file(const char *path, const char *content)
{
	write_bytes(path, content, strlen(content));
}

struct text read_file(const char *path)
{
	struct text text = {0};

	ck_assert_msg(file_read(path, &text), "%s: %s", path, strerror(errno));
	return text;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* A command that is running, and the ends of its pipes that we hold. */
struct child {
	pid_t pid;
	struct pollfd pipes[2];
};

static _Noreturn void become(const char *const words[], int out, int err)
{
	setpgid(0, 0);
	signal(SIGUSR1, SIG_IGN); /* until mcheck is ready for it */
	dup2(open("/dev/null", O_RDONLY), 0);
	dup2(out, 1);
	dup2(err, 2);
	execvp(words[0], (char *const *)words);
	fprintf(stderr, "tests: %s: %s\n", words[0], strerror(errno));
	_exit(127);
}

static struct child start(const char *const words[])
{
	struct child child;
	int out[2], err[2];

	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
		abort();
	child.pid = fork();
	if (child.pid == 0)
		become(words, out[1], err[1]);
	if (child.pid < 0)
		abort();
	setpgid(child.pid, child.pid);
	close(out[1]);
	close(err[1]);
	child.pipes[0] = (struct pollfd){.fd = out[0], .events = POLLIN};
	child.pipes[1] = (struct pollfd){.fd = err[0], .events = POLLIN};
	return child;
}

/* Takes what is there; at the end of the pipe its place becomes negative. */
static void drain(struct pollfd *from, struct text *into)
{
	char buffer[1 << 16];
	ssize_t n;

	if (!from->revents)
		return;
	n = read(from->fd, buffer, sizeof buffer);
	if (n > 0) {
		text_add_bytes(into, buffer, (size_t)n);
	} else {
		close(from->fd);
		from->fd = -1;
	}
}

/* Reads until both pipes are closed; false when `until_ms` came first. */
static bool listen_to(struct child *child, struct run *run, long long until_ms)
{
	while (child->pipes[0].fd >= 0 || child->pipes[1].fd >= 0) {
		long long left = until_ms - now_ms();

		if (left <= 0)
			return false;
		poll(child->pipes, 2, (int)left);
		drain(&child->pipes[0], &run->out);
		drain(&child->pipes[1], &run->err);
	}
	return true;
}

static struct run finish(struct child *child, struct run run)
{
	int status;

	if (!listen_to(child, &run, now_ms() + COMMAND_TIMEOUT_MS)) {
		kill(-child->pid, SIGKILL);
		waitpid(child->pid, &status, 0);
		ck_abort_msg("%s: took over %d s", run.command,
			     COMMAND_TIMEOUT_MS / 1000);
	}
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	run.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				       : WEXITSTATUS(status);
	return run;
}

static struct run new_run(const char *const words[])
{
	struct run run = {0};
	size_t used = 0;

	for (int i = 0; words[i] && used < sizeof run.command; i++)
		used += (size_t)snprintf(run.command + used,
					 sizeof run.command - used, "%s%s",
					 i ? " " : "", words[i]);
	return run;
}

void write_program(const char *head, const char *body)
{
	struct text model = {0};

	go_to_fresh_directory();
	text_addf(&model, "%s%s\n", head, body);
	write_file("model.c", text_string(&model));
	text_free(&model);
}

struct run run_words(const char *const words[])
{
	struct child child = start(words);

	return finish(&child, new_run(words));
}

/* Has the search told of more than nothing: "0.3 s: 1,234 states, ..."? */
static bool tells_of_progress(const struct text *text)
{
	const char *at = text_string(text);

	while ((at = strchr(at, ':')))
		if (*++at == ' ' && at[1] >= '1' && at[1] <= '9')
			return true;
	return false;
}

/* Runs until the search has covered something: a question, SIGUSR1, is answered
 * with what.  False when it ended before. */
static bool wait_for_progress(struct child *child, struct run *run)
{
	long long end = now_ms() + COMMAND_TIMEOUT_MS;

	while (!tells_of_progress(&run->err)) {
		if (listen_to(child, run, now_ms() + 20))
			return false;
		if (now_ms() > end)
			ck_abort_msg("%s: tells nothing", run->command);
		kill(child->pid, SIGUSR1);
	}
	return true;
}

struct run run_interrupted(const char *const words[], int signal, bool alone)
{
	struct child child = start(words);
	struct run run = new_run(words);

	if (wait_for_progress(&child, &run))
		kill(alone ? child.pid : -child.pid, signal);
	return finish(&child, run);
}

struct run run_until(const char *const words[], const char *file, int signal)
{
	struct child child = start(words);
	struct run run = new_run(words);

	while (access(file, F_OK) != 0)
		if (listen_to(&child, &run, now_ms() + 5))
			break;
	kill(child.pid, signal);
	return finish(&child, run);
}

static ino_t inode_of(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 ? about.st_ino : 0;
}

struct run run_killed(const char *const words[], const char *file, int after_ms)
{
	struct run run = new_run(words);
	ino_t before = inode_of(file);
	struct child child = start(words);
	bool ended = false;

	while (!ended && inode_of(file) == before)
		ended = listen_to(&child, &run, now_ms() + 1);
	if (!ended && !listen_to(&child, &run, now_ms() + after_ms))
		kill(-child.pid, SIGKILL);
	return finish(&child, run);
}

void run_free(struct run *run)
{
	text_free(&run->out);
	text_free(&run->err);
}

const char *last_line(const struct text *text)
{
	static char line[1000];
	const char *bytes = text_string(text);
	size_t end = text->length;
	size_t start;

	if (end > 0 && bytes[end - 1] == '\n')
		end--;
	for (start = end; start > 0 && bytes[start - 1] != '\n'; start--)
		;
	snprintf(line, sizeof line, "%.*s", (int)(end - start), bytes + start);
	return line;
}

/* Says what a run did, for a person who has to find out why. */
static const char *describe(const struct run *run)
{
	static char words[2 * SHOWN_BYTES + sizeof run->command + 100];
	size_t left_out = run->out.length > SHOWN_BYTES
				  ? run->out.length - SHOWN_BYTES
				  : 0;

	snprintf(words, sizeof words,
		 "%d\n$ %s\n--- stdout (its end)\n%s"
		 "\n--- stderr (its beginning)\n%.*s\n---",
		 run->code, run->command, text_string(&run->out) + left_out,
		 SHOWN_BYTES, text_string(&run->err));
	return words;
}

void expect_verdict(const struct run *run, int code, const char *verdict)
{
	char line[200];

	ck_assert_msg(run->code == code, "wanted exit code %d, got %s", code,
		      describe(run));
	if (!verdict)
		return;
	snprintf(line, sizeof line, "verdict: %s", verdict);
	ck_assert_msg(strcmp(last_line(&run->out), line) == 0,
		      "wanted '%s' as the last line, got exit code %s", line,
		      describe(run));
}

/* Has the line all of the words, which '|' parts? */
static bool has_all(const char *line, const char *named)
{
	char *copy = strdup(named);
	char *rest = copy;
	char *word;
	bool all = true;

	while ((word = strsep(&rest, "|")))
		all = all && strstr(line, word);
	free(copy);
	return all;
}

void expect_refused(const struct run *run, const char *named)
{
	char *copy = strdup(text_string(&run->err));
	char *rest = copy;
	char *line;
	bool found = false;

	expect_verdict(run, 2, NULL);
	ck_assert_msg(!strstr(text_string(&run->out), "verdict:"),
		      "refused, yet there is a verdict; exit code %s",
		      describe(run));
	while ((line = strsep(&rest, "\n")))
		found = found || (strncmp(line, "mcheck: ", 8) == 0 &&
				  has_all(line, named));
	free(copy);
	ck_assert_msg(found,
		      "wanted a line 'mcheck: ...' that names '%s', "
		      "got exit code %s",
		      named, describe(run));
}

void expect_part(const struct text *text, const char *part)
{
	ck_assert_msg(strstr(text_string(text), part), "no '%s' in:\n%.*s",
		      part, SHOWN_BYTES, text_string(text));
}

/* The number of the line in which the texts first differ. */
static int line_of_difference(const char *left, const char *right)
{
	int line = 1;

	for (; *left == *right && *left; left++, right++)
		line += *left == '\n';
	return line;
}

void expect_same(const struct text *left, const struct text *right)
{
	const char *a = text_string(left);
	const char *b = text_string(right);

	ck_assert_msg(left->length == right->length &&
			      memcmp(a, b, left->length) == 0,
		      "line %d differs:\n--- one\n%.*s\n--- the other\n%.*s",
		      line_of_difference(a, b), SHOWN_BYTES, a, SHOWN_BYTES, b);
}

/* Steele, Lea, Flood, OOPSLA 2014. */
uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *value = getenv(name);

	return value ? strtoull(value, NULL, 0) : otherwise;
}
