/* Rules of atomics and fences: values, and what they pass on (C11 5.1.2.4).
 *
 * Values are those of sequential consistency: one memory, one operation at a
 * time.  Happens-before is C11's: only release and acquire pass knowledge
 * on (see atomic_pass.c). */
#include "machine/rules/atomic_pass.h"
#include "machine/memory/memory.h"
#include "machine/rules/rules_atomic_object.h"
#include "machine/rules/rules.h"
#include "machine/memory/unset.h"

static bool is_equal(struct wide a, struct wide b)
{
	return a.low == b.low && a.high == b.high;
}

static struct wide add(struct wide a, struct wide b)
{
	struct wide sum = {a.low + b.low, a.high + b.high};

	sum.high += sum.low < a.low;
	return sum;
}

static struct wide negate(struct wide a)
{
	return add((struct wide){~a.low, ~a.high}, (struct wide){1, 0});
}

static struct wide update(enum update_function function, struct wide old,
			  struct wide value)
{
	switch (function) {
	case UPDATE_ADD:
		return add(old, value);
	case UPDATE_SUB:
		return add(old, negate(value));
	case UPDATE_AND:
		return (struct wide){old.low & value.low,
				     old.high & value.high};
	case UPDATE_OR:
		return (struct wide){old.low | value.low,
				     old.high | value.high};
	case UPDATE_XOR:
		return (struct wide){old.low ^ value.low,
				     old.high ^ value.high};
	case UPDATE_NAND:
		return (struct wide){~(old.low & value.low),
				     ~(old.high & value.high)};
	case UPDATE_EXCHANGE:
		break;
	}
	return value;
}

/* The value with only the bytes that the size has. */
static struct wide cut(struct wide value, uint32_t size)
{
	if (size < 16)
		value.high = 0;
	if (size < 8)
		value.low &= ((uint64_t)1 << size * 8) - 1;
	return value;
}

static void give_wide(struct machine *machine, int thread, struct wide value)
{
	machine->threads[thread].result[0] = value.low;
	machine->threads[thread].result[1] = value.high;
}

static bool may_access(struct machine *machine, int thread, uint64_t pc)
{
	const struct operation *op = op_of(machine, thread);

	if (op->object % op->size != 0) {
		machine_found(machine, thread, FINDING_MISUSE, op->object,
			      "an atomic operation on an address that is not a "
			      "multiple of its size");
		return false;
	}
	return memory_check(machine, thread, op->object, op->size,
			    op->kind != OP_LOAD, pc);
}

/* Whether it writes is known once the old value is: a compare-exchange that
 * fails only reads. */
static bool check_race(struct machine *machine, int thread, bool writes,
		       uint64_t pc)
{
	const struct operation *op = op_of(machine, thread);

	return memory_use(machine, thread, op->object, op->size,
			  writes ? RACE_ATOMIC_WRITE : RACE_ATOMIC_READ, pc);
}

static void compare_exchange(struct machine *machine, int thread,
			     const struct operation *op, struct wide old,
			     uint64_t pc)
{
	bool equal = is_equal(old, cut(op->expected, op->size));

	if (!check_race(machine, thread, equal, pc))
		return;
	machine->in_vain = !equal;
	if (equal)
		memory_set(op->object, op->size, op->value);
	atomic_pass(machine, thread, op->object, true, equal,
		    equal ? op->order : op->failure_order);
	if (op->word_result) {
		give_wide(machine, thread, old);
		return;
	}
	/* operand: where the expected value stands, to be replaced. */
	if (!equal && memory_access(machine, thread, op->operand, op->size,
				    RACE_WRITE, pc))
		memory_set(op->operand, op->size, old);
	give(machine, thread, equal);
}

/* The values are equal, and a weak compare-exchange fails all the same. */
static void fail_spuriously(struct machine *machine, int thread,
			    const struct operation *op, struct wide old,
			    uint64_t pc)
{
	if (!check_race(machine, thread, false, pc))
		return;
	atomic_pass(machine, thread, op->object, true, false,
		    op->failure_order);
	if (memory_access(machine, thread, op->operand, op->size, RACE_WRITE,
			  pc))
		memory_set(op->operand, op->size, old);
	get_nothing(machine, thread, 0);
}

/* The second way is to fail although the values are equal. */
static int compare_exchange_alternatives(const struct machine *machine,
					 int thread)
{
	const struct operation *op = &machine->threads[thread].op;

	return op->weak && machine->mode.weak_cas &&
			       op->object % op->size == 0 &&
			       region_has(&machine->region, op->object) &&
			       is_equal(memory_get(op->object, op->size),
					cut(op->expected, op->size))
		       ? 2
		       : 1;
}

