/* Running another program. */
#include "base/process.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
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

int process_run(const struct words *command)
{
	char **argv = (char **)(uintptr_t)command->word;
	int status;
	pid_t pid;

	errno = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (errno != 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
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
