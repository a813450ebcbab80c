/* What operations use: the parts of which rules make it. */
#include "machine/learn/uses.h"

#include "machine/world/memory_flags.h"

void uses_add(struct uses *uses, unsigned object, enum use_mode mode)
{
	if (uses->count < MAX_USES)
		uses->use[uses->count++] =
			(struct use){(uint16_t)object, (uint8_t)mode};
	else
		uses->use[0] = (struct use){USED_ALL, USE_WRITE};
}

bool uses_have(const struct uses *uses, struct use use)
{
	for (int i = 0; i < uses->count; i++)
		if (uses->use[i].object == USED_ALL ||
		    (uses->use[i].object == use.object &&
		     uses->use[i].mode == use.mode))
			return true;
	return false;
}

void uses_add_all(struct uses *uses, const struct uses *more)
{
	for (int i = 0; i < more->count; i++)
		if (!uses_have(uses, more->use[i]))
			uses_add(uses, more->use[i].object,
				 (enum use_mode)more->use[i].mode);
}

/* The number of the half word: that of its word is kept in its cell's flags. */
unsigned uses_number(struct machine *machine, uint64_t address)
{
	struct footprint *footprint = machine->footprint;
	struct cell *cell;

	if (!region_has(&machine->region, address))
		return USED_ALL;
	cell = region_cell(&machine->region, address);
	if (!(cell->flags >> CELL_NUMBER_SHIFT)) {
		memory_note_used(machine, cell);
		cell->flags |= footprint->objects << CELL_NUMBER_SHIFT;
		if (footprint->objects < FOOTPRINT_OBJECTS - 2)
			footprint->objects += 2;
	}
	return (cell->flags >> CELL_NUMBER_SHIFT) + (address >> 2 & 1);
}

void uses_add_word(struct machine *machine, struct uses *uses, uint64_t address,
		   enum use_mode mode)
{
	uses_add(uses, uses_number(machine, address), mode);
}

void uses_add_range(struct machine *machine, struct uses *uses,
		    uint64_t address, uint64_t size, enum use_mode mode)
{
	uint64_t last = (address + size - 1) & ~(uint64_t)3;

	for (uint64_t half = address & ~(uint64_t)3; half <= last; half += 4) {
		uses_add_word(machine, uses, half, mode);
		if (uses->use[0].object == USED_ALL)
			return;
	}
}

/* This holds of all uses of something, those before as well. */
void uses_change_all(bool *what, struct footprint *footprint)
{
	*what = footprint->stale = true;
	footprint->revision++;
}

enum use_mode uses_meeting(struct machine *machine, uint64_t address)
{
	const struct footprint *footprint = machine->footprint;
	unsigned number = uses_number(machine, address);

	return footprint->order_matters[number] || !machine->mode.meetings
		       ? USE_WRITE
		       : USE_MEET;
}

void uses_nothing(struct machine *machine, int thread, struct uses *uses)
{
	(void)machine;
	(void)thread;
	(void)uses;
}

void uses_object(struct machine *machine, int thread, struct uses *uses)
{
	uses_add_word(machine, uses, machine->threads[thread].op.object,
		      USE_WRITE);
}

void uses_lock(struct machine *machine, int thread, struct uses *uses)
{
	uses_add_word(machine, uses, machine->threads[thread].op.object,
		      USE_HOLD);
}

void uses_reading(struct machine *machine, int thread, struct uses *uses)
{
	const struct operation *op = &machine->threads[thread].op;

	uses_add_range(machine, uses, op->object, op->size, USE_READ);
}

void uses_writing(struct machine *machine, int thread, struct uses *uses)
{
	const struct operation *op = &machine->threads[thread].op;

	uses_add_range(machine, uses, op->object, op->size, USE_WRITE);
}
