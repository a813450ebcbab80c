/* mmap of memory without a file, and allocation in other words: memalign ... */
#include <errno.h>
#include <sys/mman.h>

#include "machine/memory/heap.h"
#include "runtime/functions.h"
#include "runtime/libc/libc.h"

#define PAGE 4096u

static uint64_t whole_pages(uint64_t size)
{
	return (size + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

int rt_memalign(uint64_t alignment, uint64_t size)
{
	bool there;

	if (!may_allocate(&there))
		return ASK;
	if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
		set_errno(EINVAL);
		return give_result(0);
	}
	if (!there)
		return give_no_memory();
	return give_result(
		allocate_block(size, alignment < 16 ? 16 : alignment, false));
}

int rt_valloc(uint64_t size)
{
	return rt_memalign(PAGE, size);
}

int rt_reallocarray(uint64_t old, uint64_t count, uint64_t size)
{
	uint64_t all;

	if (__builtin_mul_overflow(count, size, &all))
		return give_no_memory();
	return rt_realloc(old, all);
}

int rt_malloc_usable_size(uint64_t address)
{
	const struct block *block = block_find(mc_machine, address);

	if (!address)
		return give_result(0);
	if (!block || !block->live || block->address != address ||
	    block->internal)
		return misuse("asks for the size of something that malloc did "
			      "not return");
	return give_result(block->size);
}

int rt_mmap(uint64_t at, uint64_t size, int protection, int flags)
{
	uint64_t address;

	(void)at;
	if (!(flags & MAP_ANONYMOUS))
		return misuse("maps a file, but a model has no files: map "
			      "memory with MAP_ANONYMOUS");
	if (flags & MAP_FIXED)
		return misuse("maps memory at a fixed address, which mcheck "
			      "does not support");
	if (protection != (PROT_READ | PROT_WRITE))
		return misuse("maps memory that is not both readable and "
			      "writable, which mcheck does not support");
	if (size == 0 || size > PTRDIFF_MAX)
		return give_errno(size ? ENOMEM : EINVAL);
	address = allocate_block(whole_pages(size), PAGE, true);
	if (!address)
		return ASK;
	heap_note_mapped(mc_machine);
	return give_result(address);
}

int rt_munmap(uint64_t address, uint64_t size)
{
	const struct block *block = block_find(mc_machine, address);

	if (!block || !block->mapped || !block->live) {
		machine_found(mc_machine, running(), FINDING_BAD_FREE, address,
			      "unmaps memory that mmap did not return or that "
			      "is already unmapped");
		return ASK;
	}
	if (block->address != address || whole_pages(size) != block->size)
		return misuse("unmaps part of a mapping; mcheck can only unmap "
			      "all of it");
	if (ask_first(address, block->size, true))
		return ASK;
	heap_unmap(mc_machine, running(), address, call_pc());
	return give_result(0);
}
