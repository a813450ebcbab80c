/* Standard input of a model: the same in every execution. */
#ifndef MCHECK_MODEL_INPUT_H
#define MCHECK_MODEL_INPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* No `bytes`: there is none. */
struct input {
	const char *bytes;
	uint64_t length;
};

/* Reads the file at `path`, whose bytes then belong to `input`.  False, with
 * the reason in `why`, when it is none that a replay could read again, or is
 * too large. */
bool input_read(const char *path, struct input *input, struct text *why);

#endif
