/* Each model here goes wrong in one order only, which a search does not try if
 * a certain use, place or wake-up is forgotten. */
#include <string.h>

#include "support.h"

/* BAR: main is out of it: neither its end nor that of the program, which
 * conflict with much, is still to come. */
#define HEAD \
	"#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n" \
	"#include <semaphore.h>\n#include <mc.h>\n#include <mc/channel.h>\n" \
	"#include <mc/select.h>\nstatic pthread_t t[4];\n" \
	"static atomic_int a, b, c;\n" \
	"#define CREATE(i, f) pthread_create(&t[i], 0, f, 0)\n" \
	"#define JOIN(i) pthread_join(t[i], 0)\n" \
	"#define BAR mc_assume(0); return 0\n"

/* With any reduction and with none, the assertion fails. */
static void expect_finding(const char *option, const char *program,
			   const char *verdict)
{
	static const char *const how[] = {"--reduction=on",
					  "--reduction=persistent",
					  "--reduction=off", "--explorer=dpor"};
	struct run run;

	write_program(HEAD, program);
	for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
		run = run_mcheck("--no-trace", option, how[i], "model.c");
		expect_verdict(&run, 1, verdict);
		run_free(&run);
	}
}

static void expect_failure(const char *option, const char *program)
{
	expect_finding(option, program, "finding assertion");
}

/* The end of T3 lets T1 go before T2. */
START_TEST(an_end_enables_a_join)
{
	expect_failure("-w",
		       "void *set(void *p) { atomic_exchange(&a, 1);\n"
		       " return p; }\n"
		       "void *own(void *p) { atomic_exchange(&b, 1);\n"
		       " return p; }\n"
		       "int main(void) { CREATE(0, set); CREATE(1, own);\n"
		       " JOIN(1); assert(atomic_load(&a)); JOIN(0); }");
}
END_TEST

/* T4, who comes to the barrier, lets T3 go before T2. */
START_TEST(who_comes_to_a_barrier_enables_who_waits)
{
	expect_failure("-w",
		       "pthread_barrier_t two;\n"
		       "void *set(void *p) { atomic_exchange(&a, 1);\n"
		       " atomic_exchange(&c, 1); return p; }\n"
		       "void *get(void *p) { pthread_barrier_wait(&two);\n"
		       " assert(atomic_load(&a)); return p; }\n"
		       "void *own(void *p) { atomic_exchange(&b, 1);\n"
		       " pthread_barrier_wait(&two); return p; }\n"
		       "int main(void) { pthread_barrier_init(&two, 0, 2);\n"
		       " CREATE(0, set); CREATE(1, get); CREATE(2, own);\n"
		       " pthread_exit(0); }");
}
END_TEST

/* One goes round for ever on its own; no livelock, as another one is barred. */
START_TEST(nobody_is_put_off_around_a_cycle)
{
	static const char program[] =
		"void *spin(void *p) { for (;;) atomic_exchange(&a, 1);\n"
		" return p; }\n"
		"void *fail(void *p) { atomic_exchange(&b, 1); assert(0);\n"
		" return p; }\n"
		"void *bar(void *p) { mc_assume(0); return p; }\n"
		"int main(void) { CREATE(2, bar); CREATE(0, spin);\n"
		" CREATE(1, fail); JOIN(0); }";
	struct run run;

	write_program(HEAD, program);
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	run_free(&run);
}
END_TEST

/* A known place uses another object than before. */
START_TEST(a_use_that_is_learned_late)
{
	expect_failure("-w",
		       "void *get(void *p) { assert(!atomic_load(&b));\n"
		       " return p; }\n"
		       "void *set(void *p)\n"
		       "{ atomic_exchange(mc_choose(2) ? &b : &a, 1);\n"
		       " return p; }\n"
		       "int main(void) { CREATE(0, get); CREATE(1, set);\n"
		       " JOIN(0); JOIN(1); }");
}
END_TEST

