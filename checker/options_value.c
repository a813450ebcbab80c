/* Values of options. */
#include "options_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

const char *value_of(const char *word, const char *option)
{
	size_t length = strlen(option);

	return strncmp(word, option, length) == 0 ? word + length : NULL;
}

/* One of two words: true for the second. */
bool value_either(const char *word, const char *value, const char *first,
		  const char *second)
{
	if (strcmp(value, first) != 0 && strcmp(value, second) != 0)
		error_exit("%s: the value must be %s or %s", word, first,
			   second);
	return strcmp(value, second) == 0;
}

/* " a, b or c": what --explorer=NAME can name. */
static void add_explorers(struct text *text)
{
	const char *before = NULL;
	const struct explorer *explorer;

	for (size_t i = 0; (explorer = explorer_at(i)); i++) {
		if (!explorer->help)
			continue;
		if (before)
			text_addf(text, "%s%s", text->length ? ", " : "",
				  before);
		before = explorer->name;
	}
	text_addf(text, " or %s", before);
}

const struct explorer *value_explorer(const char *word, const char *value)
{
	const struct explorer *explorer = explorer_by_name(value);
	struct text names = {0};

	if (explorer && explorer->help)
		return explorer;
	add_explorers(&names);
	error_exit("%s: the value must be %s", word, text_string(&names));
}

enum endless value_endless(const char *word, const char *value)
{
	if (strcmp(value, "service") == 0)
		return ENDLESS_SERVICE;
	if (strcmp(value, "allow") == 0)
		return ENDLESS_ALLOW;
	if (strcmp(value, "finding") == 0)
		return ENDLESS_FINDING;
	error_exit("%s: the value must be service, allow or finding", word);
}

enum reduction value_reduction(const char *word, const char *value)
{
	if (strcmp(value, "on") == 0)
		return REDUCTION_ON;
	if (strcmp(value, "persistent") == 0)
		return REDUCTION_PERSISTENT;
	if (strcmp(value, "guards") == 0)
		return REDUCTION_GUARDS;
	if (strcmp(value, "off") == 0)
		return REDUCTION_OFF;
	error_exit("%s: the value must be on, persistent, guards or off", word);
}

uint32_t value_hints(const char *word, const char *value)
{
	if (strcmp(value, "none") == 0)
		return 0;
	if (strcmp(value, "some") == 0)
		return HINTS_SOME;
	if (strcmp(value, "all") == 0)
		return HINTS_MOST;
	error_exit("%s: the value must be none, some or all", word);
}

const struct format *value_format(const char *word, const char *value)
{
	const struct format *format = format_find(value);
	struct text names = {0};

	if (format && !format->picture)
		return format;
	format_names(&names);
	error_exit("%s: the value must be %s", word, text_string(&names));
}

struct unit {
	const char *name; /* NULL ends a list */
	uint64_t size;
};

static const struct unit times[] = {
	{"", 1000},         {"s", 1000},        {"ms", 1}, {"m", 60 * 1000},
	{"min", 60 * 1000}, {"h", 3600 * 1000}, {NULL, 0},
};

static const struct unit sizes[] = {
	{"", 1},          {"K", 1 << 10}, {"KiB", 1 << 10}, {"M", 1 << 20},
	{"MiB", 1 << 20}, {"G", 1 << 30}, {"GiB", 1 << 30}, {NULL, 0},
};

bool value_is_number(const char *value, uint64_t least, uint64_t most,
		     uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(value, &end, 10);
	return *value >= '0' && *value <= '9' && !*end && errno == 0 &&
	       *number >= least && *number <= most;
}

uint64_t value_number(const char *word, const char *value)
{
	uint64_t n;

	if (!value_is_number(value, 1, UINT64_MAX, &n))
		error_exit("%s: the value must be a number, 1 or more", word);
	return n;
}

/* A number and its unit, one of `units`: what a unit stands for. */
static uint64_t measure(const char *word, const char *value,
			const struct unit *units, const char *example)
{
	char *end;
	unsigned long long n = strtoull(value, &end, 10);
	const struct unit *unit = units;

	while (unit->name && strcmp(unit->name, end) != 0)
		unit++;
	if (*value < '0' || *value > '9' || n == 0 || !unit->name ||
	    n > UINT64_MAX / unit->size)
		error_exit("%s: the value must be %s", word, example);
	return n * unit->size;
}

uint64_t value_size(const char *word, const char *value)
{
	static const char example[] = "a size of 1M or more: 512M, 2G";
	uint64_t bytes = measure(word, value, sizes, example);

	if (bytes < 1u << 20)
		error_exit("%s: the value must be %s", word, example);
	return bytes;
}

uint64_t value_time(const char *word, const char *value)
{
	return measure(word, value, times, "a time: 10s, 500ms, 2m, 1h");
}
