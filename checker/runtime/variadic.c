/* Arguments that come in a va_list of the model's (System V ABI, AMD64, 3.5.7).
 */
#include "runtime/variadic.h"

#include "runtime/libc.h"

struct abi_va_list {
	unsigned gp_offset;
	unsigned fp_offset;
	uint64_t overflow_area;
	uint64_t save_area;
};

bool take_list(uint64_t list_at, va_list arguments)
{
	const struct abi_va_list *list =
		(const struct abi_va_list *)(uintptr_t)list_at;

	if (!may_read(list_at, sizeof *list))
		return false;
	/* Both lie on a stack, or nobody called va_start. */
	if (!region_has(&mc_machine->region, list->overflow_area) ||
	    !region_has(&mc_machine->region, list->save_area)) {
		misuse("uses a va_list that va_start did not set");
		return false;
	}
	memcpy(arguments, list, sizeof *list);
	return true;
}
