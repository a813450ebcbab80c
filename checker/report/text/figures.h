/* The numbers of a search, apart from the report: times are among them. */
#ifndef MCHECK_REPORT_TEXT_FIGURES_H
#define MCHECK_REPORT_TEXT_FIGURES_H

#include "base/text.h"
#include "explore/explore.h"
#include "model/assembly/assembly.h"

/* For programs: one line "stats: states=19 ...". */
void figures_line(const struct statistics *statistics,
		  const struct assembly_count *count, double seconds,
		  struct text *text);

/* For people. */
void figures_list(const struct statistics *statistics, double compile_seconds,
		  double seconds, struct text *text);

#endif
