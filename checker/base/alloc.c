/* The one door for memory of process lifetime. */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"

static void *must(void *memory, size_t size)
{
	if (!memory)
		error_exit("out of memory: %zu bytes wanted", size);
	return memory;
}

void *mem_alloc(size_t size)
{
	return must(calloc(1, size ? size : 1), size);
}

void *mem_resize(void *old, size_t size)
{
	return must(realloc(old, size ? size : 1), size);
}

char *mem_copy_text(const char *text)
{
	return must(strdup(text), strlen(text));
}

void mem_free(void *memory)
{
	free(memory);
}

void *mem_reserve(void *wanted, size_t size)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	void *at = mmap(wanted, size, PROT_READ | PROT_WRITE, flags, -1, 0);

	if (at == MAP_FAILED)
		error_exit("cannot reserve %zu MiB of address space; "
			   "raise `ulimit -v`",
			   size >> 20);
	return at;
}

void mem_release(void *memory, size_t size)
{
	munmap(memory, size);
}
