/* Running another program. */
#ifndef MCHECK_BASE_PROCESS_H
#define MCHECK_BASE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/temporary.h"

/* A list of words for a command, NULL-terminated; {0} is empty.  The words are
 * borrowed, the list belongs to the holder. */
struct words {
	const char **word;
	int count;
};

void words_add(struct words *words, const char *word);
void words_free(struct words *words);

/* Runs the command, its output where ours goes, its temporary files in the
 * directory, and waits.  Its exit status, 128 + N when signal N ended it, or -1
 * with errno when it could not start.  When we are killed, so is it. */
int process_run(const struct words *command, const struct temporary *temporary);

/* In a child, at once after the fork: ends it when `parent` ends, even if that
 * has happened already. */
void process_end_with(pid_t parent);

/* Where `name` is found on PATH (or itself, with a slash in it), symbolic
 * links followed; NULL when it is not executable anywhere.  Caller frees. */
char *process_find(const char *name);

#endif
