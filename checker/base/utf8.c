/* UTF-8 (RFC 3629): no surrogates, nothing longer than it has to be. */
#include "base/utf8.h"

/* How many bytes follow the first one; -1: it begins no character. */
static int followers(unsigned char first)
{
	if (first < 0x80)
		return 0;
	if (first < 0xc2 || first > 0xf4)
		return -1;
	return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

static int is_character(uint32_t character, int count)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

	return character >= least[count] && character <= 0x10ffff &&
	       (character < 0xd800 || character > 0xdfff);
}

uint32_t utf8_read(const char *bytes, size_t length, size_t *used)
{
	unsigned char first = (unsigned char)bytes[0];
	int count = followers(first);
	uint32_t character;

	*used = 1;
	if (count < 0 || (size_t)count >= length)
		return UTF8_INVALID;
	character = count ? first & (0x3fu >> count) : first;
	for (int i = 1; i <= count; i++) {
		unsigned char next = (unsigned char)bytes[i];

		if ((next & 0xc0) != 0x80)
			return UTF8_INVALID;
		character = character << 6 | (next & 0x3fu);
	}
	if (!is_character(character, count))
		return UTF8_INVALID;
	*used = (size_t)count + 1;
	return character;
}

void utf8_add(struct text *text, uint32_t character)
{
	char bytes[4];
	size_t count = character < 0x80      ? 0
		       : character < 0x800   ? 1
		       : character < 0x10000 ? 2
					     : 3;
	static const unsigned char marks[] = {0, 0xc0, 0xe0, 0xf0};

	for (size_t i = count; i > 0; i--, character >>= 6)
		bytes[i] = (char)(0x80 | (character & 0x3f));
	bytes[0] = (char)(marks[count] | character);
	text_add_bytes(text, bytes, count + 1);
}
