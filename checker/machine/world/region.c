/* Reserving the model's region of addresses and its shadow. */
#include "machine/world/region.h"

#include <stddef.h>
#include <sys/mman.h>

#include "base/alloc.h"
#include "base/error.h"

/* High enough to be free on x86-64 and on aarch64 with 48-bit addresses, also
 * beside the sanitizers' shadows. */
#define PREFERRED_BASE ((void *)0x200000000000)

void region_open(struct region *region)
{
	region->base = mem_reserve(PREFERRED_BASE, REGION_SIZE);
	region->cells =
		mem_reserve(NULL, REGION_SIZE / 8 * sizeof(struct cell));
	region->unset = mem_reserve(NULL, REGION_SIZE / 8);
	region->granules =
		mem_reserve(NULL, REGION_SIZE / 16 * sizeof(uint32_t));
	region->owned = mem_reserve(NULL, REGION_IMAGE);
	for (int i = 0; i < MAX_THREADS; i++) {
		uint64_t guard = region_slot(region, i);

		must_hold(mprotect((void *)(uintptr_t)guard, STACK_GUARD,
				   PROT_NONE) == 0);
	}
}
