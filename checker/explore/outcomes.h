/* The distinct ways in which executions end: exit status and output. */
#ifndef MCHECK_EXPLORE_OUTCOMES_H
#define MCHECK_EXPLORE_OUTCOMES_H

#include "base/text.h"
#include "machine/machine.h"

/* {0} is an empty set. */
struct outcomes {
	char **lines; /* sorted */
	size_t count, room;
};

/* Adds how this execution ended; a finding counts by its class. */
void outcomes_add(struct outcomes *outcomes, const struct machine *machine);

/* Appends them, one a line. */
void outcomes_list(const struct outcomes *outcomes, struct text *text);

/* Adds one such line. */
void outcomes_add_line(struct outcomes *outcomes, const char *line);

/* Appends them like that, and empties the set. */
void outcomes_take(struct outcomes *outcomes, struct text *text);

#endif
