/* What a checkpoint belongs to. */
#include "explore/states/checkpoint_head.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

#define FIRST_LINE "mcheck checkpoint 1\n"
/* More than the lines of any command take. */
#define HEAD_ROOM ((size_t)4 << 20)

static uint64_t hash_of(const void *bytes, size_t length)
{
	hash128 hash = hash_words(length, bytes, length & ~(size_t)7);

	return (uint64_t)hash ^ (uint64_t)(hash >> 64);
}

static uint64_t hash_program(void)
{
	struct text file = {0};
	uint64_t hash;

	if (!file_read("/proc/self/exe", &file))
		error_exit("cannot read /proc/self/exe: %s", strerror(errno));
	hash = hash_of(file.bytes, file.length);
	text_free(&file);
	return hash;
}

void checkpoint_head_note(struct text *lines, const struct machine *machine,
			  const struct text *command)
{
	text_add(lines, FIRST_LINE);
	text_addf(lines, "program %016llx\n",
		  (unsigned long long)hash_program());
	text_addf(lines, "addresses %llx %llx %llx\n",
		  (unsigned long long)region_base(&machine->region),
		  (unsigned long long)(uintptr_t)cross_thread_return,
		  (unsigned long long)(uintptr_t)_exit);
	text_add(lines, text_string(command));
	text_addf(lines, "model %016llx\n\n",
		  (unsigned long long)hash_of(machine->region.base,
					      machine->region.image_size));
}

bool checkpoint_head_is_one(const struct sealed_reader *file)
{
	size_t length = strlen(FIRST_LINE);

	return file->length >= length &&
	       memcmp(file->bytes, FIRST_LINE, length) == 0;
}

static bool begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

_Noreturn static void refuse_word(const char *path, const char *theirs,
				  const char *ours)
{
	bool more = begins(theirs, "word "), less = begins(ours, "word ");

	error_exit("the checkpoint %s belongs to a different command: that one "
		   "had %.*s, this one has %.*s; choose another name, or "
		   "remove it",
		   path, more ? (int)strcspn(theirs + 5, "\n") : 12,
		   more ? theirs + 5 : "nothing more",
		   less ? (int)strcspn(ours + 5, "\n") : 12,
		   less ? ours + 5 : "nothing more");
}

/* The two differ from these lines on. */
_Noreturn static void refuse_other(const char *path, const char *theirs,
				   const char *ours)
{
	if (begins(ours, "program"))
		error_exit("the checkpoint %s was written by another build of "
			   "mcheck; remove it to start over",
			   path);
	if (begins(ours, "addresses"))
		error_exit("the checkpoint %s was written with different "
			   "addresses: this system changes them in each run; "
			   "remove it, and run without --checkpoint",
			   path);
	if (begins(theirs, "model") && begins(ours, "model"))
		error_exit("the model has changed since the checkpoint %s was "
			   "written; remove it to start over",
			   path);
	if (begins(theirs, "stdin") && begins(ours, "stdin"))
		error_exit("standard input has changed since the checkpoint %s "
			   "was written; remove it to start over",
			   path);
	refuse_word(path, theirs, ours);
}

void checkpoint_head_check(const struct text *lines, struct sealed_reader *file,
			   const char *path)
{
	const char *ours = lines->bytes, *theirs;
	struct text head = {0};
	size_t at = 0;

	text_add_bytes(&head, file->bytes,
		       file->length < HEAD_ROOM ? file->length : HEAD_ROOM);
	theirs = head.bytes;
	while (at < lines->length && theirs[at] == ours[at])
		at++;
	if (at < lines->length) {
		while (at > 0 && ours[at - 1] != '\n')
			at--;
		refuse_other(path, theirs + at, ours + at);
	}
	file->at = lines->length;
	text_free(&head);
}
