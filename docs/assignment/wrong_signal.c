// A bounded buffer, wrong: producers and consumers wait on one condition
// variable, and pthread_cond_signal wakes only one of them. When that is one
// who cannot go on either, the signal is used up and all sleep for ever.
//
// expect: finding lost-wakeup
#include <assert.h>
#include <pthread.h>

#ifndef CAPACITY
#define CAPACITY 1
#endif

static int items[CAPACITY];
static int first;		/* where the oldest item is */
static int count;		/* how many there are */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

/* Puts an item into the buffer; waits while there is no room. */
static void buffer_put(int item)
{
	pthread_mutex_lock(&lock);
	while (count == CAPACITY)
		pthread_cond_wait(&changed, &lock);
	items[(first + count) % CAPACITY] = item;
	count++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

/* Takes the oldest item out of the buffer; waits while there is none. */
static int buffer_take(void)
{
	int item;

	pthread_mutex_lock(&lock);
	while (count == 0)
		pthread_cond_wait(&changed, &lock);
	item = items[first];
	first = (first + 1) % CAPACITY;
	count--;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
	return item;
}

/* ---- Leave the rest as it is: two producers, two consumers. ---- */

#ifndef ITEMS
#define ITEMS 1			/* for each producer and each consumer */
#endif

static void *produce(void *first_item)
{
	for (int i = 0; i < ITEMS; i++)
		buffer_put(*(int *)first_item + i);
	return NULL;
}

static void *consume(void *sum)
{
	for (int i = 0; i < ITEMS; i++)
		*(int *)sum += buffer_take();
	return NULL;
}

int main(void)
{
	pthread_t producers[2], consumers[2];
	int first_items[2] = { 1, 1 + ITEMS };
	int sums[2] = { 0, 0 };

	for (int i = 0; i < 2; i++) {
		pthread_create(&producers[i], NULL, produce, &first_items[i]);
		pthread_create(&consumers[i], NULL, consume, &sums[i]);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(producers[i], NULL);
		pthread_join(consumers[i], NULL);
	}
	/* Every item from 1 to 2 * ITEMS was received, and only once. */
	assert(sums[0] + sums[1] == ITEMS * (2 * ITEMS + 1));
}
