/* qsort and bsearch, which call a function of the model's.
 *
 * qsort sorts by insertion: stable, and all that it must remember between two
 * calls is how far it is.  The order in which it compares is not that of libc,
 * on which no program may rely (C11 7.22.5).
 *
 *   | sorted           | item moves down | not looked at yet |
 *   0                  at               next             count */
#include <stdlib.h>

#include "runtime/threads/continuations.h"
#include "runtime/functions.h"
#include "runtime/libc/libc.h"

enum { BASE, COUNT, SIZE, COMPARE, CONTEXT, AT, NEXT, SORT_WORDS };

static void swap(uint64_t a, uint64_t b, uint64_t size)
{
	for (uint64_t i = 0; i < size; i++) {
		char byte = text_at(a)[i];

		bytes_at(a)[i] = text_at(b)[i];
		bytes_at(b)[i] = byte;
	}
}

/* Compares the moving item with the one below it, or takes the next item. */
static int sort_on(uint64_t words[SORT_WORDS])
{
	uint64_t item;

	if (words[AT] == 0)
		words[AT] = words[NEXT]++;
	if (words[AT] >= words[COUNT])
		return give_result(0);
	item = words[BASE] + words[AT] * words[SIZE];
	return call_function(
		words[COMPARE],
		(uint64_t[3]){item - words[SIZE], item, words[CONTEXT]},
		CALL_SORT, words, SORT_WORDS);
}

int after_comparison(uint64_t value, const uint64_t *were)
{
	uint64_t words[SORT_WORDS], item;

	memcpy(words, were, sizeof words);
	item = words[BASE] + words[AT] * words[SIZE];
	if ((int32_t)value <= 0) {
		words[AT] = 0;
		return sort_on(words);
	}
	if (!memory_access(mc_machine, running(), item - words[SIZE],
			   2 * words[SIZE], RACE_WRITE, call_pc()))
		return ASK;
	swap(item - words[SIZE], item, words[SIZE]);
	words[AT]--;
	return sort_on(words);
}

int rt_qsort_r(uint64_t base, uint64_t count, uint64_t size, uint64_t compare,
	       uint64_t context)
{
	uint64_t words[SORT_WORDS] = {base,    count, size, compare,
				      context, 0,     1};
	uint64_t all;

	if (__builtin_mul_overflow(count, size, &all))
		return misuse("sorts more elements than memory can hold");
	if (all && (!may_read(base, all) || !may_write(base, all)))
		return ASK;
	return all ? sort_on(words) : give_result(0);
}

int rt_qsort(uint64_t base, uint64_t count, uint64_t size, uint64_t compare)
{
	return rt_qsort_r(base, count, size, compare, 0);
}

enum { KEY, FIRST, LAST, ITEM_SIZE, PROBE, SEARCH_WORDS };

/* What is looked for is in [FIRST, LAST), addresses. */
static int search_on(const uint64_t words[SEARCH_WORDS])
{
	uint64_t count = (words[LAST] - words[FIRST]) / words[ITEM_SIZE];
	uint64_t middle = words[FIRST] + count / 2 * words[ITEM_SIZE];

	if (count == 0)
		return give_result(0);
	return call_function(words[PROBE], (uint64_t[3]){words[KEY], middle, 0},
			     CALL_SEARCH, words, SEARCH_WORDS);
}

int after_probe(uint64_t value, const uint64_t *were)
{
	uint64_t words[SEARCH_WORDS], count, middle;

	memcpy(words, were, sizeof words);
	count = (words[LAST] - words[FIRST]) / words[ITEM_SIZE];
	middle = words[FIRST] + count / 2 * words[ITEM_SIZE];
	if ((int32_t)value == 0)
		return give_result(middle);
	if ((int32_t)value < 0)
		words[LAST] = middle;
	else
		words[FIRST] = middle + words[ITEM_SIZE];
	return search_on(words);
}

int rt_bsearch(uint64_t key, uint64_t base, uint64_t count, uint64_t size,
	       uint64_t compare)
{
	uint64_t all;

	if (size == 0 || count == 0)
		return give_result(0);
	if (__builtin_mul_overflow(count, size, &all))
		return misuse("searches more elements than memory can hold");
	return search_on(
		(uint64_t[SEARCH_WORDS]){key, base, base + all, size, compare});
}
