/* Strings in XML 1.0, in UTF-8: whatever bytes a string has, what comes out
 * is XML. */
#ifndef MCHECK_REPORT_JUNIT_XML_H
#define MCHECK_REPORT_JUNIT_XML_H

#include "base/text.h"

/* Appends the bytes as the contents of an element.  What XML forbids, what
 * moves a terminal's cursor and what is not UTF-8 become U+FFFD. */
void xml_add(struct text *text, const char *bytes, size_t length);

/* Appends ' name="value"'; in a value, line ends stay what they are. */
void xml_attribute(struct text *text, const char *name, const char *value);

#endif
