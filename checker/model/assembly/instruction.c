/* What one x86-64 instruction reads and writes, and where it goes. */
#include "model/assembly/instruction.h"

#include "model/assembly/mnemonic.h"

#include <string.h>

/* Takes the first word off `rest`. */
static struct assembly_piece cut_word(struct assembly_piece *rest)
{
	struct assembly_piece word = *rest;
	size_t length = 0;

	while (length < rest->length &&
	       assembly_name_character(rest->at[length]))
		length++;
	word.length = length;
	while (length < rest->length &&
	       (rest->at[length] == ' ' || rest->at[length] == '\t'))
		length++;
	rest->at += length;
	rest->length -= length;
	return word;
}

static bool is_prefix(struct assembly_piece word)
{
	static const char *const prefixes[] = {
		"lock",  "rep",     "repz", "repe",   "repnz",
		"repne", "notrack", "bnd",  "data16", "rex64"};

	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (assembly_piece_is(word, prefixes[i]))
			return true;
	return false;
}

static bool read_operands(struct assembly_piece rest,
			  struct assembly_instruction *instruction)
{
	while (rest.length > 0) {
		struct assembly_piece one = assembly_piece_cut(&rest);

		if (instruction->count == OPERANDS_MAX ||
		    !assembly_operand_read(
			    one, &instruction->operand[instruction->count++]))
			return false;
	}
	return true;
}

static bool read_jump(struct assembly_instruction *instruction)
{
	bool always = assembly_piece_starts(instruction->name, "jmp");

	instruction->flow = always ? FLOW_JUMP : FLOW_BRANCH;
	return instruction->count == 1 && !instruction->operand[0].indirect &&
	       instruction->operand[0].kind == OPERAND_SYMBOL;
}

/* What would jump in ways of its own. */
static bool is_odd_flow(struct assembly_piece name)
{
	static const char *const odd[] = {"loop", "xbegin", "xabort", "iret",
					  "lret", "lcall",  "ljmp",   "sys",
					  "int",  "enter"};

	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		if (assembly_piece_starts(name, odd[i]))
			return true;
	return false;
}

static bool read_flow(struct assembly_instruction *instruction)
{
	struct assembly_piece name = instruction->name;

	instruction->flow = FLOW_NEXT;
	if (assembly_piece_starts(name, "j"))
		return read_jump(instruction);
	if (assembly_piece_is(name, "call") || assembly_piece_is(name, "callq"))
		instruction->flow = FLOW_CALL;
	else if (assembly_piece_starts(name, "ret") ||
		 assembly_piece_is(name, "ud2") ||
		 assembly_piece_is(name, "hlt"))
		instruction->flow = FLOW_RETURN;
	return !is_odd_flow(name);
}

bool assembly_instruction_read(const struct assembly_line *line,
			       struct assembly_instruction *instruction)
{
	struct assembly_piece rest = line->rest;

	memset(instruction, 0, sizeof *instruction);
	instruction->name = line->word;
	while (is_prefix(instruction->name))
		instruction->name = cut_word(&rest);
	if (!read_operands(rest, instruction) || !read_flow(instruction))
		return false;
	assembly_mnemonic_read(instruction);
	return true;
}

bool assembly_instruction_reads(const struct assembly_instruction *instruction,
				int i)
{
	if (instruction->role == ROLE_MOVE)
		return i < instruction->count - 1;
	if (instruction->role == ROLE_ADDRESS)
		return false;
	return true;
}

bool assembly_instruction_writes(const struct assembly_instruction *instruction,
				 int i)
{
	switch (instruction->role) {
	case ROLE_MOVE:
	case ROLE_MODIFY:
	case ROLE_ADDRESS:
		return i == instruction->count - 1;
	case ROLE_SWAP:
		return true;
	case ROLE_UNKNOWN:
	case ROLE_READ:
		break;
	}
	return false;
}
