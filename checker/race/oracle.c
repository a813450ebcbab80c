/* The race detector's oracle: plain vector clocks, every access remembered.
 *
 * Mattern, "Virtual time and global states of distributed systems", 1989.
 * Too simple to be wrong; used by the brute explorer only. */
#include <string.h>

#include "base/alloc.h"
#include "race/race_parts.h"

struct clock {
	uint32_t of[MAX_THREADS];
};

struct past_access {
	uint64_t address;
	uint64_t pc;
	uint32_t time; /* of its thread */
	int16_t thread;
	uint8_t mask;
	uint8_t kind;
};

struct race_oracle {
	struct clock *clocks;
	uint32_t clock_count;
	uint32_t clock_room;
	struct past_access *past;
	size_t past_count;
	size_t past_room;
};

struct race_oracle *oracle_open(void)
{
	struct race_oracle *oracle = mem_alloc(sizeof *oracle);

	oracle->clock_room = MAX_THREADS * 2;
	oracle->clocks = mem_alloc(oracle->clock_room * sizeof(struct clock));
	oracle_reset(oracle);
	return oracle;
}

void oracle_close(struct race_oracle *oracle)
{
	mem_free(oracle->clocks);
	mem_free(oracle->past);
	mem_free(oracle);
}

void oracle_reset(struct race_oracle *oracle)
{
	oracle->clock_count = MAX_THREADS;
	memset(oracle->clocks, 0, MAX_THREADS * sizeof(struct clock));
	oracle->past_count = 0;
}

void oracle_thread_begin(struct race_oracle *oracle, int child, int parent)
{
	if (parent >= 0)
		oracle_pass(oracle, (race_holder)child, (race_holder)parent,
			    true);
	oracle->clocks[child].of[child] = 1;
}

race_holder oracle_holder_new(struct race_oracle *oracle)
{
	if (oracle->clock_count == oracle->clock_room) {
		oracle->clock_room *= 2;
		oracle->clocks =
			mem_resize(oracle->clocks,
				   oracle->clock_room * sizeof(struct clock));
	}
	memset(&oracle->clocks[oracle->clock_count], 0, sizeof(struct clock));
	return oracle->clock_count++;
}

void oracle_pass(struct race_oracle *oracle, race_holder to, race_holder from,
		 bool only)
{
	struct clock *target = &oracle->clocks[to];
	struct clock *source = &oracle->clocks[from];

	for (int i = 0; i < MAX_THREADS; i++)
		if (only || source->of[i] > target->of[i])
			target->of[i] = source->of[i];
	if (from < MAX_THREADS)
		source->of[from]++;
}

void oracle_forget(struct race_oracle *oracle, race_holder holder)
{
	memset(&oracle->clocks[holder], 0, sizeof(struct clock));
}

static void remember(struct race_oracle *oracle, struct past_access access)
{
	if (oracle->past_count == oracle->past_room) {
		oracle->past_room =
			oracle->past_room ? oracle->past_room * 2 : 64;
		oracle->past = mem_resize(oracle->past,
					  oracle->past_room * sizeof access);
	}
	oracle->past[oracle->past_count++] = access;
}

bool oracle_access(struct race_oracle *oracle, uint64_t address, uint8_t mask,
		   enum race_kind kind, int thread, uint64_t pc,
		   struct access *earlier)
{
	const struct clock *now = &oracle->clocks[thread];

	for (size_t i = oracle->past_count; i-- > 0;) {
		const struct past_access *past = &oracle->past[i];

		if (past->address != address || !(past->mask & mask) ||
		    !race_conflict(past->kind, kind) ||
		    past->time <= now->of[past->thread])
			continue;
		earlier->thread = past->thread;
		earlier->pc = past->pc;
		earlier->write = past->kind >= RACE_ATOMIC_WRITE;
		earlier->atomic = past->kind == RACE_ATOMIC_READ ||
				  past->kind == RACE_ATOMIC_WRITE;
		return false;
	}
	remember(oracle,
		 (struct past_access){address, pc, now->of[thread],
				      (int16_t)thread, mask, (uint8_t)kind});
	return true;
}
