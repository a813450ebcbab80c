// bounded_buffer.c wrong: `if` for `while`. A consumer that was woken takes
// its item without looking again; but before it got the lock back, the other
// consumer may have come and taken it.
//
// expect: finding assertion
#include <assert.h>
#include <pthread.h>

#define CAPACITY 1
#define CONSUMERS 2		/* one item each */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int items[CAPACITY];
static int count;
static int received;

static void put(int item)
{
	pthread_mutex_lock(&lock);
	if (count == CAPACITY)
		pthread_cond_wait(&not_full, &lock);
	assert(count < CAPACITY);
	items[count++] = item;
	pthread_cond_signal(&not_empty);
	pthread_mutex_unlock(&lock);
}

static int take(void)
{
	int item;

	pthread_mutex_lock(&lock);
	if (count == 0)
		pthread_cond_wait(&not_empty, &lock);
	assert(count > 0);
	item = items[--count];
	received += item;
	pthread_cond_signal(&not_full);
	pthread_mutex_unlock(&lock);
	return item;
}

static void *consume(void *unused)
{
	take();
	return unused;
}

int main(void)
{
	pthread_t consumers[CONSUMERS];

	for (int i = 0; i < CONSUMERS; i++)
		pthread_create(&consumers[i], NULL, consume, NULL);
	for (int i = 0; i < CONSUMERS; i++)
		put(i + 1);
	for (int i = 0; i < CONSUMERS; i++)
		pthread_join(consumers[i], NULL);
	assert(count == 0 && received == 1 + 2);
}
