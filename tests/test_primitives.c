/* What the functions of threads, mutexes, conditions, read-write locks,
 * barriers, semaphores and <threads.h> call misuse, what blocks, and which ways
 * are explored.  What they return when all is well: tests/programs/rules_*.c,
 * which also run on real threads. */
#include <stdio.h>
#include <string.h>

#include "support.h"

static const char head[] =
	"#define _GNU_SOURCE\n"
	"#include <assert.h>\n#include <errno.h>\n#include <fcntl.h>\n"
	"#include <pthread.h>\n#include <semaphore.h>\n#include <stdio.h>\n"
	"#include <stdlib.h>\n#include <string.h>\n#include <threads.h>\n"
	"static const struct timespec past = {1, 0};\n"
	"static pthread_t t, u; static int n;\n"
	"static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER,\n"
	"        m2 = PTHREAD_MUTEX_INITIALIZER;\n"
	"static pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
	"static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;\n"
	"static pthread_barrier_t b; static sem_t s; static mtx_t x;\n"
	"static pthread_spinlock_t p;\n"
	"static void start(void *(*f)(void *))\n"
	"{ pthread_create(t ? &u : &t, 0, f, 0); }\n";

/* A little program after `head`, its verdict, and what its report says. */
struct rule {
	const char *program, *verdict, *part;
};

