/* Rules of plain memory, where accesses to it are visible. */
#include "machine/memory/heap.h"
#include "machine/thread/library.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules.h"
#include "machine/memory/unset.h"

static enum performed plain_perform(struct machine *machine, int thread,
				    int way)
{
	const struct operation *op = op_of(machine, thread);

	uint64_t pc = thread_pc(machine, thread);
	bool write = op->kind == OP_WRITE;

	(void)way;
	if (memory_access(machine, thread, op->object, op->size,
			  write ? RACE_WRITE : RACE_READ, pc) &&
	    !write && !op->word_result && !machine->clang &&
	    !library_makes(machine, thread))
		unset_check(machine, thread, op->object, op->size, pc);
	return PERFORMED_RUN;
}

static enum performed copy_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);

	(void)way;
	memory_copy(machine, thread, op.object, op.operand, op.size,
		    thread_pc(machine, thread));
	return give(machine, thread, op.value.low);
}

static enum performed set_perform(struct machine *machine, int thread, int way)
{
	const struct operation op = *op_of(machine, thread);

	(void)way;
	memory_fill(machine, thread, op.object, (int)op.operand, op.size,
		    thread_pc(machine, thread));
	return give(machine, thread, op.value.low);
}

static enum performed free_perform(struct machine *machine, int thread, int way)
{
	(void)way;
	heap_free(machine, thread, op_of(machine, thread)->object,
		  thread_pc(machine, thread));
	return PERFORMED_RUN;
}

const struct rule rule_read = {
	.perform = plain_perform,
	.uses = uses_reading,
};

const struct rule rule_write = {
	.perform = plain_perform,
	.uses = uses_writing,
};

const struct rule rule_copy = {
	.perform = copy_perform,
};

const struct rule rule_set = {
	.perform = set_perform,
};

const struct rule rule_free = {
	.perform = free_perform,
};
