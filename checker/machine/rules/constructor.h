/* Functions that run before main and after the program: .init_array and
 * .fini_array (System V ABI, 4.1). */
#ifndef MCHECK_MACHINE_RULES_CONSTRUCTOR_H
#define MCHECK_MACHINE_RULES_CONSTRUCTOR_H

#include <stdint.h>

struct machine;

/* An array in the loaded image, constant. */
struct function_list {
	const uint64_t *items;
	uint64_t count;
};

/* Finds both lists of the loaded model. */
void constructor_open(struct machine *machine);

/* The first thread, which stands before main, runs the constructors first. */
void constructor_begin(struct machine *machine);

static inline uint64_t function_list_get(const struct function_list *list,
					 uint64_t index)
{
	return list->items[index];
}

/* The next constructor from *index on, which goes beyond it; 0: none. */
uint64_t function_list_next(const struct machine *machine, uint64_t *index);

#endif
