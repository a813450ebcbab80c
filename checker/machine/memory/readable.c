/* Memory outside of the model that it may read. */
#include "machine/memory/readable.h"

#include <link.h>
#include <stddef.h>

#include "base/error.h"

static int add_segments(struct dl_phdr_info *info, size_t size, void *readable)
{
	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uint64_t start = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W) &&
		    ((struct readable *)readable)->count < MAX_READABLE)
			readable_add(readable, (void *)(uintptr_t)start,
				     segment->p_memsz);
	}
	return 0;
}

void readable_open(struct readable *readable)
{
	readable->count = 0;
	dl_iterate_phdr(add_segments, readable);
}

void readable_add(struct readable *readable, const void *start, uint64_t size)
{
	uint64_t address = (uint64_t)(uintptr_t)start;

	must_hold(readable->count < MAX_READABLE);
	readable->ranges[readable->count].start = address;
	readable->ranges[readable->count++].end = address + size;
}

bool readable_has(const struct readable *readable, uint64_t address,
		  uint64_t size)
{
	for (int i = 0; i < readable->count; i++)
		if (address >= readable->ranges[i].start &&
		    address < readable->ranges[i].end &&
		    size <= readable->ranges[i].end - address)
			return true;
	return false;
}
