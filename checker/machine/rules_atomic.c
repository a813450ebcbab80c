/* Rules of atomics and fences: values, and what they pass on (C11 5.1.2.4).
 *
 * Values are those of sequential consistency: one memory, one operation at a
 * time.  Happens-before is C11's: only release and acquire pass knowledge on.
 *
 * An atomic object keeps what each thread that heads a release sequence at it
 * has passed on, one part a head.  A store by thread t ends the sequences of
 * all other threads, and continues its own; a read-modify-write continues
 * all.  So after a store only the part of t is left, and a store that releases
 * replaces that as well. */
#include "machine/memory.h"
#include "machine/rules_object.h"
#include "machine/rules_table.h"
#include "machine/unset.h"

static bool acquires(unsigned order)
{
	return order != ORDER_RELAXED && order != ORDER_RELEASE;
}

static bool releases(unsigned order)
{
	return order >= ORDER_RELEASE;
}

/* A thread's holder for fences, made when first needed. */
static race_holder fence_holder(struct machine *machine, int thread,
				uint32_t *which, uint64_t key)
{
	if (!*which) {
		undo_save(&machine->undo, which, sizeof *which);
		*which = race_holder_new(machine->race, key + (uint64_t)thread);
	}
	return *which;
}

static race_holder release_holder(struct machine *machine, int thread)
{
	return fence_holder(machine, thread,
			    &machine->threads[thread].release_holder,
			    0x72656c65617365);
}

static race_holder acquire_holder(struct machine *machine, int thread)
{
	return fence_holder(machine, thread,
			    &machine->threads[thread].acquire_holder,
			    0x61637175697265);
}

/* Reading the object: its knowledge goes to the thread, or is made ready for
 * an acquire fence. */
static void pass_to_reader(struct machine *machine, int thread,
			   struct object *atomic, unsigned order)
{
	race_holder to = (race_holder)thread;

	if (!acquires(order)) {
		if (!machine->fences)
			return;
		to = acquire_holder(machine, thread);
	}
	for (uint32_t i = atomic->first_part; i;
	     i = machine->objects.parts[i].next)
		race_pass(machine->race, to, machine->objects.parts[i].holder,
			  false);
}

static void end_other_sequences(struct machine *machine, int thread,
				const struct object *atomic)
{
	for (uint32_t i = atomic->first_part; i;
	     i = machine->objects.parts[i].next)
		if (machine->objects.parts[i].which != (uint32_t)thread)
			race_forget(machine->race,
				    machine->objects.parts[i].holder);
}

/* Writing the object: what the thread knows (or knew at its last release
 * fence) goes to the object. */
static void pass_from_writer(struct machine *machine, int thread,
			     struct object *atomic, unsigned order, bool update)
{
	if (!update)
		end_other_sequences(machine, thread, atomic);
	if (releases(order))
		race_pass(machine->race,
			  object_part(machine, atomic, (uint32_t)thread),
			  (race_holder)thread, !update);
	else if (machine->threads[thread].release_holder)
		race_pass(machine->race,
			  object_part(machine, atomic, (uint32_t)thread),
			  release_holder(machine, thread), false);
}

void atomic_pass(struct machine *machine, int thread, uint64_t address,
		 bool reads, bool writes, unsigned order)
{
	struct object *atomic;

	if (race_idle(machine->race) || machine_alone(machine))
		return;
	atomic = object_get(machine, address, OBJECT_ATOMIC);
	if (!atomic)
		return;
	if (reads)
		pass_to_reader(machine, thread, atomic, order);
	if (writes)
		pass_from_writer(machine, thread, atomic, order, reads);
}

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

static bool may_access(struct machine *machine, int thread)
{
	const struct operation *op = op_of(machine, thread);

	if (op->object % op->size != 0) {
		machine_found(machine, thread, FINDING_MISUSE, op->object,
			      "an atomic operation on an address that is not a "
			      "multiple of its size");
		return false;
	}
	return memory_check(machine, thread, op->object, op->size,
			    op->kind != OP_LOAD, thread_pc(machine, thread));
}

/* Whether it writes is known once the old value is: a compare-exchange that
 * fails only reads. */
static bool check_race(struct machine *machine, int thread, bool writes)
{
	const struct operation *op = op_of(machine, thread);

	return memory_access(machine, thread, op->object, op->size,
			     writes ? RACE_ATOMIC_WRITE : RACE_ATOMIC_READ,
			     thread_pc(machine, thread));
}

static void compare_exchange(struct machine *machine, int thread,
			     const struct operation *op, struct wide old)
{
	bool equal = is_equal(old, cut(op->expected, op->size));

	if (!check_race(machine, thread, equal))
		return;
	if (equal)
		memory_put(machine, op->object, op->size, op->value);
	atomic_pass(machine, thread, op->object, true, equal,
		    equal ? op->order : op->failure_order);
	if (op->word_result) {
		give_wide(machine, thread, old);
		return;
	}
	/* operand: where the expected value stands, to be replaced. */
	if (!equal && memory_access(machine, thread, op->operand, op->size,
				    RACE_WRITE, thread_pc(machine, thread)))
		memory_put(machine, op->operand, op->size, old);
	give(machine, thread, equal);
}

/* The values are equal, and a weak compare-exchange fails all the same. */
static void fail_spuriously(struct machine *machine, int thread,
			    const struct operation *op, struct wide old)
{
	if (!check_race(machine, thread, false))
		return;
	atomic_pass(machine, thread, op->object, true, false,
		    op->failure_order);
	if (memory_access(machine, thread, op->operand, op->size, RACE_WRITE,
			  thread_pc(machine, thread)))
		memory_put(machine, op->operand, op->size, old);
	give(machine, thread, 0);
}

/* The second way is to fail although the values are equal. */
int compare_exchange_alternatives(const struct machine *machine, int thread)
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

enum performed atomic_perform(struct machine *machine, int thread, int way)
{
	const struct operation *op = op_of(machine, thread);
	uint16_t kind = op->kind;
	struct wide old;

	if (op->in_memory)
		return object_perform(machine, thread);
	if (!may_access(machine, thread))
		return PERFORMED_RUN;
	if (kind != OP_STORE &&
	    !unset_check(machine, thread, op->object, op->size,
			 thread_pc(machine, thread)))
		return PERFORMED_RUN;
	old = memory_get(op->object, op->size);
	if (kind == OP_COMPARE_EXCHANGE) {
		if (way == 0)
			compare_exchange(machine, thread, op, old);
		else
			fail_spuriously(machine, thread, op, old);
		return PERFORMED_RUN;
	}
	if (!check_race(machine, thread, kind != OP_LOAD))
		return PERFORMED_RUN;
	if (kind == OP_STORE)
		memory_put(machine, op->object, op->size, op->value);
	else if (kind == OP_UPDATE)
		memory_put(machine, op->object, op->size,
			   update(op->function, old, op->value));
	atomic_pass(machine, thread, op->object, kind != OP_STORE,
		    kind != OP_LOAD, op->order);
	/* Were it used after all, then it would be wrong at once. */
	give_wide(machine, thread, op->unused ? (struct wide){0, 0} : old);
	return PERFORMED_RUN;
}

enum performed fence_perform(struct machine *machine, int thread, int way)
{
	unsigned order = op_of(machine, thread)->order;

	(void)way;
	if (race_idle(machine->race))
		return PERFORMED_RUN;
	if (acquires(order))
		race_pass(machine->race, (race_holder)thread,
			  acquire_holder(machine, thread), false);
	if (releases(order))
		race_pass(machine->race, release_holder(machine, thread),
			  (race_holder)thread, true);
	return PERFORMED_RUN;
}
