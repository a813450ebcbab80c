/* Names of variables: an index of those with a fixed place, and a walk
 * through a function's blocks for those on the stack. */
#include "model/dwarf/name.h"

#include <stdlib.h>

#include "model/dwarf/ranges.h"
#include "model/dwarf/symbol.h"
#include "model/dwarf/type.h"
#include "model/dwarf/unit.h"
#include "model/dwarf/where.h"

/* Attributes read for one question: some milliseconds at the worst. */
enum { QUESTION_FUEL = 1 << 20, MAX_BLOCKS = 64 };

static uint64_t variable_size(const struct dwarf_die *variable)
{
	struct dwarf_die type;

	return dwarf_type_of(variable, &type) ? dwarf_type_size(&type) : 0;
}

static void add_variable(struct dwarf_variables *to,
			 const struct dwarf_die *die, uint64_t start,
			 uint64_t size)
{
	to->items = dwarf_read_room(to->items, to->count, sizeof *to->items);
	to->items[to->count++] =
		(struct dwarf_variable){start, size, die->unit, die->offset};
}

static bool may_be_thread_local(const struct dwarf_die *die)
{
	return die->unit->dwarf->frame_register == DWARF_X29 &&
	       die->values[DIE_LOCATION].form == FORM_NONE;
}

static void index_variable(struct dwarf *dwarf, struct dwarf_die *die)
{
	struct dwarf_where where = dwarf_where_variable(die, NULL, NULL);
	const char *name;
	uint64_t size;

	if (where.kind == WHERE_UNKNOWN && !may_be_thread_local(die))
		return;
	dwarf_die_complete(die);
	name = dwarf_die_string(die, DIE_NAME);
	size = variable_size(die);
	if (!size || !name)
		return;
	if (where.kind == WHERE_UNKNOWN &&
	    dwarf_symbol_thread_local(dwarf, name, size, &where.value))
		where.kind = WHERE_THREAD;
	/* The linker leaves 0 where it threw the variable away. */
	if (where.kind == WHERE_GLOBAL && where.value)
		add_variable(&dwarf->globals, die, where.value, size);
	if (where.kind == WHERE_THREAD)
		add_variable(&dwarf->thread_locals, die, where.value, size);
}

static void index_function(struct dwarf *dwarf, const struct dwarf_die *die)
{
	struct dwarf_ranges ranges = dwarf_ranges_of(die);
	size_t most = dwarf->sections[SECTION_INFO].size;

	while (dwarf->function_count < most && dwarf_ranges_next(&ranges)) {
		dwarf->functions =
			dwarf_read_room(dwarf->functions, dwarf->function_count,
					sizeof *dwarf->functions);
		dwarf->functions[dwarf->function_count++] =
			(struct dwarf_function){ranges.low, ranges.high,
						die->unit, die->offset};
	}
}

/* The tree's shape does not matter here, so entries are read in file order. */
static void index_unit(struct dwarf *dwarf, const struct dwarf_unit *unit)
{
	struct dwarf_die die;
	uint64_t next = unit->first;

	while (dwarf_die_read(unit, next, &die)) {
		next = die.next;
		if (die.tag == TAG_VARIABLE)
			index_variable(dwarf, &die);
		else if (die.tag == TAG_FUNCTION)
			index_function(dwarf, &die);
	}
}

static int compare_starts(const void *left, const void *right)
{
	const struct dwarf_variable *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->die > b->die) - (a->die < b->die);
}

static void sort(struct dwarf_variables *variables)
{
	if (variables->count)
		qsort(variables->items, variables->count,
		      sizeof *variables->items, compare_starts);
}

/* Makes the index, once, and fills the tank for a question. */
static void prepare(struct dwarf *dwarf)
{
	if (!dwarf->indexed) {
		dwarf->indexed = true;
		dwarf_unit_read(dwarf);
		dwarf->fuel = dwarf_unit_fuel(dwarf);
		for (size_t i = 0; i < dwarf->unit_count; i++)
			index_unit(dwarf, &dwarf->units[i]);
		sort(&dwarf->globals);
		sort(&dwarf->thread_locals);
	}
	dwarf->fuel = QUESTION_FUEL;
}

/* The variable that holds the byte at `start`; several may begin at the same
 * place. */
static const struct dwarf_variable *
find_variable(const struct dwarf_variables *all, uint64_t start)
{
	size_t low = 0, high = all->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->items[middle].start <= start)
			low = middle + 1;
		else
			high = middle;
	}
	while (low-- > 0) {
		if (start - all->items[low].start < all->items[low].size)
			return &all->items[low];
		if (!low || all->items[low - 1].start != all->items[low].start)
			return NULL;
	}
	return NULL;
}

/* What the part is called that `part` leads to. */
static void fill_part(struct dwarf_part *part, struct dwarf_use use,
		      struct dwarf_name *name)
{
	use.size = use.size ? use.size : 1;
	dwarf_type_descend(part, &use, &name->path);
	name->offset = part->offset;
	name->bits = part->bits;
	name->bit = part->bit;
	if (!part->bits && (part->offset || part->size != use.size))
		return;
	name->kind = dwarf_type_kind(&part->type);
	name->target = dwarf_type_target(&part->type);
}

