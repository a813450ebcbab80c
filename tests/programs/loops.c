// Runs the program that its arguments describe: one number a thread, of up to
// eight operations of eight bits (the low four: what; the high four: on what).
// Many of them wait in a loop. The test of livelocks makes such numbers at
// random.
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include <mc.h>

#define MAX_THREADS 3

/* The value lies in the flag's word; a lock guards it, or nothing does. */
static struct box {
	_Alignas(8) atomic_int flag;
	int value;
} boxes[2];
static pthread_mutex_t mutex[2] = {PTHREAD_MUTEX_INITIALIZER,
				   PTHREAD_MUTEX_INITIALIZER};
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static sem_t posts;
static const struct timespec soon = {1, 0};

static int flag(int which)
{
	return atomic_load(&boxes[which & 1].flag);
}

/* The fork is put back when there is only one. */
static void take_both(int which)
{
	for (;;) {
		if (which & 2)
			pthread_mutex_lock(&mutex[which & 1]);
		else if (pthread_mutex_trylock(&mutex[which & 1]) != 0)
			continue;
		if (pthread_mutex_trylock(&mutex[~which & 1]) == 0)
			break;
		pthread_mutex_unlock(&mutex[which & 1]);
	}
	pthread_mutex_unlock(&mutex[0]);
	pthread_mutex_unlock(&mutex[1]);
}

static void poll_locked(int which)
{
	int seen;

	do {
		pthread_mutex_lock(&mutex[which >> 1 & 1]);
		seen = flag(which);
		pthread_mutex_unlock(&mutex[which >> 1 & 1]);
	} while (!seen);
}

static void wait_for(int which, int timed)
{
	pthread_mutex_lock(&mutex[0]);
	while (!flag(which)) {
		if (timed)
			pthread_cond_timedwait(&changed, &mutex[0], &soon);
		else
			pthread_cond_wait(&changed, &mutex[0]);
	}
	pthread_mutex_unlock(&mutex[0]);
}

static void set_locked(int which)
{
	pthread_mutex_lock(&mutex[0]);
	atomic_store(&boxes[which & 1].flag, which >> 1 & 1);
	if (which & 4)
		pthread_cond_signal(&changed);
	else
		pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex[0]);
}

static void swap_weakly(int which)
{
	int expected = which >> 1 & 1;

	while (!atomic_compare_exchange_weak(&boxes[which & 1].flag, &expected,
					     which >> 2 & 1))
		expected = which >> 1 & 1;
}

static void read_or_write(int which)
{
	if (which & 1)
		while (pthread_rwlock_tryrdlock(&rwlock) != 0)
			;
	else if (which & 2)
		pthread_rwlock_rdlock(&rwlock);
	else
		pthread_rwlock_wrlock(&rwlock);
	while (which & 4 && !flag(which >> 3))
		;
	pthread_rwlock_unlock(&rwlock);
}

/* What it got it may keep for ever. */
static void spin_with_luck(int which)
{
	bool got = pthread_mutex_trylock(&mutex[which >> 1 & 1]) == 0;

	if (got)
		boxes[which & 1].value = 0;
	while (!flag(which >> 2))
		;
	if (got && which & 8)
		pthread_mutex_unlock(&mutex[which >> 1 & 1]);
}

static void spin_and_write(int which)
{
	while (!flag(which))
		if (which & 2)
			boxes[which >> 2 & 1].value = which >> 3 & 1;
}

/* A little service. */
static void work(int which)
{
	int value;

	switch (which & 3) {
	case 0:
		mc_progress();
		return;
	case 1:
		sem_wait(&posts);
		return;
	case 2:
		sem_getvalue(&posts, &value);
		if (value == 0)
			sem_post(&posts);
		return;
	}
	pthread_mutex_lock(&mutex[which >> 2 & 1]);
	if (which & 8)
		boxes[which >> 2 & 1].value = 1 - boxes[which >> 2 & 1].value;
	else
		value = boxes[which >> 2 & 1].value;
	pthread_mutex_unlock(&mutex[which >> 2 & 1]);
}

static void do_one(int what, int which)
{
	switch (what) {
	case 0:
		spin_and_write(which);
		break;
	case 1:
		spin_with_luck(which);
		break;
	case 2:
	case 3:
		atomic_store(&boxes[which & 1].flag, which >> 1 & 1);
		break;
	case 4:
		take_both(which);
		break;
	case 5:
		while (pthread_mutex_trylock(&mutex[which & 1]) != 0)
			;
		atomic_store(&boxes[which >> 1 & 1].flag, which >> 2 & 1);
		pthread_mutex_unlock(&mutex[which & 1]);
		break;
	case 6:
		poll_locked(which);
		break;
	case 7:
		wait_for(which, which >> 1 & 1);
		break;
	case 8:
		set_locked(which);
		break;
	case 9:
		swap_weakly(which);
		break;
	case 10:
		read_or_write(which);
		break;
	case 11:
		while (mc_choose(2) == (which & 1) && !flag(which >> 1))
			;
		break;
	case 12:
		work(which);
		break;
	case 13:
		mc_assume(flag(which) == (which >> 1 & 1));
		break;
	case 14:
		/* Two that wait for each other for ever. */
		pthread_mutex_lock(&mutex[which & 1]);
		pthread_mutex_lock(&mutex[~which & 1]);
		pthread_mutex_unlock(&mutex[0]);
		pthread_mutex_unlock(&mutex[1]);
		break;
	}
}

/* 15: back to the beginning, while a flag is as it says. */
static void *run(void *code_at)
{
	unsigned long long whole = *(unsigned long long *)code_at, code = whole;

	while (code) {
		int what = code & 15, which = code >> 4 & 15;

		code >>= 8;
		if (what != 15)
			do_one(what, which);
		else if (flag(which) == (which >> 1 & 1))
			code = whole;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	static unsigned long long code[MAX_THREADS];
	pthread_t threads[MAX_THREADS];
	int count = argc - 1 < MAX_THREADS ? argc - 1 : MAX_THREADS;
	int sum = 0;

	sem_init(&posts, 0, 1);
	for (int i = 0; i < count; i++) {
		code[i] = strtoull(argv[i + 1], NULL, 16);
		pthread_create(&threads[i], NULL, run, &code[i]);
		sum += boxes[0].value;
	}
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return sum > 4;
}
