/* Files that a model opens for writing: what goes there is dropped.
 *
 * A FILE is a block of the heap with one word in it, so that its use after
 * fclose is found like any other, and one that is never closed is a leak. */
#include "runtime/libc/stream.h"

#include <stdio.h>

#include "machine/memory/heap.h"
#include "runtime/functions.h"
#include "runtime/libc/libc.h"
#include "runtime/hooks/cancel.h"

#define FILE_WORD 0x656c6966656e6f6eull
#define FILE_SIZE 16u

/* Stand for the model's stdin, stdout and stderr: never looked into. */
void *rt_stdin = (void *)&rt_stdin;
void *rt_stdout = (void *)&rt_stdout;
void *rt_stderr = (void *)&rt_stderr;

bool stream_is_input(uint64_t file)
{
	return file == (uint64_t)(uintptr_t)rt_stdin;
}

static bool is_printed(uint64_t file)
{
	return file == (uint64_t)(uintptr_t)rt_stdout ||
	       file == (uint64_t)(uintptr_t)rt_stderr;
}

static enum stream none(const char *what)
{
	misuse("%s", what);
	return STREAM_NONE;
}

enum stream stream_of(uint64_t file)
{
	if (is_printed(file))
		return STREAM_PRINTED;
	if (stream_is_input(file))
		return none("prints to stdin");
	if (!region_has(&mc_machine->region, file))
		return none("uses a stream that fopen did not return");
	if (!may_read(file, 8))
		return STREAM_NONE;
	if (memory_get(file, 8).low != FILE_WORD)
		return none("uses a stream that fopen did not return");
	return STREAM_FILE;
}

int rt_fopen(uint64_t path, uint64_t mode)
{
	uint64_t length, file;

	if (!read_string(path, &length) || !read_string(mode, &length))
		return ASK;
	if (*text_at(mode) != 'w' && *text_at(mode) != 'a')
		return misuse("opens %.80s to read it, and a model has no "
			      "files: read standard input, given with "
			      "--stdin=FILE, or put the data in an array",
			      text_at(path));
	mc_machine->seen.written_files = true;
	file = allocate_block(FILE_SIZE, 16, true);
	if (!file)
		return ASK;
	memory_put(mc_machine, file, 8, (struct wide){FILE_WORD, 0});
	return give_after(1, file);
}

int rt_fclose(uint64_t file)
{
	if (is_printed(file) || stream_is_input(file))
		return misuse("closes stdin, stdout or stderr; leave the call "
			      "out: the end of the program closes them");
	if (!stream_of(file) || !cancel_here(false) ||
	    ask_first(file, FILE_SIZE, true))
		return ASK;
	heap_free(mc_machine, running(), file, call_pc());
	return give_result(0);
}

/* Nothing is ever wrong with output. */
int rt_ferror(uint64_t file)
{
	if (file && !stream_is_input(file) && !stream_of(file))
		return ASK;
	return give_result(0);
}

/* NULL: all streams. */
int rt_fflush(uint64_t file)
{
	return cancel_here(false) ? rt_ferror(file) : ASK;
}
