/* A writer of JSON (RFC 8259), in UTF-8: whatever bytes a string has, what
 * comes out is JSON. */
#ifndef MCHECK_REPORT_JSON_JSON_H
#define MCHECK_REPORT_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define JSON_DEPTH 32

/* {.text = ...} at the beginning. */
struct json {
	struct text *text;
	char closers[JSON_DEPTH]; /* of what is open */
	unsigned depth;
	unsigned row; /* the depth of what is written on one line; 0: none */
	bool filled;  /* there is something in the innermost already */
};

/* In all of these, `name` is that of a member; NULL in an array, and for the
 * outermost value. */

/* To json_end, what is written belongs to it.  A row is an object that is
 * written on one line. */
void json_object(struct json *json, const char *name);
void json_array(struct json *json, const char *name);
void json_row(struct json *json, const char *name);
void json_end(struct json *json);

/* Bytes that are not UTF-8 become U+FFFD.  A NULL string is null. */
void json_string(struct json *json, const char *name, const char *string);
void json_bytes(struct json *json, const char *name, const char *bytes,
		size_t length);

/* The same, of a text, which is freed; an empty one is null. */
void json_text(struct json *json, const char *name, struct text *text);

void json_number(struct json *json, const char *name, uint64_t number);
void json_truth(struct json *json, const char *name, bool truth);
void json_null(struct json *json, const char *name);

/* As elements, the outermost values that were written to a text before, one
 * after the other: objects, not rows. */
void json_objects(struct json *json, const struct text *written);

#endif
