/* What footprints have learned, as bytes: for a search that is taken up again
 * in another process. */
#ifndef MCHECK_MACHINE_LEARN_FOOTPRINT_SAVE_H
#define MCHECK_MACHINE_LEARN_FOOTPRINT_SAVE_H

#include "base/text.h"
#include "machine/learn/footprint.h"

/* Appends all of it. */
void footprint_save(const struct footprint *footprint, struct text *text);

/* Puts it back in an open one: then the search is as stale as it was.  False
 * when that cannot be. */
bool footprint_load(struct footprint *footprint, const char *bytes,
		    size_t length);

#endif
