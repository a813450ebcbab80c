/* Standard input of a model. */
#include "model/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

/* It is read byte by byte in each execution: more than that is a mistake. */
#define INPUT_ROOM ((uint64_t)1 << 20)

/* Why it cannot be read; NULL: it can. */
static const char *trouble(const char *path)
{
	struct stat about;

	if (stat(path, &about) != 0)
		return strerror(errno);
	if (S_ISDIR(about.st_mode))
		return "it is a directory; name a file";
	if (!S_ISREG(about.st_mode))
		return "it is not a regular file, so a replay could not read "
		       "it again; copy what it gives into a file";
	if ((uint64_t)about.st_size > INPUT_ROOM)
		return "it has more than 1 MiB; cut it down to what the model "
		       "needs";
	return NULL;
}

bool input_read(const char *path, struct input *input, struct text *why)
{
	const char *reason = trouble(path);
	struct text text = {0};

	if (!reason && !file_read(path, &text))
		reason = strerror(errno);
	if (reason) {
		text_add(why, reason);
		return false;
	}
	input->bytes = text_string(&text);
	input->length = text.length;
	return true;
}
