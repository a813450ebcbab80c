// Runs the program that its arguments describe: one number a thread, of up to
// five operations of twelve bits: what, how and on which word, with which lock.
// The test of guards makes such numbers at random: mostly each word has a lock.
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run_programs.h"

enum lock { MADE, STATIC, SPIN, WRITING, READING, TWICE, PLACE, NONE };

static pthread_mutex_t made, twice;
static pthread_spinlock_t spin;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static const struct timespec soon = {1, 0};
static atomic_int flag;
// Zero is good for both.
static union {
	pthread_mutex_t mutex;
	pthread_rwlock_t rwlock;
} both;
// The last two lie in one word of the race detector.
static struct {
	int first;
	_Alignas(8) int second;
	_Alignas(8) int third, fourth;
} words, copies;
static int *block;

static pthread_mutex_t *mutex_of(enum lock lock)
{
	return lock == MADE ? &made : lock == TWICE ? &twice : &both.mutex;
}

static pthread_rwlock_t *rwlock_of(enum lock lock)
{
	return lock == PLACE ? &both.rwlock : &rwlock;
}

static bool take(enum lock lock, bool waits)
{
	switch (lock) {
	case SPIN:
		return !(waits ? pthread_spin_lock
			       : pthread_spin_trylock)(&spin);
	case PLACE:
	case WRITING:
		return !(waits ? pthread_rwlock_wrlock
			       : pthread_rwlock_trywrlock)(rwlock_of(lock));
	case READING:
		return !(waits ? pthread_rwlock_rdlock
			       : pthread_rwlock_tryrdlock)(&rwlock);
	case NONE:
		return true;
	default:
		return !(waits ? pthread_mutex_lock
			       : pthread_mutex_trylock)(mutex_of(lock));
	}
}

static void let_go(enum lock lock)
{
	if (lock == SPIN)
		pthread_spin_unlock(&spin);
	else if (lock == WRITING || lock == READING || lock == PLACE)
		pthread_rwlock_unlock(rwlock_of(lock));
	else if (lock != NONE)
		pthread_mutex_unlock(mutex_of(lock));
}

// How: the high two bits; on which word: the low two.
static int use(int which, int seen)
{
	int *const at[] = {&words.first, &words.second, &words.third,
			   &words.fourth};
	int *word = at[which & 3];

	switch (which >> 2) {
	case 0:
		return *word;
	case 1:
		*word = seen + 1;
		return seen;
	case 2:
		*word += 1;
		return seen;
	default:
		return *word + 2 * words.first;
	}
}

static int use_atomically(int which, int seen)
{
	int *word = which & 1 ? &words.second : &words.first;

	if (which & 4)
		return __atomic_load_n(word, __ATOMIC_RELAXED);
	if (which & 8)
		return __atomic_fetch_add(word, 1, __ATOMIC_ACQ_REL);
	__atomic_store_n(word, seen + 1, __ATOMIC_RELEASE);
	return seen;
}

static int critical(enum lock lock, int which, int seen, bool waits)
{
	if (!take(lock, waits))
		return seen;
	if (lock == TWICE && which & 4) {
		take(lock, true);
		let_go(lock);
	}
	seen = use(which, seen);
	let_go(lock);
	return seen;
}

// The locks of both: the second one is let go first, or last.
static int nested(enum lock lock, int which, int seen)
{
	enum lock inner = (enum lock)((lock + 1 + which % 4) % 4);

	take(lock, true);
	take(inner, true);
	seen = use(which, seen);
	if (which & 4) {
		let_go(lock);
		seen = use(which ^ 8, seen);
		let_go(inner);
		return seen;
	}
	let_go(inner);
	seen = use(which ^ 8, seen);
	let_go(lock);
	return seen;
}

static bool was_handed_over(int which)
{
	return atomic_load_explicit(&flag, which & 4 ? memory_order_relaxed
						     : memory_order_acquire);
}

