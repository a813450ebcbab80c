/* The steps as a table. */
#ifndef MCHECK_REPORT_HTML_TABLE_H
#define MCHECK_REPORT_HTML_TABLE_H

#include "report/html/scene.h"

/* Appends a table with a row for each step, and for each thread's end. */
void html_table(struct scene *scene, struct text *text);

#endif
