/* The rest of <string.h> and <strings.h>; all that they read and write is
 * checked over its whole range. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"

int rt_bzero(uint64_t to, uint64_t size)
{
	return rt_memset(to, 0, size);
}

int rt_bcopy(uint64_t from, uint64_t to, uint64_t size)
{
	return copy_memory(to, from, size, to);
}

int rt_mempcpy(uint64_t to, uint64_t from, uint64_t size)
{
	return copy_memory(to, from, size, to + size);
}

/* Reads up to the byte and no further, as if one by one (C11 7.24.5.1). */
int rt_memchr(uint64_t from, int byte, uint64_t size)
{
	uint64_t n = 0;
	bool found = false;

	while (n < size && !found) {
		if (!may_look(from + n))
			return ASK;
		found = text_at(from)[n++] == (char)byte;
	}
	if (!may_read(from, n))
		return ASK;
	return give_result(found ? from + n - 1 : 0);
}

int rt_memrchr(uint64_t from, int byte, uint64_t size)
{
	if (!may_read(from, size))
		return ASK;
	return give_result(
		(uint64_t)(uintptr_t)memrchr(text_at(from), byte, size));
}

int rt_strnlen(uint64_t string, uint64_t most)
{
	if (!read_bytes(string, most))
		return ASK;
	return give_result(strnlen(text_at(string), most));
}

int rt_stpcpy(uint64_t to, uint64_t from)
{
	uint64_t length;

	return read_string(from, &length)
		       ? copy_memory(to, from, length + 1, to + length)
		       : ASK;
}

int rt_strncat(uint64_t to, uint64_t from, uint64_t most)
{
	uint64_t first, second;

	if (!read_string(to, &first) || !read_bytes(from, most))
		return ASK;
	second = strnlen(text_at(from), most);
	if (!may_write(to + first, second + 1))
		return ASK;
	memmove(bytes_at(to + first), text_at(from), second);
	bytes_at(to)[first + second] = 0;
	return give_result(to);
}

int rt_strndup(uint64_t string, uint64_t most)
{
	uint64_t length, copied;
	bool there;

	if (!may_allocate(&there))
		return ASK;
	if (!there)
		return give_no_memory();
	if (!read_bytes(string, most))
		return ASK;
	length = strnlen(text_at(string), most);
	copied = allocate_block(length + 1, 16, false);
	if (!copied)
		return ASK;
	memory_touch(mc_machine, copied, length + 1);
	memcpy(bytes_at(copied), text_at(string), length);
	bytes_at(copied)[length] = 0;
	return give_result(copied);
}

int rt_strdup(uint64_t string)
{
	return rt_strndup(string, UINT64_MAX);
}

static bool read_both(uint64_t a, uint64_t b)
{
	uint64_t length;

	return read_string(a, &length) && read_string(b, &length);
}

int rt_strspn(uint64_t string, uint64_t set)
{
	if (!read_both(string, set))
		return ASK;
	return give_result(strspn(text_at(string), text_at(set)));
}

int rt_strcspn(uint64_t string, uint64_t set)
{
	if (!read_both(string, set))
		return ASK;
	return give_result(strcspn(text_at(string), text_at(set)));
}

int rt_strpbrk(uint64_t string, uint64_t set)
{
	if (!read_both(string, set))
		return ASK;
	return give_result(
		(uint64_t)(uintptr_t)strpbrk(text_at(string), text_at(set)));
}

int rt_strcasestr(uint64_t a, uint64_t b)
{
	if (!read_both(a, b))
		return ASK;
	return give_result(
		(uint64_t)(uintptr_t)strcasestr(text_at(a), text_at(b)));
}

int rt_strchrnul(uint64_t string, int byte)
{
	uint64_t length;

	if (!read_string(string, &length))
		return ASK;
	return give_result(
		(uint64_t)(uintptr_t)strchrnul(text_at(string), byte));
}

int rt_strncasecmp(uint64_t a, uint64_t b, uint64_t most)
{
	return compare_strings(a, b, most, tolower);
}

