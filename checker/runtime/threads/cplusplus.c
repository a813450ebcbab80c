/* What C++ calls beside libc: the compiler's own calls (Itanium C++ ABI, 3.3),
 * operator new, and the ways in which the library ends a program.
 *
 * Models are compiled without exceptions, so nothing catches what the library
 * throws, and such a call is a finding. */
#include <errno.h>
#include <string.h>

#include "machine/memory/heap.h"
#include "runtime/threads/continuations.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"

int rt_write8(uint64_t address); /* hooks.c */

/* The pointer to the table of virtual functions is written like any other. */
int rt_vptr_update(uint64_t address)
{
	return rt_write8(address);
}

/* A variable of a function is made by the first thread that comes, and the
 * others wait: that is pthread_once, with the routine in the model's hands. */
int rt_guard_begin(uint64_t guard)
{
	new_operation(OP_ONCE, guard)->function = ONCE_GUARD;
	return ASK;
}

int rt_guard_end(uint64_t guard)
{
	new_operation(OP_ONCE_DONE, guard)->function = ONCE_GUARD;
	return ASK;
}

int rt_cxa_atexit(uint64_t destructor, uint64_t object)
{
	if (!my_turn(TURN_ATEXIT))
		return ASK;
	return add_exit_handler(destructor, object)
		       ? give_result(0)
		       : reach_limit(LIMIT_LIBRARY);
}

int rt_cxa_thread_atexit(uint64_t destructor, uint64_t object)
{
	const struct libc_state *own = libc_state_own();
	uint64_t count = own->local_count;

	if (count == MAX_LOCAL_OBJECTS)
		return reach_limit(LIMIT_LIBRARY);
	libc_state_set(&own->local_destructors[count], destructor);
	libc_state_set(&own->local_objects[count], object);
	libc_state_set(&own->local_count, count + 1);
	return give_result(0);
}

/* The thread's objects end before anything else does, the last one first. */
static int end(uint64_t value, uint64_t all)
{
	const struct libc_state *own = libc_state_own();
	uint64_t last = own->local_count - 1, words[2] = {value, all};

	if (own->local_count == 0)
		return all ? end_program_handlers(value)
			   : end_thread_keys(value);
	libc_state_set(&own->local_count, last);
	return call_function(own->local_destructors[last],
			     (uint64_t[3]){own->local_objects[last], 0, 0},
			     CALL_LOCAL_DESTRUCTOR, words, 2);
}

int after_local_destructor(uint64_t unused, const uint64_t *words)
{
	(void)unused;
	return end(words[0], words[1]);
}

int end_thread(uint64_t value)
{
	return end(value, false);
}

int end_program(uint64_t status)
{
	return end(status, true);
}

/* All constructors have run: main is next on the stack. */
int after_constructor(uint64_t unused, const uint64_t *words)
{
	uint64_t next[3] = {words[0], words[1], words[2]};
	uint64_t function = function_list_next(mc_machine, &next[0]);

	(void)unused;
	if (function)
		return call_function(function,
				     (uint64_t[3]){words[1], words[2], 0},
				     CALL_CONSTRUCTOR, next, 3);
	mc_cross.start[0] = words[1];
	mc_cross.start[1] = words[2];
	return CALL;
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

int rt_uncaught(void)
{
	return give_result(0);
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
	const struct elf_symbol *caller = elf_symbol_at(
		machine->elf, *(uint64_t *)(uintptr_t)mc_cross.sp -
				      region_base(&machine->region));
	const char *name = caller ? caller->name : "";

	if (strncmp(name, "_ZNSt6threadD", 13) == 0)
		return crash("destroys a std::thread that is neither joined "
			     "nor detached: the program ends with "
			     "std::terminate",
			     "");
	if (strncmp(name, "_ZNSt6threadaS", 14) == 0)
		return crash("assigns to a std::thread that is neither joined "
			     "nor detached: the program ends with "
			     "std::terminate",
			     "");
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