static enum performed atomic_perform(struct machine *machine, int thread,
				     int way)
{
	const struct operation *op = op_of(machine, thread);
	uint16_t kind = op->kind;
	uint64_t pc = thread_pc(machine, thread);
	struct wide old;

	if (op->in_memory)
		return atomic_object_perform(machine, thread);
	if (!may_access(machine, thread, pc))
		return PERFORMED_RUN;
	if (kind != OP_STORE && machine->seen.poisoned &&
	    !unset_check(machine, thread, op->object, op->size, pc))
		return PERFORMED_RUN;
	old = memory_get(op->object, op->size);
	if (kind == OP_COMPARE_EXCHANGE) {
		if (way == 0)
			compare_exchange(machine, thread, op, old, pc);
		else
			fail_spuriously(machine, thread, op, old, pc);
		return PERFORMED_RUN;
	}
	if (!check_race(machine, thread, kind != OP_LOAD, pc))
		return PERFORMED_RUN;
	if (kind == OP_STORE)
		memory_set(op->object, op->size, op->value);
	else if (kind == OP_UPDATE)
		memory_set(op->object, op->size,
			   update(op->function, old, op->value));
	atomic_pass(machine, thread, op->object, kind != OP_STORE,
		    kind != OP_LOAD, op->order);
	/* Were it used after all, then it would be wrong at once. */
	give_wide(machine, thread, op->unused ? (struct wide){0, 0} : old);
	return PERFORMED_RUN;
}

static enum performed fence_perform(struct machine *machine, int thread,
				    int way)
{
	(void)way;
	atomic_fence(machine, thread, op_of(machine, thread)->order);
	return PERFORMED_RUN;
}

/* An addition to a part of a word and one to all of it do not commute: the one
 * passes on a carry, the other does not. */
static void note_shape(struct machine *machine, uint64_t half,
		       const struct operation *op)
{
	struct footprint *footprint = machine->footprint;
	unsigned number = uses_number(machine, half);
	uint64_t *users = &footprint->users[number];

	*users |= (uint64_t)1
		  << (4 * (unsigned)__builtin_ctz(op->size) + op->object % 4);
	if (!footprint->order_matters[number] &&
	    __builtin_popcountll(*users) > 1)
		uses_change_all(&footprint->order_matters[number], footprint);
}

static void update_uses(struct machine *machine, int thread, struct uses *uses)
{
	const struct operation *op = op_of(machine, thread);
	uint64_t last = op->object + op->size - 1;

	for (uint64_t half = op->object & ~(uint64_t)3; half <= last;
	     half += 4) {
		if (op->unused)
			note_shape(machine, half, op);
		uses_add_word(machine, uses, half,
			      op->unused ? uses_meeting(machine, half)
					 : USE_WRITE);
	}
}

/* Additions in a different order leave the same sum, but not the same
 * knowledge: who came second knows what the first one passed on. */
static void note_order(struct machine *machine, const struct operation *op)
{
	struct footprint *footprint = machine->footprint;
	uint64_t last = op->object + op->size - 1;

	if (race_idle(machine->race) || machine_alone(machine) ||
	    !region_has(&machine->region, op->object))
		return;
	for (uint64_t half = op->object & ~(uint64_t)3; half <= last;
	     half += 4) {
		bool *order_matters =
			&footprint->order_matters[uses_number(machine, half)];

		if (!*order_matters)
			uses_change_all(order_matters, footprint);
	}
}

static enum performed update_perform(struct machine *machine, int thread,
				     int way)
{
	if (machine->mode.footprints && op_of(machine, thread)->unused)
		note_order(machine, op_of(machine, thread));
	return atomic_perform(machine, thread, way);
}

static bool fails_by_itself(const struct machine *machine, int thread, int way)
{
	(void)machine;
	(void)thread;
	return way > 0;
}

const struct rule rule_load = {
	.perform = atomic_perform,
	.uses = uses_reading,
};

const struct rule rule_store = {
	.perform = atomic_perform,
	.uses = uses_writing,
};

const struct rule rule_update = {
	.perform = update_perform,
	.uses = update_uses,
};

const struct rule rule_compare_exchange = {
	.alternatives = compare_exchange_alternatives,
	.perform = atomic_perform,
	.uses = uses_writing,
	.is_spurious = fails_by_itself,
};

const struct rule rule_fence = {
	.perform = fence_perform,
	.uses = uses_nothing,
};
