/* Where a function's frame ends: a small interpreter of call frame
 * instructions that follows nothing but the canonical frame address. */
#include "model/elf/unwind.h"

#include "model/dwarf/read.h"
#include "model/elf/parts.h"

/* Addresses as compilers write them here: 4 bytes, from their own place on. */
#define POINTER_ENCODING 0x1b
#define MOST_REMEMBERED 8

enum {
	CFA_ADVANCE = 0x40, /* these three carry a number in their low bits */
	CFA_OFFSET = 0x80,
	CFA_RESTORE = 0xc0,
	CFA_NOP = 0,
	CFA_ADVANCE1 = 2,
	CFA_ADVANCE2 = 3,
	CFA_ADVANCE4 = 4,
	CFA_OFFSET_EXTENDED = 5,
	CFA_RESTORE_EXTENDED = 6,
	CFA_UNDEFINED = 7,
	CFA_SAME_VALUE = 8,
	CFA_REGISTER = 9,
	CFA_REMEMBER = 10,
	CFA_RECALL = 11,
	CFA_DEFINE = 12,
	CFA_DEFINE_REGISTER = 13,
	CFA_DEFINE_OFFSET = 14,
	CFA_EXPRESSION = 16,
	CFA_OFFSET_SIGNED = 17,
	CFA_VALUE_EXPRESSION = 22,
	CFA_SIGNED_RETURN = 45, /* aarch64: the return address is signed */
	CFA_ARGUMENTS_SIZE = 46
};

struct unwinding {
	struct dwarf_span section;
	uint64_t address; /* the section's */
	uint64_t code_unit;
	uint64_t at, pc; /* how far the instructions are, how far to go */
	struct unwind_rule rule;
	struct unwind_rule remembered[MOST_REMEMBERED];
	unsigned depth;
	bool failed;
};

static void advance(struct unwinding *to, uint64_t units)
{
	to->at += units * to->code_unit;
}

static void remember(struct unwinding *to)
{
	if (to->depth == MOST_REMEMBERED)
		to->failed = true;
	else
		to->remembered[to->depth++] = to->rule;
}

static void recall(struct unwinding *to)
{
	if (to->depth == 0)
		to->failed = true;
	else
		to->rule = to->remembered[--to->depth];
}

/* Where a register was saved is not asked for: skips its operands. */
static void skip(struct unwinding *to, struct dwarf_cursor *cursor,
		 unsigned code)
{
	switch (code) {
	case CFA_NOP:
	case CFA_SIGNED_RETURN:
		break;
	case CFA_OFFSET_EXTENDED:
	case CFA_REGISTER:
	case CFA_OFFSET_SIGNED:
		dwarf_read_uleb(cursor);
		dwarf_read_uleb(cursor);
		break;
	case CFA_RESTORE_EXTENDED:
	case CFA_UNDEFINED:
	case CFA_SAME_VALUE:
	case CFA_ARGUMENTS_SIZE:
		dwarf_read_uleb(cursor);
		break;
	case CFA_EXPRESSION:
	case CFA_VALUE_EXPRESSION:
		dwarf_read_uleb(cursor);
		dwarf_read_block(cursor, dwarf_read_uleb(cursor));
		break;
	default:
		to->failed = true;
	}
}

static void operate(struct unwinding *to, struct dwarf_cursor *cursor,
		    unsigned code)
{
	switch (code) {
	case CFA_ADVANCE1:
	case CFA_ADVANCE2:
	case CFA_ADVANCE4:
		advance(to,
			dwarf_read_number(cursor, 1u << (code - CFA_ADVANCE1)));
		break;
	case CFA_REMEMBER:
		remember(to);
		break;
	case CFA_RECALL:
		recall(to);
		break;
	case CFA_DEFINE:
		to->rule.reg = dwarf_read_uleb(cursor);
		to->rule.offset = dwarf_read_uleb(cursor);
		break;
	case CFA_DEFINE_REGISTER:
		to->rule.reg = dwarf_read_uleb(cursor);
		break;
	case CFA_DEFINE_OFFSET:
		to->rule.offset = dwarf_read_uleb(cursor);
		break;
	default:
		skip(to, cursor, code);
	}
}

