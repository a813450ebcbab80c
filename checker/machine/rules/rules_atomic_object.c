/* Atomic operations on objects of any size, such as structures: what the
 * compiler leaves to libatomic, which passes values in memory.
 *
 * Each is one operation on the whole object.  The values that it is given and
 * gives are plain accesses of the thread's own, just before and just after. */
#include "machine/rules/rules_atomic_object.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/rules/atomic_pass.h"
#include "machine/memory/memory.h"

static unsigned char *bytes_at(uint64_t address)
{
	return (unsigned char *)(uintptr_t)address;
}

static bool may(struct machine *machine, int thread, uint64_t address,
		enum race_kind kind)
{
	return memory_access(machine, thread, address,
			     op_of(machine, thread)->size, kind,
			     thread_pc(machine, thread));
}

/* What the operation is given stands at operand2; for a compare-exchange, the
 * expected value at operand. */
static bool may_read_values(struct machine *machine, int thread)
{
	const struct operation *op = op_of(machine, thread);

	if (op->kind != OP_LOAD &&
	    !may(machine, thread, op->operand2, RACE_READ))
		return false;
	return op->kind != OP_COMPARE_EXCHANGE ||
	       may(machine, thread, op->operand, RACE_READ);
}

static bool may_write_object(const struct machine *machine, int thread)
{
	const struct operation *op = &machine->threads[thread].op;

	return op->kind != OP_LOAD &&
	       (op->kind != OP_COMPARE_EXCHANGE ||
		memcmp(bytes_at(op->object), bytes_at(op->operand), op->size) ==
			0);
}

static bool may_use_object(struct machine *machine, int thread, bool *writes)
{
	const struct operation *op = op_of(machine, thread);

	if (!memory_check(machine, thread, op->object, op->size,
			  op->kind != OP_LOAD, thread_pc(machine, thread)))
		return false;
	*writes = may_write_object(machine, thread);
	return may(machine, thread, op->object,
		   *writes ? RACE_ATOMIC_WRITE : RACE_ATOMIC_READ);
}

/* The old value goes to operand, unless it is the expected one. */
static void give_old(struct machine *machine, int thread, bool writes,
		     const unsigned char *old)
{
	const struct operation *op = op_of(machine, thread);

	if (op->kind == OP_STORE || (op->kind == OP_COMPARE_EXCHANGE && writes))
		return;
	if (may(machine, thread, op->operand, RACE_WRITE))
		memcpy(bytes_at(op->operand), old, op->size);
}

enum performed atomic_object_perform(struct machine *machine, int thread)
{
	const struct operation op = *op_of(machine, thread);
	bool writes, exchange = op.kind == OP_COMPARE_EXCHANGE;
	unsigned char *old;

	if (!may_read_values(machine, thread) ||
	    !may_use_object(machine, thread, &writes))
		return PERFORMED_RUN;
	old = mem_alloc(op.size);
	memcpy(old, bytes_at(op.object), op.size);
	if (writes)
		memmove(bytes_at(op.object), bytes_at(op.operand2), op.size);
	atomic_pass(machine, thread, op.object, op.kind != OP_STORE, writes,
		    exchange && !writes ? op.failure_order : op.order);
	give_old(machine, thread, writes, old);
	mem_free(old);
	machine->in_vain = exchange && !writes;
	return give(machine, thread, exchange && writes);
}
