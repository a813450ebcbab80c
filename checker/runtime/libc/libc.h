/* What the functions that stand for libc's share. */
#ifndef MCHECK_RUNTIME_LIBC_LIBC_H
#define MCHECK_RUNTIME_LIBC_LIBC_H

#include "machine/thread/call.h"
#include "runtime/runtime.h"

static inline const char *text_at(uint64_t address)
{
	return (const char *)(uintptr_t)address;
}

static inline char *bytes_at(uint64_t address)
{
	return (char *)(uintptr_t)address;
}

/* The model has an errno of its own for each thread. */
static inline void set_errno(int error)
{
	memory_put(mc_machine, mc_machine->threads[running()].errno_address, 4,
		   (struct wide){(uint64_t)error, 0});
}

/* The call fails: it sets errno, and returns -1. */
static inline int give_errno(int error)
{
	set_errno(error);
	return give_result((uint64_t)-1);
}

/* A finding: the function is not called as it may be.  Returns ASK. */
int misuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The call returns a floating point number: its bits (float: the low half). */
int give_real(uint64_t bits);

static inline int give_double(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	return give_real(bits);
}

/* memmove, which returns `result`; one operation where plain accesses are. */
int copy_memory(uint64_t to, uint64_t from, uint64_t size, uint64_t result);

/* What strcmp gives: both strings are read as far as they are equal when each
 * byte is folded, at most `most` bytes. */
int compare_strings(uint64_t a, uint64_t b, uint64_t most,
		    int (*fold)(int byte));

/* A new block of the running thread's, or 0. */
uint64_t allocate_block(uint64_t size, uint64_t alignment, bool zero);

/* May memory be allocated?  With --malloc-may-fail that is a decision: false
 * when the function must return ASK, and `*there` says how it was decided.
 * To be called before anything else that may ask. */
bool may_allocate(bool *there);

/* The call finds no memory. */
int give_no_memory(void);

/* Functions of the model's that others here stand for. */
int pause_asleep(void); /* a sleep: whoever wants to go may go */
int rt_realloc(uint64_t old, uint64_t size);
int rt_memset(uint64_t to, int byte, uint64_t size);

#endif
