/* What the tests of the assembly pass share. */
#ifndef MCHECK_TESTS_ASSEMBLED_H
#define MCHECK_TESTS_ASSEMBLED_H

#include "base/text.h"
#include "model/assembly/assembly.h"

/* gcc and clang, which may be missing. */
extern const char *const assembled_compilers[2];

/* C source of the hooks that instrumented code calls.  A hook leaves nothing
 * in the registers that a call may change, and wrong flags. */
extern const char assembled_hooks[];

/* The assembly of model.c in the current directory. */
struct text assembled(const char *compiler);

/* The text after the pass, with a NUL behind it that its length leaves out. */
struct text rewritten(const struct text *assembly, unsigned options);

/* How often `part` occurs in the text. */
int occurrences(const char *text, const char *part);

#endif
