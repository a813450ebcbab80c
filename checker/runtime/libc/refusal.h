/* What to say of names that a model cannot call. */
#ifndef MCHECK_RUNTIME_LIBC_REFUSAL_H
#define MCHECK_RUNTIME_LIBC_REFUSAL_H

#include <stdbool.h>

/* Why the name is not to be had, for a message; NULL: nothing known of it. */
const char *refusal_reason(const char *name);

/* Is it std::cout, or the like? */
bool refusal_is_of_stream(const char *name);

/* May the model itself have meant to define it?  Not what libc has. */
bool refusal_is_of_models(const char *name);

#endif
