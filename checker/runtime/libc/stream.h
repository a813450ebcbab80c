/* Streams: stdin, those that are printed, and files that nobody reads. */
#ifndef MCHECK_RUNTIME_LIBC_STREAM_H
#define MCHECK_RUNTIME_LIBC_STREAM_H

#include <stdbool.h>
#include <stdint.h>

/* Is the model's FILE * stdin? */
bool stream_is_input(uint64_t file);

/* Where output goes: nowhere, as the function must return ASK; to what the
 * execution prints; into a file, which keeps nothing. */
enum stream { STREAM_NONE, STREAM_PRINTED, STREAM_FILE };

/* Of the model's FILE *, which is used for output. */
enum stream stream_of(uint64_t file);

#endif
