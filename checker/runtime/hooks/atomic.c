/* The compiler's hooks for atomics: C11's, __atomic_* and __sync_*. */
#include "runtime/functions.h"
#include "runtime/runtime.h"

static struct operation *atomic(enum operation_kind kind, uint64_t address,
				uint32_t size, int order)
{
	struct operation *op = new_operation(kind, address);

	op->size = size;
	op->order = memory_order_of(order);
	/* atomic_init is a relaxed store to some compilers. */
	if (op->order != ORDER_SEQ_CST && !machine_alone(mc_machine))
		mc_machine->seen.weak = true;
	return op;
}

/* The rest of a register is not the model's: only `size` bytes are. */
static struct wide narrow(struct wide value, uint32_t size)
{
	if (size < 8)
		value.low &= ((uint64_t)1 << size * 8) - 1;
	return value;
}

static int load(uint64_t address, uint32_t size, int order)
{
	atomic(OP_LOAD, address, size, order);
	return ASK;
}

static int store(uint64_t address, uint32_t size, struct wide value, int order)
{
	atomic(OP_STORE, address, size, order)->value = narrow(value, size);
	return ASK;
}

static int update(uint64_t address, uint32_t size,
		  enum update_function function, struct wide value, int order)
{
	struct operation *op = atomic(OP_UPDATE, address, size, order);

	op->function = (uint8_t)function;
	op->value = narrow(value, size);
	return ASK;
}

/* `expected_at`: where the expected value stands and the old one goes. */
static int compare(uint64_t address, uint32_t size, uint64_t expected_at,
		   struct wide value, int order, int failure)
{
	struct operation *op;

	if (!may_read(expected_at, size))
		return ASK;
	op = atomic(OP_COMPARE_EXCHANGE, address, size, order);
	op->operand = expected_at;
	op->expected = memory_get(expected_at, size);
	op->value = narrow(value, size);
	op->failure_order = memory_order_of(failure);
	return ASK;
}

/* The same, but it may fail although the values are equal. */
static int compare_weak(uint64_t address, uint32_t size, uint64_t expected_at,
			struct wide value, int order, int failure)
{
	int crossing =
		compare(address, size, expected_at, value, order, failure);
	struct operation *op = &mc_machine->threads[running()].op;

	if (mc_machine->mode.weak_cas && op->kind == OP_COMPARE_EXCHANGE) {
		op->weak = true;
		mc_machine->seen.weak_fails = true;
	}
	return crossing;
}

static int compare_value(uint64_t address, uint32_t size, struct wide expected,
			 struct wide value, int order, int failure)
{
	struct operation *op =
		atomic(OP_COMPARE_EXCHANGE, address, size, order);

	op->expected = narrow(expected, size);
	op->value = narrow(value, size);
	op->failure_order = memory_order_of(failure);
	op->word_result = true;
	return ASK;
}

#define UPDATE(bits, name, function) \
	int rt_atomic##bits##_##name(uint64_t address, uint64_t value, \
				     int order) \
	{ \
		return update(address, bits / 8, function, \
			      (struct wide){value, 0}, order); \
	}

/* What the assembly pass makes of the two that matter. */
#define UNUSED(bits, name) \
	int rt_atomic##bits##_##name##_unused(uint64_t address, \
					      uint64_t value, int order) \
	{ \
		int crossing = \
			rt_atomic##bits##_##name(address, value, order); \
\
		mc_machine->threads[running()].op.unused = true; \
		return crossing; \
	}

#define ATOMIC(bits) \
	int rt_atomic##bits##_load(uint64_t address, int order) \
	{ \
		return load(address, bits / 8, order); \
	} \
	int rt_atomic##bits##_store(uint64_t address, uint64_t value, \
				    int order) \
	{ \
		return store(address, bits / 8, (struct wide){value, 0}, \
			     order); \
	} \
	int rt_atomic##bits##_compare(uint64_t address, uint64_t expected_at, \
				      uint64_t value, int order, int failure) \
	{ \
		return compare(address, bits / 8, expected_at, \
			       (struct wide){value, 0}, order, failure); \
	} \
	int rt_atomic##bits##_compare_weak( \
		uint64_t address, uint64_t expected_at, uint64_t value, \
		int order, int failure) \
	{ \
		return compare_weak(address, bits / 8, expected_at, \
				    (struct wide){value, 0}, order, failure); \
	} \
	int rt_atomic##bits##_compare_value(uint64_t address, \
					    uint64_t expected, uint64_t value, \
					    int order, int failure) \
	{ \
		return compare_value(address, bits / 8, \
				     (struct wide){expected, 0}, \
				     (struct wide){value, 0}, order, failure); \
	} \
	UPDATE(bits, exchange, UPDATE_EXCHANGE) \
	UPDATE(bits, fetch_add, UPDATE_ADD) \
	UPDATE(bits, fetch_sub, UPDATE_SUB) \
	UPDATE(bits, fetch_and, UPDATE_AND) \
	UPDATE(bits, fetch_or, UPDATE_OR) \
	UPDATE(bits, fetch_xor, UPDATE_XOR) \
	UPDATE(bits, fetch_nand, UPDATE_NAND) \
	UNUSED(bits, fetch_add) \
	UNUSED(bits, fetch_sub)

ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)

__extension__ typedef unsigned __int128 word128;

static struct wide widen(word128 value)
{
	return (struct wide){(uint64_t)value, (uint64_t)(value >> 64)};
}

/* A value of 16 bytes comes in two registers: in which depends on the machine,
 * so its type here must be that of the model's. */
#define UPDATE128(name, function) \
	int rt_atomic128_##name(uint64_t address, word128 value, int order) \
	{ \
		return update(address, 16, function, widen(value), order); \
	}

int rt_atomic128_load(uint64_t address, int order)
{
	return load(address, 16, order);
}

int rt_atomic128_store(uint64_t address, word128 value, int order)
{
	return store(address, 16, widen(value), order);
}

int rt_atomic128_compare(uint64_t address, uint64_t expected_at, word128 value,
			 int order, int failure)
{
	return compare(address, 16, expected_at, widen(value), order, failure);
}

int rt_atomic128_compare_weak(uint64_t address, uint64_t expected_at,
			      word128 value, int order, int failure)
{
	return compare_weak(address, 16, expected_at, widen(value), order,
			    failure);
}

int rt_atomic128_compare_value(uint64_t address, word128 expected,
			       word128 value, int order, int failure)
{
#if defined(__x86_64__)
	/* The seventh register's worth is on the model's stack. */
	failure = *(const int *)(uintptr_t)(mc_cross.sp + CROSS_RETURN);
#endif
	return compare_value(address, 16, widen(expected), widen(value), order,
			     failure);
}

UPDATE128(exchange, UPDATE_EXCHANGE)
UPDATE128(fetch_add, UPDATE_ADD)
UPDATE128(fetch_sub, UPDATE_SUB)
UPDATE128(fetch_and, UPDATE_AND)
UPDATE128(fetch_or, UPDATE_OR)
UPDATE128(fetch_xor, UPDATE_XOR)
UPDATE128(fetch_nand, UPDATE_NAND)

int rt_fence(int order)
{
	new_operation(OP_FENCE, 0)->order = memory_order_of(order);
	return ASK;
}
