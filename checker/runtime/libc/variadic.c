/* Arguments in a va_list of the model's. */
#include "runtime/libc/variadic.h"

#include "runtime/libc/libc.h"

_Static_assert(sizeof(struct abi_va_list) == sizeof(va_list), "it is that");

/* They lie on a stack, or nobody called va_start. */
static bool is_there(uint64_t address)
{
	return region_has(&mc_machine->region, address);
}

#if defined(__x86_64__)
static bool areas_are_there(const struct abi_va_list *list)
{
	return is_there(list->overflow_area) && is_there(list->save_area);
}
#else
/* Where nothing was passed on the stack, what is there is no argument. */
static bool areas_are_there(const struct abi_va_list *list)
{
	return is_there(list->stack) &&
	       (list->general_offset >= 0 || is_there(list->general_top - 1)) &&
	       (list->vector_offset >= 0 || is_there(list->vector_top - 1));
}
#endif

bool take_list(uint64_t list_at, va_list *arguments)
{
	const struct abi_va_list *list =
		(const struct abi_va_list *)(uintptr_t)list_at;

	if (!may_read(list_at, sizeof *list))
		return false;
	if (!areas_are_there(list)) {
		misuse("uses a va_list that va_start never initialised");
		return false;
	}
	memcpy(arguments, list, sizeof *list);
	return true;
}