/* A known place comes after another known one, but did not so before. */
START_TEST(an_order_of_places_that_is_learned_late)
{
	expect_failure("-w",
		       "atomic_int d;\n"
		       "void *get(void *p)\n"
		       "{ assert(atomic_load(&b) != 2);\n"
		       " atomic_exchange(&c, 1); return p; }\n"
		       "void *set(void *p) { int late = 0;\n"
		       " if (mc_choose(2)) { atomic_exchange(&a, 1);\n"
		       "  if (!mc_choose(2)) return p;\n"
		       "  late = 1; }\n"
		       " atomic_exchange(&b, 1 + late); return p; }\n"
		       "void *with(void *p) { atomic_exchange(&a, 2);\n"
		       " atomic_exchange(&d, 1); return p; }\n"
		       "int main(void) { CREATE(0, get); CREATE(1, set);\n"
		       " CREATE(2, with); pthread_exit(0); }");
}
END_TEST

/* Who comes to a rendezvous, in a step that is about something else. */
START_TEST(coming_to_a_rendezvous_can_be_late)
{
	static const char *const receive[] = {
		"-DGET=mc_channel_receive(x,&v)",
		"-DGET=mc_channel_select(cases,1,1)"};

	for (int i = 0; i < 2; i++)
		expect_failure(receive[i],
			       "static struct mc_channel *x;\n"
			       "void *get(void *p) { int v = 0;\n"
			       " struct mc_channel_case cases[] =\n"
			       "  {{x, MC_RECEIVE, &v, 5}}; (void)cases;\n"
			       " atomic_exchange(&a, 1); GET; return p; }\n"
			       "void *put(void *p) { int v = 1;\n"
			       " assert(mc_channel_try_send(x, &v) == MC_OK);\n"
			       " return p; }\n"
			       "int main(void) { x = mc_channel_create(4, 0);\n"
			       " CREATE(0, get); CREATE(1, put);\n"
			       " JOIN(0); JOIN(1); }");
}
END_TEST

/* A wait lets the mutex go. */
START_TEST(a_wait_uses_its_mutex)
{
	expect_failure("--spurious=off",
		       "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		       "pthread_cond_t x = PTHREAD_COND_INITIALIZER;\n"
		       "static sem_t s;\n"
		       "void *wait(void *p) { pthread_mutex_lock(&m);\n"
		       " sem_post(&s); pthread_cond_wait(&x, &m);\n"
		       " pthread_mutex_unlock(&m); return p; }\n"
		       "void *try(void *p) { sem_wait(&s);\n"
		       " assert(pthread_mutex_trylock(&m) == 0); return p; }\n"
		       "int main(void) { sem_init(&s, 0, 0);\n"
		       " CREATE(0, wait); CREATE(1, try); BAR; }");
}
END_TEST

/* Who was woken asks for something else than before. */
START_TEST(who_was_moved_is_not_asleep)
{
	expect_failure(
		"--spurious=off",
		"#include <time.h>\n"
		"pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		"pthread_cond_t x = PTHREAD_COND_INITIALIZER;\n"
		"void *wait(void *p) { struct timespec soon = {1, 0};\n"
		" pthread_mutex_lock(&m);\n"
		" assert(pthread_cond_timedwait(&x, &m, &soon));\n"
		" pthread_mutex_unlock(&m); return p; }\n"
		"void *wake(void *p) { pthread_cond_signal(&x); return p; }\n"
		"int main(void) { CREATE(0, wait); CREATE(1, wake);\n"
		" pthread_exit(0); }");
}
END_TEST

/* The end of a thread is seen, and what it leaves behind. */
START_TEST(an_end_is_used)
{
	static const char *const good[] = {"-DGOOD=0", "-DGOOD=EBUSY",
					   "-DGOOD=EOWNERDEAD"};

	for (int i = 0; i < 2; i++)
		expect_failure(good[i],
			       "#include <errno.h>\n"
			       "int pthread_tryjoin_np(pthread_t, void **);\n"
			       "void *end(void *p) { atomic_exchange(&a, 1);\n"
			       " return p; }\n"
			       "void *try(void *p)\n"
			       "{ int e = pthread_tryjoin_np(t[0], 0);\n"
			       " assert(e == GOOD);\n"
			       " return p; }\n"
			       "int main(void)\n"
			       "{ CREATE(0, end); CREATE(1, try); BAR; }");
	for (int i = 1; i < 3; i++)
		expect_failure(
			good[i],
			"#include <errno.h>\n"
			"pthread_mutex_t m; static sem_t s;\n"
			"void *end(void *p) { pthread_mutex_lock(&m);\n"
			" sem_post(&s); atomic_exchange(&a, 1); return p; }\n"
			"void *try(void *p) { sem_wait(&s);\n"
			" assert(pthread_mutex_trylock(&m) == GOOD);\n"
			" return p; }\n"
			"int main(void) { pthread_mutexattr_t r;\n"
			" pthread_mutexattr_init(&r); sem_init(&s, 0, 0);\n"
			" pthread_mutexattr_setrobust(&r,\n"
			"  PTHREAD_MUTEX_ROBUST);\n"
			" pthread_mutex_init(&m, &r);\n"
			" CREATE(0, end); CREATE(1, try); BAR; }");
}
END_TEST

