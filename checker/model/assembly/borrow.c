/* Addresses of locals that are only lent to a call, and not kept by it.
 *
 *	leaq -36(%rbp), %rax
 *	movq %rax, %rdi             leaq -36(%rbp), %rsi
 *	call __tsan_write4          call __tsan_atomic32_compare_exchange_...
 *
 * A hook only notes the address.  A compare-exchange reads the expected value,
 * may write it, and forgets where it was.  So neither makes the local one that
 * others can reach, provided that the address goes nowhere else: it is
 * followed through straight code, from register to register, until the call,
 * after which no register that a call may change holds it in any use.
 * Anything else that could read a register that holds it ends the matter: the
 * address escapes. */
#include "model/assembly/borrow.h"

#include "base/alloc.h"

enum {
	REGISTER_RDX = 2,
	REGISTER_RSI = 6,
	REGISTER_RDI = 7,
	/* rax, rcx, rdx, rsi, rdi, r8 ... r11: gone after a call */
	SCRATCH = 0xfc7,
};

enum verdict { GO_ON, LENT, ESCAPES };

/* The size of what a compare-exchange is to expect, or 0 for other names. */
static int exchange_size(struct assembly_piece name)
{
	static const struct {
		const char *name;
		int size;
	} all[] = {{"__tsan_atomic8_compare_exchange_", 1},
		   {"__tsan_atomic16_compare_exchange_", 2},
		   {"__tsan_atomic32_compare_exchange_", 4},
		   {"__tsan_atomic64_compare_exchange_", 8}};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (assembly_piece_starts(name, all[i].name) &&
		    (assembly_piece_contains(name, "_strong") ||
		     assembly_piece_contains(name, "_weak")))
			return all[i].size;
	return 0;
}

static bool is_hook(struct assembly_piece name)
{
	return assembly_piece_starts(name, "__tsan_read") ||
	       assembly_piece_starts(name, "__tsan_write") ||
	       assembly_piece_starts(name, "__tsan_unaligned_");
}

static bool holds(unsigned held, int number)
{
	return number >= 0 && number < REGISTER_RIP && held >> number & 1;
}

/* Does the operand read a register that holds the address? */
static bool reads_held(const struct assembly_instruction *one, int i,
		       unsigned held)
{
	const struct assembly_operand *operand = &one->operand[i];

	if (operand->kind == OPERAND_MEMORY)
		return holds(held, operand->base) ||
		       holds(held, operand->index);
	return operand->kind == OPERAND_REGISTER &&
	       holds(held, operand->number) &&
	       (assembly_instruction_reads(one, i) || operand->width < 4);
}

/* What a move to the last operand leaves held. */
static void move(const struct assembly_instruction *one, bool copies,
		 unsigned *held)
{
	const struct assembly_operand *last = &one->operand[one->count - 1];

	if (last->kind != OPERAND_REGISTER || last->number >= REGISTER_RIP)
		return;
	*held &= ~(1u << last->number);
	if (copies)
		*held |= 1u << last->number;
}

/* Only instructions without implicit operands are let pass. */
static enum verdict pass(const struct assembly_instruction *one, unsigned *held)
{
	bool copies = assembly_piece_is(one->name, "movq") && one->count == 2 &&
		      one->operand[0].kind == OPERAND_REGISTER &&
		      one->operand[1].kind == OPERAND_REGISTER &&
		      one->operand[1].number < REGISTER_RIP &&
		      holds(*held, one->operand[0].number);
	bool simple = one->count == 2 &&
		      (one->role == ROLE_MOVE || one->role == ROLE_ADDRESS ||
		       one->role == ROLE_MODIFY);

	if (!simple)
		return ESCAPES;
	for (int i = copies; i < one->count; i++)
		if (reads_held(one, i, *held))
			return ESCAPES;
	/* a lea's operand is no read, but its registers are */
	move(one, copies, held);
	return *held == 0 ? LENT : GO_ON;
}

static enum verdict call(const struct assembly_instruction *one, unsigned held,
			 struct assembly_borrow *borrow, long long offset)
{
	const struct assembly_operand *callee = &one->operand[0];
	int size;

	if (one->count != 1 || callee->kind != OPERAND_SYMBOL ||
	    (held & ~(unsigned)SCRATCH) != 0)
		return ESCAPES;
	if (is_hook(callee->name))
		return LENT;
	size = exchange_size(callee->name);
	if (size == 0 || !holds(held, REGISTER_RSI) ||
	    holds(held, REGISTER_RDI) || holds(held, REGISTER_RDX))
		return ESCAPES;
	borrow->offset = offset;
	borrow->size = size;
	return LENT;
}

/* Follows the address that the lea at i makes. */
static bool is_lent(const struct assembly_function *function,
		    const bool *is_target, size_t i,
		    struct assembly_borrow *borrow)
{
	const struct assembly_instruction *lea = &function->instruction[i];
	unsigned held = 1u << lea->operand[1].number;
	enum verdict verdict = GO_ON;

	for (size_t k = i + 1; verdict == GO_ON && k < function->count; k++) {
		const struct assembly_instruction *one =
			&function->instruction[k];

		if (is_target[k])
			return false;
		if (one->flow == FLOW_NEXT)
			verdict = pass(one, &held);
		else if (one->flow == FLOW_CALL)
			verdict = call(one, held, &borrow[k],
				       lea->operand[0].value);
		else
			return false;
	}
	return verdict == LENT;
}

static bool is_plain(const struct assembly_instruction *one)
{
	return one->role == ROLE_ADDRESS &&
	       one->operand[0].base == REGISTER_RBP &&
	       one->operand[0].index == REGISTER_NONE &&
	       one->operand[0].is_number && one->operand[0].value < 0 &&
	       one->operand[1].kind == OPERAND_REGISTER &&
	       one->operand[1].width == 8 &&
	       SCRATCH >> one->operand[1].number & 1;
}

struct assembly_borrow *
assembly_borrow_find(const struct assembly_function *function)
{
	struct assembly_borrow *borrow =
		mem_alloc(function->count * sizeof *borrow);
	bool *is_target = mem_alloc(function->count * sizeof *is_target);

	for (size_t i = 0; i < function->table_count; i++)
		is_target[function->table[i]] = true;
	for (size_t i = 0; i < function->count; i++) {
		enum assembly_flow flow = function->instruction[i].flow;

		if ((flow == FLOW_JUMP || flow == FLOW_BRANCH) &&
		    function->target[i] != ASSEMBLY_EXIT)
			is_target[function->target[i]] = true;
	}
	for (size_t i = 0; i < function->count; i++)
		if (is_plain(&function->instruction[i]))
			borrow[i].is_lent =
				is_lent(function, is_target, i, borrow);
	mem_free(is_target);
	return borrow;
}
