/* The arguments of a call in a va_list of the model's. */
#ifndef MCHECK_RUNTIME_LIBC_VARIADIC_H
#define MCHECK_RUNTIME_LIBC_VARIADIC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* A copy of the list at an address of the model's; false when the function must
 * return ASK. */
bool take_list(uint64_t list_at, va_list *arguments);

#endif