/* Runs instructions up to the place asked for. */
static void run(struct unwinding *to, struct dwarf_cursor *cursor)
{
	while (cursor->at < cursor->end && !to->failed && to->at <= to->pc) {
		unsigned byte = (unsigned)dwarf_read_number(cursor, 1);
		unsigned low = byte & 0x3f;

		if ((byte & 0xc0) == CFA_ADVANCE)
			advance(to, low);
		else if ((byte & 0xc0) == CFA_OFFSET)
			dwarf_read_uleb(cursor);
		else if ((byte & 0xc0) != CFA_RESTORE)
			operate(to, cursor, low);
		to->failed |= cursor->failed;
	}
}

/* What a common entry says before its instructions, by the letters of its
 * augmentation.  False when addresses are encoded in another way than above. */
static bool read_augmentation(struct dwarf_cursor *data, const char *letters)
{
	bool good = false;

	for (; *letters; letters++) {
		unsigned encoding = (unsigned)dwarf_read_number(data, 1);

		if (*letters == 'R')
			good = encoding == POINTER_ENCODING;
		else if (*letters == 'P') /* a C++ function's personality */
			dwarf_read_number(data, encoding & 3 ? 4 : 8);
		else if (*letters != 'L')
			return false;
	}
	return good && !data->failed;
}

/* The entry that functions share: its units, and how they begin. */
static void run_common(struct unwinding *to, uint64_t offset)
{
	struct dwarf_cursor section = dwarf_read_from(to->section, offset);
	struct dwarf_cursor entry, data;
	const char *augmentation;
	uint64_t identity, version;

	to->failed = true;
	if (!dwarf_read_unit(&section, &entry))
		return;
	identity = dwarf_read_number(&entry, 4);
	version = dwarf_read_number(&entry, 1);
	augmentation = dwarf_read_string(&entry);
	if (identity != 0 || version != 1 || !augmentation ||
	    augmentation[0] != 'z')
		return;
	to->code_unit = dwarf_read_uleb(&entry);
	dwarf_read_sleb(&entry);
	dwarf_read_number(&entry, 1);
	data = dwarf_read_from(
		dwarf_read_block(&entry, dwarf_read_uleb(&entry)), 0);
	to->failed = !read_augmentation(&data, augmentation + 1);
	to->at = to->pc;
	run(to, &entry);
}

static uint64_t offset_of(const struct unwinding *to,
			  const struct dwarf_cursor *cursor)
{
	return (uint64_t)(cursor->at - to->section.bytes);
}

/* The entry of one function; false when that is not at the place. */
static bool run_function(struct unwinding *to, struct dwarf_cursor *entry)
{
	uint64_t here = offset_of(to, entry);
	uint64_t back = dwarf_read_number(entry, 4);
	uint64_t from = offset_of(to, entry) + to->address;
	uint64_t size;

	if (back == 0)
		return false;
	from += (uint64_t)(int64_t)(int32_t)dwarf_read_number(entry, 4);
	size = dwarf_read_number(entry, 4);
	if (entry->failed || to->pc - from >= size)
		return false;
	run_common(to, here - back);
	dwarf_read_block(entry, dwarf_read_uleb(entry));
	to->at = from;
	run(to, entry);
	return true;
}

static struct dwarf_span section_bytes(const struct elf *elf, uint64_t address,
				       uint64_t size)
{
	const Elf64_Shdr *section;

	for (unsigned i = 0; (section = elf_section(elf, i)); i++)
		if (section->sh_addr == address && section->sh_size == size)
			return (struct dwarf_span){
				elf_at(elf, section->sh_offset, size), size};
	return (struct dwarf_span){NULL, 0};
}

bool unwind_find(const struct elf *elf, uint64_t pc, struct unwind_rule *rule)
{
	struct unwinding to = {.pc = pc};
	struct dwarf_cursor cursor, entry;
	uint64_t size;

	if (!elf_section_range(elf, ".eh_frame", &to.address, &size))
		return false;
	to.section = section_bytes(elf, to.address, size);
	cursor = dwarf_read_from(to.section, 0);
	while (dwarf_read_unit(&cursor, &entry))
		if (run_function(&to, &entry)) {
			*rule = to.rule;
			return !to.failed;
		}
	return false;
}
