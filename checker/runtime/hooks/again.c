/* The arguments of the call at hand, also where it is made again.
 *
 * A call that must ask first is made again later (see cross_enter).  What it
 * was given in other registers is in its thread; vector registers are kept in
 * the thread's hidden block meanwhile, as hardly any call has them. */
#include "runtime/hooks/again.h"

#include "runtime/libc/libc_state.h"

static void keep(const uint64_t *field, uint64_t value)
{
	if (*field != value)
		libc_state_set(field, value);
}

void call_again(void)
{
	const struct libc_state *own = libc_state_own();

	mc_machine->threads[running()].again = true;
	keep(&own->vector_count, mc_cross.vector_count);
	for (uint32_t i = 0; i < 2 * mc_cross.vector_count; i++)
		keep(&own->vectors[i], mc_cross.vectors[i]);
}

/* The vector registers as they were when the call was made first. */
static void take_vectors(void)
{
	const struct libc_state *own = libc_state_own();

	if (!mc_cross.again)
		return;
	mc_cross.vector_count = (uint32_t)own->vector_count;
	memcpy(mc_cross.vectors, own->vectors, sizeof mc_cross.vectors);
	keep(&own->vector_count, 0);
	for (uint32_t i = 0; i < CROSS_VECTORS; i++)
		keep(&own->vectors[i], 0);
}

void call_arguments(void *list, unsigned named)
{
	take_vectors();
	cross_make_list(list, named);
}

double call_real(void)
{
	double value;

	take_vectors();
	memcpy(&value, mc_cross.vectors, sizeof value);
	return value;
}
