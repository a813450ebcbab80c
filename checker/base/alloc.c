/* The one door for memory of process lifetime. */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"

#define HUGE_PAGE ((size_t)2 << 20)
#define PAGE ((size_t)4096)
#define WHOLE_PAGES(size) (((size) + PAGE - 1) & ~(PAGE - 1))

static void *must(void *memory, size_t size)
{
	if (!memory)
		error_exit("out of memory: cannot allocate %zu bytes", size);
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

/* Pages are moved whole only from one multiple of their size to another. */
static void *reserve_aligned(size_t size)
{
	unsigned char *at = mem_reserve(NULL, size + HUGE_PAGE);
	size_t before = -(uintptr_t)at % HUGE_PAGE;

	if (before)
		munmap(at, before);
	munmap(at + before + size, HUGE_PAGE - before);
	return at + before;
}

void *mem_stretch(void *old, size_t old_size, size_t size)
{
	size_t whole = WHOLE_PAGES(size), old_whole = WHOLE_PAGES(old_size);
	void *at;

	if (old && whole == old_whole)
		return old;
	at = reserve_aligned(whole);
	if (old && mremap(old, old_whole, whole, MREMAP_MAYMOVE | MREMAP_FIXED,
			  at) == MAP_FAILED)
		must(NULL, size);
#ifdef MADV_HUGEPAGE
	/* Small ones are not worth the time to clear such pages. */
	if (whole >= 4 * HUGE_PAGE)
		madvise(at, whole, MADV_HUGEPAGE);
#endif
	return at;
}

void mem_release(void *memory, size_t size)
{
	munmap(memory, size);
}
