/* An operation: what a thread asks for. */
#ifndef MCHECK_MACHINE_WORLD_OPERATION_H
#define MCHECK_MACHINE_WORLD_OPERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/world/operation_kind.h"

enum update_function {
	UPDATE_EXCHANGE,
	UPDATE_ADD,
	UPDATE_SUB,
	UPDATE_AND,
	UPDATE_OR,
	UPDATE_XOR,
	UPDATE_NAND
};

/* What `function` says of OP_ONCE. */
enum once_function { ONCE_ROUTINE, ONCE_GUARD };

/* As the compilers number them. */
enum memory_order {
	ORDER_RELAXED,
	ORDER_CONSUME,
	ORDER_ACQUIRE,
	ORDER_RELEASE,
	ORDER_ACQ_REL,
	ORDER_SEQ_CST
};

/* Compilers may add flags above the order.  What is none orders nothing. */
static inline uint8_t memory_order_of(int order)
{
	unsigned known = (unsigned)order & 7;

	return (uint8_t)(known <= ORDER_SEQ_CST ? known : ORDER_RELAXED);
}

/* What may end a wait besides what it waits for. */
enum wait_end {
	WAIT_FOREVER,
	WAIT_TIMED,   /* its time, at any moment */
	WAIT_BAD_TIME /* at once: the time is no time */
};

/* How the program ends. */
enum exit_way {
	EXIT_AT_ONCE, /* _Exit */
	EXIT_HANDLED, /* exit: what atexit registered, and destructors */
	EXIT_QUICK    /* quick_exit: what at_quick_exit registered */
};

/* How a call says what went wrong. */
enum result_style {
	STYLE_ERROR, /* it returns the error number (pthreads) */
	STYLE_C11,   /* thrd_success, thrd_busy ... */
	STYLE_ERRNO  /* it returns -1 and sets errno (semaphores) */
};

/* Is the call a cancellation point of POSIX?  Here only where it matters: in
 * models that cancel threads, for a thread that may be cancelled. */
enum cancel_point {
	CANCEL_NOWHERE,
	CANCEL_POINT,
	CANCEL_PERHAPS, /* the call may be one, and need not */
	CANCEL_AT_ONCE, /* it was called with a cancellation pending */
	CANCEL_ACTED    /* a wait that was cancelled, and locks its mutex */
};

/* A value of up to 16 bytes. */
struct wide {
	uint64_t low, high;
};

struct operation {
	uint64_t object;  /* an address in the model, or 0 */
	uint64_t operand; /* see the kinds above */
	uint64_t operand2;
	struct wide value;    /* stored, added, desired */
	struct wide expected; /* compare-exchange */
	uint32_t size;        /* bytes accessed; choose: the number of values */
	uint16_t kind;
	uint8_t order;
	uint8_t failure_order;
	uint8_t function;
	uint8_t style;    /* a result_style */
	bool word_result; /* compare-exchange: give the old value, not a flag;
			   * plain read: of a structure, to copy it */
	bool weak;        /* compare-exchange: it may fail for no reason */
	bool unused;      /* update: its result is never used */
	bool in_memory;   /* values stand at operand and operand2 */
	uint8_t cancel;   /* a cancel_point */
	uint8_t hole[1];  /* it is hashed by words */
};

#endif
