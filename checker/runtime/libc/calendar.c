/* The calendar: the same in every run, so all is UTC and the locale is "C".
 * What has a static result is compiled along with the model: library.inc. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/functions.h"
#include "runtime/libc/libc.h"

/* More than any strftime of a short format gives. */
#define FORMATTED_ROOM 4096

static const char zone[] = "UTC";

/* mktime, and %s of strftime, ask for it. */
static void use_utc(void)
{
	static bool done;

	if (!done)
		setenv("TZ", zone, 1);
	done = true;
}

static struct tm tm_at(uint64_t address)
{
	struct tm parts;

	memcpy(&parts, text_at(address), sizeof parts);
	parts.tm_gmtoff = 0;
	parts.tm_zone = zone;
	return parts;
}

/* Its range may be written. */
static void put_tm(uint64_t to, struct tm parts)
{
	parts.tm_gmtoff = 0;
	parts.tm_zone = zone;
	memcpy(bytes_at(to), &parts, sizeof parts);
}

/* The calendar time of the model's time_t: false, with what the call is to
 * return in `result`, when there is none, or it must be asked for first. */
static bool read_time(uint64_t when_at, struct tm *parts, int *result)
{
	time_t when;

	*result = ASK;
	if (!may_read(when_at, sizeof when))
		return false;
	memcpy(&when, text_at(when_at), sizeof when);
	if (gmtime_r(&when, parts))
		return true;
	set_errno(EOVERFLOW);
	*result = give_result(0);
	return false;
}

/* Both gmtime_r and localtime_r. */
int rt_gmtime_r(uint64_t when_at, uint64_t to)
{
	struct tm parts;
	int result;

	if (!read_time(when_at, &parts, &result))
		return result;
	if (!may_write(to, sizeof parts))
		return ASK;
	put_tm(to, parts);
	return give_result(to);
}

/* Both mktime and timegm: the parts become those of the time. */
int rt_mktime(uint64_t parts_at)
{
	struct tm parts;
	time_t when;

	if (!may_read(parts_at, sizeof parts) ||
	    !may_write(parts_at, sizeof parts))
		return ASK;
	parts = tm_at(parts_at);
	parts.tm_isdst = 0;
	when = timegm(&parts);
	put_tm(parts_at, parts);
	return give_result((uint64_t)when);
}

static int put_text(uint64_t to, const char *text)
{
	uint64_t size = strlen(text) + 1;

	if (!may_write(to, size))
		return ASK;
	memcpy(bytes_at(to), text, size);
	return give_result(to);
}

int rt_asctime_r(uint64_t parts_at, uint64_t to)
{
	char text[FORMATTED_ROOM];
	struct tm parts;

	if (!may_read(parts_at, sizeof parts))
		return ASK;
	parts = tm_at(parts_at);
	strftime(text, sizeof text, "%a %b %e %T %Y\n", &parts);
	return put_text(to, text);
}

int rt_ctime_r(uint64_t when_at, uint64_t to)
{
	char text[FORMATTED_ROOM];
	struct tm parts;
	int result;

	if (!read_time(when_at, &parts, &result))
		return result;
	strftime(text, sizeof text, "%a %b %e %T %Y\n", &parts);
	return put_text(to, text);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/* The result has a 0 behind it, or there is no room, and it is 0. */
int rt_strftime(uint64_t to, uint64_t room, uint64_t format, uint64_t parts_at)
{
	char text[FORMATTED_ROOM];
	struct tm parts;
	uint64_t length;

	if (!read_string(format, &length) || !may_read(parts_at, sizeof parts))
		return ASK;
	use_utc();
	parts = tm_at(parts_at);
	length = strftime(text, room < sizeof text ? room : sizeof text,
			  text_at(format), &parts);
	if (length && !may_write(to, length + 1))
		return ASK;
	if (length)
		memcpy(bytes_at(to), text, length + 1);
	return give_result(length);
}

#pragma GCC diagnostic pop
