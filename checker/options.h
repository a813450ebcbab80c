/* The command line. */
#ifndef MCHECK_OPTIONS_H
#define MCHECK_OPTIONS_H

#include "model/compile.h"
#include "explore/run/check.h"
#include "report/format.h"

struct options {
	struct compile_request compile;
	struct words *models; /* the files of each, of which one is checked */
	int model_count;
	struct words arguments; /* of the model */
	struct check_options check;
	const char *explorer, *at_random; /* words of the command line */
	const char *trace;                /* NULL: named after the model */
	bool no_trace;
	const char *html, *dot; /* where pictures go, or NULL */
	uint64_t budget_ms;     /* of the search; 0: no limit */
	bool stats;             /* the numbers of the search: for programs, */
	bool verbose;           /* and for people */
	bool quiet;             /* only the finding and the verdict */
	const struct format *format; /* of the report */
	const char *replay;          /* the trace to replay, or NULL: check */
	bool step;                   /* walk through it, step by step */
	bool explain;                /* tell of a class, or of all */
	const char *class;           /* NULL: list them */
};

/* Reads the command line; --help and --version are answered here.  Exits with
 * EXIT_ENVIRONMENT after one line on stderr when it is wrong. */
void options_read(struct options *options, int argc, char **argv);

/* Exits when one of the model's files is none that can be compiled. */
void options_check_files(const struct words *files);

#endif
