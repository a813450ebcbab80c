/* scanf (C11 7.21.6.2): the format is gone through without a side effect, and
 * what is to be stored is noted; only then is it asked for, and stored. */
#include "runtime/libc/scan.h"

#include <ctype.h>
#include <stdlib.h>

#include "runtime/hooks/again.h"
#include "runtime/functions.h"
#include "runtime/libc/libc.h"
#include "runtime/libc/variadic.h"

#define MAX_STORES 32
#define NUMBER_ROOM 400

struct store {
	uint64_t to, size;
	const char *text; /* NULL: the value below */
	unsigned char value[16];
	bool ended; /* with a NUL, which is counted in `size` */
};

struct scan {
	const char *start, *at; /* of the input */
	bool converted;         /* something was, stored or not */
	bool short_input;       /* it stopped for want of input */
	bool met_end;           /* it looked at what is behind the last byte */
	const char *bad;        /* what mcheck does not do */
	int assigned;
	struct store stores[MAX_STORES];
	int count;
};

/* One conversion: what stands between '%' and its letter. */
struct directive {
	bool skip;
	uint64_t width; /* 0: none */
	uint64_t size;  /* of an integer */
	bool long_real, long_double;
	char kind;
	const char *set; /* of %[, behind the bracket and '^' */
	uint64_t set_size;
	bool inverted;
};

static const char *read_size(const char *at, struct directive *directive)
{
	directive->size = 4;
	for (; *at && strchr("hljztLq", *at); at++) {
		if (*at == 'h')
			directive->size /= 2;
		else
			directive->size = 8;
		directive->long_real |= *at == 'l';
		directive->long_double |= *at == 'L';
	}
	return at;
}

static const char *read_set(const char *at, struct directive *directive)
{
	directive->inverted = *at == '^';
	at += directive->inverted;
	directive->set = at;
	at += *at == ']';
	while (*at && *at != ']')
		at++;
	directive->set_size = (uint64_t)(at - directive->set);
	return at + (*at == ']');
}

static const char *read_directive(const char *at, struct directive *directive)
{
	*directive = (struct directive){0};
	directive->skip = *at == '*';
	at += directive->skip;
	while (isdigit((unsigned char)*at))
		directive->width =
			directive->width * 10 + (uint64_t)(*at++ - '0');
	at = read_size(at, directive);
	directive->kind = *at;
	at += *at != 0;
	return directive->kind == '[' ? read_set(at, directive) : at;
}

static struct store *add_store(struct scan *scan,
			       const struct directive *directive,
			       va_list *arguments, uint64_t size)
{
	struct store *store;

	if (scan->count == MAX_STORES) {
		scan->bad = "more than 32 conversions";
		return NULL;
	}
	store = &scan->stores[scan->count++];
	*store = (struct store){.to = va_arg(*arguments, uint64_t),
				.size = size};
	scan->assigned += directive->kind != 'n';
	return store;
}

/* Stores a value of `size` bytes unless it is to be skipped. */
static void put_value(struct scan *scan, const struct directive *directive,
		      va_list *arguments, const void *value, uint64_t size)
{
	struct store *store;

	if (directive->skip)
		return;
	store = add_store(scan, directive, arguments, size);
	if (store)
		memcpy(store->value, value, size);
}

static int base_of(char kind)
{
	switch (kind) {
	case 'i':
		return 0;
	case 'o':
		return 8;
	case 'x':
	case 'X':
	case 'p':
		return 16;
	default:
		return 10;
	}
}

static bool is_digit(char c, int base)
{
	int value = isdigit((unsigned char)c)    ? c - '0'
		    : isxdigit((unsigned char)c) ? tolower(c) - 'a' + 10
						 : 99;

	return value < base;
}

/* Looks behind the first `length` bytes, unless no more than these are wanted.
 */
static void look_behind(struct scan *scan, uint64_t length, uint64_t most)
{
	scan->met_end |= length < most && scan->at[length] == 0;
}

/* How many bytes of the input are an integer, of `most`; 0: none is, but so
 * many as `begun` were the beginning of one. */
