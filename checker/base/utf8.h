/* UTF-8: strings from outside may hold any bytes. */
#ifndef MCHECK_BASE_UTF8_H
#define MCHECK_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* What stands for a byte that belongs to no character. */
#define UTF8_INVALID 0xfffdu

/* The character that the bytes, at least one, begin with; `used` gets how many
 * it takes.  A byte that is no part of one is UTF8_INVALID. */
uint32_t utf8_read(const char *bytes, size_t length, size_t *used);

void utf8_add(struct text *text, uint32_t character);

/* Does it move the cursor of a terminal, or worse?  So does the second half of
 * Latin-1's controls, as some terminals take U+009B for an escape code. */
static inline int utf8_is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

#endif
