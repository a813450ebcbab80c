// Read-write locks: what their functions return, whom they exclude.
// expect: verified
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

static const struct timespec past = {1, 0}, never = {1, -1};
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_rwlock_t other;
static int value, copy;

static void *while_it_is_read(void *unused)
{
	assert(pthread_rwlock_trywrlock(&other) == EBUSY);
	assert(pthread_rwlock_timedwrlock(&other, &past) == ETIMEDOUT);
	assert(pthread_rwlock_timedwrlock(&other, &never) == EINVAL);
	assert(pthread_rwlock_tryrdlock(&other) == 0);
	assert(pthread_rwlock_timedrdlock(&other, &past) == 0);
	assert(pthread_rwlock_unlock(&other) == 0);
	assert(pthread_rwlock_unlock(&other) == 0);
	return unused;
}

static void *while_it_is_written(void *unused)
{
	assert(pthread_rwlock_trywrlock(&other) == EBUSY);
	assert(pthread_rwlock_tryrdlock(&other) == EBUSY);
	assert(pthread_rwlock_timedrdlock(&other, &past) == ETIMEDOUT);
	assert(pthread_rwlock_clockwrlock(&other, CLOCK_MONOTONIC, &past) ==
	       ETIMEDOUT);
	return unused;
}

static void *write(void *unused)
{
	assert(pthread_rwlock_wrlock(&lock) == 0);
	value++;
	copy++;
	assert(pthread_rwlock_unlock(&lock) == 0);
	return unused;
}

static void *read(void *unused)
{
	assert(pthread_rwlock_rdlock(&lock) == 0);
	assert(value == copy);
	assert(pthread_rwlock_unlock(&lock) == 0);
	return unused;
}

static void run(void *(*function)(void *))
{
	pthread_t thread;

	pthread_create(&thread, NULL, function, NULL);
	pthread_join(thread, NULL);
}

int main(void)
{
	void *(*const functions[])(void *) = {write, read, write, read};
	pthread_t threads[4];
	pthread_rwlockattr_t attributes;

	assert(pthread_rwlockattr_init(&attributes) == 0);
	assert(pthread_rwlockattr_setkind_np(
		       &attributes,
		       PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0);
	assert(pthread_rwlock_init(&other, &attributes) == 0);
	assert(pthread_rwlockattr_destroy(&attributes) == 0);
	assert(pthread_rwlock_rdlock(&other) == 0);
	run(while_it_is_read);
	assert(pthread_rwlock_unlock(&other) == 0);
	assert(pthread_rwlock_wrlock(&other) == 0);
	run(while_it_is_written);
	assert(pthread_rwlock_unlock(&other) == 0);
	assert(pthread_rwlock_destroy(&other) == 0);
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, functions[i], NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert(value == 2 && copy == 2);
	return 0;
}
