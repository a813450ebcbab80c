// What depends on the machine that a model is compiled for: how arguments,
// results and thread-local variables are passed.  All assertions hold.
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

typedef unsigned __int128 wide;

static _Thread_local int own = 3;
static _Thread_local struct {
	char c;
	_Alignas(32) long words[4];
} own_block = {'x', {1, 2, 3, 4}};
static _Thread_local int zero;
static wide shared;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int prepared, destroyed;
static atomic_int turn;

static void format(void)
{
	char text[200];

	snprintf(text, sizeof text, "%d %d %s %c %u %lld %p", 1, -2, "three",
		 '4', 5u, 6ll, (void *)7);
	assert(strcmp(text, "1 -2 three 4 5 6 0x7") == 0);
	sprintf(text, "%g %g %g %g %g %g %g %g %g %d %g", 1., 2., 3., 4., 5.,
		6., 7., 8., 9., 10, 11.);
	assert(strcmp(text, "1 2 3 4 5 6 7 8 9 10 11") == 0);
	sprintf(text, "%Lg %d %Lg", 0.5L, 2, 1e30L);
	assert(strcmp(text, "0.5 2 1e+30") == 0);
	sprintf(text, "%d%d%d%d%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		11, 12);
	assert(strcmp(text, "123456789101112") == 0);
}

static wide number(unsigned long high, unsigned long low)
{
	return (wide)high << 64 | low;
}

/* With a carry from the lower half to the upper one. */
static void atomics(void)
{
	wide expected = number(1, 2);

	__atomic_store_n(&shared, number(1, 2), __ATOMIC_SEQ_CST);
	assert(__atomic_load_n(&shared, __ATOMIC_SEQ_CST) == number(1, 2));
	assert(__atomic_compare_exchange_n(&shared, &expected, number(3, ~0ul),
					   0, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST));
	assert(!__atomic_compare_exchange_n(
		&shared, &expected, 7, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	assert(expected == number(3, ~0ul));
	assert(__atomic_fetch_add(&shared, 1, __ATOMIC_SEQ_CST) ==
	       number(3, ~0ul));
	assert(__atomic_exchange_n(&shared, number(8, 9), __ATOMIC_SEQ_CST) ==
	       number(4, 0));
	assert(__sync_val_compare_and_swap(&shared, number(8, 9),
					   number(5, 6)) == number(8, 9));
	assert(__atomic_load_n(&shared, __ATOMIC_SEQ_CST) == number(5, 6));
}

static void prepare(void)
{
	atomic_fetch_add(&turn, 1);
	prepared++;
}

static void destroy(void *value)
{
	assert(value == &own_block);
	destroyed++;
}

struct large {
	long words[12];
	double d;
};

static struct large make(long a, double d)
{
	struct large large = {{a, a + 1}, d};

	atomic_fetch_add(&turn, 1);
	large.words[11] = a;
	return large;
}

static double sum(int count, ...)
{
	va_list list;
	double total = 0;

	va_start(list, count);
	for (int i = 0; i < count; i++) {
		total += va_arg(list, double);
		atomic_fetch_add(&turn, 1);
		total += va_arg(list, int);
	}
	va_end(list);
	return total;
}

static void *work(void *argument)
{
	assert(argument == &turn && own == 3 && zero == 0);
	assert((unsigned long)own_block.words % 32 == 0);
	assert(own_block.c == 'x' && own_block.words[3] == 4);
	own = 4;
	zero = 1;
	own_block.words[3] = 5;
	pthread_once(&once, prepare);
	assert(prepared == 1 && own == 4 && zero == 1);
	assert(own_block.words[3] == 5);
	assert(pthread_setspecific(key, &own_block) == 0);
	return &own_block.words[0];
}

static void *end(void *argument)
{
	pthread_exit(argument);
}

static void at_exit(void)
{
	assert(turn >= 3);
}

int main(int argc, char **argv)
{
	pthread_t first, second;
	struct large large = make(5, 0.5);
	void *result;

	assert(argc == 1 && argv[0] && !argv[1] && atexit(at_exit) == 0);
	format();
	atomics();
	assert(pthread_key_create(&key, destroy) == 0);
	pthread_create(&first, NULL, work, &turn);
	own = 9;
	pthread_create(&second, NULL, end, (void *)-5l);
	assert(large.words[11] == 5 && large.words[1] == 6 && large.d == 0.5);
	assert(sum(6, 1., 2, 3., 4, 5., 6, 7., 8, 9., 10, 11., 12) == 78);
	pthread_once(&once, prepare);
	pthread_join(first, &result);
	assert(destroyed == 1 && result != &own_block.words[0]);
	pthread_join(second, &result);
	assert((long)result == -5 && own == 9 && zero == 0);
	assert(own_block.words[3] == 4);
	return 0;
}
