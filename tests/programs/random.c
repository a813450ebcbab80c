// Runs the program that its arguments describe: one number a thread, of eight
// operations of eight bits (the low four: what; the high four: on what). The
// differential test makes such numbers at random.
#define _GNU_SOURCE
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mc.h>
#include <mc/channel.h>
#include <mc/select.h>

#include "run_programs.h"

static atomic_int atomics[2];
static int plain[2];
static char bytes[2];
static int flag;
static char texts[2][8] = {"a", "b"};
static struct pair {
	int left, right;
} pairs[2];
static pthread_mutex_t mutex[2] = {PTHREAD_MUTEX_INITIALIZER,
				   PTHREAD_MUTEX_INITIALIZER};
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t barrier;
static sem_t semaphores[2];
static const struct timespec soon = {1, 0};
static struct mc_channel *channels[2];
static struct {
	int plain[2];
	atomic_int atomics[2];
} * heap;

static int load(int which)
{
	atomic_int *at = &atomics[which & 1];

	return which & 2 ? atomic_load_explicit(at, memory_order_relaxed)
			 : atomic_load_explicit(at, memory_order_acquire);
}

static void store(int which, int value)
{
	atomic_int *at = &atomics[which & 1];

	if (which & 2)
		atomic_store_explicit(at, value, memory_order_relaxed);
	else
		atomic_store_explicit(at, value, memory_order_release);
}

static int update(int which)
{
	atomic_int *at = &atomics[which & 1];
	int expected = 1;

	switch (which >> 1 & 3) {
	case 0:
		return atomic_fetch_add_explicit(at, 2, memory_order_relaxed);
	case 1:
		return atomic_fetch_add_explicit(at, 1, memory_order_acq_rel);
	case 2:
		return atomic_exchange_explicit(at, 1, memory_order_acquire);
	default:
		return atomic_compare_exchange_strong(at, &expected, 2);
	}
}

static int meet(int which)
{
	sem_t *semaphore = &semaphores[which & 1];

	switch (which >> 1) {
	case 0:
		atomic_thread_fence(which & 1 ? memory_order_acquire
					      : memory_order_release);
		return 0;
	case 1:
		return sem_post(semaphore);
	case 2: // what was there is not used
		atomic_fetch_add(&atomics[which & 1], 3);
		return 0;
	case 3:
	case 4:
		return sem_wait(semaphore);
	case 5:
		return sem_trywait(semaphore) ? 1 : 0;
	case 6:
		return sem_timedwait(semaphore, &soon) ? 1 : 0;
	default:
		return pthread_barrier_wait(&barrier) ? 1 : 0;
	}
}

static int critical(int which, int more)
{
	int *at = &plain[which >> 1 & 1], seen = 0;

	switch (which >> 2) {
	case 0:
		pthread_spin_lock(&spin);
		*at += more;
		pthread_spin_unlock(&spin);
		break;
	case 1:
		pthread_mutex_lock(&mutex[which & 1]);
		*at += more;
		pthread_mutex_unlock(&mutex[which & 1]);
		break;
	case 2:
		pthread_rwlock_wrlock(&rwlock);
		*at += more;
		pthread_rwlock_unlock(&rwlock);
		break;
	default:
		pthread_rwlock_rdlock(&rwlock);
		if (which & 1)
			pthread_rwlock_rdlock(&rwlock);
		seen = *at;
		if (which & 1)
			pthread_rwlock_unlock(&rwlock);
		pthread_rwlock_unlock(&rwlock);
	}
	return seen;
}

static void both(int which)
{
	pthread_mutex_lock(&mutex[which & 1]);
	pthread_mutex_lock(&mutex[~which & 1]);
	pthread_mutex_unlock(&mutex[~which & 1]);
	pthread_mutex_unlock(&mutex[which & 1]);
}

static int attempt(int which)
{
	pthread_mutex_t *lock = &mutex[which & 1];

	if (which & 4) {
		if (which & 8 ? pthread_rwlock_tryrdlock(&rwlock)
			      : pthread_rwlock_trywrlock(&rwlock))
			return 0;
		if (!(which & 8))
			plain[which >> 1 & 1]++;
		pthread_rwlock_unlock(&rwlock);
		return 1;
	}
	if (which & 8 ? pthread_mutex_timedlock(lock, &soon)
		      : pthread_mutex_trylock(lock))
		return 0;
	plain[which >> 1 & 1]++;
	pthread_mutex_unlock(lock);
	return 1;
}

static void wait(int which)
{
	pthread_mutex_lock(&mutex[0]);
	if (which & 1) {
		while (!flag)
			pthread_cond_wait(&changed, &mutex[0]);
	} else if (!flag && which & 4) {
		pthread_cond_timedwait(&changed, &mutex[0], &soon);
	} else if (!flag) {
		pthread_cond_wait(&changed, &mutex[0]);
	}
	pthread_mutex_unlock(&mutex[0]);
}

static void signal(int which)
{
	pthread_mutex_lock(&mutex[0]);
	flag = which & 1;
	if (which & 2)
		pthread_cond_broadcast(&changed);
	else
		pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex[0]);
}