/* The name of the part of `variable` that begins at its byte `offset`. */
static bool fill_name(const struct dwarf_die *variable, uint64_t offset,
		      struct dwarf_use use, struct dwarf_name *name)
{
	struct dwarf_part part = {.offset = offset};
	const char *called = dwarf_die_string(variable, DIE_NAME);

	if (!dwarf_type_of(variable, &part.type) || !called)
		return false;
	part.size = dwarf_type_size(&part.type);
	name->variable = called;
	fill_part(&part, use, name);
	return true;
}

static bool read_variable(const struct dwarf_variable *variable,
			  struct dwarf_die *die)
{
	if (!variable || !dwarf_die_read(variable->unit, variable->die, die))
		return false;
	dwarf_die_complete(die);
	return true;
}

static bool name_in(const struct dwarf_variables *all, uint64_t start,
		    struct dwarf_use use, struct dwarf_name *name)
{
	const struct dwarf_variable *variable = find_variable(all, start);
	struct dwarf_die die;

	return read_variable(variable, &die) &&
	       fill_name(&die, start - variable->start, use, name);
}

bool dwarf_find_global(struct dwarf *dwarf, uint64_t address,
		       struct dwarf_die *die, uint64_t *offset)
{
	const struct dwarf_variable *variable;

	prepare(dwarf);
	variable = find_variable(&dwarf->globals, address);
	if (!read_variable(variable, die))
		return false;
	*offset = address - variable->start;
	return true;
}

bool dwarf_name_global(struct dwarf *dwarf, uint64_t address,
		       struct dwarf_use use, struct dwarf_name *name)
{
	if (!dwarf)
		return false;
	prepare(dwarf);
	return name_in(&dwarf->globals, address, use, name);
}

bool dwarf_name_thread_local(struct dwarf *dwarf, uint64_t offset,
			     struct dwarf_use use, struct dwarf_name *name)
{
	if (!dwarf)
		return false;
	prepare(dwarf);
	return name_in(&dwarf->thread_locals, offset, use, name);
}

bool dwarf_name_part(struct dwarf *dwarf, struct dwarf_type type,
		     uint64_t offset, struct dwarf_use use,
		     struct dwarf_name *name)
{
	struct dwarf_part part = {.size = type.size, .offset = offset};

	if (!dwarf || !type.size)
		return false;
	prepare(dwarf);
	if (!dwarf_die_read(type.unit, type.die, &part.type) ||
	    !dwarf_type_strip(&part.type))
		return false;
	fill_part(&part, use, name);
	return true;
}

/* A search for the variable on the stack that holds a byte. */
struct search {
	const struct dwarf_frame *frame;
	const struct dwarf_die *function;
	uint64_t address;
	bool found;
	struct dwarf_die variable;
	uint64_t offset; /* of the byte in it */
};

static bool is_block(const struct dwarf_die *die)
{
	return die->tag == TAG_BLOCK || die->tag == TAG_INLINED;
}

static void try_variable(struct search *search, struct dwarf_die *die)
{
	struct dwarf_where where =
		dwarf_where_variable(die, search->function, search->frame);
	uint64_t offset = search->address - where.value;

	if (where.kind != WHERE_FRAME)
		return;
	dwarf_die_complete(die);
	if (offset >= variable_size(die) || !dwarf_die_string(die, DIE_NAME))
		return;
	search->found = true;
	search->variable = *die;
	search->offset = offset;
}

/* An inner block's variable replaces an outer one's, so a scope's own come
 * before its blocks. */
static void search_scope(struct search *search, const struct dwarf_die *scope,
			 int nesting)
{
	struct dwarf_die child;
	bool more = dwarf_die_child(scope, &child);

	for (; more; more = dwarf_die_sibling(&child))
		if (child.tag == TAG_VARIABLE || child.tag == TAG_PARAMETER)
			try_variable(search, &child);
	more = nesting < MAX_BLOCKS && dwarf_die_child(scope, &child);
	for (; more; more = dwarf_die_sibling(&child))
		if (is_block(&child) &&
		    dwarf_ranges_have(&child, search->frame->pc))
			search_scope(search, &child, nesting + 1);
}

static bool find_function(const struct dwarf *dwarf, uint64_t pc,
			  struct dwarf_die *function)
{
	for (size_t i = 0; i < dwarf->function_count; i++) {
		const struct dwarf_function *f = &dwarf->functions[i];

		if (f->low <= pc && pc < f->high)
			return dwarf_die_read(f->unit, f->die, function);
	}
	return false;
}

bool dwarf_name_local(struct dwarf *dwarf, const struct dwarf_frame *frame,
		      uint64_t address, struct dwarf_use use,
		      struct dwarf_name *name)
{
	struct search search = {.frame = frame, .address = address};
	struct dwarf_die function;

	if (!dwarf)
		return false;
	prepare(dwarf);
	if (!find_function(dwarf, frame->pc, &function))
		return false;
	search.function = &function;
	search_scope(&search, &function, 0);
	return search.found &&
	       fill_name(&search.variable, search.offset, use, name);
}
