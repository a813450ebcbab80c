/* Functions that run before main. */
#include "machine/rules/constructor.h"

#include "machine/thread/call.h"
#include "machine/machine.h"

static struct function_list list_of(const struct machine *machine,
				    const char *section)
{
	struct function_list list = {0};
	uint64_t start, size;

	if (elf_section_range(machine->elf, section, &start, &size)) {
		list.items =
			(const uint64_t
				 *)(uintptr_t)(region_base(&machine->region) +
					       start);
		list.count = size / sizeof *list.items;
	}
	return list;
}

void constructor_open(struct machine *machine)
{
	machine->constructors = list_of(machine, ".init_array");
	machine->finishers = list_of(machine, ".fini_array");
}

uint64_t function_list_next(const struct machine *machine, uint64_t *index)
{
	while (*index < machine->constructors.count) {
		uint64_t function = machine->constructors.items[(*index)++];
		const struct elf_symbol *symbol = elf_symbol_at(
			machine->elf, function - region_base(&machine->region));

		if (!elf_is_sanitizers(symbol))
			return function;
	}
	return 0;
}

void constructor_begin(struct machine *machine)
{
	const struct thread *first = &machine->threads[0];
	uint64_t words[3] = {0, first->start[0], first->start[1]};
	uint64_t function = function_list_next(machine, &words[0]);

	if (function)
		call_from_operation(machine, 0, function, first->start[0],
				    CALL_CONSTRUCTOR, words, 3);
}