static const struct rule misuses[] = {
	/* Threads. */
	{"static void *f(void *a) { return a; }\n"
	 "int main(void) { start(f); pthread_join(t, 0); pthread_join(t, 0); }",
	 "finding bad-join", "joins T2 a second time"},
	{"static void *f(void *a) { return a; }\n"
	 "int main(void) { start(f); pthread_detach(t); pthread_join(t, 0); }",
	 "finding bad-join", "joins T2, which is detached"},
	{"static void *f(void *a) { return a; }\n"
	 "int main(void) { pthread_attr_t a; pthread_attr_init(&a);\n"
	 " pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);\n"
	 " pthread_create(&t, &a, f, 0); pthread_tryjoin_np(t, 0); }",
	 "finding bad-join", "joins T2, which is detached"},
	{"static void *f(void *a) { return a; }\n"
	 "int main(void) { start(f); pthread_detach(t); pthread_detach(t); }",
	 "finding bad-join", "detaches T2, which is already detached"},
	{"int main(void) { pthread_join(pthread_self(), 0); }",
	 "finding self-deadlock", "joins itself"},
	{"int main(void) { pthread_join((pthread_t)77, 0); }",
	 "finding bad-join", "joins something that is not a thread"},
	{"static void *f(void *a) { return a; }\n"
	 "int main(void) { pthread_attr_t a; memset(&a, 1, sizeof a);\n"
	 " pthread_create(&t, &a, f, 0); }",
	 "finding object-lifetime", "attributes that were never initialised"},
	{"int main(void) { pthread_mutexattr_t a; pthread_mutexattr_init(&a);\n"
	 " pthread_mutexattr_destroy(&a); pthread_mutex_init(&m2, &a); }",
	 "finding object-lifetime", "attributes that were never initialised"},
	/* Mutexes and spin locks. */
	{"int main(void) { pthread_mutex_lock(&m); pthread_mutex_lock(&m); }",
	 "finding self-deadlock", "it waits for itself"},
	{"int main(void) { pthread_mutex_unlock(&m); }", "finding bad-unlock",
	 "unlocks a mutex that no thread holds"},
	{"static void *f(void *a) { pthread_mutex_unlock(&m); return a; }\n"
	 "int main(void) { pthread_mutex_lock(&m); start(f);\n"
	 " pthread_join(t, 0); }",
	 "finding bad-unlock", "unlocks a mutex that T1 holds"},
	{"int main(void) { pthread_mutex_lock(&m);\n"
	 " pthread_mutex_destroy(&m); }",
	 "finding destroy-in-use", "destroys a mutex that T1 holds"},
	{"int main(void) { pthread_mutex_destroy(&m);\n"
	 " pthread_mutex_lock(&m); }",
	 "finding object-lifetime", "locks a mutex that was destroyed"},
	{"int main(void) { pthread_mutex_lock(&m);\n"
	 " pthread_mutex_init(&m, 0); }",
	 "finding object-lifetime", "initialises a mutex that T1 holds"},
	{"int main(void) { memset(&m, 3, sizeof m); pthread_mutex_lock(&m); }",
	 "finding object-lifetime", "locks a mutex that was never initialised"},
	{"int main(void) { pthread_spin_lock(&p); }", "finding object-lifetime",
	 "locks a spin lock that was never initialised"},
	{"int main(void) { pthread_spin_init(&p, 0); pthread_spin_lock(&p);\n"
	 " pthread_spin_lock(&p); }",
	 "finding self-deadlock", "locks a spin lock that it already holds"},
	{"int main(void) { pthread_spin_init(&p, 0);\n"
	 " pthread_spin_destroy(&p);\n"
	 " pthread_spin_trylock(&p); }",
	 "finding object-lifetime", "tries to lock a spin lock that was destr"},
	{"int main(void) { mtx_lock(&x); }", "finding object-lifetime",
	 "that was never passed to mtx_init"},
	{"int main(void) { mtx_init(&x, mtx_plain);\n"
	 " mtx_timedlock(&x, &past); }",
	 "finding misuse", "without mtx_timed"},
	{"int main(void) { pthread_mutex_init(&m2, 0); m = m2;\n"
	 " pthread_mutex_lock(&m); }",
	 "finding object-lifetime", "locks a mutex that was never initialised"},
	{"int main(void) { sem_t q; sem_init(&q, 0, 1); s = q; sem_wait(&s); }",
	 "finding object-lifetime", "a semaphore that was never initialised"},
	{"static void f(void) { pthread_mutexattr_t a; pthread_mutex_t q;\n"
	 " pthread_mutexattr_init(&a);\n"
	 " pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);\n"
	 " pthread_mutex_init(&q, &a); pthread_mutex_lock(&q);\n"
	 " pthread_mutex_unlock(&q); }\n"
	 "static void g(void) { pthread_mutexattr_t a;\n"
	 " pthread_mutex_t q = PTHREAD_MUTEX_INITIALIZER; a = a;\n"
	 " pthread_mutex_lock(&q); pthread_mutex_lock(&q); }\n"
	 "int main(void) { f(); g(); }",
	 "finding self-deadlock", "locks a mutex that it already holds"},
	/* Condition variables. */
	{"int main(void) { pthread_cond_wait(&c, &m); }", "finding bad-wait",
	 "without holding its mutex"},
	{"static void *f(void *a) { pthread_mutex_lock(&m2);\n"
	 " pthread_cond_wait(&c, &m2); pthread_mutex_unlock(&m2); return a; }\n"
	 "int main(void) { start(f); pthread_mutex_lock(&m);\n"
	 " pthread_cond_timedwait(&c, &m, &past); pthread_mutex_unlock(&m); }",
	 "finding bad-wait", "with a different mutex than T"},
	{"static void *f(void *a) { pthread_mutex_lock(&m);\n"
	 " n = 1; pthread_cond_wait(&c, &m); return a; }\n"
	 "int main(void) { start(f); pthread_mutex_lock(&m);\n"
	 " if (n) pthread_cond_destroy(&c); pthread_mutex_unlock(&m);\n"
	 " exit(0); }",
	 "finding destroy-in-use", "that T2 waits on"},
	{"static void *f(void *a) { pthread_mutex_lock(&m);\n"
	 " pthread_cond_wait(&c, &m); pthread_mutex_unlock(&m); return a; }\n"
	 "int main(void) { start(f); pthread_cond_init(&c, 0); }",
	 "finding object-lifetime", "initialises a condition variable that T2"},
	{"int main(void) { pthread_cond_destroy(&c);\n"
	 " pthread_cond_signal(&c); }",
	 "finding object-lifetime", "signals a condition variable that was d"},
	{"static cnd_t d; int main(void) { cnd_signal(&d); }",
	 "finding object-lifetime", "that was never passed to cnd_init"},
	/* Read-write locks. */
	{"int main(void) { pthread_rwlock_rdlock(&l);\n"
	 " pthread_rwlock_wrlock(&l); }",
	 "finding self-deadlock", "already holds for reading"},
	{"int main(void) { pthread_rwlock_wrlock(&l);\n"
	 " pthread_rwlock_rdlock(&l); }",
	 "finding self-deadlock", "already holds for writing"},
	{"int main(void) { pthread_rwlock_unlock(&l); }", "finding bad-unlock",
	 "no thread holds"},
	{"static void *f(void *a) { pthread_rwlock_unlock(&l); return a; }\n"
	 "int main(void) { pthread_rwlock_rdlock(&l); start(f);\n"
	 " pthread_join(t, 0); }",
	 "finding bad-unlock", "that it does not hold"},
	{"int main(void) { pthread_rwlock_rdlock(&l);\n"
	 " pthread_rwlock_destroy(&l); }",
	 "finding destroy-in-use", "a read-write lock that is held"},
	{"int main(void) { pthread_rwlock_destroy(&l);\n"
	 " pthread_rwlock_tryrdlock(&l); }",
	 "finding object-lifetime", "a read-write lock that was destroyed"},
	/* Barriers. */
	{"int main(void) { pthread_barrier_wait(&b); }",
	 "finding object-lifetime", "a barrier that was never initialised"},
	{"static void *f(void *a) { pthread_barrier_destroy(&b); return a; }\n"
	 "int main(void) { pthread_barrier_init(&b, 0, 2); start(f);\n"
	 " pthread_barrier_wait(&b); }",
	 "finding barrier-misuse", "destroys a barrier at which a thread"},
	{"static void *f(void *a) { pthread_barrier_init(&b, 0, 1);\n"
	 " return a; }\n"
	 "int main(void) { pthread_barrier_init(&b, 0, 2); start(f);\n"
	 " pthread_barrier_wait(&b); }",
	 "finding barrier-misuse", "at which 1 thread waits"},
	/* Semaphores. */
	{"int main(void) { sem_post(&s); }", "finding object-lifetime",
	 "posts a semaphore that was never initialised"},
	{"int main(void) { sem_init(&s, 0, 0x7fffffff); sem_post(&s); }",
	 "finding semaphore-overflow", "2147483647"},
	{"static void *f(void *a) { sem_wait(&s); return a; }\n"
	 "int main(void) { sem_init(&s, 0, 0); start(f); sem_destroy(&s); }",
	 "finding destroy-in-use", "a semaphore that T2 waits on"},
	{"int main(void) { sem_init(&s, 0, 1); sem_destroy(&s);\n"
	 " sem_wait(&s); }",
	 "finding object-lifetime", "a semaphore that was destroyed"},
	{"int main(void) { sem_close(&s); }", "finding object-lifetime",
	 "closes something that is not a semaphore"},
	/* Once and keys. */
	{"static pthread_once_t o; static void f(void)\n"
	 "{ pthread_once(&o, f); } int main(void) { pthread_once(&o, f); }",
	 "finding self-deadlock",
	 "makes a one-time call from within its own routine"},
	{"static pthread_once_t o = 5; static void f(void) { }\n"
	 "int main(void) { pthread_once(&o, f); }",
	 "finding object-lifetime", "once control that was never initialised"},
	{"int main(void) { pthread_key_t k; pthread_key_create(&k, 0);\n"
	 " pthread_key_delete(k); pthread_setspecific(k, &k); }",
	 "finding object-lifetime", "sets the value of a key"},
};

