/* Random programs for tests/programs/loops.c. */
#ifndef MCHECK_TESTS_LOOP_PROGRAMS_H
#define MCHECK_TESTS_LOOP_PROGRAMS_H

#include <stdint.h>

#define LOOP_THREADS 3

/* Fills the threads' codes; returns their number: two of up to three
 * operations, or three of two. */
int make_loop_program(uint64_t *random, uint64_t codes[LOOP_THREADS]);

#endif
