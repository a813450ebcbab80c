/* What makes a search large. */
#include "explore/run/growth.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/tally.h"
#include "machine/machine.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"
#include "runtime/libc/libc_state.h"

/* Of a longer execution only so much is looked at. */
#define MAX_STEPS (1u << 20)
#define MAX_CHANGES (1u << 22)

struct look {
	struct machine *machine;
	struct growth *growth;
	struct tally values;  /* by address: different ones */
	struct tally changes; /* by address */
	struct tally seen;    /* by address and value: 1 */
	struct tally places;  /* by pc: steps */
	struct tally sources; /* by address: a pc, see growth_kind */
};

static uint64_t hidden_at(const struct machine *machine, int thread,
			  size_t field)
{
	return region_area(&machine->region, thread) + field;
}

static uint64_t clock_at(const struct machine *machine)
{
	return hidden_at(machine, 0, offsetof(struct libc_state, clock_ms));
}

/* What of libc's is at the address, if it is none of the model's. */
static enum growth_kind hidden_kind(const struct machine *machine,
				    uint64_t address)
{
	int thread = region_slot_of(&machine->region, address);
	uint64_t field;

	if (address == clock_at(machine))
		return GROWTH_CLOCK;
	field = address - hidden_at(machine, thread, 0);
	return field == offsetof(struct libc_state, random) ||
			       field == offsetof(struct libc_state, random48)
		       ? GROWTH_RANDOM
		       : GROWTH_MEMORY;
}

/* Is it of the model's memory, or something that libc hides and we know? */
static bool is_counted(const struct machine *machine, uint64_t address)
{
	const struct region *region = &machine->region;
	uint64_t offset = address - region_base(region);

	if (offset >= REGION_SIZE)
		return false;
	return offset < REGION_IMAGE || region_on_stack(region, address) ||
	       (offset - REGION_IMAGE) % SLOT_SIZE >= HEAP_OFFSET + AREA_SIZE ||
	       hidden_kind(machine, address) != GROWTH_MEMORY;
}

static void note_change(struct look *look, uint64_t address, uint32_t value)
{
	uint64_t key = (uint64_t)hash_value(address, value);
	uint64_t *seen = tally_at(&look->seen, key ? key : 1);

	if (!*seen)
		++*tally_at(&look->values, address);
	*seen = 1;
	++*tally_at(&look->changes, address);
}

/* What was saved before it changed, beside what is there now. */
static void compare(void *context, uint64_t address, size_t length,
		    const unsigned char *old)
{
	struct look *look = context;

	if (address % 4 != 0 || !is_counted(look->machine, address) ||
	    look->seen.used >= MAX_CHANGES)
		return;
	for (size_t i = 0; i + 4 <= length; i += 4) {
		uint32_t before, now;

		memcpy(&before, old + i, 4);
		memcpy(&now, (const void *)(uintptr_t)(address + i), 4);
		if (before != now)
			note_change(look, address + i, now);
	}
}

/* The object at the address, of those with a number that may grow. */
static const struct object *counted_object(const struct machine *machine,
					   uint64_t address)
{
	const struct object *object =
		object_find(machine, address, OBJECT_SEMAPHORE);

	return object ? object : object_find(machine, address, OBJECT_MUTEX);
}

static uint64_t count_of(const struct object *object)
{
	return object->kind == OBJECT_SEMAPHORE ? object->value : object->depth;
}

static void note_object(struct look *look, const struct operation *op,
			uint64_t pc, uint64_t before)
{
	const struct object *object = counted_object(look->machine, op->object);

	if (object && count_of(object) > before)
		*tally_at(&look->sources, op->object) = pc;
	if (object && count_of(object) != before &&
	    look->seen.used < MAX_CHANGES)
		note_change(look, op->object, (uint32_t)count_of(object));
}

static void step(struct look *look, struct decision decision)
{
	struct machine *machine = look->machine;
	const struct operation op = *op_of(machine, decision.thread);
	uint64_t pc = thread_pc(machine, decision.thread);
	size_t mark = undo_mark(&machine->undo);
	const struct object *object = counted_object(machine, op.object);
	uint64_t before = object ? count_of(object) : 0;

	if (pc && decision.kind != OP_START)
		++*tally_at(&look->places, pc);
	if (op.kind == OP_TURN && op.operand == TURN_CLOCK)
		*tally_at(&look->sources, clock_at(machine)) = pc;
	look->growth->spurious +=
		machine_is_spurious(machine, decision.thread,
				    (int)decision.alternative) ||
		op.kind == OP_ASLEEP;
	machine_step(machine, decision.thread, (int)decision.alternative);
	note_object(look, &op, pc, before);
	undo_each(&machine->undo, mark, compare, look);
}

