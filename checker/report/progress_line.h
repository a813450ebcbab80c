/* The line that tells how far a search is. */
#ifndef MCHECK_REPORT_PROGRESS_LINE_H
#define MCHECK_REPORT_PROGRESS_LINE_H

#include "explore/run/watch.h"

/* {0} at the beginning. */
struct progress_line {
	bool shown;      /* it is on the terminal now */
	uint64_t states; /* when it was told last, */
	double seconds;  /* and when that was */
};

/* For struct watch: `context` is a struct progress_line.  A line that is told
 * regularly is written over by the next one, and wiped off at the end. */
void progress_line_tell(void *context, enum watch_moment moment,
			const struct progress *progress, double seconds);

#endif