/* Local arrays: what lies behind a function's variables is nobody's. */
static const struct rule frames[] = {
	{"static void f(int k) { int a[4]; for (int i = 0; i < k; i++)\n"
	 " a[i] = i; } int main(void) { f(4); }",
	 "verified", ""},
	{"static void f(int k) { int a[4]; for (int i = 0; i < k; i++)\n"
	 " a[i] = i; } int main(void) { f(12); }",
	 "finding out-of-bounds", "of a local variable"},
	{"static void f(char *to) { memset(to, 0, 64); }\n"
	 "static void g(void) { char a[16]; f(a); } int main(void) { g(); }",
	 "finding out-of-bounds", "of a local variable"},
	{"static int r[4]; int main(void) { for (int i = 0; i <= 4; i++)\n"
	 " r[i] = i; }",
	 "finding out-of-bounds", "just past the end of r"},
	{"struct s { int a[20]; }; static int f(struct s s)\n"
	 "{ return s.a[19]; } int main(void) { struct s s = {{0}};\n"
	 " return f(s); }",
	 "verified", ""},
};

/* What blocks for ever. */
static const struct rule blocks[] = {
	{"int main(void) { sem_init(&s, 0, 0); sem_wait(&s); }",
	 "finding deadlock", "waits for a post of s"},
	{"int main(void) { pthread_barrier_init(&b, 0, 2);\n"
	 " pthread_barrier_wait(&b); }",
	 "finding deadlock", "waits for other threads at b"},
	{"static void *f(void *a) { pthread_rwlock_wrlock(&l); return a; }\n"
	 "int main(void) { pthread_rwlock_rdlock(&l); start(f);\n"
	 " pthread_join(t, 0); }",
	 "finding deadlock", "waits to lock for writing l"},
	{"static void *f(void *a) { pthread_rwlock_rdlock(&l); return a; }\n"
	 "int main(void) { pthread_rwlock_wrlock(&l); start(f);\n"
	 " pthread_join(t, 0); }",
	 "finding deadlock", "waits to lock for reading l"},
	/* A second read lock may have to wait for a writer that waits. */
	{"static void *f(void *a) { pthread_rwlock_wrlock(&l);\n"
	 " pthread_rwlock_unlock(&l); return a; }\n"
	 "int main(void) { start(f); pthread_rwlock_rdlock(&l);\n"
	 " pthread_rwlock_rdlock(&l); pthread_rwlock_unlock(&l);\n"
	 " pthread_rwlock_unlock(&l); pthread_join(t, 0); }",
	 "finding deadlock", "waits to lock for reading l"},
	/* A thread that ends with a mutex that is not robust. */
	{"static void *f(void *a) { pthread_mutex_lock(&m); return a; }\n"
	 "int main(void) { start(f); pthread_join(t, 0);\n"
	 " pthread_mutex_lock(&m); }",
	 "finding deadlock", "waits to lock m"},
	/* A wait that its time can end is none for ever. */
	{"int main(void) { pthread_mutex_lock(&m);\n"
	 " assert(pthread_cond_timedwait(&c, &m, &past) != 7);\n"
	 " pthread_mutex_unlock(&m); }",
	 "verified", ""},
	{"static void *f(void *a)\n"
	 "{ assert(pthread_mutex_timedlock(&m, &past) == ETIMEDOUT);\n"
	 " return a; }\n"
	 "int main(void) { pthread_mutex_lock(&m); start(f);\n"
	 " pthread_join(t, 0); }",
	 "verified", ""},
};

