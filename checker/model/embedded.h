/* The headers that models may include, carried inside the executable. */
#ifndef MCHECK_MODEL_EMBEDDED_H
#define MCHECK_MODEL_EMBEDDED_H

#include <stddef.h>

/* A header: the name by which a model includes it, and its text, which has
 * no NUL at its end. */
struct embedded {
	const char *name;
	const char *bytes;
	size_t length;
};

/* The last one's name is NULL. */
extern const struct embedded embedded_files[];

#endif
