/* Running another program. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

extern char **environ;

void words_add(struct words *words, const char *word)
{
	size_t size = ((size_t)words->count + 2) * sizeof *words->word;

	words->word = mem_resize(words->word, size);
	words->word[words->count++] = word;
	words->word[words->count] = NULL;
}

void words_free(struct words *words)
{
	mem_free(words->word);
	*words = (struct words){0};
}

/* In the keeper's group, from which it may write to a terminal all the same. */
static int start(const struct words *command, const struct temporary *temporary)
{
	char **argv = (char **)(uintptr_t)command->word;
	void (*before)(int) = signal(SIGTTOU, SIG_IGN);
	posix_spawnattr_t how;
	pid_t pid;

	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_setpgroup(&how, temporary->keeper);
	errno = posix_spawnp(&pid, argv[0], NULL, &how, argv, environ);
	posix_spawnattr_destroy(&how);
	signal(SIGTTOU, before);
	return errno == 0 ? pid : -1;
}

/* The same with TMPDIR set. */
static int start_in(const struct words *command,
		    const struct temporary *temporary)
{
	const char *base = getenv("TMPDIR");
	char *before = base ? mem_copy_text(base) : NULL;
	int process, error;

	setenv("TMPDIR", temporary->path, 1);
	process = start(command, temporary);
	error = errno;
	if (before)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	mem_free(before);
	errno = error;
	return process;
}

static int wait_for(int process)
{
	int status;

	if (process < 0)
		return -1;
	while (waitpid(process, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int process_run(const struct words *command, const struct temporary *temporary)
{
	return wait_for(start_in(command, temporary));
}

void process_end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_BUG);
}

static char *real_executable(const char *path)
{
	struct stat about;

	if (stat(path, &about) != 0 || !S_ISREG(about.st_mode) ||
	    access(path, X_OK) != 0)
		return NULL;
	return realpath(path, NULL);
}

char *process_find(const char *name)
{
	const char *path = getenv("PATH");
	struct text candidate = {0};
	char *found = NULL;

	if (strchr(name, '/'))
		return real_executable(name);
	while (path && *path && !found) {
		size_t length = strcspn(path, ":");

		candidate.length = 0;
		text_add_bytes(&candidate, path, length);
		text_addf(&candidate, "/%s", name);
		found = real_executable(candidate.bytes);
		path += length + (path[length] == ':');
	}
	text_free(&candidate);
	return found;
}