/* Programs that print what they saw: the outcomes, in order. */
static const struct rule ways[] = {
	/* A signal wakes any one of several. */
	{"static void *f(void *a) { pthread_mutex_lock(&m); n++;\n"
	 " while (n < 3) pthread_cond_wait(&c, &m); n++;\n"
	 " if (n == 4) printf(\"T%d first\", (int)pthread_self());\n"
	 " pthread_cond_signal(&c); pthread_mutex_unlock(&m); return a; }\n"
	 "int main(void) { start(f); start(f); pthread_mutex_lock(&m); n++;\n"
	 " pthread_cond_signal(&c); pthread_mutex_unlock(&m);\n"
	 " pthread_join(t, 0); pthread_join(u, 0); }",
	 "--spurious=off", "  T2 first\n  T3 first\n"},
	/* Either comes to be the serial thread of a barrier. */
	{"static void *f(void *a) { if (pthread_barrier_wait(&b)) n = 2;\n"
	 " return a; }\n"
	 "int main(void) { pthread_barrier_init(&b, 0, 2); start(f);\n"
	 " if (pthread_barrier_wait(&b)) n = 1; pthread_join(t, 0);\n"
	 " printf(\"%d\", n); }",
	 "--spurious=off", "  1\n  2\n"},
	/* A timed wait ends by its time or by a signal. */
	{"static void *f(void *a) { pthread_mutex_lock(&m); n = 1;\n"
	 " pthread_cond_signal(&c); pthread_mutex_unlock(&m); return a; }\n"
	 "int main(void) { int r = 0; start(f); pthread_mutex_lock(&m);\n"
	 " if (!n) r = pthread_cond_timedwait(&c, &m, &past);\n"
	 " printf(\"%d %d\", r == ETIMEDOUT, n); pthread_mutex_unlock(&m);\n"
	 " pthread_join(t, 0); }",
	 "--spurious=off", "  0 1\n  1 0\n  1 1\n"},
	/* A timed wait may wake without a signal as well. */
	{"int main(void) { pthread_mutex_lock(&m);\n"
	 " printf(\"%d\", pthread_cond_timedwait(&c, &m, &past));\n"
	 " pthread_mutex_unlock(&m); }",
	 "--spurious=on", "  0\n  110\n"},
	/* A try finds it free or held, or a writer that waits in the way. */
	{"static void *f(void *a) { pthread_rwlock_wrlock(&l);\n"
	 " pthread_rwlock_unlock(&l); return a; }\n"
	 "int main(void) { int r; pthread_rwlock_rdlock(&l); start(f);\n"
	 " r = pthread_rwlock_tryrdlock(&l);\n"
	 " if (!r) pthread_rwlock_unlock(&l);\n"
	 " pthread_rwlock_unlock(&l); pthread_join(t, 0);\n"
	 " printf(\"%d\", r == EBUSY); }",
	 "--spurious=off", "  0\n  1\n"},
	/* A timed semaphore gets it or not. */
	{"static void *f(void *a) { sem_post(&s); return a; }\n"
	 "int main(void) { int r; sem_init(&s, 0, 0); start(f);\n"
	 " r = sem_timedwait(&s, &past); printf(\"%d\", r);\n"
	 " pthread_join(t, 0); }",
	 "--spurious=off", "  -1\n  0\n"},
	/* The end of a thread may be seen or not. */
	{"static void *f(void *a) { return a; }\n"
	 "int main(void) { int r; start(f); r = pthread_tryjoin_np(t, 0);\n"
	 " printf(\"%d\", r == EBUSY); if (r) pthread_join(t, 0); }",
	 "--spurious=off", "  0\n  1\n"},
	/* A robust mutex is held, or its owner has ended. */
	{"static pthread_mutexattr_t a; static void *f(void *q)\n"
	 "{ pthread_mutex_lock(&m2); return q; }\n"
	 "int main(void) { int r; pthread_mutexattr_init(&a);\n"
	 " pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);\n"
	 " pthread_mutex_init(&m2, &a); start(f);\n"
	 " r = pthread_mutex_trylock(&m2); printf(\"%s\", r == EBUSY ?\n"
	 " \"busy\" : r ? \"died\" : \"free\");\n"
	 " if (r != EBUSY) pthread_mutex_unlock(&m2); pthread_join(t, 0); }",
	 "--spurious=off", "  busy\n  died\n  free\n"},
	/* Either writer comes first. */
	{"static void *f(void *a) { pthread_rwlock_wrlock(&l);\n"
	 " n = n * 2 + 1;\n"
	 " pthread_rwlock_unlock(&l); return a; }\n"
	 "int main(void) { start(f); pthread_rwlock_wrlock(&l); n += 5;\n"
	 " pthread_rwlock_unlock(&l); pthread_join(t, 0);\n"
	 " printf(\"%d\", n); }",
	 "--spurious=off", "  11\n  6\n"},
	/* Only one thread runs a once routine, and either may. */
	{"static once_flag o = ONCE_FLAG_INIT; static void g(void)\n"
	 "{ n = (int)pthread_self(); }\n"
	 "static void *f(void *a) { call_once(&o, g); return a; }\n"
	 "int main(void) { start(f); call_once(&o, g); pthread_join(t, 0);\n"
	 " printf(\"%d\", n); }",
	 "--spurious=off", "  1\n  2\n"},
};