static uint64_t integer_length(const char *at, uint64_t most, int base,
			       uint64_t *begun)
{
	uint64_t n = 0, first;

	if (n < most && (at[n] == '-' || at[n] == '+'))
		n++;
	if ((base == 0 || base == 16) && n + 1 < most && at[n] == '0' &&
	    tolower(at[n + 1]) == 'x') {
		n += 2;
		base = 16;
	} else if (base == 0) {
		base = at[n] == '0' ? 8 : 10;
	}
	for (first = n; n < most && is_digit(at[n], base); n++)
		;
	*begun = n;
	return n > first ? n : 0;
}

static bool scan_integer(struct scan *scan, const struct directive *directive,
			 va_list *arguments, uint64_t most)
{
	char number[NUMBER_ROOM];
	int base = base_of(directive->kind);
	uint64_t begun, value;
	uint64_t length = integer_length(
		scan->at, most < NUMBER_ROOM ? most : NUMBER_ROOM - 1, base,
		&begun);

	look_behind(scan, begun, most);
	if (length == 0) {
		scan->at += begun;
		return false;
	}
	memcpy(number, scan->at, length);
	number[length] = 0;
	value = directive->kind == 'd' || directive->kind == 'i'
			? (uint64_t)strtoll(number, NULL, base)
			: strtoull(number, NULL, base);
	scan->at += length;
	put_value(scan, directive, arguments, &value,
		  directive->kind == 'p' ? 8 : directive->size);
	return true;
}

static bool scan_real(struct scan *scan, const struct directive *directive,
		      va_list *arguments, uint64_t most)
{
	char number[NUMBER_ROOM], *end;
	uint64_t length = 0;
	long double value;
	double real;
	float small;

	while (length < most && length < NUMBER_ROOM - 1 && scan->at[length] &&
	       !isspace((unsigned char)scan->at[length]))
		length++;
	memcpy(number, scan->at, length);
	number[length] = 0;
	value = strtold(number, &end);
	if (end == number) {
		scan->at += *number == '-' || *number == '+';
		look_behind(scan, 0, most);
		return false;
	}
	look_behind(scan, (uint64_t)(end - number), most);
	real = strtod(number, NULL);
	small = strtof(number, NULL);
	scan->at += end - number;
	if (directive->long_double)
		put_value(scan, directive, arguments, &value, sizeof value);
	else if (directive->long_real)
		put_value(scan, directive, arguments, &real, sizeof real);
	else
		put_value(scan, directive, arguments, &small, sizeof small);
	return true;
}

static bool in_set(const struct directive *directive, char c)
{
	const char *set = directive->set;
	bool found = false;

	for (uint64_t i = 0; i < directive->set_size; i++) {
		if (i + 2 < directive->set_size && set[i + 1] == '-') {
			found |= (unsigned char)c >= (unsigned char)set[i] &&
				 (unsigned char)c <= (unsigned char)set[i + 2];
			i += 2;
		} else {
			found |= c == set[i];
		}
	}
	return found != directive->inverted;
}

static bool takes(const struct directive *directive, char c)
{
	if (directive->kind == 's')
		return !isspace((unsigned char)c);
	return directive->kind == 'c' || in_set(directive, c);
}

static bool scan_text(struct scan *scan, const struct directive *directive,
		      va_list *arguments, uint64_t most)
{
	bool ended = directive->kind != 'c';
	struct store *store;
	uint64_t length = 0;

	if (directive->kind == 'c' && directive->width == 0)
		most = 1;
	while (length < most && scan->at[length] &&
	       takes(directive, scan->at[length]))
		length++;
	look_behind(scan, length, most);
	if (length == 0 || (!ended && length < most))
		return false;
	if (!directive->skip) {
		store = add_store(scan, directive, arguments, length + ended);
		if (!store)
			return false;
		store->text = scan->at;
		store->ended = ended;
	}
	scan->at += length;
	return true;
}

