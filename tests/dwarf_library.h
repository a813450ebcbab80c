/* A small library, compiled by each compiler in each version of DWARF, and
 * optimised, so that code is inlined and blocks share the stack.  Loaded, it
 * passes the addresses of its variables to `see`, beside the C expression that
 * names them and its own line, so it is its own oracle. */
#ifndef MCHECK_TESTS_DWARF_LIBRARY_H
#define MCHECK_TESTS_DWARF_LIBRARY_H

#include <link.h>
#include <stdbool.h>

#include "base/text.h"
#include "model/dwarf/variable.h"

enum { COMPILERS = 2, OPTIONS = 6, BUILDS = COMPILERS * OPTIONS };
enum { OPTIMISED = 4 }; /* the first of the options that is */

/* One loaded build of the library. */
struct library {
	struct text image;
	struct dwarf *dwarf;
	struct link_map *map;
	int seen;
};

extern struct library library;

/* All of them, in a directory of their own: before the tests, after them. */
void build_all(void);
void remove_all(void);

/* False when there is no such build, for want of its compiler. */
bool open_library(int build);
void close_library(void);

#endif
