/* A temporary directory that is gone when its holder is, however it ends. */
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/text.h"

/* How often removing is tried while programs that were ended still write. */
#define MOST_TRIES 1000
#define TRY_MICROSECONDS 10000
#define OPEN_DIRECTORIES 16

static int remove_one(const char *path, const struct stat *about, int kind,
		      struct FTW *where)
{
	(void)about;
	(void)kind;
	(void)where;
	return remove(path);
}

static bool remove_all(const char *path)
{
	return nftw(path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS) ==
		       0 ||
	       errno == ENOENT;
}

static void ignore_signals(void)
{
	static const int signals[] = {SIGINT,  SIGTERM, SIGHUP,
				      SIGQUIT, SIGPIPE, SIGTSTP};

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		signal(signals[i], SIG_IGN);
}

/* The keeper.  The pipe closes with its holder: that is all it waits for. */
_Noreturn static void keep(const char *path, int pipe)
{
	char byte;

	while (read(pipe, &byte, 1) < 0 && errno == EINTR)
		;
	for (int i = 0; i < MOST_TRIES; i++) {
		kill(0, SIGTERM); /* but for ourselves */
		if (remove_all(path))
			break;
		usleep(TRY_MICROSECONDS);
	}
	_exit(0);
}

static bool start_keeper(struct temporary *temporary)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	temporary->keeper = fork();
	if (temporary->keeper == 0) {
		setpgid(0, 0);
		ignore_signals();
		close(ends[1]);
		keep(temporary->path, ends[0]);
	}
	close(ends[0]);
	temporary->pipe = ends[1];
	if (temporary->keeper < 0) {
		close(ends[1]);
		return false;
	}
	/* Whoever comes first: the group is to be there from here on. */
	setpgid(temporary->keeper, temporary->keeper);
	return true;
}

/* No signal may come between the directory and its keeper. */
bool temporary_open(struct temporary *temporary)
{
	const char *base = getenv("TMPDIR");
	struct text path = {0};
	sigset_t all, before;
	bool good;

	*temporary = (struct temporary){.pipe = -1};
	text_addf(&path, "%s/mcheck.XXXXXX", base && *base ? base : "/tmp");
	temporary->path = path.bytes;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	good = mkdtemp(path.bytes) != NULL;
	if (good && !start_keeper(temporary)) {
		rmdir(path.bytes);
		good = false;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return good;
}

void temporary_close(struct temporary *temporary)
{
	if (!temporary->path)
		return;
	close(temporary->pipe);
	while (waitpid(temporary->keeper, NULL, 0) < 0 && errno == EINTR)
		;
	mem_free(temporary->path);
	*temporary = (struct temporary){.pipe = -1};
}
