/* Unowned bytes behind each global object. */
#ifndef MCHECK_MODEL_ASSEMBLY_GAP_H
#define MCHECK_MODEL_ASSEMBLY_GAP_H

#include "model/assembly_symbol.h"

/* What is to be written around a line. */
enum assembly_gap {
	GAP_NONE,
	GAP_BEFORE, /* an object ended: bytes before the line */
	GAP_COMMON, /* `.comm` of a local: a definition in its place */
};

enum { GAP_SIZE = 32 };

/* gap[i] is for line i; one more place stands for the end of the text. */
void assembly_gap_find(const struct assembly_lines *lines,
		       const struct assembly_symbols *symbols,
		       unsigned char *gap);

#endif
