/* The arguments of the call at hand that are not simply those of a C function:
 * variable, or in vector registers; also where it is made again. */
#ifndef MCHECK_RUNTIME_HOOKS_AGAIN_H
#define MCHECK_RUNTIME_HOOKS_AGAIN_H

/* `list`, the address of a va_list, becomes the arguments behind the first
 * `named` ones of the call at hand. */
void call_arguments(void *list, unsigned named);

/* The first argument of the call at hand, which is a double. */
double call_real(void);

/* The call at hand is made again, with the same arguments, once the operation
 * that was just stated is granted. */
void call_again(void);

#endif
