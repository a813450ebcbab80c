// C11 threads: what the functions of <threads.h> return.
// expect: verified
#include <assert.h>
#include <stddef.h>
#include <threads.h>
#include <time.h>

static const struct timespec past = {1, 0}, moment = {0, 1};
static mtx_t plain, timed, recursive;
static cnd_t changed;
static once_flag once = ONCE_FLAG_INIT;
static tss_t key;
static int made, ready, destroyed;

static void destroy(void *unused)
{
	(void)unused;
	destroyed++;
}

static void make_key(void)
{
	made++;
	assert(tss_create(&key, destroy) == thrd_success);
}

static int use_held(void *unused)
{
	(void)unused;
	assert(mtx_trylock(&plain) == thrd_busy);
	assert(mtx_timedlock(&timed, &past) == thrd_timedout);
	assert(mtx_trylock(&recursive) == thrd_busy);
	return -3;
}

static int get_ready(void *argument)
{
	call_once(&once, make_key);
	assert(made == 1 && tss_get(key) == NULL);
	assert(tss_set(key, argument) == thrd_success);
	assert(tss_get(key) == argument);
	mtx_lock(&plain);
	ready++;
	assert(cnd_signal(&changed) == thrd_success);
	mtx_unlock(&plain);
	thrd_exit(5);
}

static void check_held(void)
{
	thrd_t thread;
	int result;

	assert(mtx_lock(&plain) == thrd_success);
	assert(mtx_timedlock(&timed, &past) == thrd_success);
	assert(mtx_lock(&recursive) == thrd_success);
	assert(mtx_lock(&recursive) == thrd_success);
	assert(thrd_create(&thread, use_held, NULL) == thrd_success);
	assert(thrd_join(thread, &result) == thrd_success && result == -3);
	assert(mtx_unlock(&recursive) == thrd_success);
	assert(mtx_unlock(&recursive) == thrd_success);
	assert(mtx_unlock(&timed) == thrd_success);
	assert(mtx_unlock(&plain) == thrd_success);
}

int main(void)
{
	thrd_t thread;
	int result;

	assert(mtx_init(&plain, mtx_plain) == thrd_success);
	assert(mtx_init(&timed, mtx_timed) == thrd_success);
	assert(mtx_init(&recursive, mtx_plain | mtx_recursive) == thrd_success);
	assert(cnd_init(&changed) == thrd_success);
	check_held();
	call_once(&once, make_key);
	assert(thrd_create(&thread, get_ready, &ready) == thrd_success);
	assert(!thrd_equal(thread, thrd_current()));
	mtx_lock(&plain);
	result = cnd_timedwait(&changed, &plain, &past);
	assert(result == thrd_timedout || result == thrd_success);
	while (!ready)
		assert(cnd_wait(&changed, &plain) == thrd_success);
	mtx_unlock(&plain);
	assert(thrd_join(thread, &result) == thrd_success && result == 5);
	assert(destroyed == 1);
	tss_delete(key);
	assert(thrd_sleep(&moment, NULL) == 0);
	thrd_yield();
	assert(cnd_broadcast(&changed) == thrd_success);
	cnd_destroy(&changed);
	mtx_destroy(&plain);
	mtx_destroy(&timed);
	mtx_destroy(&recursive);
	return 0;
}
