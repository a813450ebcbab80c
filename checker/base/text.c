/* A string that grows. */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

static void make_room(struct text *text, size_t more)
{
	size_t wanted = text->length + more + 1;

	if (wanted <= text->capacity)
		return;
	text->capacity = wanted < 64 ? 64 : wanted * 2;
	text->bytes = mem_resize(text->bytes, text->capacity);
}

void text_add_bytes(struct text *text, const void *bytes, size_t length)
{
	make_room(text, length);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = 0;
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_addv(struct text *text, const char *format, va_list arguments)
{
	va_list again;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return;
	make_room(text, (size_t)length);
	vsnprintf(text->bytes + text->length, (size_t)length + 1, format,
		  arguments);
	text->length += (size_t)length;
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_addv(text, format, arguments);
	va_end(arguments);
}

void text_free(struct text *text)
{
	mem_free(text->bytes);
	*text = (struct text){0};
}

const char *text_string(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}
