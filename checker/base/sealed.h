/* A file that is whole or not there at all, however its writer ends: written
 * beside its place, closed with a checksum, and renamed. */
#ifndef MCHECK_BASE_SEALED_H
#define MCHECK_BASE_SEALED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sealed_writer {
	const char *path; /* borrowed */
	char *beside;     /* PATH.new */
	unsigned char *buffer;
	size_t used;
	uint64_t sum;
	int file;
	int error; /* errno of the first trouble, or 0 */
};

/* Begins to write; nobody else may write the same file meanwhile.  Trouble is
 * kept and told by sealed_end. */
void sealed_begin(struct sealed_writer *writer, const char *path);
void sealed_put(struct sealed_writer *writer, const void *bytes, size_t length);

/* Puts the file in its place.  False with errno set: then what was there
 * before is still there. */
bool sealed_end(struct sealed_writer *writer);

/* Could the file be written?  False with errno set. */
bool sealed_may_write(const char *path);

/* What a writer that was killed may have left. */
void sealed_forget(const char *path);

struct sealed_reader {
	const unsigned char *bytes;
	size_t length, at; /* without the checksum */
};

enum sealed_state {
	SEALED_GOOD,
	SEALED_ABSENT,
	SEALED_UNREADABLE, /* errno says why */
	SEALED_DAMAGED     /* its bytes are there all the same */
};

/* Opens the file and looks at all of it; sealed_close gives it back. */
enum sealed_state sealed_open(struct sealed_reader *reader, const char *path);

/* The next bytes, or false: there are not so many. */
bool sealed_take(struct sealed_reader *reader, void *to, size_t length);
void sealed_close(struct sealed_reader *reader);

#endif
