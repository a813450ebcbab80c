// Creating threads: main gives each one its part of the work, waits for it
// with pthread_join, and gets back what it returned.
//
// What main wrote before pthread_create is there for the thread, and what the
// thread wrote before it returned is there after pthread_join.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#define PARTS 2

struct part {
	int from, to;		/* to: the first number not in it */
};

static void *add(void *argument)
{
	struct part *part = argument;
	int *sum = calloc(1, sizeof(*sum));

	for (int i = part->from; i < part->to; i++)
		*sum += i;
	return sum;
}

int main(void)
{
	struct part parts[PARTS] = { { 0, 5 }, { 5, 10 } };
	pthread_t threads[PARTS];
	int total = 0;

	for (int i = 0; i < PARTS; i++)
		pthread_create(&threads[i], NULL, add, &parts[i]);
	for (int i = 0; i < PARTS; i++) {
		void *sum;

		pthread_join(threads[i], &sum);
		total += *(int *)sum;
		free(sum);
	}
	assert(total == 45);
}
