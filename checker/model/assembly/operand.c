/* Operands of x86-64 instructions in AT&T syntax. */
#include "model/assembly/operand.h"

#include <string.h>

/* Names of general registers by number; widths 8, 4, 2 and 1. */
static const char *const old_names[8][5] = {
	{"rax", "eax", "ax", "al", "ah"},   {"rcx", "ecx", "cx", "cl", "ch"},
	{"rdx", "edx", "dx", "dl", "dh"},   {"rbx", "ebx", "bx", "bl", "bh"},
	{"rsp", "esp", "sp", "spl", "spl"}, {"rbp", "ebp", "bp", "bpl", "bpl"},
	{"rsi", "esi", "si", "sil", "sil"}, {"rdi", "edi", "di", "dil", "dil"},
};

static struct assembly_piece skip(struct assembly_piece piece, size_t count)
{
	return (struct assembly_piece){piece.at + count, piece.length - count};
}

static bool read_old(struct assembly_piece name, int *number, int *width)
{
	for (int i = 0; i < 8; i++)
		for (int size = 0; size < 5; size++)
			if (assembly_piece_is(name, old_names[i][size])) {
				*number = i;
				*width = size == 4 ? 1 : 8 >> size;
				return true;
			}
	return false;
}

/* r8 ... r15 with d, w or b behind. */
static bool read_new(struct assembly_piece name, int *number, int *width)
{
	int value = 0;
	size_t i = 1;

	if (name.length < 2 || name.at[0] != 'r')
		return false;
	for (;
	     i < name.length && i < 3 && name.at[i] >= '0' && name.at[i] <= '9';
	     i++)
		value = 10 * value + (name.at[i] - '0');
	if (value < 8 || value > 15)
		return false;
	*number = value;
	name = skip(name, i);
	*width = name.length == 0               ? 8
		 : assembly_piece_is(name, "d") ? 4
		 : assembly_piece_is(name, "w") ? 2
		 : assembly_piece_is(name, "b") ? 1
						: 0;
	return *width != 0;
}

static bool read_register(struct assembly_piece text, int *number, int *width)
{
	static const char *const others[] = {"xmm", "ymm", "zmm", "mm", "st"};

	if (!assembly_piece_starts(text, "%"))
		return false;
	text = skip(text, 1);
	if (read_old(text, number, width) || read_new(text, number, width))
		return true;
	*width = 0;
	if (assembly_piece_is(text, "rip")) {
		*number = REGISTER_RIP;
		return true;
	}
	*number = REGISTER_OTHER;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (assembly_piece_starts(text, others[i]))
			return true;
	return text.length == 2 && text.at[1] == 's'; /* a segment */
}

/* A name with +1, -1, @PLT and the like: nothing that hides a register. */
static bool is_symbol(struct assembly_piece text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!assembly_name_character(text.at[i]) &&
		    strchr("+-@", text.at[i]) == NULL)
			return false;
	return text.length > 0;
}

/* (base), (base,index), (base,index,scale), (,index,scale) */
static bool read_address(struct assembly_piece inside,
			 struct assembly_operand *operand)
{
	struct assembly_piece base = assembly_piece_cut(&inside);
	struct assembly_piece index = assembly_piece_cut(&inside);
	struct assembly_piece scale = assembly_piece_cut(&inside);
	long long value = 1;
	int width;

	if (base.length > 0 && (!read_register(base, &operand->base, &width) ||
				(width != 8 && operand->base != REGISTER_RIP)))
		return false;
	if (index.length > 0 &&
	    (!read_register(index, &operand->index, &width) || width != 8))
		return false;
	if (scale.length > 0 && !assembly_piece_number(scale, &value))
		return false;
	operand->scale = (int)value;
	return inside.length == 0;
}

static bool read_memory(struct assembly_piece text,
			struct assembly_operand *operand)
{
	const char *open = memchr(text.at, '(', text.length);
	struct assembly_piece front = text;

	operand->kind = OPERAND_MEMORY;
	if (open == NULL || text.at[text.length - 1] != ')')
		return false;
	front.length = (size_t)(open - text.at);
	if (front.length == 0)
		operand->is_number = true;
	else if (assembly_piece_number(front, &operand->value))
		operand->is_number = true;
	else if (!is_symbol(front))
		return false;
	text = skip(text, front.length + 1);
	text.length--;
	return read_address(text, operand);
}

bool assembly_operand_read(struct assembly_piece text,
			   struct assembly_operand *operand)
{
	memset(operand, 0, sizeof *operand);
	operand->base = REGISTER_NONE;
	operand->index = REGISTER_NONE;
	operand->number = REGISTER_NONE;
	if (assembly_piece_starts(text, "*")) {
		operand->indirect = true;
		text = skip(text, 1);
	}
	if (assembly_piece_starts(text, "$")) {
		operand->kind = OPERAND_IMMEDIATE;
		text = skip(text, 1);
		operand->is_number =
			assembly_piece_number(text, &operand->value);
		return operand->is_number || is_symbol(text);
	}
	/* %fs:0 and %fs:(%rax) are memory; %st(1) is a register */
	const char *colon =
		text.length > 3 && text.at[0] == '%' && text.at[3] == ':'
			? text.at + 3
			: NULL;
	if (colon != NULL) {
		text = skip(text, 4);
		operand->kind = OPERAND_MEMORY;
		if (memchr(text.at, '(', text.length) == NULL)
			return is_symbol(text);
		return read_memory(text, operand);
	}
	if (assembly_piece_starts(text, "%")) {
		operand->kind = OPERAND_REGISTER;
		return read_register(text, &operand->number, &operand->width);
	}
	if (text.length > 0 && text.at[text.length - 1] == ')')
		return read_memory(text, operand);
	operand->kind = OPERAND_SYMBOL;
	operand->name = text;
	return is_symbol(text);
}
