/* Standard input, for the functions that read from a stream. */
#ifndef MCHECK_RUNTIME_LIBC_INPUT_H
#define MCHECK_RUNTIME_LIBC_INPUT_H

#include <stdbool.h>
#include <stdint.h>

/* Is the model's FILE * stdin? */
bool stream_is_input(uint64_t stream);

#endif
