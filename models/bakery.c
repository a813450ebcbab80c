// Lamport's bakery lock (L. Lamport, "A new solution of Dijkstra's concurrent
// programming problem", 1974): who comes draws a number, one larger than all
// others, and waits until nobody has a smaller one.
//
// Threads that come again and again draw larger numbers for ever: there is no
// end of states, and so no end of the search. With -DROUNDS=2 each comes twice,
// and that can be verified.
//
// expect: limit states on number[0]
// options: --states=20000
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int choosing[2];
static atomic_int number[2];
static int inside;		/* plain: only the lock protects it */

static void enter(int me)
{
	int other = 1 - me, mine, its;

	atomic_store(&choosing[me], 1);
	mine = atomic_load(&number[other]) + 1;
	atomic_store(&number[me], mine);
	atomic_store(&choosing[me], 0);
	while (atomic_load(&choosing[other]))
		;
	do
		its = atomic_load(&number[other]);
	while (its != 0 && (its < mine || (its == mine && other < me)));
}

static void leave(int me)
{
	atomic_store(&number[me], 0);
}

static void *visit(void *me)
{
#ifdef ROUNDS
	for (int i = 0; i < ROUNDS; i++) {
#else
	for (;;) {
#endif
		enter(*(int *)me);
		assert(++inside == 1);
		inside--;
		leave(*(int *)me);
	}
	return NULL;
}

int main(void)
{
	pthread_t first, second;
	int names[2] = { 0, 1 };

	pthread_create(&first, NULL, visit, &names[0]);
	pthread_create(&second, NULL, visit, &names[1]);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
