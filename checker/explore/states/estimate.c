/* How many states there may be in all. */
#include "explore/states/estimate.h"

#include <math.h>

#include "base/alloc.h"

/* From here on a number says no more than "very many". */
#define TOO_MANY 1e18
/* From a lower height nothing is concluded. */
#define LEAST_HEIGHT 4u
/* From less of all the estimate is mostly too low. */
#define LEAST_SHARE 20u

void estimate_climb(struct estimate *estimate, size_t depth, uint64_t seen)
{
	if (!estimate->end) {
		estimate->end = depth + 1;
		estimate->room = depth + 2;
		estimate->seen = mem_alloc(estimate->room * sizeof(uint64_t));
	}
	estimate->depth = depth;
	estimate->seen[depth] = seen;
}

/* To the base 2, of x >= 1, to a hundredth. */
static double logarithm(double x)
{
	int exponent;
	double more = 2 * frexp(x, &exponent) - 1;

	return exponent - 1 + more + 0.344 * more * (1 - more);
}

/* 2 to the power of x >= 0, to a hundredth. */
static double power_of_2(double x)
{
	int whole = x < 1000 ? (int)x : 1000;
	double more = x - whole;

	return ldexp(1 + more - 0.344 * more * (1 - more), whole);
}

uint64_t estimate_all(const struct estimate *estimate, uint64_t seen)
{
	size_t height = estimate->end - estimate->depth;
	const uint64_t *at = estimate->seen;
	double power, all;

	if (height < LEAST_HEIGHT)
		return 0;
	/* seen = constant * height ^ power, from half of the height on */
	power = logarithm((double)at[estimate->depth] /
			  (double)at[estimate->end - height / 2]) /
		logarithm((double)height / (double)(height / 2));
	all = (double)seen *
	      power_of_2(power *
			 logarithm((double)estimate->end / (double)height));
	return all < TOO_MANY ? (uint64_t)all : (uint64_t)TOO_MANY;
}

bool estimate_is_low(const struct estimate *estimate, uint64_t seen)
{
	size_t height = estimate->end - estimate->depth;

	return height * 3 < estimate->end * 2 ||
	       seen * LEAST_SHARE < estimate_all(estimate, seen);
}

void estimate_free(struct estimate *estimate)
{
	mem_free(estimate->seen);
	*estimate = (struct estimate){0};
}
