// seqlock.c wrong: the reader waits until nobody writes, but does not look
// again whether somebody has begun to meanwhile.
//
// expect: finding assertion
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

#define WRITES 2

static atomic_uint sequence;
static atomic_int left, right;	/* always the same, for who reads well */

static void *write_both(void *unused)
{
	for (int i = 1; i <= WRITES; i++) {
		atomic_fetch_add(&sequence, 1);
		atomic_store(&left, i);
		atomic_store(&right, i);
		atomic_fetch_add(&sequence, 1);
	}
	return unused;
}

static void *read_both(void *unused)
{
	int l, r;

	while (atomic_load(&sequence) % 2 == 1)
		;
	l = atomic_load(&left);
	r = atomic_load(&right);
	assert(l == r);
	return unused;
}

int main(void)
{
	pthread_t writer, readers[2];

	pthread_create(&writer, NULL, write_both, NULL);
	pthread_create(&readers[0], NULL, read_both, NULL);
	pthread_create(&readers[1], NULL, read_both, NULL);
	pthread_join(writer, NULL);
	pthread_join(readers[0], NULL);
	pthread_join(readers[1], NULL);
}
