/* Location expressions (DWARF 5 sections 2.5 and 2.6), as far as they give
 * an address in memory without reading registers or memory. */
#include "model/dwarf/where.h"

#include "model/dwarf/form.h"

enum {
	DO_ADDR = 0x03,
	DO_CONST1U = 0x08,
	DO_CONST2U = 0x0a,
	DO_CONST4U = 0x0c,
	DO_CONST8U = 0x0e,
	DO_CONSTU = 0x10,
	DO_PLUS = 0x22,
	DO_PLUS_ULEB = 0x23,
	DO_REG0 = 0x50,
	DO_BREG0 = 0x70,
	DO_BREG31 = 0x8f,
	DO_FBREG = 0x91,
	DO_NOP = 0x96,
	DO_TLS_ADDRESS = 0x9b,
	DO_CALL_FRAME_CFA = 0x9c,
	DO_ADDRX = 0xa1,
	DO_CONSTX = 0xa2,
	DO_GNU_TLS_ADDRESS = 0xe0,
	DO_GNU_ADDRX = 0xfb,
	DO_GNU_CONSTX = 0xfc
};

enum { STACK_SIZE = 8 };

struct evaluation {
	const struct dwarf_unit *unit;
	const struct dwarf_die *function;
	const struct dwarf_frame *frame;
	struct dwarf_cursor cursor;
	uint64_t stack[STACK_SIZE];
	unsigned depth;
	struct dwarf_where where;
};

static bool push(struct evaluation *to, uint64_t value)
{
	if (to->depth == STACK_SIZE)
		return false;
	to->stack[to->depth++] = value;
	return true;
}

static bool push_in_frame(struct evaluation *to, uint64_t value)
{
	to->where.kind = WHERE_FRAME;
	return push(to, value);
}

static bool push_indexed(struct evaluation *to)
{
	uint64_t address, index = dwarf_read_uleb(&to->cursor);

	return dwarf_form_address(to->unit, index, &address) &&
	       push(to, address);
}

static struct dwarf_where evaluate(struct evaluation *to);

/* Section 3.3.5: the frame base is a register's content, or an expression of
 * its own.  It is given no function, so it cannot ask for itself. */
static bool frame_base(const struct dwarf_die *function,
		       const struct dwarf_frame *frame, uint64_t *base)
{
	const struct die_value *value = &function->values[DIE_FRAME_BASE];
	struct evaluation inner = {.unit = function->unit, .frame = frame};
	struct dwarf_where where;

	if (value->form != FORM_BLOCK || !value->block.size)
		return false;
	*base = frame->frame_pointer;
	if (value->block.bytes[0] ==
	    DO_REG0 + inner.unit->dwarf->frame_register)
		return true;
	inner.cursor = dwarf_read_from(value->block, 0);
	where = evaluate(&inner);
	*base = where.value;
	return where.kind == WHERE_FRAME;
}

static bool push_from_base(struct evaluation *to)
{
	uint64_t base, offset = (uint64_t)dwarf_read_sleb(&to->cursor);

	return to->function && to->frame &&
	       frame_base(to->function, to->frame, &base) &&
	       push_in_frame(to, base + offset);
}

static bool push_from_register(struct evaluation *to, unsigned number)
{
	uint64_t offset = (uint64_t)dwarf_read_sleb(&to->cursor);

	return to->frame && number == to->unit->dwarf->frame_register &&
	       push_in_frame(to, to->frame->frame_pointer + offset);
}

static bool add(struct evaluation *to)
{
	if (to->depth < 2)
		return false;
	to->depth--;
	to->stack[to->depth - 1] += to->stack[to->depth];
	return true;
}

static bool add_constant(struct evaluation *to)
{
	return push(to, dwarf_read_uleb(&to->cursor)) && add(to);
}

/* False for what makes the location unknown: registers, pieces, computed
 * values, memory contents. */
static bool operate(struct evaluation *to, unsigned code)
{
	struct dwarf_cursor *cursor = &to->cursor;

	switch (code) {
	case DO_ADDR:
		return push(to, dwarf_read_number(cursor, 8));
	case DO_CONST1U:
	case DO_CONST2U:
	case DO_CONST4U:
	case DO_CONST8U:
		return push(to, dwarf_read_number(
					cursor, 1u << (code - DO_CONST1U) / 2));
	case DO_CONSTU:
		return push(to, dwarf_read_uleb(cursor));
	case DO_PLUS:
		return add(to);
	case DO_PLUS_ULEB:
		return add_constant(to);
	case DO_FBREG:
		return push_from_base(to);
	case DO_NOP:
		return true;
	case DO_CALL_FRAME_CFA:
		return to->frame && push_in_frame(to, to->frame->cfa);
	case DO_ADDRX:
	case DO_CONSTX:
	case DO_GNU_ADDRX:
	case DO_GNU_CONSTX:
		return push_indexed(to);
	case DO_TLS_ADDRESS:
	case DO_GNU_TLS_ADDRESS:
		to->where.kind = WHERE_THREAD;
		return true;
	default:
		return code >= DO_BREG0 && code <= DO_BREG31 &&
		       push_from_register(to, code - DO_BREG0);
	}
}

static struct dwarf_where evaluate(struct evaluation *to)
{
	static const struct dwarf_where unknown = {WHERE_UNKNOWN, 0};

	to->where.kind = WHERE_GLOBAL;
	while (to->cursor.at < to->cursor.end)
		if (!operate(to, (unsigned)dwarf_read_number(&to->cursor, 1)))
			return unknown;
	if (to->cursor.failed || to->depth != 1)
		return unknown;
	to->where.value = to->stack[0];
	return to->where;
}

struct dwarf_where dwarf_where_variable(const struct dwarf_die *variable,
					const struct dwarf_die *function,
					const struct dwarf_frame *frame)
{
	struct evaluation to = {
		.unit = variable->unit, .function = function, .frame = frame};
	const struct die_value *location = &variable->values[DIE_LOCATION];

	if (location->form != FORM_BLOCK)
		return (struct dwarf_where){WHERE_UNKNOWN, 0};
	to.cursor = dwarf_read_from(location->block, 0);
	return evaluate(&to);
}

/* Before DWARF 4 a member's location may be an expression that adds to the
 * structure's address (DWARF 3 section 5.6.6). */
static uint64_t member_offset(const struct dwarf_die *member)
{
	const struct die_value *value = &member->values[DIE_MEMBER_LOCATION];
	struct evaluation to = {.unit = member->unit, .depth = 1};

	if (value->form != FORM_BLOCK)
		return value->number;
	to.cursor = dwarf_read_from(value->block, 0);
	return evaluate(&to).value;
}

uint64_t dwarf_where_member(const struct dwarf_die *member)
{
	uint64_t bit = 0, size = 0, bits = 0, from_top;

	if (dwarf_die_number(member, DIE_DATA_BIT_OFFSET, &bit))
		return bit;
	bit = 8 * member_offset(member);
	/* DWARF 3 section 5.6.6: counted from the storage's highest bit. */
	if (dwarf_die_number(member, DIE_BIT_OFFSET, &from_top) &&
	    dwarf_die_number(member, DIE_BYTE_SIZE, &size) &&
	    dwarf_die_number(member, DIE_BIT_SIZE, &bits))
		bit += 8 * size - from_top - bits;
	return bit;
}
