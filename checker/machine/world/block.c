/* Blocks of the heap, found by an address. */
#include "machine/world/block.h"

#include "machine/machine.h"

const struct block *block_find(const struct machine *machine, uint64_t address)
{
	const struct region *region = &machine->region;
	uint32_t index;
	int slot;

	if (!region_has(region, address) ||
	    address - region_base(region) < REGION_IMAGE)
		return NULL;
	slot = region_slot_of(region, address);
	if (address - region_slot(region, slot) < HEAP_OFFSET ||
	    address >= machine->threads[slot].heap_top)
		return NULL;
	index = region->granules[region_granule(region, address)];
	return index && index <= machine->block_count ? &machine->blocks[index]
						      : NULL;
}
