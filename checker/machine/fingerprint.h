/* What fingerprints are made of, for who starts an execution. */
#ifndef MCHECK_MACHINE_FINGERPRINT_H
#define MCHECK_MACHINE_FINGERPRINT_H

#include "base/hash.h"

struct machine;

/* The sum of the hashes of all words there. */
hash128 fingerprint_range(uint64_t from, uint64_t to);

/* At the first start: what variables hold then. */
void fingerprint_note_constant(struct machine *machine);

#endif
