// Semaphores, unnamed and named: what their functions return, what they count.
// expect: verified
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static const struct timespec past = {1, 0}, never = {1, -1};
static sem_t items, places;
static int queue[2], taken;

static void *consume(void *unused)
{
	for (int i = 0; i < 3; i++) {
		assert(sem_wait(&items) == 0);
		taken += queue[i % 2];
		assert(sem_post(&places) == 0);
	}
	return unused;
}

static void check_named(void)
{
	sem_t *named, *same;

	sem_unlink("/mcheck-rules");
	assert(sem_open("/mcheck-rules", 0) == SEM_FAILED && errno == ENOENT);
	named = sem_open("/mcheck-rules", O_CREAT, 0600, 1);
	assert(named != SEM_FAILED);
	assert(sem_open("/mcheck-rules", O_CREAT | O_EXCL, 0600, 1) ==
		       SEM_FAILED &&
	       errno == EEXIST);
	same = sem_open("/mcheck-rules", O_CREAT, 0600, 5);
	assert(same == named);
	assert(sem_wait(same) == 0);
	assert(sem_trywait(named) == -1 && errno == EAGAIN);
	assert(sem_close(same) == 0);
	assert(sem_unlink("/mcheck-rules") == 0);
	assert(sem_unlink("/mcheck-rules") == -1 && errno == ENOENT);
	assert(sem_close(named) == 0);
}

int main(void)
{
	pthread_t thread;
	int value;

	assert(sem_init(&items, 0, 1u << 31) == -1 && errno == EINVAL);
	assert(sem_init(&items, 0, 0) == 0);
	assert(sem_init(&places, 0, 2) == 0);
	assert(sem_trywait(&items) == -1 && errno == EAGAIN);
	assert(sem_timedwait(&items, &past) == -1 && errno == ETIMEDOUT);
	assert(sem_timedwait(&items, &never) == -1 && errno == EINVAL);
	assert(sem_clockwait(&items, CLOCK_MONOTONIC, &past) == -1 &&
	       errno == ETIMEDOUT);
	assert(sem_getvalue(&places, &value) == 0 && value == 2);
	pthread_create(&thread, NULL, consume, NULL);
	for (int i = 0; i < 3; i++) {
		assert(sem_wait(&places) == 0);
		queue[i % 2] = i;
		assert(sem_post(&items) == 0);
	}
	pthread_join(thread, NULL);
	assert(taken == 3);
	assert(sem_timedwait(&places, &past) == 0);
	assert(sem_getvalue(&places, &value) == 0 && value == 1);
	assert(sem_destroy(&items) == 0 && sem_destroy(&places) == 0);
	check_named();
	return 0;
}
