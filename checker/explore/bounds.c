/* Where a search ends before all is covered. */
#include "explore/bounds.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

bool bounds_look(const struct search *search, struct search_result *result,
		 uint64_t bytes)
{
	if (search->progress)
		progress_tell(search->progress, &result->statistics);
	if (!search->max_bytes || bytes <= search->max_bytes)
		return false;
	result->limit = LIMIT_TABLE;
	return true;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A number in a file, or the largest there is. */
static uint64_t read_number(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned long long number;
	uint64_t found = UINT64_MAX;

	if (!file)
		return found;
	if (fscanf(file, "%llu", &number) == 1)
		found = number;
	fclose(file);
	return found;
}

/* So that what cannot end does not take a minute or more to say so. */
#define DEFAULT_MOST ((uint64_t)2 << 30)

uint64_t bounds_default_bytes(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t bytes = UINT64_MAX;
	struct rlimit limit;

	if (pages > 0 && size > 0)
		bytes = (uint64_t)pages * (uint64_t)size;
	/* What a container may use. */
	bytes = smaller(bytes, read_number("/sys/fs/cgroup/memory.max"));
	bytes = smaller(bytes, read_number("/sys/fs/cgroup/memory/"
					   "memory.limit_in_bytes"));
	if (getrlimit(RLIMIT_DATA, &limit) == 0)
		bytes = smaller(bytes, limit.rlim_cur);
	return smaller(bytes / 2, DEFAULT_MOST);
}
