/* Which bytes of the heap were never set since malloc gave them. */
#include "machine/memory/unset.h"

#include <string.h>

#include "machine/memory/heap.h"

/* Keeps these hashes apart from those of the words themselves. */
#define UNSET_PLACE 5

static uint8_t *shadow(const struct machine *machine, uint64_t address)
{
	return &machine->region
			.unset[(address - region_base(&machine->region)) / 8];
}

static hash128 hash_of(uint64_t word, uint8_t mask)
{
	return mask ? hash_value(word + UNSET_PLACE, mask) : 0;
}

static void change(struct machine *machine, uint64_t word, uint8_t mask)
{
	uint8_t *at = shadow(machine, word);

	undo_save(&machine->undo, at, 1);
	machine->sums.memory += hash_of(word, mask) - hash_of(word, *at);
	*at = mask;
}

void unset_block(struct machine *machine, const struct block *block)
{
	uint64_t end = block->address + block->size;

	if (block->size == 0)
		return;
	machine->seen.poisoned = true;
	/* No address is used twice: it was zero before. */
	undo_zero(&machine->undo, shadow(machine, block->address),
		  (block->size + 7) / 8);
	for (uint64_t word = block->address; word < end; word += 8) {
		uint8_t mask = cell_mask(word, word, end - word);

		*shadow(machine, word) = mask;
		machine->sums.memory += hash_of(word, mask);
	}
}

void unset_write(struct machine *machine, uint64_t address, uint64_t size)
{
	for (uint64_t word = address & ~(uint64_t)7; word < address + size;
	     word += 8) {
		uint8_t was = *shadow(machine, word);
		uint8_t left = (uint8_t)(was & ~cell_mask(word, address, size));

		if (left != was)
			change(machine, word, left);
	}
}

static bool is_heap(const struct machine *machine, uint64_t address)
{
	const struct region *region = &machine->region;
	uint64_t offset = address - region_base(region);

	return offset >= REGION_IMAGE && offset < REGION_SIZE &&
	       (offset - REGION_IMAGE) % SLOT_SIZE >= HEAP_OFFSET;
}

void unset_copy(struct machine *machine, uint64_t to, uint64_t from,
		uint64_t size)
{
	if (!machine->seen.poisoned || !is_heap(machine, to) ||
	    !is_heap(machine, from))
		return;
	for (uint64_t n = 0; n < size; n++) {
		/* As memmove does: what is copied is not read again. */
		uint64_t i = to > from ? size - 1 - n : n;
		uint64_t word = (to + i) & ~(uint64_t)7;
		uint8_t mask = *shadow(machine, word);

		if (*shadow(machine, from + i) >> (from + i) % 8 & 1)
			change(machine, word,
			       (uint8_t)(mask | 1u << (to + i) % 8));
	}
}

bool unset_all(const struct machine *machine, uint64_t address, uint64_t size)
{
	if (!machine->seen.poisoned || size == 0 || !is_heap(machine, address))
		return false;
	for (uint64_t word = address & ~(uint64_t)7; word < address + size;
	     word += 8)
		if (cell_mask(word, address, size) & ~*shadow(machine, word))
			return false;
	/* Something wrote here without a hook: it is set after all. */
	for (uint64_t i = 0; i < size; i++)
		if (((const uint8_t *)(uintptr_t)address)[i] != HEAP_POISON)
			return false;
	return true;
}

static void state(struct machine *machine, int thread, uint64_t address,
		  uint64_t size, uint64_t pc)
{
	machine_found(machine, thread, FINDING_UNINITIALISED, address,
		      "reads heap memory that was never written");
	machine->finding.pc = pc;
	machine->finding.size = (uint32_t)size;
}

bool unset_check(struct machine *machine, int thread, uint64_t address,
		 uint64_t size, uint64_t pc)
{
	if (!unset_all(machine, address, size))
		return true;
	state(machine, thread, address, size, pc);
	return false;
}

void unset_keep_back(struct machine *machine, int thread, uint64_t address,
		     uint64_t size, uint64_t pc)
{
	if (unset_all(machine, address, size))
		machine->kept_back = (struct access){.pc = pc,
						     .address = address,
						     .size = (uint32_t)size,
						     .thread = (int16_t)thread};
}

bool unset_settle(struct machine *machine, int thread, uint64_t address)
{
	struct access read = machine->kept_back;

	machine->kept_back.size = 0;
	if (!read.size || (read.address == address && read.thread == thread))
		return true;
	state(machine, read.thread, read.address, read.size, read.pc);
	return false;
}

hash128 unset_sum(const struct machine *machine, uint64_t from, uint64_t to)
{
	hash128 sum = 0;

	if (!machine->seen.poisoned)
		return 0;
	for (uint64_t word = from & ~(uint64_t)7; word < to; word += 8)
		sum += hash_of(word, *shadow(machine, word));
	return sum;
}
