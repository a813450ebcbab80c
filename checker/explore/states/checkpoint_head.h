/* What a checkpoint belongs to: its first lines.
 *
 *   mcheck checkpoint 1
 *   program 91c0...           the executable of mcheck
 *   addresses 20000000 ...    of the model, of mcheck, of libc
 *   word -DN=3                the command's words that matter, in their order
 *   model 5e1a...             the model as it was loaded
 *
 * An empty line ends them. */
#ifndef MCHECK_EXPLORE_STATES_CHECKPOINT_HEAD_H
#define MCHECK_EXPLORE_STATES_CHECKPOINT_HEAD_H

#include "base/sealed.h"
#include "machine/machine.h"

/* Appends the lines.  Nothing of the model has run yet.  `command`: as in
 * struct checkpoint_request. */
void checkpoint_head_note(struct text *lines, const struct machine *machine,
			  const struct text *command);

/* Is it a checkpoint at all? */
bool checkpoint_head_is_one(const struct sealed_reader *file);

/* Reads past the lines, which must be these; else says what differs, and
 * exits. */
void checkpoint_head_check(const struct text *lines, struct sealed_reader *file,
			   const char *path);

#endif
