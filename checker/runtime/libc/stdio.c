/* Output: kept with the execution that printed it, never written out. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/hooks/again.h"
#include "runtime/functions.h"
#include "runtime/libc/libc.h"
#include "runtime/libc/stream.h"
#include "runtime/hooks/cancel.h"
#include "runtime/libc/variadic.h"

/* What printing counts for, in accesses to memory. */
#define PRINT_WORK 16u

void output_add(const char *bytes, uint64_t length)
{
	struct machine_sums *sums = &mc_machine->sums;
	uint64_t room = OUTPUT_ROOM - sums->output_length;
	uint64_t kept = length < room ? length : room;

	undo_save(&mc_machine->undo, &sums->output,
		  sizeof *sums - offsetof(struct machine_sums, output));
	memcpy(mc_machine->output + sums->output_length, bytes, kept);
	sums->output_length += kept;
	sums->output_lost += length - kept;
	/* An order-dependent chain: what was printed, in this order. */
	for (uint64_t i = 0; i < length; i++)
		sums->output = hash_value((uint64_t)sums->output,
					  (uint64_t)(sums->output >> 64) ^
						  (unsigned char)bytes[i]);
}

static void put(enum stream to, const char *bytes, uint64_t length)
{
	if (to == STREAM_PRINTED)
		output_add(bytes, length);
}

/* Checks a string argument, of at most `most` bytes; glibc prints (null). */
static bool may_print(uint64_t string, uint64_t most)
{
	return !string || read_bytes(string, most);
}

struct conversion {
	uint64_t precision;
	int longs; /* l, ll, z, j, t: a 64-bit integer */
	bool long_double;
	char kind;
};

/* Reads one conversion behind its '%'; takes the stars' arguments. */
static const char *parse_conversion(const char *at, va_list *arguments,
				    struct conversion *conversion)
{
	*conversion = (struct conversion){.precision = (uint64_t)-1};
	while (*at && strchr("-+ #0123456789*'", *at)) {
		if (*at++ == '*')
			(void)va_arg(*arguments, int);
	}
	if (*at == '.') {
		at++;
		conversion->precision = (uint64_t)atoi(at);
		if (*at == '*')
			conversion->precision =
				(uint64_t)va_arg(*arguments, int);
		while (*at && strchr("0123456789*", *at))
			at++;
	}
	while (*at && strchr("hlzjtL", *at)) {
		conversion->longs += strchr("lzjt", *at) != NULL;
		conversion->long_double |= *at++ == 'L';
	}
	conversion->kind = *at;
	return *at ? at + 1 : at;
}

/* Takes the conversion's argument; false when printing it is a finding. */
static bool check_argument(va_list *arguments,
			   const struct conversion *conversion)
{
	switch (conversion->kind) {
	case 's':
		return may_print(va_arg(*arguments, uint64_t),
				 conversion->precision);
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
	case 'a':
	case 'A':
		if (conversion->long_double)
			(void)va_arg(*arguments, long double);
		else
			(void)va_arg(*arguments, double);
		return true;
	case 'n':
		machine_found(mc_machine, running(), FINDING_MISUSE, 0,
			      "prints with %%n, which mcheck does not support");
		return false;
	case '%':
	case 'm':
	case 0:
		return true;
	default:
		if (conversion->longs || conversion->kind == 'p')
			(void)va_arg(*arguments, uint64_t);
		else
			(void)va_arg(*arguments, int);
		return true;
	}
}

