/* Which of several words was probably meant by one that is none of them. */
#include "base/nearest.h"

#include <stdbool.h>

#define MAX_NAME 40

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* How many letters must be put in, left out or changed to make one of the other
 * (Levenshtein 1966). */
static unsigned distance(const char *left, const char *right, size_t length)
{
	unsigned row[MAX_NAME + 1];

	if (length > MAX_NAME)
		return MAX_NAME;
	for (unsigned k = 0; k <= length; k++)
		row[k] = k;
	for (unsigned i = 1; *left; i++, left++) {
		unsigned before = row[0];

		row[0] = i;
		for (size_t k = 1; k <= length; k++) {
			unsigned changed = before + (*left != right[k - 1]);

			before = row[k];
			row[k] = least(changed, least(row[k], row[k - 1]) + 1);
		}
	}
	return row[length];
}

/* A slip of the hand, not another word. */
static bool is_near(unsigned distance, size_t length)
{
	return distance <= (length < 9 ? 2 : length / 3) &&
	       2 * distance <= length;
}

void nearest_try(struct nearest *nearest, const char *word, const char *name,
		 size_t length)
{
	unsigned here = distance(word, name, length);

	if (!is_near(here, length) ||
	    (nearest->name && here >= nearest->distance))
		return;
	*nearest = (struct nearest){name, length, here};
}
