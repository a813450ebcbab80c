/* Where a command writes. */
#ifndef MCHECK_OPTIONS_OUTPUT_H
#define MCHECK_OPTIONS_OUTPUT_H

#include "options.h"

/* The file for the trace: the one that was asked for, or one named after the
 * model, or after the trace that is replayed. */
const char *output_trace(const struct options *options);

/* Exits with EXIT_ENVIRONMENT and one line where a file that is written would
 * take the place of one that is read, of another one that is written, or of
 * what looks like a source file.  `input`: the model's, or NULL. */
void output_must_be_new(const struct options *options,
			const struct words *sources, const char *input);

#endif
