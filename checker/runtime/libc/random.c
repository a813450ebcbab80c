/* Pseudo-random numbers: the same in every execution.
 *
 * Each thread has a stream of its own, which depends on its own calls alone; so
 * no order among threads matters to it, and no call asks for a turn. */
#include <stdlib.h>

#include "runtime/functions.h"
#include "runtime/libc/hidden.h"
#include "runtime/libc/libc.h"

/* Knuth's MMIX generator; zero is the state that srand(1) leaves. */
static uint64_t next(uint64_t state)
{
	return state * 6364136223846793005u + 1442695040888963407u;
}

int rt_rand(void)
{
	uint64_t state = next(hidden_own()->random);

	hidden_set(&hidden_own()->random, state);
	return give_result(state >> 33);
}

int rt_srand(unsigned seed)
{
	hidden_set(&hidden_own()->random, (uint64_t)seed - 1);
	return give_result(0);
}

int rt_rand_r(uint64_t seed_at)
{
	uint64_t state;

	if (!may_read(seed_at, 4) || !may_write(seed_at, 4))
		return ASK;
	state = next(next(*(const unsigned *)(uintptr_t)seed_at));
	memory_put(mc_machine, seed_at, 4, (struct wide){state >> 32, 0});
	return give_result(state >> 33);
}

/* POSIX.1-2017, drand48: X = aX + c modulo 2^48. */
static uint64_t next48(uint64_t state)
{
	return (state * 0x5DEECE66Du + 0xB) & 0xFFFFFFFFFFFFu;
}

static uint64_t step48(void)
{
	uint64_t state = next48(hidden_own()->random48);

	hidden_set(&hidden_own()->random48, state);
	return state;
}

static double real48(uint64_t state)
{
	return (double)state / 281474976710656.0;
}

int rt_srand48(int64_t seed)
{
	hidden_set(&hidden_own()->random48,
		   ((uint64_t)seed & 0xFFFFFFFFu) << 16 | 0x330E);
	return give_result(0);
}

int rt_lrand48(void)
{
	return give_result(step48() >> 17);
}

int rt_mrand48(void)
{
	return give_result((uint64_t)(int64_t)(int32_t)(step48() >> 16));
}

int rt_drand48(void)
{
	return give_double(real48(step48()));
}

/* The same on a state of the model's: three numbers of 16 bits. */
static bool step_at(uint64_t state_at, uint64_t *state)
{
	if (!may_read(state_at, 6) || !may_write(state_at, 6))
		return false;
	*state = 0;
	memcpy(state, text_at(state_at), 6);
	*state = next48(*state);
	memcpy(bytes_at(state_at), state, 6);
	return true;
}

int rt_nrand48(uint64_t state_at)
{
	uint64_t state;

	return step_at(state_at, &state) ? give_result(state >> 17) : ASK;
}

int rt_jrand48(uint64_t state_at)
{
	uint64_t state;

	return step_at(state_at, &state)
		       ? give_result((uint64_t)(int64_t)(int32_t)(state >> 16))
		       : ASK;
}

int rt_erand48(uint64_t state_at)
{
	uint64_t state;

	return step_at(state_at, &state) ? give_double(real48(state)) : ASK;
}