/* What orders nothing, or not enough: a race on n. */
static const struct rule races[] = {
	{"static void *f(void *a) { pthread_mutex_lock(&m); n++;\n"
	 " pthread_mutex_unlock(&m); return a; }\n"
	 "int main(void) { start(f);\n"
	 " m = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;\n"
	 " pthread_mutex_lock(&m); n++; pthread_mutex_unlock(&m);\n"
	 " pthread_join(t, 0); }",
	 "finding mixed-race", "data race on m"},
	{"static pthread_mutex_t *q; static sem_t *d;\n"
	 "static void *f(void *a) { pthread_mutex_lock(q); n++;\n"
	 " pthread_mutex_unlock(q); sem_post(d); return a; }\n"
	 "int main(void) { q = malloc(sizeof *q); d = malloc(sizeof *d);\n"
	 " pthread_mutex_init(q, 0); sem_init(d, 0, 0); start(f);\n"
	 " pthread_mutex_lock(q); n++; pthread_mutex_unlock(q);\n"
	 " sem_wait(d); pthread_mutex_destroy(q); sem_destroy(d);\n"
	 " free(q); free(d); pthread_join(t, 0); }",
	 "verified", ""},
	{"static void *f(void *a) { pthread_rwlock_rdlock(&l); n++;\n"
	 " pthread_rwlock_unlock(&l); return a; }\n"
	 "int main(void) { start(f); start(f); pthread_join(t, 0);\n"
	 " pthread_join(u, 0); }",
	 "finding data-race", "data race on n"},
	{"static void *f(void *a) { int v; sem_getvalue(&s, &v);\n"
	 " if (v) n++; return a; }\n"
	 "int main(void) { sem_init(&s, 0, 0); start(f); n++; sem_post(&s);\n"
	 " pthread_join(t, 0); }",
	 "finding data-race", "data race on n"},
	{"static void *f(void *a) { n++; sem_post(&s); return a; }\n"
	 "int main(void) { sem_init(&s, 0, 1); start(f); sem_wait(&s); n++;\n"
	 " pthread_join(t, 0); }",
	 "finding data-race", "data race on n"},
	{"static void *f(void *a) { pthread_barrier_wait(&b); n++;\n"
	 " return a; }\n"
	 "int main(void) { pthread_barrier_init(&b, 0, 2); start(f);\n"
	 " pthread_barrier_wait(&b); n++; pthread_join(t, 0); }",
	 "finding data-race", "data race on n"},
	{"static void *f(void *a) { n++; return a; }\n"
	 "int main(void) { start(f); if (pthread_tryjoin_np(t, 0)) n++; }",
	 "finding data-race", "data race on n"},
};

