/* What a variable, a place in the source and a value are called: plain data,
 * that depends on nothing that was asked before.  All strings belong to the
 * `struct names` that they come from. */
#ifndef MCHECK_TRACE_NAME_H
#define MCHECK_TRACE_NAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum name_kind {
	NAME_NONE,         /* there is no object */
	NAME_VARIABLE,     /* with a fixed address, or a known local one */
	NAME_THREAD_LOCAL, /* of `thread` */
	NAME_STACK,        /* an unknown local variable of `thread` */
	NAME_BLOCK,        /* on the heap: `block` */
	NAME_POINTED,      /* in `block`, too, by its type: `variable` */
	NAME_CHANNEL,      /* `block`, too */
	NAME_ARGUMENTS,    /* argv */
	NAME_HEAP,         /* but in no block */
	NAME_BEHIND,       /* `offset` bytes behind the end of a variable */
	NAME_BETWEEN,      /* variables of no name */
	NAME_NULL,
	NAME_NEAR_NULL,
	NAME_NOWHERE /* in nothing that the model has */
};

struct name {
	enum name_kind kind;
	int thread;           /* from 0 on */
	uint32_t block;       /* index in the execution's blocks */
	const char *variable; /* "accounts" */
	const char *path;     /* "[1].balance" in it, or "" */
	uint64_t offset;      /* bytes from where that, or the block, begins */
	bool bit_field;
};

/* `file` is NULL when the place is not known. */
struct place {
	const char *file, *function; /* function: NULL when unknown */
	const char *source;          /* the line's text, trimmed; never NULL */
	unsigned line;
	unsigned column; /* 0: unknown */
};

enum value_kind {
	VALUE_NONE, /* nothing was read there, or not all of a bit-field */
	VALUE_SIGNED,
	VALUE_UNSIGNED,
	VALUE_BOOL,
	VALUE_CHARACTER, /* that can be printed */
	VALUE_REAL,
	VALUE_NULL,
	VALUE_ADDRESS,  /* of `target` */
	VALUE_BLOCK,    /* the same as `target`, which points to a block */
	VALUE_NEVER_SET /* memory from malloc, as it came */
};

struct value {
	enum value_kind kind;
	uint64_t bits; /* a signed one is extended to 64 of them */
	double real;
	struct name target;
};

/* How often a report shows blocks from a number on: of an execution's, block 0
 * is none and block 1 holds the arguments. */
#define FIRST_BLOCK 2u

/* Appends "counter", "accounts[1].balance", "block 3+8". */
void name_write(const struct name *name, struct text *text);

/* Appends "models/x.c:12", or "?". */
void place_write(const struct place *place, struct text *text);

/* Appends a value as the source means it: a number, 'c', true, NULL, &n. */
void value_write(const struct value *value, struct text *text);

#endif
