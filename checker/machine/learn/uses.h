/* What an operation uses, for its footprint (footprint.h): the column `uses` of
 * a rule is one of the functions at the end, or is made of the ones before. */
#ifndef MCHECK_MACHINE_LEARN_USES_H
#define MCHECK_MACHINE_LEARN_USES_H

#include "machine/learn/footprint_parts.h"

struct machine;

/* Adds a use; too many are USED_ALL. */
void uses_add(struct uses *uses, unsigned object, enum use_mode mode);
void uses_add_all(struct uses *uses, const struct uses *more);

/* Is that known of them? */
bool uses_have(const struct uses *uses, struct use use);

/* The number of the half word. */
unsigned uses_number(struct machine *machine, uint64_t address);

/* Adds the use of a half word; of all of a range. */
void uses_add_word(struct machine *machine, struct uses *uses, uint64_t address,
		   enum use_mode mode);
void uses_add_range(struct machine *machine, struct uses *uses,
		    uint64_t address, uint64_t size, enum use_mode mode);

/* How those use it whose order does not matter. */
enum use_mode uses_meeting(struct machine *machine, uint64_t address);

/* This holds of all uses of something, those before as well. */
void uses_change_all(bool *what, struct footprint *footprint);

/* Columns of rules. */
void uses_nothing(struct machine *machine, int thread, struct uses *uses);
void uses_object(struct machine *machine, int thread, struct uses *uses);
void uses_lock(struct machine *machine, int thread, struct uses *uses);
void uses_reading(struct machine *machine, int thread, struct uses *uses);
void uses_writing(struct machine *machine, int thread, struct uses *uses);

#endif