static void make_anew(enum lock lock)
{
	switch (lock) {
	case SPIN:
		pthread_spin_destroy(&spin);
		pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
		break;
	case WRITING:
	case READING:
		pthread_rwlock_destroy(&rwlock);
		pthread_rwlock_init(&rwlock, NULL);
		break;
	case MADE:
		memset(&made, 0, sizeof made);
		break;
	default:
		pthread_mutex_destroy(&both.mutex);
		pthread_mutex_init(&both.mutex, NULL);
	}
}

// Between two uses the mutex is let go.
static int wait(int which, int seen)
{
	pthread_mutex_lock(&both.mutex);
	seen = use(which, seen);
	pthread_cond_timedwait(&changed, &both.mutex, &soon);
	seen = use(which ^ 8, seen);
	pthread_mutex_unlock(&both.mutex);
	return seen;
}

static int signal(int which, int seen)
{
	pthread_mutex_lock(&both.mutex);
	seen = use(which, seen);
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&both.mutex);
	return seen;
}

// Under a lock of this call's own.
static int use_alone(int which, int seen)
{
	pthread_mutex_t own;

	pthread_mutex_init(&own, NULL);
	pthread_mutex_lock(&own);
	seen = use(which, seen);
	pthread_mutex_unlock(&own);
	pthread_mutex_destroy(&own);
	return seen;
}

static int use_block(enum lock lock, int which, int seen)
{
	take(lock, true);
	if (block && which & 8) {
		free(block);
		block = NULL;
	} else if (block) {
		seen = *block += 1;
	}
	let_go(lock);
	return seen;
}

static int perform(int what, int which, enum lock lock, int seen)
{
	switch (what) {
	case 0:
		return seen;
	case 1:
		atomic_store_explicit(&flag, 1,
				      which & 4 ? memory_order_relaxed
						: memory_order_release);
		return seen;
	case 2: // the lock is left out where it may seem not to be needed
		return critical(was_handed_over(which >> 1) ? NONE : lock,
				which, seen, true);
	case 3:
		if (was_handed_over(which))
			make_anew(lock);
		return seen;
	case 4:
		return nested(lock, which, seen);
	case 5:
		return critical(lock, which, seen, false);
	case 6:
		return wait(which, seen);
	case 7:
		return signal(which, seen);
	case 8:
		take(lock, true);
		memcpy(which & 1 ? &words : &copies,
		       which & 1 ? &copies : &words, sizeof words);
		let_go(lock);
		return copies.second;
	case 9:
		return use_alone(which, seen);
	case 10:
		take(lock, true);
		seen = use_atomically(which, seen);
		let_go(lock);
		return seen;
	case 11: // once the word has been seen to be large
		seen = critical(lock, which, seen, true);
		return seen > 1 ? use(which, seen) : seen;
	case 12:
		return use_block(lock, which, seen);
	default:
		return critical(lock, which, seen, true);
	}
}

static void *run(void *code)
{
	unsigned long program = (unsigned long)code;
	long seen = 0;

	for (; program; program >>= 12)
		seen = seen * 7 % 1000 +
		       perform(program & 15, program >> 4 & 15,
			       (enum lock)(program >> 8 & 7), seen % 3);
	return (void *)seen;
}

int main(int argc, char **argv)
{
	pthread_mutexattr_t recursive;
	void *seen[MAX_THREADS] = {0};

	pthread_mutexattr_init(&recursive);
	pthread_mutexattr_settype(&recursive, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&twice, &recursive);
	pthread_mutex_init(&made, NULL);
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	block = calloc(1, sizeof *block);
	run_programs(argc, argv, run, seen);
	printf("%d %d %d %d %d %d | %ld %ld %ld\n", words.first, words.second,
	       words.third, words.fourth, copies.second, block ? *block : -1,
	       (long)seen[0], (long)seen[1], (long)seen[2]);
	return 0;
}
