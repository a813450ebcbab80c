/* Searches that go on from a checkpoint, and what the same search says in one
 * piece. */
#ifndef MCHECK_TESTS_RESUMED_H
#define MCHECK_TESTS_RESUMED_H

#include <stdlib.h>

#include "support.h"

#define CHECKPOINT "search.ck"
#define OPTION "--checkpoint=" CHECKPOINT

#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_OPTIONS ((const char *const[]){NULL})

/* Written after every so many transitions, by a child that is waited for. */
#define EVERY(transitions) setenv("MCHECK_CHECKPOINT_EVERY", transitions, 1)

/* The threads count in digits of their own: (K+1)^N states and some more.  The
 * state in which only the last one has counted, to its end, comes late. */
extern const char counting_model[];

/* Each waits for its turn, and tries again and again. */
extern const char turns_model[];

bool file_exists(const char *path);

/* What a whole search says of model.c: on stdout, in numbers, in a trace. */
struct reference {
	struct text out;
	char stats[300];
	struct text trace;
};

#define MOST_WORDS 12

/* mcheck --stats --trace=TRACE with these options and model.c behind them;
 * borrowed until the next call. */
const char *const *reference_words(const char *trace,
				   const char *const options[]);

/* Runs the whole search; freed by reference_free. */
struct reference make_reference(const char *const options[]);
void reference_free(struct reference *reference);

/* The run, which wrote its trace to parts.trace, said the same and left no
 * checkpoint. */
void expect_reference(struct run *run, struct reference *reference);

#endif
