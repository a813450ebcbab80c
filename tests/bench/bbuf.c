// A bounded buffer of CAP places, with a mutex and two condition variables: P
// producers put I items each, C consumers share them out (C divides P * I).
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#ifndef P
#define P 1
#endif
#ifndef C
#define C 1
#endif
#ifndef CAP
#define CAP 1
#endif
#ifndef I
#define I 2
#endif

static pthread_mutex_t mutex;
static pthread_cond_t not_full, not_empty;
static int buffer[CAP], head, tail, count;
static int sum;

static void *produce(void *arg)
{
	int id = (int)(intptr_t)arg;

	for (int i = 0; i < I; i++) {
		pthread_mutex_lock(&mutex);
		while (count == CAP)
			pthread_cond_wait(&not_full, &mutex);
		buffer[tail] = id * I + i + 1;
		tail = (tail + 1) % CAP;
		count++;
		pthread_cond_signal(&not_empty);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void *consume(void *unused)
{
	for (int i = 0; i < P * I / C; i++) {
		pthread_mutex_lock(&mutex);
		while (count == 0)
			pthread_cond_wait(&not_empty, &mutex);
		sum += buffer[head];
		head = (head + 1) % CAP;
		count--;
		pthread_cond_signal(&not_full);
		pthread_mutex_unlock(&mutex);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[P + C];

	pthread_mutex_init(&mutex, NULL);
	pthread_cond_init(&not_full, NULL);
	pthread_cond_init(&not_empty, NULL);
	for (int i = 0; i < P; i++)
		pthread_create(&threads[i], NULL, produce, (void *)(intptr_t)i);
	for (int i = 0; i < C; i++)
		pthread_create(&threads[P + i], NULL, consume, NULL);
	for (int i = 0; i < P + C; i++)
		pthread_join(threads[i], NULL);
	assert(sum == (P * I) * (P * I + 1) / 2);
	assert(count == 0);
	return 0;
}
