/* The parts of a stack frame that only their own function can reach.
 *
 * A byte of the frame may be tracked if no pointer to it can exist.  A
 * function that makes no address from rbp, save to lend it to a call
 * (assembly_borrow.c), owns its whole frame.  Otherwise a
 * pointer may reach any byte of the object it was made from, before and behind
 * its anchor (&a[3] and then p[-1]; a + n, one past the end), and the
 * instructions do not tell where objects begin and end.  The debug information
 * does.  Then only scalars are tracked: named variables of at most 8 bytes
 * without parts.
 *
 * - No anchor may lie in it or at its end.  Its address must come from such an
 *   anchor, as for a scalar the compiler has no reason to name another place
 *   (shifts are counted as anchors, see reach.c).
 * - No other variable may share its place: gcc lets objects of 32 bytes or
 *   more that are not live at once do so.
 * - If the function has operands n(%rbp,index,scale), n must lie in a named
 *   array or structure, else nothing is tracked (clang writes a[i - 1] as
 *   (a - 1)[i], so n can lie outside its object), and scalars larger than the
 *   smallest scale are not tracked: they could be what is indexed, byte by
 *   byte.
 * - An anchor at the first byte of a named variable belongs to that variable,
 *   not to what ends there.
 *
 * What this does not cover, each legal C that nobody writes: a scalar that is
 * itself indexed, (&x)[i - c], by a variable that is always c; a pointer one
 * past a scalar or a compound literal, where a variable happens to begin, that
 * is the only pointer to it and is counted down. */
#include "model/assembly/frame.h"

#include "model/assembly/reach.h"

#include "base/alloc.h"

enum { SLOTS_MAX = 1024 };

/* Cuts the variable to the part of the frame that is looked at. */
static bool clip(const struct assembly_reach *reach,
		 const struct assembly_variable *variable, size_t *from,
		 size_t *to)
{
	long long depth = (long long)reach->depth;
	long long low = depth + variable->offset;
	long long high = low + variable->size;

	low = low < 0 ? 0 : low;
	high = high > depth ? depth : high;
	if (low >= high)
		return false;
	*from = (size_t)low;
	*to = (size_t)high;
	return true;
}

static void lay(struct assembly_reach *reach,
		const struct assembly_variable *variable, size_t from,
		size_t to)
{
	bool shared =
		assembly_reach_has(reach, from, to, BYTE_SCALAR | BYTE_PARTS);

	assembly_reach_mark(reach, from, from + 1, BYTE_STARTS);
	assembly_reach_mark(reach, from, to,
			    variable->is_scalar && !shared ? BYTE_SCALAR
							   : BYTE_PARTS);
}

/* Is an address made within [from, to), or of its end? */
static bool has_anchor(const struct assembly_reach *reach, size_t from,
		       size_t to)
{
	return assembly_reach_has(reach, from, to, BYTE_ANCHOR) ||
	       (reach->byte[to] & (BYTE_ANCHOR | BYTE_STARTS)) == BYTE_ANCHOR;
}

/* Settles a scalar, unless another variable shares its place. */
static void settle(struct assembly_reach *reach,
		   const struct assembly_variable *variable, size_t from,
		   size_t to)
{
	if (!variable->is_scalar)
		return;
	if (assembly_reach_has(reach, from, to, BYTE_PARTS))
		assembly_reach_mark(reach, from, to, BYTE_PARTS);
	else if (!has_anchor(reach, from, to) &&
		 (reach->scale_min == 0 || variable->size <= reach->scale_min))
		assembly_reach_mark(reach, from, to, BYTE_TRACKED);
	assembly_reach_mark(reach, from, from + 1, BYTE_BORDER);
	assembly_reach_mark(reach, to, to + 1, BYTE_BORDER);
}

static void
for_each_variable(struct assembly_reach *reach,
		  const struct assembly_function *function,
		  const struct assembly_debug *debug,
		  void (*act)(struct assembly_reach *reach,
			      const struct assembly_variable *variable,
			      size_t from, size_t to))
{
	size_t from, to;

	for (size_t i = 0; i < debug->count; i++) {
		const struct assembly_variable *variable = &debug->variable[i];

		if (variable->function_line >= function->first &&
		    variable->function_line < function->end &&
		    clip(reach, variable, &from, &to))
			act(reach, variable, from, to);
	}
}

/* Does each indexed operand name a place in an array or structure? */
static bool indexed_are_named(const struct assembly_reach *reach)
{
	for (size_t i = 0; i <= reach->depth; i++)
		if ((reach->byte[i] & BYTE_INDEXED) &&
		    !(reach->byte[i] & BYTE_PARTS))
			return false;
	return true;
}

/* Decides for each byte whether it is tracked; false if none is. */
static bool track(struct assembly_reach *reach,
		  const struct assembly_function *function,
		  const struct assembly_debug *debug)
{
	if (!reach->escapes) {
		assembly_reach_mark(reach, 0, reach->depth, BYTE_TRACKED);
		return true;
	}
	for_each_variable(reach, function, debug, lay);
	for_each_variable(reach, function, debug, settle);
	return indexed_are_named(reach);
}

/* Cuts the tracked bytes into slots at the borders of accesses. */
static void cut(const struct assembly_reach *reach,
		struct assembly_frame *frame)
{
	const int wanted = BYTE_ACCESSED | BYTE_TRACKED;
	const unsigned char *byte = reach->byte;
	size_t end;

	frame->slot = mem_alloc(SLOTS_MAX * sizeof *frame->slot);
	for (size_t i = 0; i < reach->depth && frame->count < SLOTS_MAX;
	     i = end) {
		end = i + 1;
		if ((byte[i] & wanted) != wanted)
			continue;
		while (end < reach->depth &&
		       (byte[end] & (wanted | BYTE_BORDER)) == wanted)
			end++;
		frame->slot[frame->count++] = (struct assembly_slot){
			(long long)i - (long long)reach->depth,
			(long long)(end - i)};
	}
}

void assembly_frame_find(const struct assembly_function *function,
			 const struct assembly_debug *debug,
			 struct assembly_frame *frame)
{
	struct assembly_reach reach;

	*frame = (struct assembly_frame){
		.borrow = assembly_borrow_find(function)};
	assembly_reach_find(function, frame->borrow, &reach);
	frame->is_clear = reach.is_clear;
	if (reach.is_clear && track(&reach, function, debug))
		cut(&reach, frame);
	mem_free(reach.byte);
}

void assembly_frame_free(struct assembly_frame *frame)
{
	mem_free(frame->slot);
	mem_free(frame->borrow);
}
