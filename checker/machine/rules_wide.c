/* Rules of atomics of any size: what compilers leave to __atomic_load,
 * __atomic_store, __atomic_exchange and __atomic_compare_exchange, such as an
 * _Atomic structure.  One operation each, over the whole range; values go to
 * and from memory that the call points to. */
#include <string.h>

#include "machine/atomic.h"
#include "machine/memory.h"
#include "machine/rules_table.h"
#include "machine/unset.h"

static void *bytes(uint64_t address)
{
	return (void *)(uintptr_t)address;
}

/* Copies between the atomic object and plain memory of the thread's. */
static bool copy(struct machine *machine, int thread, uint64_t to,
		 uint64_t from, bool to_atomic)
{
	uint32_t size = op_of(machine, thread)->size;
	uint64_t pc = thread_pc(machine, thread);

	if (!memory_access(machine, thread, from, size,
			   to_atomic ? RACE_READ : RACE_ATOMIC_READ, pc) ||
	    !memory_access(machine, thread, to, size,
			   to_atomic ? RACE_ATOMIC_WRITE : RACE_WRITE, pc))
		return false;
	memmove(bytes(to), bytes(from), size);
	unset_copy(machine, to, from, size);
	return true;
}

/* object: the atomic; operand: where the new value stands (0: none); operand2:
 * where the old one goes (0: none). */
static bool exchange(struct machine *machine, int thread)
{
	const struct operation op = *op_of(machine, thread);

	return (!op.operand2 ||
		copy(machine, thread, op.operand2, op.object, false)) &&
	       (!op.operand ||
		copy(machine, thread, op.object, op.operand, true));
}

enum performed wide_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);

	(void)way;
	if (!exchange(machine, thread))
		return PERFORMED_RUN;
	atomic_pass(machine, thread, op.object, op.operand2, op.operand,
		    op.order);
	return give(machine, thread, 0);
}

/* operand2: where the expected value stands, to be replaced by the old one when
 * they differ. */
enum performed wide_compare_perform(struct machine *machine, int thread,
				    int way)
{
	const struct operation op = *op_of(machine, thread);
	uint64_t pc = thread_pc(machine, thread);
	bool equal;

	(void)way;
	if (!memory_access(machine, thread, op.operand2, op.size, RACE_READ,
			   pc) ||
	    !memory_check(machine, thread, op.object, op.size, true, pc) ||
	    !unset_check(machine, thread, op.object, op.size, pc))
		return PERFORMED_RUN;
	equal = memcmp(bytes(op.object), bytes(op.operand2), op.size) == 0;
	if (equal ? !copy(machine, thread, op.object, op.operand, true)
		  : !copy(machine, thread, op.operand2, op.object, false))
		return PERFORMED_RUN;
	atomic_pass(machine, thread, op.object, true, equal,
		    equal ? op.order : op.failure_order);
	return give(machine, thread, equal);
}