/* Who creates first gets the lower number. */
START_TEST(threads_are_numbered_as_they_are_created)
{
	expect_failure("-w", "void *own(void *p) { atomic_exchange(&c, 1);\n"
			     " return p; }\n"
			     "void *one(void *p) { CREATE(2, own);\n"
			     " assert((unsigned long)t[2] == 4);\n"
			     " atomic_exchange(&a, 1); return p; }\n"
			     "void *two(void *p) { CREATE(3, own);\n"
			     " atomic_exchange(&b, 1); return p; }\n"
			     "int main(void)\n"
			     "{ CREATE(0, one); CREATE(1, two); BAR; }");
}
END_TEST

/* Before it is created, a handle names nothing; what asks for that may come to
 * do so later. */
START_TEST(a_handle_names_a_thread_once_it_is_created)
{
	static const char *const before[] = {"-DBEFORE=",
					     "-DBEFORE=atomic_exchange(&c,1);"};

	for (int i = 0; i < 2; i++)
		expect_finding(before[i],
			       "void *own(void *p) { atomic_exchange(&a, 1);\n"
			       " return p; }\n"
			       "void *off(void *p)\n"
			       "{ BEFORE pthread_detach((pthread_t)3);\n"
			       " atomic_exchange(&b, 1); return p; }\n"
			       "int main(void)\n"
			       "{ CREATE(0, off); CREATE(1, own); BAR; }",
			       "finding bad-join");
}
END_TEST

/* T2 and T4 pass a barrier for two before T3 comes there. */
START_TEST(more_meet_than_a_barrier_lets_through)
{
	expect_failure("-w",
		       "pthread_barrier_t two; static sem_t s;\n"
		       "void *pass(void *p) { pthread_barrier_wait(&two);\n"
		       " sem_post(&s); atomic_exchange(&b, 1); return p; }\n"
		       "void *mark(void *p) { pthread_barrier_wait(&two);\n"
		       " atomic_exchange(&a, 1); sem_post(&s); return p; }\n"
		       "int main(void) { sem_init(&s, 0, 0);\n"
		       " pthread_barrier_init(&two, 0, 2);\n"
		       " CREATE(0, pass); CREATE(1, pass); CREATE(2, mark);\n"
		       " sem_wait(&s); assert(!atomic_load(&a));\n"
		       " pthread_barrier_wait(&two); pthread_exit(0); }");
}
END_TEST

/* An addition of which nobody uses the result, and who reads the sum. */
START_TEST(an_addition_is_seen)
{
	expect_failure("-w", "void *get(void *p) { assert(!atomic_load(&a));\n"
			     " atomic_exchange(&b, 1); return p; }\n"
			     "void *add(void *p) { atomic_fetch_add(&a, 1);\n"
			     " atomic_exchange(&c, 1); return p; }\n"
			     "int main(void)\n"
			     "{ CREATE(0, get); CREATE(1, add); BAR; }");
}
END_TEST

/* A channel that a select tries. */
START_TEST(a_select_uses_its_channels)
{
	expect_failure("-w",
		       "static struct mc_channel *x;\n"
		       "void *get(void *p) { int v = 1;\n"
		       " struct mc_channel_case cases[] =\n"
		       "  {{x, MC_RECEIVE, &v, 5}};\n"
		       " mc_channel_select(cases, 1, 0); assert(v == 0);\n"
		       " atomic_exchange(&b, 1); return p; }\n"
		       "void *put(void *p) { int v = 0;\n"
		       " mc_channel_send(x, &v); atomic_exchange(&c, 1);\n"
		       " return p; }\n"
		       "int main(void) { x = mc_channel_create(4, 1);\n"
		       " CREATE(0, get); CREATE(1, put); pthread_exit(0); }");
}
END_TEST

