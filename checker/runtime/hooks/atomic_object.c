/* libatomic: atomics on objects of any size, whose values stand in memory. */
#include "runtime/functions.h"
#include "runtime/runtime.h"

/* `operand`, `operand2`: where values go and where they come from. */
static struct operation *state(enum operation_kind kind, uint64_t address,
			       uint64_t size, uint64_t operand,
			       uint64_t operand2, int order)
{
	struct operation *op = new_operation(kind, address);

	op->size = (uint32_t)size;
	op->operand = operand;
	op->operand2 = operand2;
	op->order = memory_order_of(order);
	op->failure_order = memory_order_of(order);
	op->in_memory = true;
	if (op->order != ORDER_SEQ_CST && !machine_alone(mc_machine))
		mc_machine->seen.weak = true;
	return op;
}

int rt_atomic_load(uint64_t size, uint64_t address, uint64_t to, int order)
{
	if (size == 0)
		return CONTINUE;
	state(OP_LOAD, address, size, to, 0, order);
	return ASK;
}

int rt_atomic_store(uint64_t size, uint64_t address, uint64_t from, int order)
{
	if (size == 0)
		return CONTINUE;
	state(OP_STORE, address, size, 0, from, order);
	return ASK;
}

int rt_atomic_exchange(uint64_t size, uint64_t address, uint64_t from,
		       uint64_t to, int order)
{
	if (size == 0)
		return CONTINUE;
	state(OP_UPDATE, address, size, to, from, order)->function =
		UPDATE_EXCHANGE;
	return ASK;
}

/* Whether it is a weak one is not passed on. */
int rt_atomic_compare_exchange(uint64_t size, uint64_t address,
			       uint64_t expected_at, uint64_t from, int order,
			       int failure)
{
	if (size == 0)
		return give_result(1);
	state(OP_COMPARE_EXCHANGE, address, size, expected_at, from, order)
		->failure_order = memory_order_of(failure);
	return ASK;
}

int rt_atomic_is_lock_free(uint64_t size, uint64_t address)
{
	bool power = size && size <= 16 && (size & (size - 1)) == 0;

	return give_result(power && address % size == 0);
}
