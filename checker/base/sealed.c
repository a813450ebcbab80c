/* Files that are whole or not there at all.
 *
 *   | bytes ... | checksum |      the checksum: blocks of BLOCK bytes, each
 *                                 hashed with what came before as its key */
#include "base/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/text.h"

#define BLOCK ((size_t)1 << 20)

static char *beside(const char *path)
{
	struct text text = {0};

	text_addf(&text, "%s.new", path);
	return text.bytes;
}

static uint64_t sum_block(uint64_t sum, const unsigned char *bytes,
			  size_t length)
{
	unsigned char tail[8] = {0};
	size_t whole = length & ~(size_t)7;
	hash128 hash = hash_words(sum, bytes, whole);

	memcpy(tail, bytes + whole, length - whole);
	hash += hash_words(length, tail, sizeof tail);
	return (uint64_t)hash ^ (uint64_t)(hash >> 64);
}

/* Is the open file still the one at `path`?  Another writer may have put it
 * into its place between our opening and locking it. */
static bool is_there(int file, const char *path)
{
	struct stat open_one, named;

	return fstat(file, &open_one) == 0 && stat(path, &named) == 0 &&
	       open_one.st_ino == named.st_ino &&
	       open_one.st_dev == named.st_dev;
}

void sealed_begin(struct sealed_writer *writer, const char *path)
{
	*writer = (struct sealed_writer){.path = path, .beside = beside(path)};
	writer->file =
		open(writer->beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (writer->file < 0 || flock(writer->file, LOCK_EX | LOCK_NB) != 0)
		writer->error = errno;
	else if (!is_there(writer->file, writer->beside))
		writer->error = EBUSY;
	else if (ftruncate(writer->file, 0) != 0)
		writer->error = errno;
	writer->buffer = mem_alloc(BLOCK);
}

static void write_all(struct sealed_writer *writer, const void *bytes,
		      size_t length)
{
	const char *at = bytes;

	while (length > 0 && !writer->error) {
		ssize_t n = write(writer->file, at, length);

		if (n == 0 || (n < 0 && errno != EINTR))
			writer->error = n == 0 ? ENOSPC : errno;
		if (n <= 0)
			continue;
		at += n;
		length -= (size_t)n;
	}
}

static void flush(struct sealed_writer *writer)
{
	writer->sum = sum_block(writer->sum, writer->buffer, writer->used);
	write_all(writer, writer->buffer, writer->used);
	writer->used = 0;
}

void sealed_put(struct sealed_writer *writer, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	while (length > 0 && !writer->error) {
		size_t room = BLOCK - writer->used;
		size_t n = length < room ? length : room;

		memcpy(writer->buffer + writer->used, at, n);
		writer->used += n;
		if (writer->used == BLOCK)
			flush(writer);
		at += n;
		length -= n;
	}
}

bool sealed_end(struct sealed_writer *writer)
{
	int error;

	if (writer->used)
		flush(writer);
	write_all(writer, &writer->sum, sizeof writer->sum);
	if (!writer->error && (fsync(writer->file) != 0 ||
			       rename(writer->beside, writer->path) != 0))
		writer->error = errno;
	/* What another one is writing there is not ours to remove. */
	if (writer->error && writer->error != EWOULDBLOCK &&
	    writer->error != EBUSY)
		unlink(writer->beside);
	if (writer->file >= 0)
		close(writer->file);
	error = writer->error;
	mem_free(writer->beside);
	mem_free(writer->buffer);
	errno = error;
	return error == 0;
}

bool sealed_may_write(const char *path)
{
	char *name = beside(path);
	int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool may = file >= 0;
	int error = errno;

	if (may) {
		close(file);
		unlink(name);
	} else if (error == EEXIST) {
		may = access(name, W_OK) == 0;
		error = errno;
	}
	mem_free(name);
	errno = error;
	return may;
}

void sealed_forget(const char *path)
{
	char *name = beside(path);

	unlink(name);
	mem_free(name);
}

/* The whole file in memory; -1 with errno set. */
static int map(struct sealed_reader *reader, int file)
{
	struct stat about;
	void *bytes;

	if (fstat(file, &about) != 0)
		return -1;
	if (!S_ISREG(about.st_mode)) {
		errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	reader->length = (size_t)about.st_size;
	if (reader->length == 0)
		return 0;
	bytes = mmap(NULL, reader->length, PROT_READ, MAP_PRIVATE, file, 0);
	if (bytes == MAP_FAILED)
		return -1;
	reader->bytes = bytes;
	return 0;
}

static bool is_good(struct sealed_reader *reader)
{
	uint64_t sum = 0, was;

	if (reader->length < sizeof was)
		return false;
	reader->length -= sizeof was;
	for (size_t at = 0; at < reader->length; at += BLOCK) {
		size_t left = reader->length - at;

		sum = sum_block(sum, reader->bytes + at,
				left < BLOCK ? left : BLOCK);
	}
	memcpy(&was, reader->bytes + reader->length, sizeof was);
	return was == sum;
}

enum sealed_state sealed_open(struct sealed_reader *reader, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), mapped;

	*reader = (struct sealed_reader){0};
	if (file < 0)
		return errno == ENOENT ? SEALED_ABSENT : SEALED_UNREADABLE;
	mapped = map(reader, file);
	close(file);
	if (mapped < 0)
		return SEALED_UNREADABLE;
	return is_good(reader) ? SEALED_GOOD : SEALED_DAMAGED;
}

bool sealed_take(struct sealed_reader *reader, void *to, size_t length)
{
	if (length > reader->length - reader->at)
		return false;
	if (length)
		memcpy(to, reader->bytes + reader->at, length);
	reader->at += length;
	return true;
}

void sealed_close(struct sealed_reader *reader)
{
	/* The checksum lies behind what counts as its length. */
	if (reader->bytes)
		munmap((void *)(uintptr_t)reader->bytes,
		       reader->length + sizeof(uint64_t));
	*reader = (struct sealed_reader){0};
}
