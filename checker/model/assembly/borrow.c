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

#include "model/assembly/effect.h"

#include "base/alloc.h"

enum {
	REGISTER_RDX = 2,
	REGISTER_RSI = 6,
	REGISTER_RDI = 7,
};

enum verdict { GO_ON, LENT, ESCAPES };

/* The size of what a compare-exchange is to expect, or 0 for other names. */
static int exchange_size(struct assembly_piece name)
{
	static const char *const all[] = {"__tsan_atomic8_compare_exchange_",
					  "__tsan_atomic16_compare_exchange_",
					  "__tsan_atomic32_compare_exchange_",
					  "__tsan_atomic64_compare_exchange_"};

	for (int i = 0; i < 4; i++)
		if (assembly_piece_starts(name, all[i]) &&
		    (assembly_piece_contains(name, "_strong") ||
		     assembly_piece_contains(name, "_weak")))
			return 1 << i;
	return 0;
}

static bool is_hook(struct assembly_piece name)
{
	return assembly_piece_starts(name, "__tsan_read") ||
	       assembly_piece_starts(name, "__tsan_write") ||
	       assembly_piece_starts(name, "__tsan_unaligned_");
}

static bool holds(uint32_t held, int number)
{
	return held >> number & 1;
}

/* The address may go from register to register by movq; what else reads it
 * lets it escape. */
static enum verdict pass(const struct assembly_function *function, size_t i,
			 uint32_t *held)
{
	static const struct assembly_frame none = {0};
	const struct assembly_instruction *one = &function->instruction[i];
	struct assembly_effect effect = assembly_effect_of(function, &none, i);
	bool copies = assembly_piece_is(one->name, "movq") && one->count == 2 &&
		      one->operand[0].kind == OPERAND_REGISTER &&
		      effect.gone != 0 && (effect.source & *held) != 0;
	uint32_t reads = effect.use | (copies ? 0 : effect.source);

	if (((reads | (effect.target & ~effect.gone)) & *held) != 0)
		return ESCAPES;
	*held &= ~effect.gone;
	if (copies)
		*held |= effect.target;
	return *held == 0 ? LENT : GO_ON;
}

static enum verdict call(const struct assembly_instruction *one, uint32_t held,
			 struct assembly_borrow *borrow, long long offset)
{
	const struct assembly_operand *callee = &one->operand[0];
	int size;

	if (one->count != 1 || callee->kind != OPERAND_SYMBOL ||
	    (held & ~(uint32_t)EFFECT_SCRATCH) != 0)
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
	uint32_t held = UINT32_C(1) << lea->operand[1].number;
	enum verdict verdict = GO_ON;

	for (size_t k = i + 1; verdict == GO_ON && k < function->count; k++) {
		const struct assembly_instruction *one =
			&function->instruction[k];

		if (is_target[k])
			return false;
		if (one->flow == FLOW_NEXT)
			verdict = pass(function, k, &held);
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
	       EFFECT_SCRATCH >> one->operand[1].number & 1;
}

struct assembly_borrow *
assembly_borrow_find(const struct assembly_function *function)
{
	struct assembly_borrow *borrow =
		mem_alloc(function->count * sizeof *borrow);
	bool *is_target = mem_alloc(function->count * sizeof *is_target);

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
