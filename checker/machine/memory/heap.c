/* The model's heap: one arena a thread, blocks one after another. */
#include "machine/memory/heap.h"

#include <string.h>

#include "machine/memory/memory.h"
#include "machine/memory/unset.h"

#define RED_ZONE 16u

/* A live block counts by its place and size, a dead one by its place. */
static hash128 block_hash(const struct block *block)
{
	return hash_value(block->address + 1 + block->mapped,
			  block->live ? block->size + 1 : 0);
}

static void count_block(struct machine *machine, const struct block *block)
{
	undo_save(&machine->undo, &machine->sums.blocks,
		  sizeof machine->sums.blocks);
	machine->sums.blocks += block_hash(block);
}

/* It changes, and is to be counted again. */
static void discount_block(struct machine *machine, const struct block *block)
{
	undo_save(&machine->undo, &machine->sums.blocks,
		  sizeof machine->sums.blocks);
	machine->sums.blocks -= block_hash(block);
}

static void fill(struct machine *machine, const struct block *block, bool zero)
{
	uint64_t size = (block->size + 7) & ~(uint64_t)7;

	/* Undo clears it again, whatever the model writes to it. */
	undo_zero(&machine->undo, (void *)(uintptr_t)block->address, size);
	if (zero)
		return;
	unset_block(machine, block);
	memset((void *)(uintptr_t)block->address, HEAP_POISON, size);
	for (uint64_t i = 0; i < size; i += 8)
		machine->sums.memory +=
			hash_word(block->address + i,
				  *(uint64_t *)(uintptr_t)(block->address + i));
}

static void enter_block(struct machine *machine, struct block block)
{
	uint64_t first = region_granule(&machine->region, block.address);
	uint64_t last = region_granule(
		&machine->region, block.address + block.size + RED_ZONE - 1);
	uint64_t index = machine->block_count + 1;

	undo_save(&machine->undo, &machine->block_count,
		  sizeof machine->block_count);
	machine->block_count = index;
	machine->blocks[index] = block;
	for (uint64_t i = first; i <= last; i++)
		machine->region.granules[i] = (uint32_t)index;
	count_block(machine, &block);
}

uint64_t heap_allocate(struct machine *machine, int thread, uint64_t size,
		       uint64_t alignment, bool zero, uint64_t pc)
{
	struct thread *owner = &machine->threads[thread];
	uint64_t end = region_slot(&machine->region, thread) + SLOT_SIZE;
	uint64_t address = (owner->heap_top + alignment - 1) & ~(alignment - 1);
	uint64_t room = (size + 15) & ~(uint64_t)15;
	struct block block = {.address = address,
			      .size = size,
			      .pc = pc,
			      .thread = (int16_t)thread,
			      .live = true};

	if (size > PTRDIFF_MAX)
		return 0;
	if (room < size || address + room + RED_ZONE > end ||
	    address + room < address || machine->block_count + 2 > MAX_BLOCKS) {
		machine->limit = LIMIT_MEMORY;
		return 0;
	}
	thread_save(machine, thread);
	owner->heap_top = address + room + RED_ZONE;
	enter_block(machine, block);
	fill(machine, &block, zero);
	return address;
}

static bool may_free(struct machine *machine, int thread, uint64_t address,
		     const struct block *block)
{
	if (!block || block->internal)
		machine_found(machine, thread, FINDING_BAD_FREE, address,
			      "frees a pointer that malloc did not return");
	else if (!block->live)
		machine_found(machine, thread, FINDING_BAD_FREE, address,
			      "frees a block that is already free");
	else if (block->address != address)
		machine_found(machine, thread, FINDING_BAD_FREE, address,
			      "frees an address inside a block");
	else
		return true;
	return false;
}

/* Where the access of a free was recorded, it is told as a free. */
static void note_event(struct machine *machine, uint64_t address)
{
	struct event_log *log = machine->events;

	if (!log || log->pending != log->count || !log->pending ||
	    log->events[log->count - 1].object != address)
		return;
	log->events[log->count - 1].kind = OP_FREE;
	log->events[log->count - 1].has_before = false;
	log->pending = 0;
}

bool heap_free(struct machine *machine, int thread, uint64_t address,
	       uint64_t pc)
{
	const struct block *found = block_find(machine, address);
	struct block *block;
	struct object *held;

	if (!may_free(machine, thread, address, found))
		return false;
	/* A free conflicts with every access to the block. */
	if (!memory_access(machine, thread, address, found->size, RACE_WRITE,
			   pc)) {
		machine->finding.second.release = true;
		return false;
	}
	note_event(machine, address);
	block = &machine->blocks[found - machine->blocks];
	held = object_drop_range(machine, address, block->size);
	if (held) {
		machine_found(machine, thread, FINDING_DESTROY_IN_USE,
			      held->address,
			      "frees the memory of a mutex that is held");
		return false;
	}
	undo_save(&machine->undo, block, sizeof *block);
	/* The access above saved each word and took it out of the sum. */
	memset((void *)(uintptr_t)address, 0, (block->size + 7) & ~(uint64_t)7);
	discount_block(machine, block);
	block->live = false;
	block->free_thread = (int16_t)thread;
	block->free_pc = pc;
	count_block(machine, block);
	return true;
}

void heap_note_mapped(struct machine *machine)
{
	struct block *block = &machine->blocks[machine->block_count];

	discount_block(machine, block);
	block->mapped = block->internal = true;
	count_block(machine, block);
}

bool heap_unmap(struct machine *machine, int thread, uint64_t address,
		uint64_t pc)
{
	const struct block *found = block_find(machine, address);
	struct block *block = &machine->blocks[found - machine->blocks];

	undo_save(&machine->undo, block, sizeof *block);
	block->internal = false;
	return heap_free(machine, thread, address, pc);
}
