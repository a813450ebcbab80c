/* A temporary directory that is gone when its holder is, however it ends.
 *
 * A process of its own, the keeper, removes it: when it is told to, or when
 * the holder's end of a pipe closes because the holder was killed.  Programs
 * that the holder runs meanwhile (process_run) are in the keeper's process
 * group, and are ended first. */
#ifndef MCHECK_BASE_TEMPORARY_H
#define MCHECK_BASE_TEMPORARY_H

#include <stdbool.h>
#include <sys/types.h>

struct temporary {
	char *path; /* NULL: there is none */
	int pipe;
	pid_t keeper;
};

/* Makes an empty directory in $TMPDIR, or /tmp.  False with errno set; then
 * `path` says what was tried, and is the caller's. */
bool temporary_open(struct temporary *temporary);

/* Removes it with all that is in it; safe to call again. */
void temporary_close(struct temporary *temporary);

#endif
