/* Random numbers that depend on a seed alone: splitmix64 (Steele, Lea, Flood:
 * "Fast splittable pseudorandom number generators", OOPSLA 2014). */
#ifndef MCHECK_BASE_RANDOM_H
#define MCHECK_BASE_RANDOM_H

#include <stdint.h>

struct random_stream {
	uint64_t state;
};

static inline uint64_t random_mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static inline uint64_t random_next(struct random_stream *stream)
{
	stream->state += 0x9e3779b97f4a7c15u;
	return random_mix(stream->state);
}

/* Stream `number` of the seed; no two share a part that matters. */
static inline struct random_stream random_open(uint64_t seed, uint64_t number)
{
	struct random_stream seeds = {seed};

	return (struct random_stream){random_next(&seeds) ^ random_mix(number)};
}

/* One of 0..n-1, all equally likely (n > 0). */
static inline uint64_t random_below(struct random_stream *stream, uint64_t n)
{
	uint64_t beyond = -n % n; /* 2^64 modulo n: so many are too many */
	uint64_t x;

	do {
		x = random_next(stream);
	} while (x < beyond);
	return x % n;
}

#endif
