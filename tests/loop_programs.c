/* Random programs for tests/programs/loops.c. */
#include "loop_programs.h"

#include <stdbool.h>

#include "support.h"

/* Programs of three threads that chance does not find easily; 0: any. */
static const uint64_t specials[][LOOP_THREADS] = {
	/* The first two may come to wait for each other for ever. */
	{0x0e, 0x1e, 0},
	{0x0e, 0x1e, 0x1f0c},
	/* One holds a lock while it waits for a flag, again and again; one sets
	 * and clears the flag; who wants the lock to end that is disabled all
	 * along, if the flag is always looked at too late. */
	{0x1f4a, 0x1f2202, 0x320a},
	{0x1f4a, 0x1f2202, 0},
};
#define SPECIAL (sizeof specials / sizeof *specials)

/* Locks, posts, waits and the like, which end, and then back. */
static uint64_t make_service(uint64_t *random, int count)
{
	static const unsigned char served[] = {12, 12, 12, 12, 4, 6,
					       7,  8,  10, 14, 2};
	uint64_t code = next_random(random) % 2 ? 0x0f : 0x1f;

	for (int j = 0; j < count; j++)
		code = code << 8 | (next_random(random) % 16) << 4 |
		       served[next_random(random) % sizeof served];
	return code;
}

static uint64_t make_any(uint64_t *random, int count)
{
	uint64_t code = 0;

	for (int j = 0; j < count; j++)
		code = code << 8 | (1 + next_random(random) % 255);
	return code;
}

int make_loop_program(uint64_t *random, uint64_t codes[LOOP_THREADS])
{
	int threads = next_random(random) % 4 ? 2 : 3;
	int most = threads == 3 ? 2 : 3;
	uint64_t special =
		threads == 3 ? next_random(random) % (4 * SPECIAL) : SPECIAL;
	bool serves = next_random(random) % 2;

	for (int i = 0; i < threads; i++) {
		int count = 1 + (int)(next_random(random) % (uint64_t)most);

		codes[i] = serves ? make_service(random, count)
				  : make_any(random, count);
		if (special < SPECIAL && specials[special][i])
			codes[i] = specials[special][i];
	}
	return threads;
}