/* May the arguments of this format be read? */
static bool check_format(uint64_t format, va_list arguments)
{
	const char *at = (const char *)(uintptr_t)format;
	struct conversion conversion;
	uint64_t length;
	va_list copy;
	bool good = read_string(format, &length);

	va_copy(copy, arguments);
	while (good && (at = strchr(at, '%')) != NULL) {
		at = parse_conversion(at + 1, &copy, &conversion);
		good = check_argument(&copy, &conversion);
	}
	va_end(copy);
	return good;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/* Formats for output; the result is the number of bytes. */
static int print(enum stream to, uint64_t format, va_list arguments)
{
	char line[1024], *bytes = line;
	va_list again;
	int length;

	if (!cancel_here(false) || !check_format(format, arguments))
		return ASK;
	va_copy(again, arguments);
	length = vsnprintf(line, sizeof line, (const char *)(uintptr_t)format,
			   arguments);
	if (length >= (int)sizeof line) {
		bytes = malloc((size_t)length + 1);
		if (bytes)
			vsnprintf(bytes, (size_t)length + 1,
				  (const char *)(uintptr_t)format, again);
	}
	va_end(again);
	if (bytes && length > 0)
		put(to, bytes, (uint64_t)length);
	if (bytes != line)
		free(bytes);
	return give_after(PRINT_WORK, (uint64_t)(int64_t)length);
}

/* Formats into the model's memory, of `room` bytes. */
static int format_into(uint64_t to, uint64_t room, uint64_t format,
		       va_list arguments)
{
	va_list again;
	int length;

	if (!check_format(format, arguments))
		return ASK;
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, (const char *)(uintptr_t)format, again);
	va_end(again);
	if (room && length >= 0) {
		uint64_t used = (uint64_t)length + 1;

		if (!may_write(to, used < room ? used : room))
			return ASK;
		vsnprintf((char *)(uintptr_t)to, used < room ? used : room,
			  (const char *)(uintptr_t)format, arguments);
	}
	return give_result((uint64_t)(int64_t)length);
}

/* Formats into a new block, whose address goes to `to`. */
static int format_new(uint64_t to, uint64_t format, va_list arguments)
{
	va_list again;
	uint64_t block;
	bool there;
	int length;

	if (!may_allocate(&there))
		return ASK;
	if (!there)
		return give_errno(ENOMEM);
	if (!check_format(format, arguments) || !may_write(to, 8))
		return ASK;
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, text_at(format), again);
	va_end(again);
	block = allocate_block((uint64_t)length + 1, 16, false);
	if (!block)
		return ASK;
	memory_touch(mc_machine, block, (uint64_t)length + 1);
	vsnprintf(bytes_at(block), (size_t)length + 1, text_at(format),
		  arguments);
	memory_put(mc_machine, to, 8, (struct wide){block, 0});
	return give_result((uint64_t)length);
}

#pragma GCC diagnostic pop

int rt_asprintf(uint64_t to, uint64_t format)
{
	va_list arguments;

	call_arguments(&arguments, 2);
	return format_new(to, format, arguments);
}

int rt_vasprintf(uint64_t to, uint64_t format, uint64_t list)
{
	va_list arguments;
	bool there;

	/* First of all, as its answer comes with the call made again. */
	if (!may_allocate(&there))
		return ASK;
	return take_list(list, &arguments) ? format_new(to, format, arguments)
					   : ASK;
}

int rt_printf(uint64_t format)
{
	va_list arguments;

	call_arguments(&arguments, 1);
	return print(STREAM_PRINTED, format, arguments);
}

int rt_fprintf(uint64_t file, uint64_t format)
{
	enum stream to = stream_of(file);
	va_list arguments;

	if (!to)
		return ASK;
	call_arguments(&arguments, 2);
	return print(to, format, arguments);
}

int rt_sprintf(uint64_t to, uint64_t format)
{
	va_list arguments;

	call_arguments(&arguments, 2);
	return format_into(to, (uint64_t)1 << 30, format, arguments);
}

int rt_snprintf(uint64_t to, uint64_t room, uint64_t format)
{
	va_list arguments;

	call_arguments(&arguments, 3);
	return format_into(to, room, format, arguments);
}

static int put_string(enum stream to, uint64_t string, const char *behind)
{
	uint64_t length;

	if (!cancel_here(false) || !read_string(string, &length))
		return ASK;
	put(to, text_at(string), length);
	put(to, behind, strlen(behind));
	return give_after(PRINT_WORK, 1);
}

