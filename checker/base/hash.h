/* Hashing for fingerprints of 128 bits.
 *
 * A state's fingerprint is a sum (modulo 2^128) of the hashes of its parts, so
 * that a part that changes is subtracted and added again, and nothing else is
 * looked at.  A zero word counts nothing: untouched memory costs nothing. */
#ifndef MCHECK_BASE_HASH_H
#define MCHECK_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 hash128;

#define HASH_KEY_A 0xa0761d6478bd642fu
#define HASH_KEY_B 0xe7037ed1a0b428dbu
#define HASH_KEY_C 0x8ebc6af09c88c6e3u
#define HASH_KEY_D 0x589965cc75374cc3u

/* Multiply and fold, the mixing step of wyhash (Wang Yi). */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
	hash128 product = (hash128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline hash128 hash_pair(uint64_t high, uint64_t low)
{
	return (hash128)high << 64 | low;
}

/* The hash of `value` in the place `key`; two lanes that share no constant. */
static inline hash128 hash_value(uint64_t key, uint64_t value)
{
	uint64_t spread = (key + 1) * HASH_KEY_D;
	uint64_t low = hash_fold(value ^ HASH_KEY_A, spread ^ HASH_KEY_B);
	uint64_t high = hash_fold(value + HASH_KEY_C,
				  (spread >> 29 | spread << 35) ^ HASH_KEY_A);

	return hash_pair(hash_fold(high ^ low, HASH_KEY_B) + high, low);
}

/* The same for a word of memory: zero words count nothing. */
static inline hash128 hash_word(uint64_t address, uint64_t value)
{
	return value ? hash_value(address, value) : 0;
}

/* The hash of `length` bytes (a multiple of 8) in the place `key`. */
static inline hash128 hash_words(uint64_t key, const void *bytes, size_t length)
{
	uint64_t low = key ^ HASH_KEY_A, high = key + HASH_KEY_C;
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i += 8) {
		uint64_t word;

		memcpy(&word, at + i, 8);
		low = hash_fold(low ^ word, HASH_KEY_B) + HASH_KEY_D;
		high = hash_fold(high ^ HASH_KEY_A, word + HASH_KEY_C) ^ low;
	}
	return hash_pair(hash_fold(high, HASH_KEY_D ^ length),
			 hash_fold(low, HASH_KEY_A + length));
}

#endif
