/* Standard input: the bytes of --stdin=FILE, or none.
 *
 * How far they are read is the program's, so each call here is a turn: which
 * thread reads which line is explored.  A call that must ask is made again
 * from its beginning, so nothing moves before all that may ask has done so. */
#include <errno.h>
#include <stdio.h>

#include "base/alloc.h"
#include "machine/memory/heap.h"
#include "runtime/hooks/again.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"
#include "runtime/libc/scan.h"
#include "runtime/libc/stream.h"
#include "runtime/libc/variadic.h"
#include "runtime/hooks/cancel.h"

/* What getline allocates at the least, as in libc. */
#define LINE_ROOM 120u

/* By whom it is read: the functions of <stdio.h> read ahead. */
enum reader { READER_NONE, READER_STREAM, READER_FILE };

static const struct input *input(void)
{
	return &mc_machine->input;
}

static void set(const uint64_t *field, uint64_t value)
{
	if (*field != value)
		libc_state_set(field, value);
}

/* Nobody reads both ways, as what then comes from where is not said by C. */
static bool reads_as(enum reader reader)
{
	const struct libc_state *shared = libc_state_program();

	if (!input()->bytes)
		mc_machine->seen.no_input = true;
	if (shared->input_reader == READER_NONE)
		libc_state_set(&shared->input_reader, reader);
	if (shared->input_reader == reader)
		return true;
	misuse("reads standard input with read() and with functions of "
	       "<stdio.h>, which read ahead");
	return false;
}

/* May the call go on to read from the stream? */
static bool may_take(uint64_t stream)
{
	if (!stream_is_input(stream)) {
		misuse("reads from a stream other than stdin");
		return false;
	}
	return cancel_turn(TURN_INPUT, false) && reads_as(READER_STREAM);
}

/* What a call takes from the input: first what ungetc put back, then the rest.
 */
static uint64_t length_left(void)
{
	const struct libc_state *shared = libc_state_program();

	return input()->length - shared->input_at + (shared->input_back != 0);
}

static char byte_at(uint64_t index)
{
	const struct libc_state *shared = libc_state_program();

	if (shared->input_back && index == 0)
		return (char)(shared->input_back - 1);
	index -= shared->input_back != 0;
	return input()->bytes[shared->input_at + index];
}

/* The first `length` bytes are taken; `ended`: and the end was met. */
static void take(uint64_t length, bool ended)
{
	const struct libc_state *shared = libc_state_program();

	if (length && shared->input_back) {
		libc_state_set(&shared->input_back, 0);
		length--;
	}
	set(&shared->input_at, shared->input_at + length);
	if (ended)
		set(&shared->input_ended, 1);
}

static void copy_to(uint64_t to, uint64_t length)
{
	for (uint64_t i = 0; i < length; i++)
		bytes_at(to)[i] = byte_at(i);
}

/* How many bytes there are up to and with the first `end`, but no more than
 * `most`; `*found`: that ends them. */
static uint64_t length_to(char end, uint64_t most, bool *found)
{
	uint64_t left = length_left(), n = 0;

	*found = false;
	while (n < left && n < most && !*found)
		*found = byte_at(n++) == end;
	return n;
}

int rt_fgetc(uint64_t stream)
{
	int byte = EOF;

	if (!may_take(stream))
		return ASK;
	if (length_left() && !libc_state_program()->input_ended)
		byte = (unsigned char)byte_at(0);
	take(byte != EOF, byte == EOF);
	return give_after(1, (uint64_t)(int64_t)byte);
}

int rt_getchar(void)
{
	return rt_fgetc((uint64_t)(uintptr_t)rt_stdin);
}

int rt_ungetc(int byte, uint64_t stream)
{
	const struct libc_state *shared = libc_state_program();

	if (!may_take(stream))
		return ASK;
	if (byte == EOF || shared->input_back)
		return give_result((uint64_t)EOF);
	libc_state_set(&shared->input_back, (uint64_t)(unsigned char)byte + 1);
	set(&shared->input_ended, 0);
	return give_result((uint64_t)(unsigned char)byte);
}

/* Once the end was met, nothing more comes, until clearerr. */
static uint64_t length_up_to(char end, uint64_t most, bool *found)
{
	if (!libc_state_program()->input_ended)
		return length_to(end, most, found);
	*found = false;
	return 0;
}

int rt_fgets(uint64_t to, int room, uint64_t stream)
{
	uint64_t length;
	bool found;

	if (!may_take(stream))
		return ASK;
	if (room < 1)
		return give_result(0);
	length = length_up_to('\n', (uint64_t)room - 1, &found);
	if (length == 0 && room > 1) {
		take(0, true);
		return give_result(0);
	}
	if (!may_write(to, length + 1))
		return ASK;
	copy_to(to, length);
	bytes_at(to)[length] = 0;
	take(length, !found && length < (uint64_t)room - 1);
	return give_after(length, to);
}

