/* The list of explorers. */
#include "explore/run/explorers.h"

#include <string.h>

#define EXPLORERS_ADDRESS(name) &explorer_##name,

static const struct explorer *const all[] = {EXPLORERS(EXPLORERS_ADDRESS) NULL};

const struct explorer *explorer_at(size_t number)
{
	return all[number];
}

const struct explorer *explorer_by_name(const char *name)
{
	size_t i = 0;

	while (all[i] && strcmp(all[i]->name, name) != 0)
		i++;
	return all[i];
}
