/* A trace: an execution on disk, as text that a person can read.
 *
 *   mcheck trace 2
 *   compiler cc
 *   c++ c++
 *   model 9d2c6f0b5e1a7788 in models/counter.c    the files, with hashes
 *   header 0123456789abcdef in models/counter.h   what they include
 *   flag -DN=2
 *   argument 7
 *   stdin 7f3a52c09d41be66 in numbers.txt         what it reads, if any
 *   mode races=error explorer=states spurious=on leaks=report
 *   failure data-race plain=checked
 *   shared 4010                      a word that threads share
 *   1 T1 0 start                     decision, thread, way, operation
 *   2 T1 0 create at models/counter.c:21        ... object and place
 *   consequence assertion plain=visible         what a data race leads to
 *   ...
 *   end 7f3a52c09d41be66             a checksum of all lines above
 *
 * No line can be lost, added or changed without notice: a trace that is not as
 * it was written is refused, whoever changed it.  The number in the first line
 * grows with each change of the format.
 *
 * A replay makes the decisions again, writes the trace again, and compares:
 * any difference is a changed compiler, and is named by its line.  What becomes
 * of a trace when the model has changed is in follow.h. */
#ifndef MCHECK_TRACE_TRACE_H
#define MCHECK_TRACE_TRACE_H

#include "base/process.h"
#include "explore/run/check.h"
#include "trace/names.h"

#define TRACE_FIRST_LINE "mcheck trace 2\n"

/* What a trace says beside the executions.  When it comes from trace_read, all
 * words belong to it (trace_free). */
struct trace {
	const char *compiler;
	const char *cplusplus_compiler; /* NULL: no file needs one */
	struct words files, flags, arguments;
	struct text dependencies; /* paths, one a line */
	const char *changed;      /* a file that is not what it was, or NULL */
	struct check_options options;
};

/* Where the trace of a model is written when nothing else is said:
 * models/counter.c: counter.trace, in the current directory; counter-2.trace
 * for number 2.  Caller frees. */
char *trace_path(const char *model, unsigned number);

/* Appends the trace. */
void trace_write(const struct trace *trace, struct names *names,
		 const struct outcome *outcome, struct text *text);

/* Appends a line "3 T2 0 lock m at x.c:14". */
void trace_add_decision(struct names *names, const struct execution *execution,
			const struct event *event, struct text *text);

/* Appends the last line of a trace, of which `bytes` are all others. */
void trace_add_seal(struct text *text, const char *bytes, size_t length);

/* Reads the trace at `path`: fills `trace`, and of `outcome` what a replay
 * needs.  Notes a file of the model that has changed.  On any trouble says
 * which line and what, and exits. */
void trace_read(const char *path, struct trace *trace, struct outcome *outcome,
		struct text *whole);

/* After a replay: compares the trace written again with the one read; says at
 * which line they part, and exits, when they do. */
void trace_compare(const char *path, const struct text *was,
		   const struct text *is);

#endif
