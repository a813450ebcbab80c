/* The one door for memory of process lifetime. */
#ifndef MCHECK_BASE_ALLOC_H
#define MCHECK_BASE_ALLOC_H

#include <stddef.h>

/* Zeroed memory of `size` bytes, owned by the caller; never NULL: when there
 * is none, mcheck says so and exits with EXIT_ENVIRONMENT. */
void *mem_alloc(size_t size);

/* `old` (or NULL) grown or shrunk to `size`; new bytes are not zeroed. */
void *mem_resize(void *old, size_t size);

/* A copy of the string; owned by the caller. */
char *mem_copy_text(const char *text);

void mem_free(void *memory);

/* `size` bytes of zeroed address space, paid for only where touched, at
 * `wanted` when that is free, else (or for NULL) anywhere.  Never NULL. */
void *mem_reserve(void *wanted, size_t size);

/* What mem_reserve or mem_stretch gave (or NULL, of size 0), stretched to
 * `size`; new bytes are zero.  It may move, but is not copied. */
void *mem_stretch(void *old, size_t old_size, size_t size);

/* Gives back what mem_reserve or mem_stretch gave. */
void mem_release(void *memory, size_t size);

#endif
