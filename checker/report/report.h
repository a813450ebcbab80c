/* The report: a finding for people. */
#ifndef MCHECK_REPORT_REPORT_H
#define MCHECK_REPORT_REPORT_H

#include "explore/check.h"
#include "trace/names.h"

/* What the report is about, beside the outcome. */
struct report {
	struct names *names;
	const char *model;   /* the first file, as the user named it */
	const char *trace;   /* where the trace is, or NULL: none written */
	const char *smaller; /* "-DN=4 or -DK=8", or NULL; see smaller.h */
	enum explorer explorer;
	bool quiet;                       /* the finding and the verdict only */
	const struct random_plan *random; /* NULL: not at random */
};

/* Appends the whole report, up to and with the verdict line. */
void report_write(const struct report *report, const struct outcome *outcome,
		  struct text *text);

/* Appends "      x.c:12    its source", a line; nothing if that is unknown. */
void report_place(const struct report *report,
		  const struct execution *execution, uint64_t pc,
		  struct text *text);

/* What happened, as a clause: "locks m", "writes counter = 1 (was 0)". */
void report_event(struct names *names, const struct execution *execution,
		  const struct event *event, struct text *text);

#endif
