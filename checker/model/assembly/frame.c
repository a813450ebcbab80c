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

#include <string.h>

enum { SLOTS_MAX = 1024 };

/* What covers a byte; of several variables, PLACE_PARTS. */
enum place_kind {
	PLACE_UNNAMED,
	PLACE_SCALAR,
	PLACE_PARTS, /* an array, a structure, or shared */
};

struct layout {
	struct assembly_reach *reach;
	unsigned char *kind;
	bool *starts; /* a named variable begins here; depth + 1 places */
	bool *tracked;
};

/* Cuts the variable to the part of the frame that is looked at. */
static bool clip(const struct layout *layout,
		 const struct assembly_variable *variable, size_t *from,
		 size_t *to)
{
	long long depth = (long long)layout->reach->depth;
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

static void lay(struct layout *layout, const struct assembly_variable *variable)
{
	bool shared = false;
	size_t from, to;

	if (!clip(layout, variable, &from, &to))
		return;
	for (size_t i = from; i < to; i++)
		shared |= layout->kind[i] != PLACE_UNNAMED;
	layout->starts[from] = true;
	memset(layout->kind + from,
	       variable->is_scalar && !shared ? PLACE_SCALAR : PLACE_PARTS,
	       to - from);
}

/* Is an address made within [from, to), or of its end? */
static bool has_anchor(const struct layout *layout, size_t from, size_t to)
{
	const bool *anchor = layout->reach->anchor;

	return memchr(anchor + from, true, to - from) != NULL ||
	       (anchor[to] && !layout->starts[to]);
}

/* Settles a scalar, unless another variable shares its place. */
static void settle_scalar(struct layout *layout,
			  const struct assembly_variable *variable)
{
	struct assembly_reach *reach = layout->reach;
	size_t from, to;
	bool tracked;

	if (!variable->is_scalar || !clip(layout, variable, &from, &to))
		return;
	if (memchr(layout->kind + from, PLACE_PARTS, to - from) != NULL) {
		memset(layout->kind + from, PLACE_PARTS, to - from);
		return;
	}
	tracked = !has_anchor(layout, from, to) &&
		  (reach->scale_min == 0 || variable->size <= reach->scale_min);
	memset(layout->tracked + from, tracked, to - from);
	reach->border[from] = true;
	reach->border[to] = true;
}

/* Does each indexed operand name a place in an array or structure? */
static bool indexed_are_named(const struct layout *layout)
{
	for (size_t i = 0; i < layout->reach->depth; i++)
		if (layout->reach->indexed[i] && layout->kind[i] != PLACE_PARTS)
			return false;
	return !layout->reach->indexed[layout->reach->depth];
}

static void
for_each_variable(struct layout *layout,
		  const struct assembly_function *function,
		  const struct assembly_debug *debug,
		  void (*act)(struct layout *layout,
			      const struct assembly_variable *variable))
{
	for (size_t i = 0; i < debug->count; i++) {
		size_t line = debug->variable[i].function_line;

		if (line >= function->first && line < function->end)
			act(layout, &debug->variable[i]);
	}
}

/* Decides for each byte whether it is tracked. */
static void settle(struct layout *layout,
		   const struct assembly_function *function,
		   const struct assembly_debug *debug)
{
	if (!layout->reach->escapes) {
		memset(layout->tracked, true, layout->reach->depth);
		return;
	}
	for_each_variable(layout, function, debug, lay);
	for_each_variable(layout, function, debug, settle_scalar);
	if (!indexed_are_named(layout))
		memset(layout->tracked, false, layout->reach->depth);
}

/* Cuts the tracked bytes into slots at the borders of accesses. */
static void cut(const struct layout *layout, struct assembly_frame *frame)
{
	const struct assembly_reach *reach = layout->reach;
	size_t end;

	frame->slot = mem_alloc(SLOTS_MAX * sizeof *frame->slot);
	for (size_t i = 0; i < reach->depth && frame->count < SLOTS_MAX;
	     i = end) {
		end = i + 1;
		if (!reach->accessed[i] || !layout->tracked[i])
			continue;
		while (end < reach->depth && reach->accessed[end] &&
		       layout->tracked[end] && !reach->border[end])
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
	struct layout layout = {.reach = &reach};

	*frame = (struct assembly_frame){
		.borrow = assembly_borrow_find(function)};
	assembly_reach_find(function, frame->borrow, &reach);
	frame->is_clear = reach.is_clear;
	if (reach.is_clear) {
		layout.kind = mem_alloc(reach.depth + 1);
		layout.starts = mem_alloc(reach.depth + 1);
		layout.tracked = mem_alloc(reach.depth + 1);
		settle(&layout, function, debug);
		cut(&layout, frame);
		mem_free(layout.kind);
		mem_free(layout.starts);
		mem_free(layout.tracked);
	}
	assembly_reach_free(&reach);
}

void assembly_frame_free(struct assembly_frame *frame)
{
	mem_free(frame->slot);
	mem_free(frame->borrow);
}
