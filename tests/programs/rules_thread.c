// Threads: attributes, join in all its forms, spin locks, once, keys, exits.
// expect: verified
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static const struct timespec past = {1, 0};
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int count, made, destroyed;

static void *pass_the_gate(void *argument)
{
	assert(pthread_equal(pthread_self(), *(pthread_t *)argument));
	pthread_mutex_lock(&gate);
	pthread_mutex_unlock(&gate);
	pthread_exit(argument);
}

static void check_joins(void)
{
	pthread_t thread;
	void *result = NULL;

	pthread_mutex_lock(&gate);
	pthread_create(&thread, NULL, pass_the_gate, &thread);
	assert(pthread_tryjoin_np(thread, &result) == EBUSY);
	assert(pthread_timedjoin_np(thread, &result, &past) == ETIMEDOUT);
	assert(result == NULL);
	pthread_mutex_unlock(&gate);
	assert(pthread_join(thread, &result) == 0);
	assert(result == &thread);
}

static void *count_up(void *unused)
{
	for (int i = 0; i < 2; i++) {
		while (pthread_spin_trylock(&spin) == EBUSY)
			sched_yield();
		count++;
		pthread_spin_unlock(&spin);
		pthread_spin_lock(&spin);
		pthread_spin_unlock(&spin);
	}
	return unused;
}

/* A destructor that leaves a value is called again for it. */
static void destroy(void *value)
{
	if (++destroyed == 1)
		pthread_setspecific(key, value);
}

static void make_key(void)
{
	made++;
	assert(pthread_key_create(&key, destroy) == 0);
}

static void *use_key(void *unused)
{
	assert(pthread_once(&once, make_key) == 0);
	assert(made == 1);
	assert(pthread_getspecific(key) == NULL);
	assert(pthread_setspecific(key, &key) == 0);
	assert(pthread_getspecific(key) == &key);
	return unused;
}

static void check_attributes(void)
{
	pthread_attr_t attributes;
	size_t size;
	int state;

	assert(pthread_attr_init(&attributes) == 0);
	assert(pthread_attr_getdetachstate(&attributes, &state) == 0);
	assert(state == PTHREAD_CREATE_JOINABLE);
	assert(pthread_attr_setdetachstate(&attributes, 9) == EINVAL);
	assert(pthread_attr_setdetachstate(&attributes,
					   PTHREAD_CREATE_DETACHED) == 0);
	assert(pthread_attr_setstacksize(&attributes, 1) == EINVAL);
	assert(pthread_attr_setstacksize(&attributes, 1 << 20) == 0);
	assert(pthread_attr_getstacksize(&attributes, &size) == 0);
	assert(size >= 1 << 20);
	assert(pthread_attr_destroy(&attributes) == 0);
	assert(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state) == 0);
	assert(state == PTHREAD_CANCEL_ENABLE);
}

static void at_the_end(void)
{
	assert(count == 4);
	assert(destroyed == 2);
}

int main(void)
{
	pthread_t threads[2];

	atexit(at_the_end);
	check_attributes();
	check_joins();
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	pthread_create(&threads[0], NULL, count_up, NULL);
	pthread_create(&threads[1], NULL, count_up, NULL);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	pthread_spin_destroy(&spin);
	pthread_create(&threads[0], NULL, use_key, NULL);
	pthread_join(threads[0], NULL);
	assert(pthread_key_delete(key) == 0);
	return 0;
}
