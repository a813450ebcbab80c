/* Through an execution step by step, forward and back: what `mcheck replay
 * --step` shows.  It is all told from the facts; nothing runs again. */
#ifndef MCHECK_REPORT_STEP_STEP_H
#define MCHECK_REPORT_STEP_STEP_H

#include <stdbool.h>
#include <stdio.h>

#include "report/facts/facts.h"

/* Reads commands, one a line, until `in` ends or one says so; the facts have a
 * finding.  `terminal`: a person is there to be prompted. */
void step_through(const struct facts *facts, FILE *in, FILE *out,
		  bool terminal);

#endif
