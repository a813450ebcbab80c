/* Variables by address: globals, and those on stacks. */
#include <string.h>

#include "trace/names_parts.h"

void names_cut_reserved(struct dwarf_name *name)
{
	static const char *const reserved[] = {".__", "._M_"};
	struct text *path = &name->path;

	for (size_t i = 0; path->length && i < 2; i++) {
		char *at = strstr(path->bytes, reserved[i]);

		if (!at)
			continue;
		*at = 0;
		path->length = (size_t)(at - path->bytes);
		name->offset = 0;
	}
}

/* From what the debug information calls it. */
static struct found variable_found(struct names *names, enum name_kind kind,
				   struct dwarf_name *from)
{
	struct found found;

	if (kind == NAME_VARIABLE)
		names_cut_reserved(from);
	found = (struct found){.name = {.kind = kind,
					.variable = from->variable,
					.offset = from->offset,
					.bit_field = from->bits != 0},
			       .kind = from->kind,
			       .target = from->target,
			       .bits = from->bits,
			       .bit = from->bit};

	found.name.path = names_keep(names, text_string(&from->path));
	text_free(&from->path);
	return found;
}

struct dwarf_use names_use(struct names *names,
			   const struct execution *execution,
			   const struct used_bytes *used)
{
	struct place place = {.source = NULL};

	if (used->pc)
		place = name_place(names, execution, used->pc);
	return (struct dwarf_use){used->size, place.source, place.column};
}

/* Between variables: how far behind which. */
static struct name name_between(struct names *names, uint64_t offset)
{
	const struct elf_symbol *before = NULL;

	for (int i = 0; i < names->elf->symbol_count; i++) {
		const struct elf_symbol *symbol = &names->elf->symbols[i];

		if (symbol->writable &&
		    symbol->address + symbol->size <= offset &&
		    (!before || symbol->address > before->address))
			before = symbol;
	}
	if (!before)
		return (struct name){.kind = NAME_BETWEEN};
	return (struct name){.kind = NAME_BEHIND,
			     .variable = names_readable(names, before->name),
			     .path = "",
			     .offset =
				     offset - (before->address + before->size)};
}

static struct found find_in_image(struct names *names,
				  const struct execution *execution,
				  const struct used_bytes *used)
{
	uint64_t offset = used->address - execution->base;
	const struct elf_symbol *symbol;
	struct dwarf_name found = {0};

	if (dwarf_name_global(names->dwarf, offset,
			      names_use(names, execution, used), &found))
		return variable_found(names, NAME_VARIABLE, &found);
	symbol = elf_symbol_at(names->elf, offset);
	if (!symbol)
		return (struct found){.name = name_between(names, offset)};
	return (struct found){
		.name = {.kind = NAME_VARIABLE,
			 .variable = names_readable(names, symbol->name),
			 .path = "",
			 .offset = offset - symbol->address}};
}

static struct found find_on_stack(struct names *names,
				  const struct execution *execution, int slot,
				  const struct used_bytes *used)
{
	uint64_t local =
		layout_local(layout_stack_top(execution->base, slot),
			     names->elf->tls_size, names->elf->tls_align);
	struct dwarf_use use = names_use(names, execution, used);
	const struct event_frame *frame = used->frame;
	struct found found = {.name = {.kind = NAME_STACK}};
	struct dwarf_name name = {0};
	struct dwarf_frame where;

	if (used->address >= local &&
	    dwarf_name_thread_local(names->dwarf, used->address - local, use,
				    &name)) {
		found = variable_found(names, NAME_THREAD_LOCAL, &name);
	} else if (frame && frame->pc) {
		where = (struct dwarf_frame){
			names_link_pc(execution, frame->pc), frame->cfa,
			frame->frame_pointer};
		if (dwarf_name_local(names->dwarf, &where, used->address, use,
				     &name))
			found = variable_found(names, NAME_VARIABLE, &name);
	}
	found.name.thread = slot;
	return found;
}

struct found names_find(struct names *names, const struct execution *execution,
			const struct used_bytes *used)
{
	uint64_t offset = used->address - execution->base;

	if (offset < REGION_IMAGE)
		return find_in_image(names, execution, used);
	return find_on_stack(names, execution,
			     (int)((offset - REGION_IMAGE) / SLOT_SIZE), used);
}
