// N threads hardly interact: each does K operations on an atomic of its own,
// then adds to one that all share. With -DMUTEX the K operations lock and
// unlock a mutex of its own.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#ifndef N
#define N 2
#endif
#ifndef K
#define K 20
#endif

static atomic_int own[N], all;
static pthread_mutex_t mutexes[N];
static int guarded[N];

static void work_with_mutex(int me)
{
	for (int i = 0; i < K / 2; i++) {
		pthread_mutex_lock(&mutexes[me]);
		guarded[me]++;
		pthread_mutex_unlock(&mutexes[me]);
	}
}

static void work_with_atomic(int me)
{
	for (int i = 0; i < K; i++)
		atomic_fetch_add(&own[me], 1);
}

static void *work(void *arg)
{
	int me = (int)(intptr_t)arg;

#ifdef MUTEX
	work_with_mutex(me);
	(void)work_with_atomic;
#else
	work_with_atomic(me);
	(void)work_with_mutex;
#endif
	atomic_fetch_add(&all, 1);
	return NULL;
}

int main(void)
{
	pthread_t threads[N];

	for (int i = 0; i < N; i++)
		pthread_mutex_init(&mutexes[i], NULL);
	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, work, (void *)(intptr_t)i);
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	assert(atomic_load(&all) == N);
	return 0;
}
