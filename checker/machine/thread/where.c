/* Where a thread is, and what an address on a stack belongs to. */
#include "machine/thread/where.h"

#include "machine/thread/frame.h"
#include "machine/thread/library.h"

uint64_t thread_pc(const struct machine *machine, int slot)
{
	uint64_t pc = thread_raw_pc(machine, slot);

	return pc && machine->library ? library_caller(machine, slot, pc) : pc;
}

struct event_frame memory_frame(const struct machine *machine, uint64_t address)
{
	struct event_frame none = {0, 0, 0};
	struct frame frame;
	bool more;
	int slot;

	if (!region_on_stack(&machine->region, address))
		return none;
	slot = region_slot_of(&machine->region, address);
	for (more = frame_first(machine, slot, &frame); more;
	     more = frame_next(machine, slot, &frame))
		if (address < frame.cfa)
			return (struct event_frame){frame.pc, frame.cfa,
						    frame.pointer};
	return none;
}
