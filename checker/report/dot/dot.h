/* The happens-before graph of an execution, for Graphviz. */
#ifndef MCHECK_REPORT_DOT_DOT_H
#define MCHECK_REPORT_DOT_DOT_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends a graph in the language of dot: a cluster for each thread, a node for
 * each of the last steps, and what orders them.  It has one node, the verdict,
 * when there is no finding. */
void dot_write(const struct facts *facts, struct text *text);

#endif