int rt_strcasecmp(uint64_t a, uint64_t b)
{
	return rt_strncasecmp(a, b, (uint64_t)-1);
}

/* The next word at `at`: where it begins (0: there is none) and where the next
 * search begins; its end is cut off.  False when the function must ask. */
static bool next_word(uint64_t at, uint64_t set, uint64_t *word, uint64_t *rest)
{
	uint64_t length;

	*word = *rest = 0;
	if (!at)
		return true;
	if (!read_both(at, set))
		return false;
	at += strspn(text_at(at), text_at(set));
	length = strcspn(text_at(at), text_at(set));
	*rest = at + length;
	if (length == 0)
		return true;
	if (text_at(at)[length]) {
		if (!may_write(at + length, 1))
			return false;
		bytes_at(at)[length] = 0;
		*rest = at + length + 1;
	}
	*word = at;
	return true;
}

int rt_strtok_r(uint64_t string, uint64_t set, uint64_t rest_at)
{
	uint64_t word, rest;

	if ((!string && !may_read(rest_at, 8)) || !may_write(rest_at, 8))
		return ASK;
	if (!string)
		string = *(const uint64_t *)(uintptr_t)rest_at;
	if (!next_word(string, set, &word, &rest))
		return ASK;
	memory_put(mc_machine, rest_at, 8, (struct wide){rest, 0});
	return give_result(word);
}

/* One place for all threads, as in libc: who comes between disturbs. */
int rt_strtok(uint64_t string, uint64_t set)
{
	uint64_t word, rest;

	if (!my_turn(TURN_STRTOK) ||
	    !next_word(string ? string : libc_state_program()->strtok_rest, set,
		       &word, &rest))
		return ASK;
	libc_state_set(&libc_state_program()->strtok_rest, rest);
	return give_result(word);
}

int rt_strsep(uint64_t string_at, uint64_t set)
{
	uint64_t string, end;

	if (!may_read(string_at, 8))
		return ASK;
	string = *(const uint64_t *)(uintptr_t)string_at;
	if (!string)
		return give_result(0);
	if (!read_both(string, set) || !may_write(string_at, 8))
		return ASK;
	end = string + strcspn(text_at(string), text_at(set));
	if (*text_at(end) && !may_write(end, 1))
		return ASK;
	memory_put(mc_machine, string_at, 8,
		   (struct wide){*text_at(end) ? end + 1 : 0, 0});
	*bytes_at(end) = 0;
	return give_result(string);
}

/* A constant of libc's, for any number. */
int rt_strerror(int error)
{
	const char *text = strerrordesc_np(error);

	return give_result(
		(uint64_t)(uintptr_t)(text ? text : "Unknown error"));
}

/* A constant if there is one, else put together in the caller's bytes. */
static const char *error_text(int error, char *room, size_t size)
{
	const char *text = strerrordesc_np(error);

	if (text)
		return text;
	snprintf(room, size, "Unknown error %d", error);
	return room;
}

int rt_strerror_gnu(int error, uint64_t to, uint64_t room)
{
	char made[40];
	const char *text = error_text(error, made, sizeof made);
	uint64_t size = strlen(text) + 1;

	if (text != made)
		return give_result((uint64_t)(uintptr_t)text);
	size = size < room ? size : room;
	if (size && !may_write(to, size))
		return ASK;
	if (size) {
		memcpy(bytes_at(to), text, size - 1);
		bytes_at(to)[size - 1] = 0;
	}
	return give_result(to);
}

int rt_strerror_posix(int error, uint64_t to, uint64_t room)
{
	char made[40];
	const char *text = error_text(error, made, sizeof made);
	uint64_t size = strlen(text) + 1, kept = size < room ? size : room;

	if (kept && !may_write(to, kept))
		return ASK;
	if (kept) {
		memcpy(bytes_at(to), text, kept - 1);
		bytes_at(to)[kept - 1] = 0;
	}
	if (kept < size)
		return give_result(ERANGE);
	return give_result(text == made ? EINVAL : 0);
}
