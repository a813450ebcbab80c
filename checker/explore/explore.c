/* What explorers share. */
#include "explore/levels/levels.h"

#include "base/error.h"
#include "explore/states/persistent.h"
#include "machine/thread/where.h"

static int add_ways(const struct machine *machine, int thread,
		    struct decision *ways, int count)
{
	int alternatives = machine_alternatives(machine, thread, true);

	if (count + alternatives > MAX_WAYS)
		error_exit("more than %d ways to continue from one state; call "
			   "mc_choose with a smaller number",
			   MAX_WAYS);
	for (int i = 0; i < alternatives; i++)
		ways[count++] = (struct decision){
			.alternative = (uint32_t)i,
			.thread = (int16_t)thread,
			.kind = machine->threads[thread].op.kind};
	return count;
}

static bool is_in(uint64_t threads, int thread)
{
	return thread < PERSISTENT_MOST ? threads >> thread & 1
					: threads == PERSISTENT_EVERY;
}

int explore_ways_of(const struct machine *machine, uint64_t threads, int last,
		    struct decision *ways)
{
	int count = 0;

	if (last >= 0 && is_in(threads, last))
		count = add_ways(machine, last, ways, 0);
	for (int i = 0; i < machine->thread_count; i++)
		if (i != last && is_in(threads, i))
			count = add_ways(machine, i, ways, count);
	return count;
}

int explore_ways(const struct machine *machine, int last, struct decision *ways)
{
	return explore_ways_of(machine, PERSISTENT_EVERY, last, ways);
}

bool explore_is_preemption(const struct machine *machine, int last, int next)
{
	return last >= 0 && last != next &&
	       machine->threads[last].op.kind != OP_PAUSE &&
	       machine_alternatives(machine, last, false) > 0;
}

bool explore_is_stuck(const struct machine *machine)
{
	/* Mostly who went last can go on. */
	if (machine_alternatives(machine, machine->stepped, false) > 0)
		return false;
	for (int i = 0; i < machine->thread_count; i++)
		if (machine_alternatives(machine, i, false) > 0)
			return false;
	return true;
}

static bool is_goal(const struct search *search)
{
	uint64_t number;

	return table_find(search->goals, machine_fingerprint(search->machine),
			  &number);
}

bool explore_judge(const struct search *search, struct search_result *result)
{
	struct machine *machine = search->machine;

	if (machine->thread_count > result->statistics.threads)
		result->statistics.threads = (uint32_t)machine->thread_count;

	if (machine_over(machine))
		return false;
	if (search->goals && is_goal(search)) {
		machine_livelock(machine);
		return false;
	}
	if (!explore_is_stuck(machine))
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

bool explore_takes(const struct search *search, struct search_result *result)
{
	const struct machine *machine = search->machine;
	const struct finding *finding = &machine->finding;

	if (finding->class == FINDING_NONE ||
	    (machine->promoted && !search->mode.oracle) ||
	    !(search->classes >> finding->class & 1) ||
	    result->finding.class != FINDING_NONE)
		return false;
	result->finding = *finding;
	result->schedule.count = 0;
	return true;
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

static void note_thread(struct thread_note *note, uint32_t count,
			const struct machine *machine, int slot, uint64_t pc)
{
	if (count <= note->count)
		return;
	*note = (struct thread_note){.count = count,
				     .thread = (int16_t)slot,
				     .kind = machine->threads[slot].op.kind,
				     .function =
					     machine->threads[slot].function,
				     .pc = pc};
}

/* The program ends: may the thread still have something to do?  The one that
 * ends it asks for just that.  One that ended in the step of its creation may
 * in truth not even have begun. */
static bool is_unfinished(const struct thread *thread)
{
	if (thread->status == THREAD_FINISHED)
		return thread->at_once && !thread->joined;
	return thread->op.kind != OP_EXIT && thread->op.kind != OP_FINISH;
}

/* Threads that work on when the program ends. */
static void note_unfinished(const struct machine *machine,
			    struct thread_note *note)
{
	uint32_t count = 0;
	int first = -1;

	/* It ends because all threads have. */
	if (machine->alive == 0)
		return;
	for (int i = 0; i < machine->thread_count; i++) {
		if (!is_unfinished(&machine->threads[i]))
			continue;
		first = first < 0 ? i : first;
		count++;
	}
	if (first >= 0)
		note_thread(note, count, machine, first,
			    thread_pc(machine, first));
}

/* Threads that nobody joined: what they have is never given back.  The first
 * one, or -1. */
static int note_unjoined(const struct machine *machine,
			 struct thread_note *note)
{
	uint32_t count = 0;
	int first = -1;

	for (int i = 1; i < machine->thread_count; i++) {
		const struct thread *thread = &machine->threads[i];

		if (thread->status != THREAD_FINISHED || thread->joined ||
		    thread->detached)
			continue;
		first = first < 0 ? i : first;
		count++;
	}
	if (first >= 0)
		note_thread(note, count, machine, first,
			    machine->threads[first].create_pc);
	return first;
}

static void find_unjoined(const struct search *search, struct thread_note *note)
{
	struct machine *machine = search->machine;
	int thread = note_unjoined(machine, note);

	if (thread < 0 || !search->leaks ||
	    machine->finding.class != FINDING_NONE)
		return;
	machine_found(machine, thread, FINDING_LEAK, 0,
		      "ends, and is never joined or detached");
	machine->finding.pc = machine->threads[thread].create_pc;
}

void explore_note_end(const struct search *search, struct search_result *result)
{
	struct machine *machine = search->machine;
	struct statistics *statistics = &result->statistics;
	const struct block *leak;
	uint64_t leaked = 0;

	statistics->executions++;
	statistics->discarded += machine->discarded;
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
		note_unfinished(machine, &statistics->unfinished);
		find_unjoined(search, &statistics->unjoined);
	}
	if (search->on_end)
		search->on_end(search->context, machine);
}
