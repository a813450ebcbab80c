/* An operation: what a thread asks for. */
#ifndef MCHECK_MACHINE_OPERATION_H
#define MCHECK_MACHINE_OPERATION_H

#include <stdbool.h>
#include <stdint.h>

/* The order is that of the table in rules.c. */
enum operation_kind {
	OP_NONE,
	OP_START,  /* the first step of a new thread */
	OP_CREATE, /* object: where the handle goes; start function, argument */
	OP_FINISH, /* the thread's function returned, or pthread_exit */
	OP_JOIN,   /* operand 0: the handle; 1: where the result goes */
	OP_DETACH,
	OP_EXIT, /* the whole program; operand 0: the status */
	OP_LOCK,
	OP_TRYLOCK,
	OP_UNLOCK,
	OP_MUTEX_INIT,
	OP_MUTEX_DESTROY,
	OP_WAIT,   /* object: the condition; operand 0: the mutex */
	OP_ASLEEP, /* the same, mutex released */
	OP_RELOCK, /* woken: object: the mutex; operand 0: the condition */
	OP_SIGNAL,
	OP_BROADCAST,
	OP_COND_INIT,
	OP_COND_DESTROY,
	OP_LOAD,
	OP_STORE,
	OP_UPDATE, /* read-modify-write; `function` says which */
	OP_COMPARE_EXCHANGE,
	OP_FENCE,
	OP_READ, /* plain, where plain accesses are visible */
	OP_WRITE,
	OP_COPY, /* object: to; operand: from; size; value: the result */
	OP_SET,  /* object: to; operand: the byte; size; value: the result */
	OP_FREE,
	OP_CHOOSE,
	OP_SEND,
	OP_TRY_SEND,
	OP_RECEIVE,
	OP_TRY_RECEIVE,
	OP_CLOSE,
	OP_CHANNEL_DESTROY,
	OP_BLOCKED, /* mc_assume was false: the thread goes no further */
	OP_PAUSE,   /* nothing: a long way without an operation, or a sleep */
	OP_KIND_COUNT
};

enum update_function {
	UPDATE_EXCHANGE,
	UPDATE_ADD,
	UPDATE_SUB,
	UPDATE_AND,
	UPDATE_OR,
	UPDATE_XOR,
	UPDATE_NAND
};

/* As the compilers number them. */
enum memory_order {
	ORDER_RELAXED,
	ORDER_CONSUME,
	ORDER_ACQUIRE,
	ORDER_RELEASE,
	ORDER_ACQ_REL,
	ORDER_SEQ_CST
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
	bool word_result; /* compare-exchange: give the old value, not a flag */
};

#endif