static struct run run_program(const char *program, const char *option,
			      const char *spurious)
{
	struct run run;

	write_program(head, program);
	run = run_mcheck("-w", option, spurious, "model.c");
	go_to_top();
	return run;
}

static void expect_rule(const struct rule *rule)
{
	struct run run =
		run_program(rule->program, "--no-trace", "--spurious=off");

	expect_verdict(&run, strcmp(rule->verdict, "verified") != 0,
		       rule->verdict);
	expect_part(&run.out, rule->part);
}

START_TEST(misuse_is_found)
{
	expect_rule(&misuses[_i]);
}
END_TEST

START_TEST(overflow_of_a_frame_is_found)
{
	expect_rule(&frames[_i]);
}
END_TEST

START_TEST(what_waits_for_ever_is_found)
{
	expect_rule(&blocks[_i]);
}
END_TEST

START_TEST(what_does_not_order_is_a_race)
{
	expect_rule(&races[_i]);
}
END_TEST

START_TEST(every_way_is_explored)
{
	struct run run =
		run_program(ways[_i].program, "--outcomes", ways[_i].verdict);
	char expected[300];

	snprintf(expected, sizeof expected, "Possible outcomes:\n%s\n",
		 ways[_i].part);
	expect_part(&run.out, expected);
}
END_TEST

Suite *primitives_suite(void)
{
	Suite *suite = suite_create("primitives");
	TCase *tcase = tcase_create("rules");

	tcase_add_loop_test(tcase, misuse_is_found, 0,
			    sizeof misuses / sizeof *misuses);
	tcase_add_loop_test(tcase, overflow_of_a_frame_is_found, 0,
			    sizeof frames / sizeof *frames);
	tcase_add_loop_test(tcase, what_waits_for_ever_is_found, 0,
			    sizeof blocks / sizeof *blocks);
	tcase_add_loop_test(tcase, what_does_not_order_is_a_race, 0,
			    sizeof races / sizeof *races);
	tcase_add_loop_test(tcase, every_way_is_explored, 0,
			    sizeof ways / sizeof *ways);
	suite_add_tcase(suite, tcase);
	return suite;
}