int rt_puts(uint64_t string)
{
	return put_string(STREAM_PRINTED, string, "\n");
}

int rt_fputs(uint64_t string, uint64_t file)
{
	enum stream to = stream_of(file);

	return to ? put_string(to, string, "") : ASK;
}

static int put_byte(enum stream to, int byte)
{
	char c = (char)byte;

	if (!cancel_here(false))
		return ASK;
	put(to, &c, 1);
	return give_after(PRINT_WORK, (uint64_t)(unsigned char)byte);
}

int rt_putchar(int byte)
{
	return put_byte(STREAM_PRINTED, byte);
}

int rt_fputc(int byte, uint64_t file)
{
	enum stream to = stream_of(file);

	return to ? put_byte(to, byte) : ASK;
}

int rt_fwrite(uint64_t from, uint64_t size, uint64_t count, uint64_t file)
{
	enum stream to = stream_of(file);

	if (!to || !cancel_here(false) || !may_read(from, size * count))
		return ASK;
	put(to, text_at(from), size * count);
	return give_after(PRINT_WORK, count);
}

int rt_perror(uint64_t string)
{
	int error =
		*(int *)(uintptr_t)mc_machine->threads[running()].errno_address;
	const char *why = strerror(error);
	uint64_t length;

	if (!cancel_here(false) || (string && !read_string(string, &length)))
		return ASK;
	if (string && length) {
		output_add(text_at(string), length);
		output_add(": ", 2);
	}
	output_add(why, strlen(why));
	output_add("\n", 1);
	return give_after(PRINT_WORK, 0);
}

/* The same with the arguments in a list. */
static int print_list(enum stream to, uint64_t format, uint64_t list)
{
	va_list arguments;

	return to && take_list(list, &arguments) ? print(to, format, arguments)
						 : ASK;
}

int rt_vprintf(uint64_t format, uint64_t list)
{
	return print_list(STREAM_PRINTED, format, list);
}

int rt_vfprintf(uint64_t file, uint64_t format, uint64_t list)
{
	return print_list(stream_of(file), format, list);
}

int rt_vsnprintf(uint64_t to, uint64_t room, uint64_t format, uint64_t list)
{
	va_list arguments;

	return take_list(list, &arguments)
		       ? format_into(to, room, format, arguments)
		       : ASK;
}

int rt_vsprintf(uint64_t to, uint64_t format, uint64_t list)
{
	return rt_vsnprintf(to, (uint64_t)1 << 30, format, list);
}

/* By the numbers of files. */
static bool is_output_file(int file)
{
	if (file == 1 || file == 2)
		return true;
	misuse("writes to file %d; a model has only 1 and 2, stdout and stderr",
	       file);
	return false;
}

int rt_write(int file, uint64_t from, uint64_t size)
{
	if (!is_output_file(file) || !cancel_here(true) ||
	    !may_read(from, size))
		return ASK;
	output_add(text_at(from), size);
	return give_after(PRINT_WORK, size);
}

int rt_dprintf(int file, uint64_t format)
{
	va_list arguments;

	if (!is_output_file(file))
		return ASK;
	call_arguments(&arguments, 2);
	return print(STREAM_PRINTED, format, arguments);
}

int rt_vdprintf(int file, uint64_t format, uint64_t list)
{
	return is_output_file(file) ? rt_vprintf(format, list) : ASK;
}

int rt_fileno(uint64_t file)
{
	enum stream of;

	if (stream_is_input(file))
		return give_result(0);
	of = stream_of(file);
	if (!of)
		return ASK;
	if (of == STREAM_FILE)
		return misuse("asks for the number of a file; a model has only "
			      "those of stdin, stdout and stderr");
	return give_result(file == (uint64_t)(uintptr_t)rt_stdout ? 1 : 2);
}

/* How output is buffered is not seen. */
int rt_setvbuf(void)
{
	return give_result(0);
}