static bool convert(struct scan *scan, const struct directive *directive,
		    va_list *arguments)
{
	uint64_t most = directive->width ? directive->width : (uint64_t)-1;

	if (strchr("diouxXp", directive->kind))
		return scan_integer(scan, directive, arguments, most);
	if (strchr("aAeEfFgG", directive->kind))
		return scan_real(scan, directive, arguments, most);
	if (strchr("sc[", directive->kind) && !directive->long_real)
		return scan_text(scan, directive, arguments, most);
	scan->bad = "this conversion";
	return false;
}

static void skip_space(struct scan *scan)
{
	while (isspace((unsigned char)*scan->at))
		scan->at++;
	look_behind(scan, 0, 1);
}

static bool match(struct scan *scan, char c)
{
	look_behind(scan, 0, 1);
	scan->short_input = *scan->at == 0;
	if (*scan->at != c)
		return false;
	scan->at++;
	return true;
}

/* False when the scan ends here. */
static bool follow(struct scan *scan, const struct directive *directive,
		   va_list *arguments)
{
	uint64_t read;

	if (directive->kind == 0) {
		scan->bad = "a format that ends in %";
		return false;
	}
	if (directive->kind == 'n') {
		read = (uint64_t)(scan->at - scan->start);
		put_value(scan, directive, arguments, &read, directive->size);
		return true;
	}
	if (directive->kind != 'c' && directive->kind != '[')
		skip_space(scan);
	if (directive->kind == '%')
		return match(scan, '%');
	look_behind(scan, 0, 1);
	scan->short_input = *scan->at == 0;
	if (scan->short_input || !convert(scan, directive, arguments))
		return false;
	scan->converted = true;
	return true;
}

static void go_through(struct scan *scan, const char *format,
		       va_list *arguments)
{
	struct directive directive;
	bool on = true;

	while (on && *format) {
		if (isspace((unsigned char)*format)) {
			skip_space(scan);
			format++;
		} else if (*format == '%') {
			format = read_directive(format + 1, &directive);
			on = follow(scan, &directive, arguments);
		} else {
			on = match(scan, *format++);
		}
	}
	scan->short_input &= !on;
}

static bool may_store(const struct scan *scan)
{
	for (int i = 0; i < scan->count; i++)
		if (!may_write(scan->stores[i].to, scan->stores[i].size))
			return false;
	return true;
}

static void store_all(const struct scan *scan)
{
	for (int i = 0; i < scan->count; i++) {
		const struct store *store = &scan->stores[i];
		const void *from = store->text ? (const void *)store->text
					       : (const void *)store->value;

		memmove(bytes_at(store->to), from, store->size - store->ended);
		if (store->ended)
			bytes_at(store->to)[store->size - 1] = 0;
	}
}

bool scan_all(const char *text, uint64_t length, uint64_t format,
	      va_list arguments, struct scanned *scanned)
{
	struct scan scan = {.start = text, .at = text};
	va_list copy;

	va_copy(copy, arguments);
	go_through(&scan, text_at(format), &copy);
	va_end(copy);
	if (scan.met_end && scan.at < text + length && *scan.at == 0)
		scan.bad = "a zero byte in the input";
	if (scan.bad) {
		misuse("scans with %s, which mcheck does not support",
		       scan.bad);
		return false;
	}
	if (!may_store(&scan))
		return false;
	store_all(&scan);
	*scanned = (struct scanned){
		.used = (uint64_t)(scan.at - scan.start),
		.met_end = scan.met_end,
		.result = scan.short_input && !scan.converted ? -1
							      : scan.assigned};
	return true;
}

static int scan_string(uint64_t input, uint64_t format, va_list arguments)
{
	struct scanned scanned;
	uint64_t length, unused;

	if (!read_string(input, &length) || !read_string(format, &unused) ||
	    !scan_all(text_at(input), length, format, arguments, &scanned))
		return ASK;
	return give_result((uint64_t)scanned.result);
}

int rt_sscanf(uint64_t input, uint64_t format)
{
	va_list arguments;

	call_arguments(&arguments, 2);
	return scan_string(input, format, arguments);
}

int rt_vsscanf(uint64_t input, uint64_t format, uint64_t list)
{
	va_list arguments;

	return take_list(list, &arguments)
		       ? scan_string(input, format, arguments)
		       : ASK;
}