/* T3's read is behind T2's, and has come to T4, who writes: T2's has not. */
START_TEST(a_write_comes_before_each_read)
{
	expect_failure("-w",
		       "static sem_t s;\n"
		       "void *get(void *p) { assert(!atomic_load(&a));\n"
		       " atomic_exchange(&b, 1); return p; }\n"
		       "void *see(void *p) { (void)atomic_load(&a);\n"
		       " sem_post(&s); return p; }\n"
		       "void *set(void *p) { sem_wait(&s);\n"
		       " atomic_exchange(&a, 1); return p; }\n"
		       "int main(void) { sem_init(&s, 0, 0);\n"
		       " CREATE(0, get); CREATE(1, see); CREATE(2, set);\n"
		       " BAR; }");
}
END_TEST

/* Either may be the first to come. */
START_TEST(who_comes_first_makes_it)
{
	expect_failure("-w",
		       "static pthread_once_t o = PTHREAD_ONCE_INIT;\n"
		       "static _Thread_local int late;\n"
		       "void make(void) { assert(!late); }\n"
		       "void *one(void *p) { pthread_once(&o, make);\n"
		       " atomic_exchange(&a, 1); return p; }\n"
		       "void *two(void *p) { late = 1;\n"
		       " pthread_once(&o, make); atomic_exchange(&b, 1);\n"
		       " return p; }\n"
		       "int main(void) { CREATE(0, one); CREATE(1, two);\n"
		       " pthread_exit(0); }");
}
END_TEST

/* Only if a writer waits may a try to read fail. */
START_TEST(coming_to_wait_for_a_lock_wakes_who_reads)
{
	expect_failure(
		"-w", "pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;\n"
		      "static sem_t s;\n"
		      "void *get(void *p) { pthread_rwlock_rdlock(&l);\n"
		      " sem_post(&s);\n"
		      " assert(pthread_rwlock_tryrdlock(&l) == 0);\n"
		      " pthread_rwlock_unlock(&l); pthread_rwlock_unlock(&l);\n"
		      " return p; }\n"
		      "void *set(void *p) { sem_wait(&s);\n"
		      " pthread_rwlock_wrlock(&l); pthread_rwlock_unlock(&l);\n"
		      " return p; }\n"
		      "int main(void) { sem_init(&s, 0, 0);\n"
		      " CREATE(0, get); CREATE(1, set); pthread_exit(0); }");
}
END_TEST

Suite *footprint_suite(void)
{
	Suite *suite = suite_create("footprint");
	TCase *tcase = tcase_create("footprint");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, an_end_enables_a_join);
	tcase_add_test(tcase, who_comes_to_a_barrier_enables_who_waits);
	tcase_add_test(tcase, nobody_is_put_off_around_a_cycle);
	tcase_add_test(tcase, a_use_that_is_learned_late);
	tcase_add_test(tcase, an_order_of_places_that_is_learned_late);
	tcase_add_test(tcase, coming_to_a_rendezvous_can_be_late);
	tcase_add_test(tcase, a_wait_uses_its_mutex);
	tcase_add_test(tcase, who_was_moved_is_not_asleep);
	tcase_add_test(tcase, an_end_is_used);
	tcase_add_test(tcase, threads_are_numbered_as_they_are_created);
	tcase_add_test(tcase, a_handle_names_a_thread_once_it_is_created);
	tcase_add_test(tcase, more_meet_than_a_barrier_lets_through);
	tcase_add_test(tcase, an_addition_is_seen);
	tcase_add_test(tcase, a_select_uses_its_channels);
	tcase_add_test(tcase, a_write_comes_before_each_read);
	tcase_add_test(tcase, who_comes_first_makes_it);
	tcase_add_test(tcase, coming_to_wait_for_a_lock_wakes_who_reads);
	suite_add_tcase(suite, tcase);
	return suite;
}
