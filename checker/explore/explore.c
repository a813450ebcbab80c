/* What explorers share. */
#include "explore/explore.h"

#include "base/error.h"

static int add_ways(const struct machine *machine, int thread,
		    struct decision *ways, int count)
{
	int alternatives = machine_alternatives(machine, thread, true);

	if (count + alternatives > MAX_WAYS)
		error_exit("more than %d ways to go on: choose from fewer",
			   MAX_WAYS);
	for (int i = 0; i < alternatives; i++)
		ways[count++] = (struct decision){
			.alternative = (uint32_t)i,
			.thread = (int16_t)thread,
			.kind = machine->threads[thread].op.kind};
	return count;
}

int explore_ways(const struct machine *machine, int last, struct decision *ways)
{
	int count = last >= 0 ? add_ways(machine, last, ways, 0) : 0;

	for (int i = 0; i < machine->thread_count; i++)
		if (i != last)
			count = add_ways(machine, i, ways, count);
	return count;
}

bool explore_is_stuck(const struct machine *machine)
{
	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, false) > 0)
			return false;
	return true;
}

bool explore_judge(const struct search *search, struct search_result *result)
{
	struct machine *machine = search->machine;

	if (machine->thread_count > result->statistics.threads)
		result->statistics.threads = (uint32_t)machine->thread_count;

	if (machine_over(machine) || !explore_is_stuck(machine))
		return false;
	if (machine_is_barred(machine)) {
		machine->discarded = true;
		return false;
	}
	machine_deadlock(machine);
	if (!search->all)
		return false;
	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, true) > 0) {
			explore_note_end(search, result);
			return true;
		}
	return false;
}

static const struct block *find_leak(const struct machine *machine,
				     uint64_t *count)
{
	const struct block *first = NULL;

	for (uint64_t i = 1; i <= machine->block_count; i++) {
		const struct block *block = &machine->blocks[i];

		if (!block->live || block->internal)
			continue;
		first = first ? first : block;
		(*count)++;
	}
	return first;
}

void explore_note_end(const struct search *search, struct search_result *result)
{
	struct machine *machine = search->machine;
	struct statistics *statistics = &result->statistics;
	const struct block *leak;
	uint64_t leaked = 0;

	statistics->executions++;
	if (machine->ended && machine->finding.class == FINDING_NONE) {
		leak = find_leak(machine, &leaked);
		if (leaked > statistics->leaked) {
			statistics->leaked = leaked;
			statistics->leak_pc = leak->pc;
		}
		if (leak && search->leaks) {
			machine_found(machine, leak->thread, FINDING_LEAK,
				      leak->address,
				      "allocates a block that is never freed");
			machine->finding.pc = leak->pc;
		}
	}
	if (search->on_end)
		search->on_end(search->context, machine);
}
