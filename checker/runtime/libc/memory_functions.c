/* malloc and its family; memcpy and the string functions. */
#include <errno.h>
#include <stdlib.h>

#include "machine/memory/heap.h"
#include "machine/memory/unset.h"
#include "runtime/functions.h"
#include "runtime/libc/libc.h"
#include "runtime/runtime.h"
#include "runtime/hooks/again.h"

uint64_t allocate_block(uint64_t size, uint64_t alignment, bool zero)
{
	return heap_allocate(mc_machine, running(), size, alignment, zero,
			     call_pc());
}

int give_no_memory(void)
{
	set_errno(ENOMEM);
	return give_result(0);
}

bool may_allocate(bool *there)
{
	*there = true;
	if (!mc_machine->mode.malloc_fails)
		return true;
	if (mc_cross.again) {
		*there = mc_cross.result[0] == 0;
		return true;
	}
	new_operation(OP_ALLOCATE, 0)->size = 2;
	call_again();
	return false;
}

int rt_malloc(uint64_t size)
{
	bool there;

	if (!may_allocate(&there))
		return ASK;
	if (!there)
		return give_no_memory();
	return give_after(1, allocate_block(size, 16, false));
}

int rt_calloc(uint64_t count, uint64_t size)
{
	uint64_t all;
	bool there;

	if (__builtin_mul_overflow(count, size, &all))
		return give_no_memory();
	if (!may_allocate(&there))
		return ASK;
	if (!there)
		return give_no_memory();
	return give_after(1, allocate_block(all, 16, true));
}

int rt_aligned_alloc(uint64_t alignment, uint64_t size)
{
	bool there;

	if (!may_allocate(&there))
		return ASK;
	if (!there)
		return give_no_memory();
	if (alignment == 0 || (alignment & (alignment - 1)) != 0)
		return give_result(0);
	return give_result(
		allocate_block(size, alignment < 16 ? 16 : alignment, false));
}

int rt_posix_memalign(uint64_t to, uint64_t alignment, uint64_t size)
{
	uint64_t block;
	bool there;

	if (!may_allocate(&there))
		return ASK;
	if (alignment < 8 || (alignment & (alignment - 1)) != 0)
		return give_result(EINVAL);
	if (!there)
		return give_result(ENOMEM);
	if (!may_write(to, 8))
		return ASK;
	block = allocate_block(size, alignment < 16 ? 16 : alignment, false);
	if (block)
		memory_put(mc_machine, to, 8, (struct wide){block, 0});
	return give_result(0);
}

/* A free can be an access that others race with: where plain accesses are
 * operations, it is one as well. */
int rt_free(uint64_t address)
{
	if (!address)
		return give_result(0);
	if (mc_machine->mode.plain != PLAIN_HIDDEN &&
	    !machine_alone(mc_machine))
		return ask(OP_FREE, address);
	heap_free(mc_machine, running(), address, call_pc());
	return give_result(0);
}

int rt_realloc(uint64_t old, uint64_t size)
{
	const struct block *block = block_find(mc_machine, old);
	uint64_t new, copied;
	bool there;

	if (!old)
		return rt_malloc(size);
	if (!may_allocate(&there))
		return ASK;
	if (!block || !block->live || block->address != old) {
		heap_free(mc_machine, running(), old, call_pc());
		return ASK;
	}
	if (!there)
		return give_no_memory();
	copied = block->size < size ? block->size : size;
	/* As free: others may race with the end of all of it. */
	if (ask_first(old, block->size, true) ||
	    !memory_access(mc_machine, running(), old, copied, RACE_READ,
			   call_pc()))
		return ASK;
	new = allocate_block(size, 16, false);
	if (!new)
		return give_result(0);
	memory_touch(mc_machine, new, copied);
	memcpy((void *)(uintptr_t) new, (void *)(uintptr_t)old, copied);
	unset_copy(mc_machine, new, old, copied);
	heap_free(mc_machine, running(), old, call_pc());
	return give_result(new);
}

/* Must the access be an operation of its own?  Not in a call that has had its
 * turn already: that is made in one piece. */
static bool is_visible(uint64_t address, uint64_t size, bool write)
{
	return size && mc_machine->mode.plain != PLAIN_HIDDEN &&
	       !mc_cross.again &&
	       memory_visible(mc_machine, running(), address, size, write);
}

/* Copies as one operation where plain accesses are operations. */
int copy_memory(uint64_t to, uint64_t from, uint64_t size, uint64_t result)
{
	struct operation *op;

	if (!is_visible(to, size, true) && !is_visible(from, size, false)) {
		memory_copy(mc_machine, running(), to, from, size, call_pc());
		return give_after(1 + size / 8, result);
	}
	op = new_operation(OP_COPY, to);
	op->operand = from;
	op->size = (uint32_t)size;
	op->value.low = result;
	return ASK;
}

int rt_memcpy(uint64_t to, uint64_t from, uint64_t size)
{
	return copy_memory(to, from, size, to);
}