// One channel, and the other one: which & 8 says whether to receive there.
static int select_one(int which, int operation, int value)
{
	int other = value + 1;
	struct mc_channel_case cases[] = {
		{channels[which & 1], operation, &value, 5},
		{channels[~which & 1], which & 8 ? MC_RECEIVE : MC_SEND, &other,
		 5}};
	int gone = mc_channel_select(cases, 2, !(which & 2));

	return value + 3 * other + 5 * gone;
}

static int receive(int which)
{
	int value = 5;

	if (which & 4)
		return select_one(which, MC_RECEIVE, value);
	if (which & 2)
		mc_channel_try_receive(channels[which & 1], &value);
	else
		mc_channel_receive(channels[which & 1], &value);
	return value;
}

static int send(int which, int value)
{
	if (which & 4)
		return select_one(which, MC_SEND, value);
	if (which & 2)
		return mc_channel_try_send(channels[which & 1], &value);
	return mc_channel_send(channels[which & 1], &value);
}

/* Memory of malloc: a read before any write is a finding. */
static int use_heap(int which, int seen, bool write)
{
	int *plainly = &heap->plain[which >> 1 & 1];
	atomic_int *at = &heap->atomics[which >> 1 & 1];

	if (which & 1) {
		if (write)
			atomic_store(at, seen);
		return write ? seen : atomic_load(at);
	}
	pthread_mutex_lock(&mutex[0]);
	if (write)
		*plainly = seen;
	else
		seen = *plainly;
	pthread_mutex_unlock(&mutex[0]);
	return seen;
}

/* With doubles, in registers that are not those of other arguments. */
static int convert(int which, int seen)
{
	char *made = NULL;

	switch (which & 3) {
	case 0:
		return snprintf(texts[which >> 2 & 1], 8, "%d%.1f", seen,
				seen / 2.0);
	case 1:
		return sprintf(texts[which >> 2 & 1], "%.1f", seen * 1.5);
	case 2:
		sscanf(texts[which >> 2 & 1], "%d", &seen);
		return seen;
	default:
		if (asprintf(&made, "%.0f%.1s", seen + 1.0, texts[0]) < 0)
			return 5;
		seen = atoi(made);
		free(made);
		return seen;
	}
}

/* Copies of structures, of strings; and text, in the order of a lock. */
static int copy(int which, int seen)
{
	if (which < 4)
		pairs[which & 1] = pairs[~which & 1];
	else if (which == 4)
		pairs[0].left = pairs[1].right = seen + 1;
	else if (which == 5)
		seen += pairs[0].left + pairs[0].right;
	else if (which == 6)
		strcpy(texts[0], texts[1]);
	else
		bytes[which & 1] += 1;
	return seen;
}

static int in_order(int which, int seen)
{
	pthread_mutex_lock(&mutex[which & 1]);
	if (which & 2)
		printf("%d %.1f;", seen, seen * 1.5);
	else
		copy(0, seen);
	pthread_mutex_unlock(&mutex[which & 1]);
	return seen;
}

static int call(int which, int seen)
{
	if (which < 8)
		return copy(which, seen);
	if (which < 10)
		return in_order(which, seen);
	return convert(which, seen);
}

static int perform(int what, int which, int seen)
{
	switch (what) {
	case 1:
		return load(which);
	case 2:
		store(which, seen + 1);
		return seen;
	case 3:
		return update(which);
	case 4:
		return meet(which);
	case 5:
		if (which >= 12)
			return use_heap(which, seen, true);
		plain[which & 1] = seen + 1;
		return seen;
	case 6:
		return which >= 12 ? use_heap(which, seen, false)
				   : plain[which & 1];
	case 7:
		return seen + critical(which, 1);
	case 8:
		both(which);
		return seen;
	case 9:
		return attempt(which);
	case 10:
		wait(which);
		return seen;
	case 11:
		signal(which);
		return seen;
	case 12:
		return receive(which);
	case 13:
		return send(which, seen + 1);
	case 14:
		return mc_choose(2);
	default:
		return call(which, seen);
	}
}

static void *run(void *code)
{
	unsigned long program = (unsigned long)code;
	long seen = 0;

	for (; program; program >>= 8)
		seen = seen * 7 % 1000 +
		       perform(program & 15, program >> 4 & 15, seen % 3);
	return (void *)seen;
}

int main(int argc, char **argv)
{
	void *seen[MAX_THREADS] = {0};

	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	pthread_barrier_init(&barrier, NULL, 2);
	sem_init(&semaphores[0], 0, 0);
	sem_init(&semaphores[1], 0, 1);
	heap = malloc(sizeof *heap);
	channels[0] = mc_channel_create(sizeof(int), 0);
	channels[1] = mc_channel_create(sizeof(int), 1);
	run_programs(argc, argv, run, seen);
	printf("%d %d %d %d %d %d %d | %s %s %d %d %d %d | %ld %ld %ld\n",
	       atomics[0], atomics[1], plain[0], plain[1], bytes[0], bytes[1],
	       flag, texts[0], texts[1], pairs[0].left, pairs[0].right,
	       pairs[1].left, pairs[1].right, (long)seen[0], (long)seen[1],
	       (long)seen[2]);
	return 0;
}
