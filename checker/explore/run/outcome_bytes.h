/* An outcome as bytes: on its way from the worker to the parent. */
#ifndef MCHECK_EXPLORE_RUN_OUTCOME_BYTES_H
#define MCHECK_EXPLORE_RUN_OUTCOME_BYTES_H

#include "explore/run/check.h"

/* Calls `put` with all bytes of the outcome, part by part. */
void outcome_put(const struct outcome *outcome,
		 void (*put)(void *context, const void *bytes, size_t length),
		 void *context);

/* Fills `outcome`, whose parts belong to the caller, from bytes that may be
 * anything.  False if they are no outcome that can be reported (see
 * outcome_sane.h): `why` is a constant then, and `outcome` is empty. */
bool outcome_get(struct outcome *outcome, const char *bytes, size_t length,
		 const char **why);

#endif
