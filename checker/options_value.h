/* Values of options.  `word` is the whole option; one that makes no sense is
 * refused: the program exits with EXIT_ENVIRONMENT after a line that says what
 * the value must be. */
#ifndef MCHECK_OPTIONS_VALUE_H
#define MCHECK_OPTIONS_VALUE_H

#include "explore/run/check.h"
#include "report/format.h"

/* What stands behind the option, "--states=", in the word; NULL: it is another
 * option. */
const char *value_of(const char *word, const char *option);

/* One of two words: true for the second. */
bool value_either(const char *word, const char *value, const char *first,
		  const char *second);

const struct explorer *value_explorer(const char *word, const char *value);
enum endless value_endless(const char *word, const char *value);
enum reduction value_reduction(const char *word, const char *value);

/* So many at the most. */
uint32_t value_hints(const char *word, const char *value);

/* One that is a report, and no picture. */
const struct format *value_format(const char *word, const char *value);

/* Reads a number; false when it is none, or is not from `least` to `most`. */
bool value_is_number(const char *value, uint64_t least, uint64_t most,
		     uint64_t *number);

/* 1 or more. */
uint64_t value_number(const char *word, const char *value);

/* A size in bytes: "512M"; a time in ms: "10s". */
uint64_t value_size(const char *word, const char *value);
uint64_t value_time(const char *word, const char *value);

#endif
