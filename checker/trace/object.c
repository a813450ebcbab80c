/* What is at an address, and what values there mean. */
#include <ctype.h>
#include <string.h>

#include "trace/names_parts.h"

/* As far behind its end, what is used was meant to be the block's. */
#define NEAR 16u

static struct found find_in_heap(struct names *names,
				 const struct execution *execution,
				 const struct used_bytes *used)
{
	uint32_t index = names_block_at(names, execution, used->address, NEAR);
	const struct block *block = &execution->blocks[index];
	struct name name = {.kind = NAME_BLOCK, .block = index};
	const struct known_block *known;

	if (!index)
		return (struct found){.name.kind = NAME_HEAP};
	known = &names_blocks(names, execution)[index];
	if (known->fit)
		return names_find_in_block(names, execution, known, index,
					   used);
	name.offset = used->address - block->address;
	if (block->internal)
		name.kind = block->pc ? NAME_CHANNEL : NAME_ARGUMENTS;
	return (struct found){.name = name};
}

static struct found find(struct names *names, const struct execution *execution,
			 const struct used_bytes *used)
{
	uint64_t address = used->address, offset = address - execution->base;
	uint64_t in_slot = (offset - REGION_IMAGE) % SLOT_SIZE;

	if (address < NULL_PAGES)
		return (struct found){.name.kind = address ? NAME_NEAR_NULL
							   : NAME_NULL};
	if (offset >= REGION_SIZE)
		return (struct found){.name.kind = NAME_NOWHERE};
	if (offset >= REGION_IMAGE && in_slot >= HEAP_OFFSET)
		return find_in_heap(names, execution, used);
	return names_find(names, execution, used);
}

struct name name_object(struct names *names, const struct execution *execution,
			struct used_bytes used)
{
	return find(names, execution, &used).name;
}

uint64_t name_extent(struct names *names, const struct execution *execution,
		     unsigned kind, uint64_t address, uint64_t size)
{
	uint32_t block;

	if (kind != OP_FREE)
		return operation_extent(kind, (uint32_t)size);
	block = names_block_at(names, execution, address, 0);
	return block && execution->blocks[block].address == address
		       ? execution->blocks[block].size
		       : 1;
}

struct name name_block(struct names *names, const struct execution *execution,
		       uint32_t block)
{
	const struct block *whole = &execution->blocks[block];

	return name_object(names, execution,
			   (struct used_bytes){.address = whole->address,
					       .size = whole->size});
}

/* Of a value whose highest bits are unused. */
static uint64_t sign_extend(uint64_t value, unsigned unused)
{
	return unused < 64 ? (uint64_t)((int64_t)(value << unused) >> unused)
			   : 0;
}

static double real_of(uint64_t value, uint32_t size)
{
	uint32_t half = (uint32_t)value;
	double real;
	float single;

	memcpy(&real, &value, sizeof real);
	memcpy(&single, &half, sizeof single);
	return size == 4 ? (double)single : real;
}

/* How a value of this kind is written. */
static enum value_kind kind_of(const struct execution *execution,
			       enum dwarf_kind kind, uint32_t size,
			       uint64_t value)
{
	if (kind == DWARF_BOOL)
		return VALUE_BOOL;
	if (kind == DWARF_CHAR && value < 128 && isprint((int)value))
		return VALUE_CHARACTER;
	if (kind == DWARF_UNSIGNED)
		return VALUE_UNSIGNED;
	if (kind == DWARF_FLOAT && (size == 4 || size == 8))
		return VALUE_REAL;
	if (size == 8 && value - execution->base < REGION_SIZE)
		return VALUE_ADDRESS;
	return kind == DWARF_POINTER && value == 0 ? VALUE_NULL : VALUE_SIGNED;
}

/* Only the bit-field of the value; false when that is not all there. */
static bool cut_bits(const struct found *found, uint32_t size, uint64_t *value)
{
	uint64_t begin = (uint64_t)found->bit;

	if (begin > 63 || found->bits > 8 * (uint64_t)size - begin)
		return false;
	*value = *value >> begin << (64 - found->bits) >> (64 - found->bits);
	return true;
}

static struct value value_of(const struct execution *execution,
			     const struct found *found, uint32_t size,
			     uint64_t value)
{
	struct value named = {.bits = value};
	unsigned unused = 64 - (unsigned)(found->bits ? found->bits : size * 8);

	named.kind = found->bits && found->kind != DWARF_BOOL
			     ? found->kind == DWARF_UNSIGNED ? VALUE_UNSIGNED
							     : VALUE_SIGNED
			     : kind_of(execution, found->kind, size, value);
	if (named.kind == VALUE_SIGNED)
		named.bits = sign_extend(value, unused);
	if (named.kind == VALUE_REAL)
		named.real = real_of(value, size);
	return named;
}

/* Is the word on the way from a variable to the block, as that is named? */
static bool is_on_way(const struct known_block *known, uint32_t block,
		      uint64_t word)
{
	for (; block && known[block].pointer; block = known[block].from)
		if (known[block].word / 8 == word / 8)
			return true;
	return false;
}

/* What a pointer to the block's first byte is called, in the word that has it:
 * where the block is named by that word, the name would say nothing. */
static struct name pointer_to(struct names *names,
			      const struct execution *execution, uint32_t block,
			      uint64_t word)
{
	const struct known_block *known = names_blocks(names, execution);
	struct name name = {.kind = NAME_POINTED, .block = block, .path = ""};

	name.variable = known[block].pointer;
	if (!name.variable)
		name.variable =
			names_ordinal(names, execution, &known[block], block);
	else if (is_on_way(known, block, word))
		name.variable =
			names_some(names, execution, &known[block], block);
	return name;
}

/* What the address points to: as much as the pointer's type says. */
static void name_target(struct names *names, const struct execution *execution,
			uint64_t word, const struct found *found,
			const struct event_frame *frame, struct value *value)
{
	uint32_t block = names_block_at(names, execution, value->bits, 0);
	uint64_t size = found->target.size;

	if (block && execution->blocks[block].address == value->bits &&
	    names_blocks(names, execution)[block].fit) {
		value->kind = VALUE_BLOCK;
		value->target = pointer_to(names, execution, block, word);
		return;
	}
	value->target = name_object(names, execution,
				    (struct used_bytes){.address = value->bits,
							.size = size ? size : 1,
							.frame = frame});
}

struct value name_value(struct names *names, const struct execution *execution,
			struct used_bytes used, uint64_t value,
			const struct event_frame *target)
{
	struct found found = find(names, execution, &used);
	uint32_t size = (uint32_t)used.size;
	struct value named;

	if (found.bits && !cut_bits(&found, size, &value))
		return (struct value){.kind = VALUE_NONE};
	named = value_of(execution, &found, size, value);
	if (named.kind == VALUE_ADDRESS)
		name_target(names, execution, used.address, &found, target,
			    &named);
	return named;
}

bool name_is_volatile(struct names *names, const struct execution *execution,
		      uint64_t address)
{
	return dwarf_is_volatile(names->dwarf, address - execution->base);
}
