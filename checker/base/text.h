/* A string that grows. */
#ifndef MCHECK_BASE_TEXT_H
#define MCHECK_BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* `bytes` is NUL-terminated whenever it is not NULL; {0} is an empty text.
 * Its memory belongs to the holder, who calls text_free. */
struct text {
	char *bytes;
	size_t length;
	size_t capacity;
};

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const void *bytes, size_t length);
void text_addf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_addv(struct text *text, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
void text_free(struct text *text);

/* The bytes, "" for an empty text; borrowed. */
const char *text_string(const struct text *text);

#endif