int rt_fread(uint64_t to, uint64_t size, uint64_t count, uint64_t stream)
{
	uint64_t all, length;

	if (__builtin_mul_overflow(size, count, &all))
		return misuse("reads more bytes than there are addresses");
	if (!may_take(stream))
		return ASK;
	length = libc_state_program()->input_ended ? 0 : length_left();
	length = length < all ? length : all;
	if (length && !may_write(to, length))
		return ASK;
	copy_to(to, length);
	take(length, length < all);
	return give_after(length, size ? length / size : 0);
}

/* The line's block becomes one of `needed` bytes, unless it has them.  False
 * when the function must return ASK. */
static bool make_room(uint64_t line_at, uint64_t room_at, uint64_t needed)
{
	uint64_t old = memory_get(line_at, 8).low, new;
	uint64_t room = needed > LINE_ROOM ? needed : LINE_ROOM;
	const struct block *block = block_find(mc_machine, old);

	if (old && !may_read(room_at, 8))
		return false;
	if (old && memory_get(room_at, 8).low >= needed)
		return true;
	/* As free: others may race with the end of all of it. */
	if (block && ask_first(old, block->size, true))
		return false;
	if (old)
		heap_free(mc_machine, running(), old, call_pc());
	new = allocate_block(room, 16, false);
	if (!new || machine_over(mc_machine))
		return false;
	memory_put(mc_machine, line_at, 8, (struct wide){new, 0});
	memory_put(mc_machine, room_at, 8, (struct wide){room, 0});
	return true;
}

int rt_getdelim(uint64_t line_at, uint64_t room_at, int end, uint64_t stream)
{
	uint64_t length, line;
	bool found;

	if (!may_take(stream) || !may_read(line_at, 8) ||
	    !may_write(line_at, 8) || !may_write(room_at, 8))
		return ASK;
	length = length_up_to((char)end, (uint64_t)-1, &found);
	if (length == 0) {
		take(0, true);
		return give_result((uint64_t)-1);
	}
	if (!make_room(line_at, room_at, length + 1))
		return ASK;
	line = memory_get(line_at, 8).low;
	if (!may_write(line, length + 1))
		return ASK;
	copy_to(line, length);
	bytes_at(line)[length] = 0;
	take(length, !found);
	return give_after(length, length);
}

int rt_getline(uint64_t line_at, uint64_t room_at, uint64_t stream)
{
	return rt_getdelim(line_at, room_at, '\n', stream);
}

/* What is left, with a zero byte behind it. */
static char *copy_rest(uint64_t length)
{
	char *text = mem_alloc(length + 1);

	for (uint64_t i = 0; i < length; i++)
		text[i] = byte_at(i);
	text[length] = 0;
	return text;
}

static int scan_input(uint64_t stream, uint64_t format, va_list arguments)
{
	struct scanned scanned;
	uint64_t length, unused;
	char *text;
	bool done;

	if (!may_take(stream) || !read_string(format, &unused))
		return ASK;
	length = libc_state_program()->input_ended ? 0 : length_left();
	text = copy_rest(length);
	done = scan_all(text, length, format, arguments, &scanned);
	mem_free(text);
	if (!done)
		return ASK;
	take(scanned.used, scanned.met_end);
	return give_after(scanned.used, (uint64_t)(int64_t)scanned.result);
}

int rt_scanf(uint64_t format)
{
	va_list arguments;

	call_arguments(&arguments, 1);
	return scan_input((uint64_t)(uintptr_t)rt_stdin, format, arguments);
}

int rt_fscanf(uint64_t stream, uint64_t format)
{
	va_list arguments;

	call_arguments(&arguments, 2);
	return scan_input(stream, format, arguments);
}

int rt_vfscanf(uint64_t stream, uint64_t format, uint64_t list)
{
	va_list arguments;

	return take_list(list, &arguments)
		       ? scan_input(stream, format, arguments)
		       : ASK;
}

int rt_vscanf(uint64_t format, uint64_t list)
{
	return rt_vfscanf((uint64_t)(uintptr_t)rt_stdin, format, list);
}

int rt_feof(uint64_t stream)
{
	if (!stream_is_input(stream))
		return give_result(0);
	return my_turn(TURN_INPUT)
		       ? give_result(libc_state_program()->input_ended)
		       : ASK;
}

int rt_clearerr(uint64_t stream)
{
	if (!stream_is_input(stream))
		return give_result(0);
	if (!my_turn(TURN_INPUT))
		return ASK;
	set(&libc_state_program()->input_ended, 0);
	return give_result(0);
}

int rt_read(int file, uint64_t to, uint64_t size)
{
	uint64_t length;

	if (file != 0)
		return misuse("reads file %d; a model has only 0, stdin", file);
	if (!cancel_turn(TURN_INPUT, true) || !reads_as(READER_FILE))
		return ASK;
	length = length_left() < size ? length_left() : size;
	if (length && !may_write(to, length))
		return ASK;
	copy_to(to, length);
	take(length, false);
	return give_after(1 + length, length);
}
