/* The steps as data for the page's script. */
#ifndef MCHECK_REPORT_HTML_DATA_H
#define MCHECK_REPORT_HTML_DATA_H

#include "base/text.h"
#include "report/facts/facts.h"

/* Appends JSON that no mark of HTML is in:
 *
 *   stories   [{id, title, threads: [name ...], first, loop,
 *               steps: [{number, thread, what, file, line, object, value,
 *                        before, wrong}],
 *               edges: [{from, to, what, orders}],    numbers of steps
 *               holds: [{thread, from, to, lock, reading}],
 *               ends: [{thread, what, file, line, next}],
 *               race: [from, to]}]
 *   files     paths, in the order of the page's sources
 *
 * Threads are indexes; what is not known is not there, or null. */
void html_data(const struct facts *facts, struct text *text);

#endif
