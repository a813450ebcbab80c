/* Lines of the model's files. */
#include "report/step/source.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"

#define LINES_BEFORE 2u
#define LINES_BEHIND 3u
#define COLUMNS 78u
#define TAB 4u /* a model's lines are short, and shall stay whole */
#define MAX_BYTES (1 << 22)

void source_add_line(struct text *text, const char *bytes, size_t length,
		     size_t columns)
{
	size_t column = 0, size;

	for (size_t i = 0; i < length && column < columns; i += size) {
		uint32_t character = utf8_read(bytes + i, length - i, &size);

		if (character == '\r' && i + 1 == length)
			break;
		do {
			if (character == '\t')
				text_add(text, " ");
			else
				utf8_add(text, utf8_is_control(character)
						       ? UTF8_INVALID
						       : character);
			column++;
		} while (character == '\t' && column % TAB && column < columns);
	}
}

/* Whatever a #line names: a device or a pipe is not to be read. */
static bool read_source(const char *path, struct text *text)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISREG(about.st_mode) &&
	       about.st_size <= MAX_BYTES && file_read(path, text);
}

/* An empty line of the source has nothing behind its number. */
static void trim(struct text *text)
{
	while (text->length && text->bytes[text->length - 1] == ' ')
		text->bytes[--text->length] = 0;
}

void source_around(const struct place *place, struct text *text)
{
	struct text file = {0};
	const char *at;

	if (!place->file || !read_source(place->file, &file))
		return;
	at = text_string(&file);
	for (unsigned line = 1;
	     *at && line <= (uint64_t)place->line + LINES_BEHIND; line++) {
		size_t length = strcspn(at, "\n");

		if (line + LINES_BEFORE >= place->line) {
			text_addf(text, "%s%5u  ",
				  line == place->line ? "  >" : "   ", line);
			source_add_line(text, at, length, COLUMNS - 10);
			trim(text);
			text_add(text, "\n");
		}
		at += length + (at[length] == '\n');
	}
	text_free(&file);
}