static const struct block *block_at(const struct machine *machine,
				    uint64_t address)
{
	for (uint64_t i = 1; i <= machine->block_count; i++) {
		const struct block *block = &machine->blocks[i];

		if (!block->internal && address - block->address < block->size)
			return block;
	}
	return NULL;
}

/* More values first; of as many, the lower address. */
static bool comes_before(const struct growth_word *left, uint64_t values,
			 uint64_t address)
{
	return left->values > values ||
	       (left->values == values && left->address < address);
}

/* Is it the kind of address that a report can name? */
static bool can_be_named(const struct machine *machine, uint64_t address)
{
	uint64_t offset = address - region_base(&machine->region);

	if (offset < REGION_IMAGE || counted_object(machine, address) ||
	    hidden_kind(machine, address) != GROWTH_MEMORY)
		return true;
	if (region_on_stack(&machine->region, address))
		return memory_frame(machine, address).pc != 0;
	return block_at(machine, address) != NULL;
}

static void add_word(struct look *look, uint64_t address, uint64_t values)
{
	struct growth *growth = look->growth;
	uint32_t at = growth->word_count;

	while (at > 0 && !comes_before(&growth->words[at - 1], values, address))
		at--;
	if (at == GROWTH_WORDS || !can_be_named(look->machine, address))
		return;
	if (growth->word_count < GROWTH_WORDS)
		growth->word_count++;
	memmove(growth->words + at + 1, growth->words + at,
		(growth->word_count - at - 1) * sizeof *growth->words);
	growth->words[at] =
		(struct growth_word){.address = address, .values = values};
}

static enum growth_kind kind_of(const struct machine *machine, uint64_t address)
{
	const struct object *object = counted_object(machine, address);

	if (object)
		return object->kind == OBJECT_SEMAPHORE ? GROWTH_SEMAPHORE
							: GROWTH_MUTEX;
	return address - region_base(&machine->region) < REGION_IMAGE
		       ? GROWTH_MEMORY
		       : hidden_kind(machine, address);
}

static void take_words(struct look *look)
{
	for (size_t i = 0; i < look->values.room; i++) {
		const struct tally_entry *entry = &look->values.entries[i];

		if (entry->count > 1)
			add_word(look, entry->key, entry->count);
	}
	for (uint32_t i = 0; i < look->growth->word_count; i++) {
		struct growth_word *word = &look->growth->words[i];
		const struct block *block =
			block_at(look->machine, word->address);

		word->kind = kind_of(look->machine, word->address);
		if (word->kind == GROWTH_RANDOM)
			word->thread = region_slot_of(&look->machine->region,
						      word->address);
		word->pc = *tally_at(&look->sources, word->address);
		word->changes = *tally_at(&look->changes, word->address);
		word->frame = memory_frame(look->machine, word->address);
		if (block)
			word->block = *block;
	}
}

/* The key with the highest count, the lowest of several; its count. */
static uint64_t most(const struct tally *tally, uint64_t *key)
{
	uint64_t count = 0;

	for (size_t i = 0; i < tally->room; i++) {
		const struct tally_entry *entry = &tally->entries[i];

		if (entry->count > count ||
		    (entry->count == count && entry->key < *key)) {
			count = entry->count;
			*key = entry->key;
		}
	}
	return count;
}

static void take_blocks(struct look *look)
{
	const struct machine *machine = look->machine;
	struct tally places = {0};

	for (uint64_t i = 1; i <= machine->block_count; i++) {
		const struct block *block = &machine->blocks[i];

		if (block->internal || !block->pc)
			continue;
		look->growth->block_count++;
		++*tally_at(&places, block->pc);
	}
	look->growth->blocks = most(&places, &look->growth->block_pc);
	tally_free(&places);
}

void growth_look(const struct search *search, const struct schedule *path,
		 struct growth *growth)
{
	struct look look = {.machine = search->machine, .growth = growth};

	*growth = (struct growth){0};
	machine_start(search->machine, search->mode, search->argc,
		      search->argv);
	for (uint32_t i = 0; i < path->count && i < MAX_STEPS; i++) {
		struct decision decision = path->decisions[i];

		if (machine_over(search->machine) ||
		    op_of(search->machine, decision.thread)->kind !=
			    decision.kind)
			break;
		step(&look, decision);
		growth->steps++;
	}
	take_words(&look);
	take_blocks(&look);
	growth->loop_steps = most(&look.places, &growth->loop_pc);
	tally_free(&look.values);
	tally_free(&look.changes);
	tally_free(&look.seen);
	tally_free(&look.places);
	tally_free(&look.sources);
}
