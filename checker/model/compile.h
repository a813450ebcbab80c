/* From C files to a shared object that mcheck can load. */
#ifndef MCHECK_MODEL_COMPILE_H
#define MCHECK_MODEL_COMPILE_H

#include "base/process.h"
#include "base/text.h"
#include "model/assembly/assembly.h"

/* What the user asked for; all words are borrowed. */
struct compile_request {
	const char *compiler;           /* NULL: $CC, else cc, gcc, clang */
	const char *cplusplus_compiler; /* NULL: see compile_cplusplus.h */
	struct words files;
	struct words flags; /* -I -D -U -std= -include -W...: to the compiler */
};

/* `directory` has all that was made. */
struct compiled {
	struct temporary directory;
	char *object;                /* the path of the shared object */
	char *compiler;              /* as it was found */
	struct assembly_count count; /* of all files' functions */
	char *cplusplus_compiler;    /* the same; NULL: no file needs it */
	struct text dependencies;    /* the user's files, one a line, sorted */
};

/* Compiles and links.  What the compiler says goes to stderr.  On any trouble
 * one more line says what failed, everything made is removed, and mcheck exits
 * with EXIT_ENVIRONMENT. */
void compile_model(const struct compile_request *request,
		   struct compiled *compiled);

/* Is it clang, by its real name? */
bool compile_is_clang(const char *compiler);

/* Removes the directory; safe to call again. */
void compile_clean(struct compiled *compiled);

#endif
