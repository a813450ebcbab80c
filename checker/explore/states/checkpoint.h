/* Checkpoints: a search on disk, to be taken up again after its process was
 * killed, or after a limit was reached.
 *
 *   mcheck checkpoint 1     what it belongs to: text that a person can read
 *   program 91c0...
 *   model 5e1a...
 *   word -DN=3
 *                           the rest is for this very program to read
 *
 * One is written now and then while a search goes on, from a forked child so
 * that it does not wait, and at a limit.  What is taken up is the search as it
 * was between two transitions: so all that it comes to, down to the counts, is
 * what it would have come to without. */
#ifndef MCHECK_EXPLORE_STATES_CHECKPOINT_H
#define MCHECK_EXPLORE_STATES_CHECKPOINT_H

#include "explore/states/dfs.h"
#include "explore/outcomes.h"

/* `command`: the words of the command on which the search depends, one a
 * line; another command is refused. */
struct checkpoint_request {
	const char *path; /* NULL: no checkpoints */
	struct text command;
};

struct checkpoint;

/* Checkpoints in the file that the request names; NULL when it names none.  One
 * that is there is read; then `outcomes` and what the machine has learned are
 * as they were.  When it belongs to something else, is damaged, or could not
 * be written, says so and exits.  Each function below takes NULL as well. */
struct checkpoint *checkpoint_open(const struct checkpoint_request *request,
				   struct machine *machine,
				   struct outcomes *outcomes);

/* The search, with the machine at its beginning: true when it goes on from
 * where it was left.  Sets when the search shall look in, in either case. */
bool checkpoint_resume(struct checkpoint *checkpoint, struct dfs *dfs);

/* Between two transitions, when the search has come to dfs->look_at. */
void checkpoint_look(struct checkpoint *checkpoint, struct dfs *dfs);

/* The search ends at a limit that may be higher next time. */
void checkpoint_stop(struct checkpoint *checkpoint, struct dfs *dfs);

/* The search is over: none is written any more.  The file stays. */
void checkpoint_close(struct checkpoint *checkpoint);

#endif
