/* What C++ calls beside libc: the compiler's own calls (Itanium C++ ABI, 3.3),
 * operator new, and the ways in which the library ends a program.
 *
 * Models are compiled without exceptions, so nothing catches what the library
 * throws, and such a call is a finding. */
#include <errno.h>
#include <string.h>

#include "machine/heap.h"
#include "runtime/after.h"
#include "runtime/functions.h"
#include "runtime/hidden.h"

/* The pointer to the table of virtual functions is written like any other. */
int rt_vptr_update(uint64_t address)
{
	extern int rt_write8(uint64_t address);

	return rt_write8(address);
}

/* A variable of a function is made by the first thread that comes, and the
 * others wait: that is pthread_once, with the routine in the model's hands. */
int rt_guard_begin(uint64_t guard)
{
	return ask(OP_ONCE, guard);
}

int rt_guard_end(uint64_t guard)
{
	return ask(OP_ONCE_DONE, guard);
}

static int allocate(uint64_t size, uint64_t alignment)
{
	return give_after(1, heap_allocate(mc_machine, running(), size,
					   alignment < 16 ? 16 : alignment,
					   false, call_pc()));
}

int rt_new(uint64_t size)
{
	return allocate(size, 16);
}

int rt_new_nothrow(uint64_t size)
{
	return allocate(size, 16);
}

int rt_new_aligned(uint64_t size, uint64_t alignment)
{
	return allocate(size, alignment);
}

static int crash(const char *what, const char *more)
{
	machine_found(mc_machine, running(), FINDING_CRASH, 0, "%s%s", what,
		      more);
	return ASK;
}

int rt_pure_virtual(void)
{
	return crash("calls a pure virtual function", "");
}

/* The library's destructor of a thread is where most programs end so. */
int rt_terminate(void)
{
	const struct machine *machine = mc_machine;
	const struct elf_symbol *caller =
		elf_symbol_at(machine->elf, *(uint64_t *)(uintptr_t)mc_cross.sp -
						    region_base(
							    &machine->region));
	const char *name = caller ? caller->name : "";

	if (strncmp(name, "_ZNSt6threadD", 13) == 0)
		return crash("destroys a std::thread that is neither joined "
			     "nor detached: the program ends with "
			     "std::terminate", "");
	if (strncmp(name, "_ZNSt6threadaS", 14) == 0)
		return crash("assigns to a std::thread that is neither joined "
			     "nor detached: the program ends with "
			     "std::terminate", "");
	return crash("calls std::terminate", "");
}

static int throws(const char *exception, const char *what)
{
	machine_found(mc_machine, running(), FINDING_CRASH, 0,
		      "throws std::%s%s%s, which nothing catches", exception,
		      *what ? ": " : "", what);
	return ASK;
}

#define THROW(exception) \
	int rt_throw_##exception(void) \
	{ \
		return throws(#exception, ""); \
	}
#define THROW_WITH(exception) \
	int rt_throw_##exception(const char *what) \
	{ \
		return throws(#exception, what); \
	}

THROW(bad_alloc)
THROW(bad_array_new_length)
THROW(bad_cast)
THROW(bad_typeid)
THROW(bad_exception)
THROW(bad_function_call)
THROW_WITH(logic_error)
THROW_WITH(domain_error)
THROW_WITH(invalid_argument)
THROW_WITH(length_error)
THROW_WITH(out_of_range)
THROW_WITH(runtime_error)
THROW_WITH(range_error)
THROW_WITH(overflow_error)
THROW_WITH(underflow_error)

/* Its text is a format of the library's own kind: the beginning is the name of
 * the function. */
int rt_throw_out_of_range_format(const char *format)
{
	char what[80];
	size_t length = strcspn(format, ":%");

	if (length >= sizeof what)
		length = sizeof what - 1;
	memcpy(what, format, length);
	what[length] = 0;
	return throws("out_of_range", what);
}

int rt_throw_system_error(int error)
{
	return throws("system_error", strerror(error));
}
