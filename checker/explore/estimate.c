/* How many states there may be in all. */
#include "explore/estimate.h"

#include "explore/dfs.h"

/* From here on a number says no more than "very many". */
#define TOO_MANY 1e18

void estimate_open(struct estimate *estimate)
{
	for (size_t i = 0; i < ESTIMATE_DEPTHS; i++)
		estimate->mean[i] = -1;
}

uint64_t estimate_all(const struct dfs *dfs, bool *least)
{
	double sum = (double)dfs->result->statistics.states, mean = -1;

	*least = false;
	for (size_t i = dfs->depth; i-- > 0;) {
		const struct frame *frame = &dfs->frames[i];
		double here = dfs->estimate->mean[estimate_place(i)];

		if (frame->count == frame->next)
			continue;
		if (here >= 0)
			mean = here;
		else
			*least = true;
		if (mean >= 0)
			sum += mean * (frame->count - frame->next);
	}
	if (dfs->depth && mean < 0)
		return 0;
	if (sum < TOO_MANY)
		return (uint64_t)sum;
	*least = true;
	return (uint64_t)TOO_MANY;
}
