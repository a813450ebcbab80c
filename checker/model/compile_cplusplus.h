/* What is different for models in C++. */
#ifndef MCHECK_MODEL_COMPILE_CPLUSPLUS_H
#define MCHECK_MODEL_COMPILE_CPLUSPLUS_H

#include "base/process.h"

/* Does the file's name end as those of C++ do: .cc .cpp .cxx .c++ .C? */
bool cplusplus_is(const char *file);

/* The first such file, or NULL. */
const char *cplusplus_first(const struct words *files);

/* The C++ compiler: `asked` (--cxx=), $CXX, else the one that belongs to the
 * C compiler `cc`, else a usual one.  With `named`, the C compiler was chosen
 * with --cc=, which comes before $CXX.  Freed by the caller; NULL when there is
 * none.  An asked one that cannot be run ends mcheck. */
char *cplusplus_compiler(const char *asked, const char *cc, bool named);

/* Is the option meant for the other language, as -std=c11 is for C++? */
bool cplusplus_is_others(const char *flag, bool cplusplus);

/* Is this function of libc to be had in C only? */
bool cplusplus_lacks(const char *name);

/* Adds to `needs` the parts of our source that the assembly text calls for. */
void cplusplus_note_needs(const char *assembly, unsigned *needs);

/* Adds the options that C++ needs beside those for C; further ones for our own
 * source; and those of the link, with the path of a script for the linker. */
void cplusplus_add_flags(struct words *command, bool clang);
void cplusplus_add_support_flags(struct words *command, unsigned needs);
void cplusplus_add_link_flags(struct words *command, const char *script);

#endif
