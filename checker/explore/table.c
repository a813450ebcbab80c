/* The table of states.
 *
 * The home of a fingerprint is the line that its upper half, taken as a
 * fraction, points to: upper * lines / 2^64.  It is stored there or, when that
 * line is full, in the first line behind it that is not.  As nothing is ever
 * taken out but by something that takes its place, a full line stays full, and
 * a search ends at the first line that is not.
 *
 * So entries lie in the order of their upper halves, but for what full lines
 * push on, and the table can be stretched in place, from its end on:
 *
 *   lines   | old: home = upper * lines  | free | new: home = upper * wider |
 *           0                          border  border * wider / lines    wider
 *
 * A step takes the lines behind the last one that is not full (`border` moves
 * down to there; nothing was pushed on over that line), empties them, and
 * enters what they held anew.  New homes are never before old ones, so that
 * what is old and what is new do not meet.  Each new state that is stored makes
 * a few steps, so that the old part shrinks faster than it fills up. */
#include "explore/table.h"

#include "base/alloc.h"
#include "base/error.h"

#define ENTRIES 3u
#define FIRST_LINES 256u
/* What is stretched to 5/4 when 6/7 of it are full is full to 68 % then. */
#define IS_FULL(count, lines) ((count)*7 >= (lines)*ENTRIES * 6)
#define STRETCHED(lines) ((lines) + (lines) / 4)
/* A limit on the memory is kept until so much is full. */
#define IS_CRAMMED(count, lines) ((count)*16 >= (lines)*ENTRIES * 15)
#define STEP_LINES 16u  /* that a new state moves while the table grows */
#define SPARE_LINES 16u /* behind the last home, for what is pushed on */
#define FORGET_LINES 4u /* that are searched for a state to forget */

struct table_moved {
	uint64_t low, high, number;
};

static uint64_t home(uint64_t high, uint64_t lines)
{
	return (uint64_t)((hash128)high * lines >> 64);
}

void table_make_room(struct table *table, uint64_t room)
{
	if (room <= table->room)
		return;
	table->line =
		mem_stretch(table->line, table->room * sizeof *table->line,
			    room * sizeof *table->line);
	table->room = room;
}

static uint64_t number_of(const struct table_line *line, unsigned i)
{
	return (uint64_t)line->number_high[i] << 32 | line->number_low[i];
}

static void put(struct table_line *line, unsigned i, uint64_t low,
		uint64_t high, uint64_t number)
{
	line->low[i] = low;
	line->high[i] = high;
	line->number_low[i] = (uint32_t)number;
	line->number_high[i] = (uint8_t)(number >> 32);
}

/* Into the first line from `at` on that is not full. */
static void enter(struct table *table, uint64_t at, struct table_moved entry)
{
	struct table_line *line;

	while (at < table->room && table->line[at].count == ENTRIES)
		at++;
	if (at == table->room)
		table_make_room(table, table->room + SPARE_LINES);
	line = &table->line[at];
	put(line, line->count++, entry.low, entry.high, entry.number);
}

/* One step of growth; returns how many lines it took. */
static uint64_t move_lines(struct table *table)
{
	uint64_t first = table->border - 1, taken, count = 0;

	while (first > 0 && table->line[first - 1].count == ENTRIES)
		first--;
	taken = table->border - first;
	if (taken * ENTRIES > table->moved_room) {
		table->moved_room = taken * ENTRIES * 2;
		table->moved = mem_resize(
			table->moved, table->moved_room * sizeof *table->moved);
	}
	for (uint64_t at = first; at < table->border; at++) {
		struct table_line *line = &table->line[at];

		for (unsigned i = 0; i < line->count; i++)
			table->moved[count++] = (struct table_moved){
				line->low[i], line->high[i],
				number_of(line, i)};
		line->count = 0;
	}
	table->border = first;
	for (uint64_t i = 0; i < count; i++)
		enter(table, home(table->moved[i].high, table->wider),
		      table->moved[i]);
	if (first == 0)
		table->lines = table->wider;
	return taken;
}

/* Old lines are all those that are in use: some lie behind the last home. */
static void begin_growth(struct table *table)
{
	table->border = table->room;
	table->wider =
		table->lines ? STRETCHED(table->lines) : (uint64_t)FIRST_LINES;
	table_make_room(table, table->wider + SPARE_LINES);
	if (table->border == 0)
		table->lines = table->wider;
}

