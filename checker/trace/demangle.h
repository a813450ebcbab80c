/* Names of C++ as people write them. */
#ifndef MCHECK_TRACE_DEMANGLE_H
#define MCHECK_TRACE_DEMANGLE_H

/* The readable form of a symbol's name, to be freed with mem_free; NULL when it
 * is not one of C++, or the C++ library is not there to read it. */
char *demangle(const char *name);

#endif
