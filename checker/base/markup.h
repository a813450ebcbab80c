/* What HTML and XML have in common. */
#ifndef MCHECK_BASE_MARKUP_H
#define MCHECK_BASE_MARKUP_H

#include <stddef.h>
#include <stdint.h>

/* How the character is written as text or in a quoted value; NULL: as it is. */
static inline const char *markup_entity(uint32_t character)
{
	switch (character) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	}
	return NULL;
}

#endif
