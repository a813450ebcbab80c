/* Whole files: read, write, fingerprint. */
#ifndef MCHECK_BASE_FILE_H
#define MCHECK_BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Reads the file at `path` into `text` (taken as empty).  False with errno
 * set when it cannot be read. */
bool file_read(const char *path, struct text *text);

/* Writes beside `path` and renames, so that a full disk leaves the old file.
 * False with errno set when it cannot be written. */
bool file_write(const char *path, const char *bytes, size_t length);

/* FNV-1a, 64 bits (Fowler, Noll, Vo), of the bytes: notices a change, keeps
 * nobody out. */
uint64_t file_hash(const char *bytes, size_t length);

#endif
