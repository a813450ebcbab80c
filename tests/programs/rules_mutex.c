// Mutexes: what their functions return, by type (POSIX.1-2017).
// expect: verified
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

static const struct timespec past = {1, 0}, never = {1, 1000000000};
static pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_mutex_t robust;

static void *use_held(void *unused)
{
	assert(pthread_mutex_trylock(&normal) == EBUSY);
	assert(pthread_mutex_timedlock(&normal, &past) == ETIMEDOUT);
	assert(pthread_mutex_timedlock(&normal, &never) == EINVAL);
	assert(pthread_mutex_clocklock(&normal, CLOCK_MONOTONIC, &past) ==
	       ETIMEDOUT);
	assert(pthread_mutex_trylock(&recursive) == EBUSY);
	assert(pthread_mutex_unlock(&recursive) == EPERM);
	assert(pthread_mutex_trylock(&checked) == EBUSY);
	assert(pthread_mutex_unlock(&checked) == EPERM);
	return unused;
}

static void *die_with_it(void *unused)
{
	assert(pthread_mutex_lock(&robust) == 0);
	return unused;
}

static void run(void *(*function)(void *))
{
	pthread_t thread;

	assert(pthread_create(&thread, NULL, function, NULL) == 0);
	assert(pthread_join(thread, NULL) == 0);
}

static void check_robust(void)
{
	pthread_mutexattr_t attributes;
	int value;

	assert(pthread_mutexattr_init(&attributes) == 0);
	assert(pthread_mutexattr_settype(&attributes, 77) == EINVAL);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutexattr_gettype(&attributes, &value);
	assert(value == PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_NORMAL);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutexattr_getrobust(&attributes, &value);
	assert(value == PTHREAD_MUTEX_ROBUST);
	pthread_mutexattr_getpshared(&attributes, &value);
	assert(value == PTHREAD_PROCESS_PRIVATE);
	assert(pthread_mutex_init(&robust, &attributes) == 0);
	assert(pthread_mutexattr_destroy(&attributes) == 0);
	run(die_with_it);
	assert(pthread_mutex_lock(&robust) == EOWNERDEAD);
	assert(pthread_mutex_consistent(&robust) == 0);
	assert(pthread_mutex_consistent(&robust) == EINVAL);
	assert(pthread_mutex_unlock(&robust) == 0);
	run(die_with_it);
	assert(pthread_mutex_trylock(&robust) == EOWNERDEAD);
	assert(pthread_mutex_unlock(&robust) == 0);
	assert(pthread_mutex_lock(&robust) == ENOTRECOVERABLE);
	assert(pthread_mutex_destroy(&robust) == 0);
}

int main(void)
{
	assert(pthread_mutex_lock(&normal) == 0);
	assert(pthread_mutex_trylock(&normal) == EBUSY);
	assert(pthread_mutex_lock(&recursive) == 0);
	assert(pthread_mutex_lock(&recursive) == 0);
	assert(pthread_mutex_trylock(&recursive) == 0);
	assert(pthread_mutex_timedlock(&recursive, &past) == 0);
	assert(pthread_mutex_lock(&checked) == 0);
	assert(pthread_mutex_lock(&checked) == EDEADLK);
	assert(pthread_mutex_timedlock(&checked, &past) == EDEADLK);
	assert(pthread_mutex_trylock(&checked) == EBUSY);
	run(use_held);
	for (int i = 0; i < 4; i++)
		assert(pthread_mutex_unlock(&recursive) == 0);
	assert(pthread_mutex_unlock(&recursive) == EPERM);
	assert(pthread_mutex_unlock(&checked) == 0);
	assert(pthread_mutex_unlock(&checked) == EPERM);
	assert(pthread_mutex_unlock(&normal) == 0);
	assert(pthread_mutex_timedlock(&normal, &past) == 0);
	assert(pthread_mutex_unlock(&normal) == 0);
	assert(pthread_mutex_destroy(&normal) == 0);
	assert(pthread_mutex_init(&normal, NULL) == 0);
	assert(pthread_mutex_lock(&normal) == 0);
	assert(pthread_mutex_unlock(&normal) == 0);
	check_robust();
	return 0;
}
