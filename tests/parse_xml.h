/* Looks whether a text is well-formed XML 1.0, as far as mcheck writes it:
 * elements, attributes, references; no comments, no CDATA. */
#ifndef MCHECK_TESTS_PARSE_XML_H
#define MCHECK_TESTS_PARSE_XML_H

#include "base/text.h"

/* If it is not, the test fails, and says at which byte that shows. */
void expect_xml(const struct text *text);

#endif