static void grow(struct table *table)
{
	uint64_t moved = 0;

	if (table->border == 0)
		begin_growth(table);
	while (table->border > 0 && moved < STEP_LINES)
		moved += move_lines(table);
}

static bool may_grow(const struct table *table)
{
	uint64_t lines = STRETCHED(table->lines) + SPARE_LINES;

	return !table->most_bytes ||
	       lines * sizeof *table->line <= table->most_bytes ||
	       table->lines < FIRST_LINES ||
	       IS_CRAMMED(table->count, table->lines);
}

/* Is the table to grow before it takes one more? */
static bool is_to_grow(const struct table *table)
{
	return table->border > 0 ||
	       (IS_FULL(table->count, table->lines) && may_grow(table));
}

/* Where the search for a fingerprint begins, and where at the latest it ends:
 * an old one is never found behind the border. */
static uint64_t begin(const struct table *table, uint64_t high, uint64_t *end)
{
	uint64_t at;

	*end = table->room;
	if (table->border > 0) {
		at = home(high, table->lines);
		if (at < table->border) {
			*end = table->border;
			return at;
		}
	}
	return home(high, table->wider);
}

/* In the place of one that may be forgotten, in the first lines from `at` on
 * as far as they are full; false when there is none. */
static bool take_place(struct table *table, uint64_t at,
		       struct table_moved entry)
{
	uint64_t end = at + FORGET_LINES;

	for (; at < end && at < table->room; at++) {
		struct table_line *line = &table->line[at];

		/* Not always the same one first. */
		for (unsigned n = 0; n < line->count; n++) {
			unsigned i = (unsigned)((entry.low + n) % line->count);

			if (!table->may_forget(table->context,
					       number_of(line, i)))
				continue;
			put(line, i, entry.low, entry.high, entry.number);
			table->forgotten++;
			return true;
		}
		if (line->count < ENTRIES)
			break;
	}
	return false;
}

/* The fingerprint is nowhere in the table. */
static void add(struct table *table, struct table_moved entry)
{
	uint64_t at, end;

	must_hold(entry.number <= TABLE_MAX_NUMBER);
	if (is_to_grow(table))
		grow(table);
	else if (IS_FULL(table->count, table->lines) && table->may_forget &&
		 take_place(table, begin(table, entry.high, &end), entry))
		return;
	at = begin(table, entry.high, &end);
	/* Full up to the border: these lines must move first. */
	while (end == table->border && table->border > 0) {
		uint64_t i = at;

		while (i < end && table->line[i].count == ENTRIES)
			i++;
		if (i < end)
			break;
		move_lines(table);
		at = begin(table, entry.high, &end);
	}
	enter(table, at, entry);
	table->count++;
}

static bool find(const struct table *table, uint64_t low, uint64_t high,
		 uint64_t *number)
{
	uint64_t at, end;

	for (at = begin(table, high, &end); at < end; at++) {
		const struct table_line *line = &table->line[at];

		for (unsigned i = 0; i < line->count; i++)
			if (line->low[i] == low && line->high[i] == high) {
				*number = number_of(line, i);
				return true;
			}
		if (line->count < ENTRIES)
			break;
	}
	return false;
}

uint64_t table_visit(struct table *table, hash128 fingerprint, uint64_t number)
{
	uint64_t low = (uint64_t)fingerprint;
	uint64_t high = (uint64_t)(fingerprint >> 64), found;

	if (find(table, low, high, &found))
		return found;
	add(table, (struct table_moved){low, high, number});
	return number;
}

void table_prefetch(const struct table *table, hash128 fingerprint)
{
	uint64_t end;

	if (table->line)
		__builtin_prefetch(&table->line[begin(
			table, (uint64_t)(fingerprint >> 64), &end)]);
}

bool table_find(const struct table *table, hash128 fingerprint,
		uint64_t *number)
{
	return table->line && find(table, (uint64_t)fingerprint,
				   (uint64_t)(fingerprint >> 64), number);
}

void table_clear(struct table *table)
{
	if (table->line)
		mem_release(table->line, table->room * sizeof *table->line);
	mem_free(table->moved);
	*table = (struct table){.most_bytes = table->most_bytes,
				.may_forget = table->may_forget,
				.context = table->context};
}

uint64_t table_bytes(const struct table *table)
{
	return table->room * sizeof *table->line;
}
