/* Which of several words was probably meant by one that is none of them. */
#ifndef MCHECK_BASE_NEAREST_H
#define MCHECK_BASE_NEAREST_H

#include <stddef.h>

/* {0} at the beginning; `name` stays NULL while none is like the word. */
struct nearest {
	const char *name; /* borrowed from who tries; not ended by a NUL */
	size_t length;
	unsigned distance;
};

/* Tries another name for the word.  Of those equally like it the first is
 * kept. */
void nearest_try(struct nearest *nearest, const char *word, const char *name,
		 size_t length);

#endif
