/* Where calls through pointers may lead.
 *
 * The model's code is the compiler's, and it leaves the model by names alone.
 * If a call through a pointer leads to the beginning of a function, of the
 * model's or of ours that a name is bound to, then code that the model makes up
 * never runs: not what it finds in libc or mcheck by computing an address, and
 * not what stands in the middle of its own instructions.  Calls in the model's
 * code come by cross_call_check; those that we make for it, of a thread's
 * function or a destructor, by targets_allow. */
#include "machine/thread/targets.h"

#include "base/alloc.h"

void targets_open(const struct machine *machine)
{
	const struct elf *elf = machine->elf;
	uint64_t base = region_base(&machine->region);
	uint64_t size = elf->text_end - elf->text_start;
	unsigned char *starts = mem_reserve(NULL, size ? size : 1);

	for (int i = 0; i < elf->symbol_count; i++)
		if (elf->symbols[i].function &&
		    elf->symbols[i].address - elf->text_start < size)
			starts[elf->symbols[i].address - elf->text_start] = 1;
	mc_targets = (struct targets){base + elf->text_start,
				      size,
				      starts,
				      base + elf->stubs_start,
				      elf->stubs_end - elf->stubs_start,
				      0};
}

static bool is_target(uint64_t address)
{
	if (address - mc_targets.text < mc_targets.text_size)
		return mc_targets.starts[address - mc_targets.text];
	return address - mc_targets.stubs < mc_targets.stubs_size &&
	       address % STUB_SIZE == 0;
}

bool targets_allow(struct machine *machine, int thread, uint64_t function)
{
	if (is_target(function))
		return true;
	machine_found(machine, thread, FINDING_CRASH, 0,
		      "segmentation fault: a call to an address that is not a "
		      "function");
	return false;
}