int rt_memset(uint64_t to, int byte, uint64_t size)
{
	struct operation *op;

	if (!is_visible(to, size, true)) {
		memory_fill(mc_machine, running(), to, byte, size, call_pc());
		return give_after(1 + size / 8, to);
	}
	op = new_operation(OP_SET, to);
	op->operand = (uint64_t)(uint8_t)byte;
	op->size = (uint32_t)size;
	op->value.low = to;
	return ASK;
}

int rt_memcmp(uint64_t a, uint64_t b, uint64_t size)
{
	if (!may_read(a, size) || !may_read(b, size))
		return ASK;
	return give_result((uint64_t)(int64_t)memcmp(
		(void *)(uintptr_t)a, (void *)(uintptr_t)b, size));
}

/* Byte by byte, so that the end of the block is met and not passed. */
bool read_string(uint64_t address, uint64_t *length)
{
	uint64_t n = 0;

	do {
		if (!may_look(address + n))
			return false;
	} while (((const char *)(uintptr_t)address)[n++]);
	*length = n - 1;
	return may_read(address, n);
}

bool read_bytes(uint64_t string, uint64_t most)
{
	uint64_t n = 0;

	while (n < most) {
		if (!may_look(string + n))
			return false;
		if (!((const char *)(uintptr_t)string)[n++])
			break;
	}
	return may_read(string, n);
}

int rt_strlen(uint64_t string)
{
	uint64_t length;

	return read_string(string, &length) ? give_result(length) : ASK;
}

int compare_strings(uint64_t a, uint64_t b, uint64_t most,
		    int (*fold)(int byte))
{
	uint64_t n = 0;
	int difference = 0;

	while (n < most && difference == 0) {
		if (!may_look(a + n) || !may_look(b + n))
			return ASK;
		difference = fold((unsigned char)text_at(a)[n]) -
			     fold((unsigned char)text_at(b)[n]);
		if (!text_at(a)[n++])
			break;
	}
	if (!may_read(a, n) || !may_read(b, n))
		return ASK;
	return give_result((uint64_t)(int64_t)difference);
}

static int as_it_is(int byte)
{
	return byte;
}

int rt_strcmp(uint64_t a, uint64_t b)
{
	return compare_strings(a, b, (uint64_t)-1, as_it_is);
}

int rt_strncmp(uint64_t a, uint64_t b, uint64_t most)
{
	return compare_strings(a, b, most, as_it_is);
}

int rt_strcpy(uint64_t to, uint64_t from)
{
	uint64_t length;

	return read_string(from, &length)
		       ? copy_memory(to, from, length + 1, to)
		       : ASK;
}

int rt_strncpy(uint64_t to, uint64_t from, uint64_t most)
{
	if (!read_bytes(from, most) || !may_write(to, most))
		return ASK;
	strncpy((char *)(uintptr_t)to, text_at(from), most);
	return give_result(to);
}

int rt_strcat(uint64_t to, uint64_t from)
{
	uint64_t first, second;

	if (!read_string(to, &first) || !read_string(from, &second))
		return ASK;
	return copy_memory(to + first, from, second + 1, to);
}

int rt_strchr(uint64_t string, int byte)
{
	uint64_t length;

	if (!read_string(string, &length))
		return ASK;
	return give_result((uint64_t)(uintptr_t)strchr(text_at(string), byte));
}

int rt_strrchr(uint64_t string, int byte)
{
	uint64_t length;

	if (!read_string(string, &length))
		return ASK;
	return give_result((uint64_t)(uintptr_t)strrchr(text_at(string), byte));
}

int rt_strstr(uint64_t a, uint64_t b)
{
	uint64_t length;

	if (!read_string(a, &length) || !read_string(b, &length))
		return ASK;
	return give_result((uint64_t)(uintptr_t)strstr(text_at(a), text_at(b)));
}

/* The model has an errno of its own for each thread. */
static void pass_errno(void)
{
	const struct thread *thread = &mc_machine->threads[running()];

	if (errno)
		*(int *)(uintptr_t)thread->errno_address = errno;
}

/* strtol and its relatives: where the number ended is written back, if it is
 * asked for. */
static bool may_convert(uint64_t string, uint64_t end_at)
{
	uint64_t length;

	errno = 0;
	return read_string(string, &length) &&
	       (!end_at || may_write(end_at, 8));
}

static int give_number(uint64_t value, uint64_t end_at, const char *end)
{
	pass_errno();
	if (end_at)
		memory_put(mc_machine, end_at, 8,
			   (struct wide){(uint64_t)(uintptr_t)end, 0});
	return give_result(value);
}

int rt_strtol(uint64_t string, uint64_t end_at, int base)
{
	char *end;
	long value;

	if (!may_convert(string, end_at))
		return ASK;
	value = strtol(text_at(string), &end, base);
	return give_number((uint64_t)value, end_at, end);
}

int rt_strtoul(uint64_t string, uint64_t end_at, int base)
{
	char *end;
	unsigned long value;

	if (!may_convert(string, end_at))
		return ASK;
	value = strtoul(text_at(string), &end, base);
	return give_number(value, end_at, end);
}

int rt_atoi(uint64_t string)
{
	return rt_strtol(string, 0, 10);
}
