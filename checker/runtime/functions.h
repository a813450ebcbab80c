/* The functions that models are bound to.
 *
 * They are called by thunks alone, from assembly, with the arguments of the
 * functions that they stand for; so they need no prototypes in C but where one
 * calls another. */
#ifndef MCHECK_RUNTIME_FUNCTIONS_H
#define MCHECK_RUNTIME_FUNCTIONS_H

#include <stdint.h>

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

/* What the model's stdin, stdout and stderr are bound to. */
extern void *rt_stdin, *rt_stdout, *rt_stderr;

#endif
