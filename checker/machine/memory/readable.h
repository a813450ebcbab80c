/* Memory outside of the model that it may read: tables that inline functions of
 * headers read, strings that library functions return. */
#ifndef MCHECK_MACHINE_MEMORY_READABLE_H
#define MCHECK_MACHINE_MEMORY_READABLE_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_READABLE 64

struct readable {
	struct {
		uint64_t start, end;
	} ranges[MAX_READABLE];
	int count;
};

/* Read-only memory of libc and of mcheck, as far as it is loaded by now. */
void readable_open(struct readable *readable);

/* One range more; there must be room. */
void readable_add(struct readable *readable, const void *start, uint64_t size);

bool readable_has(const struct readable *readable, uint64_t address,
		  uint64_t size);

#endif
