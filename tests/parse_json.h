/* A small and strict parser of JSON (RFC 8259), to look at what mcheck
 * wrote. */
#ifndef MCHECK_TESTS_PARSE_JSON_H
#define MCHECK_TESTS_PARSE_JSON_H

#include <stdbool.h>

#include "base/text.h"

/* kind: '{', '[', '"', '0' (a number), 't', 'f', 'n'. */
struct node {
	char kind;
	char *name;         /* of a member; NULL in an array */
	struct text string; /* decoded; of a number, its digits */
	struct node *first, *next;
};

/* The value that all of the text is; NULL when it is not JSON, and then `why`
 * says at which byte that shows.  Freed by json_free. */
struct node *json_parse(const struct text *text, char why[80]);
void json_free(struct node *node);

/* "models[0].finding.place.line" in the node; NULL when it is not there. */
const struct node *json_find(const struct node *node, const char *path);

/* The same; if it is not JSON, the test fails. */
struct node *expect_json(const struct text *text);

/* How many members or elements it has. */
unsigned json_count(const struct node *node);

/* The string or number at the path is this; else the test fails. */
void expect_string(const struct node *node, const char *path,
		   const char *string);

/* What is at the path, which must be there and of this kind. */
const struct node *expect_kind(const struct node *node, const char *path,
			       char kind);

#endif
