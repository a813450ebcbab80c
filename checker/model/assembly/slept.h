/* Random numbers that only say how long a thread sleeps. */
#ifndef MCHECK_MODEL_ASSEMBLY_SLEPT_H
#define MCHECK_MODEL_ASSEMBLY_SLEPT_H

#include "base/text.h"
#include "model/assembly/symbol.h"

/* Are rand, sleep and the like the library's, as far as this text says? */
bool assembly_slept_applies(const struct assembly_symbols *symbols);

/* Where that is so: is the line a call of rand or the like whose result goes
 * into the sleep or usleep behind it, and nowhere else?  `added`: before each
 * line, what clears slots that are dead there. */
bool assembly_slept_fits(const struct assembly_lines *lines,
			 const struct text *added, size_t call);

/* Appends such a line as a call of __mc_rand_slept. */
void assembly_slept_write(const struct assembly_line *line, struct text *out);

#endif
