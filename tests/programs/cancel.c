// Runs the program that its arguments describe: one number a thread, the first
// one for main, of up to eight operations of eight bits (the low four: what;
// the high four: on what). Threads are cancelled at what they wait for. The
// test of cancellation makes such numbers at random.
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MAX_THREADS 4

/* Each knows those before it, and main all. */
static pthread_t handles[MAX_THREADS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_key_t key;
static int key_step = 4096;
static sem_t posts;
static atomic_int cleaned;
static const struct timespec soon = {1, 0};

static void unlock(void *unused)
{
	(void)unused;
	pthread_mutex_unlock(&mutex);
}

static void count(void *step)
{
	atomic_fetch_add(&cleaned, *(int *)step);
}

static void wait_once(int which)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, NULL);
	if (which & 1)
		pthread_cond_timedwait(&changed, &mutex, &soon);
	else
		pthread_cond_wait(&changed, &mutex);
	pthread_cleanup_pop(1);
}

/* Who is cancelled there keeps the mutex. */
static void wait_carelessly(int which)
{
	pthread_mutex_lock(&mutex);
	if (which & 1)
		sem_wait(&posts);
	else
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
}

static void take_a_post(int which)
{
	static int steps[2] = {8, 64};

	pthread_cleanup_push(count, &steps[which & 1]);
	if (which & 2)
		sem_timedwait(&posts, &soon);
	else
		sem_wait(&posts);
	pthread_cleanup_pop(which >> 2 & 1);
}

static void set(int which)
{
	pthread_mutex_lock(&mutex);
	if (which & 1)
		pthread_cond_broadcast(&changed);
	else
		pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
}

static pthread_t known(int which, int index)
{
	int most = index == 0 ? MAX_THREADS : index + 1;
	pthread_t thread = handles[which % most];

	return thread ? thread : handles[0];
}

static void do_one(int what, int which, int index)
{
	void *result = NULL;

	switch (what) {
	case 0:
	case 1:
	case 2:
		pthread_cancel(known(which, index));
		break;
	case 3:
	case 4:
		wait_once(which);
		break;
	case 5:
		wait_carelessly(which);
		break;
	case 6:
	case 7:
		set(which);
		break;
	case 8:
	case 9:
		take_a_post(which);
		break;
	case 10:
		sem_post(&posts);
		break;
	case 11:
		nanosleep(&soon, NULL);
		break;
	case 12:
		pthread_testcancel();
		break;
	case 13:
		pthread_setcancelstate(which & 1 ? PTHREAD_CANCEL_DISABLE
						 : PTHREAD_CANCEL_ENABLE,
				       NULL);
		break;
	case 14:
		if (which & 1 && index > 0)
			pthread_exit(NULL);
		pthread_join(known(which >> 1, index), &result);
		atomic_fetch_add(&cleaned, result ? 512 : 1024);
		break;
	case 15:
		pthread_setspecific(key, &key_step);
		break;
	}
}

/* The highest four bits are the thread's number. */
static void *run(void *code_at)
{
	unsigned long long code = (unsigned long long)code_at;
	int index = (int)(code >> 60);

	for (code = code << 4 >> 4; code; code >>= 8)
		do_one(code & 15, code >> 4 & 15, index);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned long long code[MAX_THREADS] = {0};
	void *result;

	sem_init(&posts, 0, 0);
	pthread_key_create(&key, count);
	handles[0] = pthread_self();
	for (int i = 0; i < MAX_THREADS && i + 1 < argc; i++)
		code[i] = strtoull(argv[i + 1], NULL, 16) |
			  (unsigned long long)i << 60;
	for (int i = 1; i < MAX_THREADS && i + 1 < argc; i++)
		pthread_create(&handles[i], NULL, run, (void *)code[i]);
	run((void *)code[0]);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	for (int i = 1; i < MAX_THREADS && i + 1 < argc; i++) {
		result = NULL;
		pthread_join(handles[i], &result);
		printf("%d", result == PTHREAD_CANCELED);
	}
	printf(" %d\n", atomic_load(&cleaned));
	return 0;
}
