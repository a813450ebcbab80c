/* Pseudo-random numbers: the same in every execution.
 *
 * Each thread has a stream of its own, which depends on its own calls alone; so
 * no order among threads matters to it, and no call asks for a turn.
 *
 * The state of a generator is part of the state of the program, so a loop that
 * draws a number in each round comes back to its beginning only when the
 * generator does.  Hence a period of 256: the lowest byte of a generator's
 * state walks through all its values, in scrambled order, and what stands
 * above it, the key, never changes.  A loop that waits for some number, as
 * `do i = rand() % 100; while (used[i])` does, must end nevertheless.  So the
 * numbers of one period are those of an arithmetic progression, in an order
 * that depends on the key:
 *
 *     first + p * STEP,   p in 0 .. 255,   STEP a prime just below 2^31 / 256
 *
 * Of n <= 256 neighbours in it no two are the same modulo n: every remainder
 * comes.  And the gaps are smaller than 2^31 / n: every n-th of the range comes
 * too, as in `n * drand48()`.  For the ends of the range, `first` is below STEP
 * and no less than what 256 steps leave uncovered. */
#include <stdlib.h>

#include "base/random.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"

#define PERIOD 256u
#define STEP31 8388593u  /* 2^31 / 256 - 15 */
#define STEP32 16777213u /* 2^32 / 256 - 3 */
#define LEAST_FIRST 4096u

/* A full cycle through all bytes (Hull and Dobell, 1962). */
static uint64_t next(uint64_t state)
{
	uint64_t phase = state % PERIOD;

	return state - phase + (phase * 81 + 161) % PERIOD;
}

/* One to one: each step can be taken back. */
static uint64_t scramble(uint64_t byte)
{
	byte = (byte ^ byte >> 4) * 0x9D % PERIOD;
	byte = (byte ^ byte >> 3) * 0xB5 % PERIOD;
	return byte ^ byte >> 4;
}

static uint64_t number(uint64_t state, uint64_t step)
{
	uint64_t key = random_mix(state / PERIOD + 1);
	uint64_t p = scramble((state ^ key >> 56) % PERIOD);

	return LEAST_FIRST + key % (step - LEAST_FIRST) + p * step;
}

/* The next state of a field of the thread's own, where it stays. */
static uint64_t step_own(const uint64_t *field)
{
	uint64_t state = next(*field);

	libc_state_set(field, state);
	return state;
}

/* Zero is the state that srand(1) leaves. */
int rt_srand(unsigned seed)
{
	libc_state_set(&libc_state_own()->random,
		       (uint64_t)(seed - 1) * PERIOD);
	return give_result(0);
}

int rt_rand(void)
{
	return give_result(number(step_own(&libc_state_own()->random), STEP31));
}

/* For a number that only says how long a thread sleeps, which is ours to say:
 * the generator stays as it is (see model/assembly/slept.c). */
int rt_rand_slept(void)
{
	return give_result(number(libc_state_own()->random, STEP31));
}

int rt_rand_r(uint64_t seed_at)
{
	uint64_t state;

	if (!may_read(seed_at, 4) || !may_write(seed_at, 4))
		return ASK;
	state = next(*(const unsigned *)(uintptr_t)seed_at);
	memory_put(mc_machine, seed_at, 4, (struct wide){state, 0});
	return give_result(number(state, STEP31));
}

/* The state of 48 bits is as in POSIX; what comes of it is ours. */
int rt_srand48(int64_t seed)
{
	libc_state_set(&libc_state_own()->random48,
		       ((uint64_t)seed & 0xFFFFFFFFu) << 16 | 0x330E);
	return give_result(0);
}

static int give_positive(uint64_t state)
{
	return give_result(number(state, STEP31));
}

static int give_signed(uint64_t state)
{
	return give_result(number(state, STEP32) - (1u << 31));
}

static int give_fraction(uint64_t state)
{
	return give_double((double)number(state, STEP31) / (1u << 31));
}

int rt_lrand48(void)
{
	return give_positive(step_own(&libc_state_own()->random48));
}

int rt_mrand48(void)
{
	return give_signed(step_own(&libc_state_own()->random48));
}

int rt_drand48(void)
{
	return give_fraction(step_own(&libc_state_own()->random48));
}

/* The same on a state of the model's: three numbers of 16 bits. */
static bool step_at(uint64_t state_at, uint64_t *state)
{
	if (!may_read(state_at, 6) || !may_write(state_at, 6))
		return false;
	*state = 0;
	memcpy(state, text_at(state_at), 6);
	*state = next(*state);
	memcpy(bytes_at(state_at), state, 6);
	return true;
}

int rt_nrand48(uint64_t state_at)
{
	uint64_t state;

	return step_at(state_at, &state) ? give_positive(state) : ASK;
}

int rt_jrand48(uint64_t state_at)
{
	uint64_t state;

	return step_at(state_at, &state) ? give_signed(state) : ASK;
}

int rt_erand48(uint64_t state_at)
{
	uint64_t state;

	return step_at(state_at, &state) ? give_fraction(state) : ASK;
}
