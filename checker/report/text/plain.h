/* Text that does a terminal no harm. */
#ifndef MCHECK_REPORT_TEXT_PLAIN_H
#define MCHECK_REPORT_TEXT_PLAIN_H

#include "base/text.h"

/* Appends the bytes, or the first part of them and "..." where they are too
 * many to be read. */
void plain_add_cut(struct text *text, const char *bytes, size_t length);

/* From this byte on, control characters other than the end of a line become
 * '?', and bytes that are not UTF-8 become U+FFFD. */
void plain_make(struct text *text, size_t from);

#endif
