/* The fingerprint of a state. */
#include "machine/fingerprint.h"

#include "machine/machine.h"
#include "machine/memory/unset.h"

hash128 fingerprint_range(uint64_t from, uint64_t to)
{
	hash128 sum = 0;

	for (uint64_t at = from & ~(uint64_t)7; at < to; at += 8) {
		const uint64_t *word = (const uint64_t *)(uintptr_t)at;

		/* Most of it was never touched. */
		if (at + 32 <= to && !(word[0] | word[1] | word[2] | word[3]))
			at += 24;
		else
			sum += hash_word(at, *word);
	}
	return sum;
}

static hash128 sum_parts(const struct machine *machine, hash128 memory,
			 hash128 threads)
{
	hash128 sum = memory + threads + machine->sums.blocks +
		      machine->objects.sum + race_hash(machine->race);

	if (machine->mode.output_state)
		sum += machine->sums.output;
	return sum;
}

hash128 machine_fingerprint(const struct machine *machine)
{
	return sum_parts(machine, machine->sums.memory, machine->sums.threads);
}

uint64_t machine_memory_words(const struct machine *machine)
{
	uint64_t bytes = machine->elf->data_end - machine->elf->data_start;

	for (int i = 0; i < machine->thread_count; i++)
		bytes += machine->threads[i].heap_top -
			 region_area(&machine->region, i);
	return bytes / 8;
}

hash128 machine_fingerprint_slow(struct machine *machine)
{
	uint64_t base = region_base(&machine->region);
	hash128 memory = fingerprint_range(base + machine->elf->data_start,
					   base + machine->elf->data_end);
	hash128 threads = 0;

	for (int i = 0; i < machine->thread_count; i++) {
		memory += fingerprint_range(region_slot(&machine->region, i) +
						    HEAP_OFFSET,
					    machine->threads[i].heap_top);
		memory += unset_sum(
			machine, region_slot(&machine->region, i) + HEAP_OFFSET,
			machine->threads[i].heap_top);
		threads += thread_hash(machine, i);
	}
	return sum_parts(machine, memory, threads);
}

/* In a straight execution there are no fingerprints. */
void fingerprint_note_constant(struct machine *machine)
{
	if (machine->region.constant_known || machine->mode.straight)
		return;
	machine->region.constant = machine_fingerprint_slow(machine) -
				   machine_fingerprint(machine);
	machine->region.constant_known = true;
}

bool machine_changed_unseen(struct machine *machine)
{
	return machine_fingerprint_slow(machine) - machine->region.constant !=
	       machine_fingerprint(machine);
}
