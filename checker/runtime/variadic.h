/* The arguments of a call that are not simply those of a C function: in a
 * va_list of the model's, variable, or in vector registers. */
#ifndef MCHECK_RUNTIME_VARIADIC_H
#define MCHECK_RUNTIME_VARIADIC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* A copy of the list at an address of the model's; false when the function must
 * return ASK. */
bool take_list(uint64_t list_at, va_list *arguments);

/* `list`, the address of a va_list, becomes the arguments behind the first
 * `named` ones of the call at hand. */
void call_arguments(void *list, unsigned named);

/* The first argument of the call at hand, which is a double. */
double call_real(void);

/* The call at hand is made again, with the same arguments, once the operation
 * that was just stated is granted. */
void call_again(void);

#endif
