// R threads read two variables that are always equal, W change both, K times
// each, under a read-write lock.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stddef.h>

#ifndef R
#define R 1
#endif
#ifndef W
#define W 1
#endif
#ifndef K
#define K 1
#endif

static pthread_rwlock_t lock;
static int left, right;

static void *read_both(void *unused)
{
	for (int i = 0; i < K; i++) {
		pthread_rwlock_rdlock(&lock);
		assert(left == right);
		pthread_rwlock_unlock(&lock);
	}
	return unused;
}

static void *change_both(void *unused)
{
	for (int i = 0; i < K; i++) {
		pthread_rwlock_wrlock(&lock);
		left++;
		right++;
		pthread_rwlock_unlock(&lock);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[R + W];

	pthread_rwlock_init(&lock, NULL);
	for (int i = 0; i < R + W; i++)
		pthread_create(&threads[i], NULL,
			       i < R ? read_both : change_both, NULL);
	for (int i = 0; i < R + W; i++)
		pthread_join(threads[i], NULL);
	assert(left == W * K && right == W * K);
	pthread_rwlock_destroy(&lock);
	return 0;
}
