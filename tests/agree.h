/* Random programs of a model that runs what its arguments describe, and whether
 * two explorers agree about one. */
#ifndef MCHECK_TESTS_AGREE_H
#define MCHECK_TESTS_AGREE_H

#include "explore/run/worker.h"
#include "support.h"

struct random_program {
	char words[4][24];
	char *argv[6];
	int argc;
};

/* The model, given from the top directory. */
void compile_random(const char *path, struct elf *elf);

/* Lists its outcomes; the options need not say that, or what its arguments
 * are. */
struct outcome explore_random_program(const struct elf *elf,
				      struct random_program *program,
				      struct check_options options);

bool has_race(const struct outcome *outcome);

/* The same outcomes, or both have a race: it makes all else undefined. */
bool agree(const struct outcome *states, const struct outcome *brute);

/* A finding ends an execution, whatever others might still do.  So where there
 * are some, reduction must show one of them; where there are none, all. */
bool is_reduced(const struct outcome *reduced, const struct outcome *full);

#endif
