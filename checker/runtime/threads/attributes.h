/* Attribute objects of POSIX threads, in the model's memory. */
#ifndef MCHECK_RUNTIME_THREADS_ATTRIBUTES_H
#define MCHECK_RUNTIME_THREADS_ATTRIBUTES_H

#include "runtime/runtime.h"

/* The fields of the one word that each of them keeps; the upper half says that
 * it was initialised. */
enum attribute {
	ATTRIBUTE_TYPE,     /* a mutex's type; 2 bits */
	ATTRIBUTE_ROBUST,   /* 1 bit */
	ATTRIBUTE_SHARED,   /* between processes; 1 bit */
	ATTRIBUTE_PROTOCOL, /* 2 bits */
	ATTRIBUTE_CLOCK,    /* 4 bits */
	ATTRIBUTE_KIND,     /* a read-write lock's preference; 2 bits */
	ATTRIBUTE_DETACHED  /* 1 bit */
};

/* The field of the attributes at an address; 0 for none (NULL).  False when
 * the function must return ASK. */
bool attribute_read(uint64_t address, enum attribute which, int *value);

#endif
