/* The region of addresses in which a model lives, and its shadow; see layout.h.
 * Each aligned word of 8 bytes has a cell in the shadow. */
#ifndef MCHECK_MACHINE_WORLD_REGION_H
#define MCHECK_MACHINE_WORLD_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "race/finding.h"
#include "machine/memory/cell.h"
#include "machine/world/layout.h"

struct region {
	unsigned char *base;
	struct cell *cells;
	uint8_t *unset;       /* per word of the heap: see unset.h */
	uint32_t *granules;   /* per 16 bytes: the block of the heap */
	unsigned char *owned; /* per byte of the image: a variable has it */
	unsigned char *local_owned; /* of a thread's block of variables */
	uint64_t *used; /* offsets of words whose cells have flags */
	size_t used_count, used_room;
	uint64_t image_size;
	/* Of what variables hold at the first start, once known.  No later
	 * start may set it: what changed unseen since is still there. */
	hash128 constant;
	bool constant_known;
};

/* Reserves the address space, at the same place in every run if it can. */
void region_open(struct region *region);

static inline uint64_t region_base(const struct region *region)
{
	return (uint64_t)(uintptr_t)region->base;
}

static inline bool region_has(const struct region *region, uint64_t address)
{
	return address - region_base(region) < REGION_SIZE;
}

static inline struct cell *region_cell(const struct region *region,
				       uint64_t address)
{
	return &region->cells[(address - region_base(region)) / 8];
}

static inline uint64_t region_slot(const struct region *region, int thread)
{
	return layout_slot(region_base(region), thread);
}

static inline uint64_t region_area(const struct region *region, int thread)
{
	return region_slot(region, thread) + HEAP_OFFSET;
}

static inline uint64_t region_granule(const struct region *region,
				      uint64_t address)
{
	return (address - region_base(region)) / 16;
}

/* The slot that an address beyond the image lies in. */
static inline int region_slot_of(const struct region *region, uint64_t address)
{
	return (int)((address - region_base(region) - REGION_IMAGE) /
		     SLOT_SIZE);
}

static inline bool region_on_stack(const struct region *region,
				   uint64_t address)
{
	uint64_t offset = address - region_base(region);

	return offset >= REGION_IMAGE && offset < REGION_SIZE &&
	       (offset - REGION_IMAGE) % SLOT_SIZE < HEAP_OFFSET;
}

#endif
