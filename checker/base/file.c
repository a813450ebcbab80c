/* Whole files: read, write, fingerprint. */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

bool file_read(const char *path, struct text *text)
{
	FILE *file = fopen(path, "rb");
	char buffer[1 << 14];
	size_t n;
	bool good;

	if (!file)
		return false;
	while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
		text_add_bytes(text, buffer, n);
	good = !ferror(file);
	fclose(file);
	return good;
}

/* A device or a pipe cannot be replaced: it is written to. */
static bool write_special(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");
	bool good = file && fwrite(bytes, 1, length, file) == length;

	return file && fclose(file) == 0 && good;
}

static bool is_special(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
}

bool file_write(const char *path, const char *bytes, size_t length)
{
	struct text beside = {0};
	FILE *file;
	bool good;
	int why;

	if (is_special(path))
		return write_special(path, bytes, length);
	text_addf(&beside, "%s.%ld.tmp", path, (long)getpid());
	file = fopen(beside.bytes, "wb");
	good = file && fwrite(bytes, 1, length, file) == length;
	why = errno;
	if (file && fclose(file) != 0) {
		why = good ? errno : why;
		good = false;
	}
	if (good && rename(beside.bytes, path) != 0) {
		why = errno;
		good = false;
	}
	if (!good && file)
		unlink(beside.bytes);
	text_free(&beside);
	errno = why;
	return good;
}

uint64_t file_hash(const char *bytes, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	return hash;
}
