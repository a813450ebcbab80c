/* Partial-order reduction: less to explore, the same answer.  (That answers
 * agree on random programs is shown by the differential test.) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <assert.h>\n#include <pthread.h>\n#include <sched.h>\n" \
	"#include <stdatomic.h>\n#include <stdio.h>\n#include <stdlib.h>\n" \
	"#include <semaphore.h>\n#include <mc.h>\n#include <mc/channel.h>\n"

/* What --stats says of `what`. */
static long statistic(const struct run *run, const char *what)
{
	const char *at = strstr(text_string(&run->err), what);

	ck_assert_ptr_nonnull(at);
	return atol(at + strlen(what));
}

static long states_of(const char *option, const char *define,
		      const char *verdict)
{
	struct run run =
		run_mcheck("--no-trace", "--stats", option, define, "model.c");
	long states;

	expect_verdict(&run, strcmp(verdict, "verified") != 0, verdict);
	states = statistic(&run, "states=");
	run_free(&run);
	return states;
}

/* The model in the present directory ends so with any reduction, and with
 * none.  `options`: one more option. */
static void expect_always(const char *option, const char *verdict)
{
	static const char *const how[] = {"--reduction=on",
					  "--reduction=persistent",
					  "--reduction=off", "--explorer=dpor"};

	for (size_t i = 0; i < sizeof how / sizeof *how; i++)
		states_of(how[i], option, verdict);
}

START_TEST(threads_that_meet_once_cost_no_more_than_their_own_steps)
{
	long one, states;
	char define[16];

	write_program(HEAD,
		      "static atomic_int own[N]; pthread_barrier_t all;\n"
		      "void *run(void *mine)\n"
		      "{ for (int i = 0; i < 20; i++)\n"
		      "   atomic_exchange((atomic_int *)mine, i);\n"
		      " pthread_barrier_wait(&all); return 0; }\n"
		      "int main(void) { pthread_t t[N];\n"
		      " pthread_barrier_init(&all, 0, N);\n"
		      " for (int i = 0; i < N; i++)\n"
		      "  pthread_create(&t[i], 0, run, &own[i]);\n"
		      " for (int i = 0; i < N; i++) pthread_join(t[i], 0); }");
	one = states_of("--reduction=on", "-DN=1", "verified");
	for (int n = 2; n <= 8; n++) {
		snprintf(define, sizeof define, "-DN=%d", n);
		states = states_of("--reduction=on", define, "verified");
		ck_assert_int_le(states, n * one);
	}
	ck_assert_int_gt(states_of("--reduction=off", "-DN=3", "verified"),
			 100 * one);
}
END_TEST

/* Traces as GenMC and Nidhugg count them. */
START_TEST(one_execution_for_each_trace)
{
	struct run run;

	write_program(HEAD,
		      "static atomic_int x;\n"
		      "void *w(void *p) { atomic_store(&x, 1); return p; }\n"
		      "void *r(void *p) { (void)atomic_load(&x); return p; }\n"
		      "int main(void) { pthread_t t[9];\n"
		      " pthread_create(&t[8], 0, w, 0);\n"
		      " for (int i = 0; i < 8; i++)\n"
		      "  pthread_create(&t[i], 0, r, 0);\n"
		      " for (int i = 0; i < 9; i++) pthread_join(t[i], 0); }");
	run = run_mcheck("--no-trace", "--stats", "--explorer=dpor", "model.c");
	expect_verdict(&run, 0, "verified");
	ck_assert_int_eq(statistic(&run, "executions="), 256);
}
END_TEST

/* (N + 3) 2^(N - 2) of them, by the paper on source sets; to lose some is to
 * lose outcomes, to have more is to try the same twice. */
START_TEST(one_execution_for_each_trace_of_lastzero)
{
	struct run run =
		run_mcheck("--no-trace", "--stats", "--explorer=dpor", "-DN=5",
			   top_path("tests/bench/lastzero.c"));

	expect_verdict(&run, 0, "verified");
	ck_assert_int_eq(statistic(&run, "executions="), 64);
	run_free(&run);
}
END_TEST

/* Where a thread can wake spuriously, it is not seen that nothing else can. */
START_TEST(dpor_gives_up_where_threads_wake_spuriously)
{
	struct run run;

	write_program(HEAD,
		      "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		      "pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
		      "void *wait(void *p) { pthread_mutex_lock(&m);\n"
		      " pthread_cond_wait(&c, &m); pthread_mutex_unlock(&m);\n"
		      " return p; }\n"
		      "int main(void) { pthread_t t;\n"
		      " pthread_create(&t, 0, wait, 0);\n"
		      " pthread_mutex_lock(&m); pthread_cond_signal(&c);\n"
		      " pthread_mutex_unlock(&m); pthread_join(t, 0); }");
	run = run_mcheck("--no-trace", "--explorer=dpor", "model.c");
	expect_verdict(&run, 4, "limit cycles");
	run_free(&run);
	run = run_mcheck("--no-trace", "--explorer=dpor", "--spurious=off",
			 "model.c");
	expect_verdict(&run, 1, "finding lost-wakeup");
	run_free(&run);
}
END_TEST

START_TEST(dpor_says_when_threads_are_too_many)
{
	struct run run;

	write_program(HEAD,
		      "void *w(void *p) { return p; }\n"
		      "int main(void) { pthread_t t[64];\n"
		      " for (int i = 0; i < N; i++)\n"
		      "  pthread_create(&t[i], 0, w, 0);\n"
		      " for (int i = 0; i < N; i++) pthread_join(t[i], 0); }");
	run = run_mcheck("--no-trace", "--explorer=dpor", "-DN=63", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
	run = run_mcheck("--no-trace", "--explorer=dpor", "-DN=64", "model.c");
	expect_verdict(&run, 4, "limit threads");
	expect_part(&run.out, "or more than 64");
	run_free(&run);
}
END_TEST

START_TEST(executions_as_many_as_orders_of_critical_sections)
{
	struct run run;

	write_program(HEAD,
		      "static int x;\n"
		      "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		      "void *w(void *p) { for (int i = 0; i < 2; i++) {\n"
		      " pthread_mutex_lock(&m); x++;\n"
		      " pthread_mutex_unlock(&m); } return p; }\n"
		      "int main(void) { pthread_t t[3];\n"
		      " for (int i = 0; i < 3; i++)\n"
		      "  pthread_create(&t[i], 0, w, 0);\n"
		      " for (int i = 0; i < 3; i++) pthread_join(t[i], 0); }");
	run = run_mcheck("--no-trace", "--stats", "--explorer=dpor", "model.c");
	expect_verdict(&run, 0, "verified");
	/* 6! / (2! 2! 2!) */
	ck_assert_int_eq(statistic(&run, "executions="), 90);
}
END_TEST

/* Threads that spin on their own put nobody off for ever. */
START_TEST(a_spinning_thread_hides_nothing)
{
	write_program(HEAD,
		      "static atomic_int go, x;\n"
		      "void *spin(void *p)\n"
		      "{ while (!atomic_load(&go)) sched_yield(); return p; }\n"
		      "void *fail(void *p)\n"
		      "{ atomic_store(&x, 1); assert(atomic_load(&x) == 2);\n"
		      " atomic_store(&go, 1); return p; }\n"
		      "int main(void) { pthread_t s, f;\n"
		      " pthread_create(&s, 0, spin, 0);\n"
		      " pthread_create(&f, 0, fail, 0);\n"
		      " pthread_join(s, 0); pthread_join(f, 0); }");
	states_of("--reduction=on", "-w", "finding assertion");
	states_of("--reduction=off", "-w", "finding assertion");
}
END_TEST

/* A wake-up without a signal is independent of the signal that comes too
 * early, and yet it must not be the only one that is tried. */
START_TEST(a_spurious_wake_up_is_not_the_only_way_tried)
{
	static const char program[] =
		"pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		"pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
		"static atomic_int own;\n"
		"void *wait(void *p) { pthread_mutex_lock(&m);\n"
		" pthread_cond_wait(&c, &m); pthread_mutex_unlock(&m);\n"
		" return p; }\n"
		"void *work(void *p)\n"
		"{ for (int i = 0; i < 3; i++) atomic_exchange(&own, i);\n"
		" return p; }\n"
		"int main(void) { pthread_t w, v;\n"
		" pthread_create(&w, 0, wait, 0);\n"
		" pthread_create(&v, 0, work, 0);\n"
		" pthread_join(v, 0); pthread_join(w, 0); }";

	write_program(HEAD, program);
	states_of("--reduction=on", "-w", "finding lost-wakeup");
	states_of("--reduction=off", "-w", "finding lost-wakeup");
}
END_TEST

/* The end of the program cuts short what others do. */
START_TEST(the_end_of_the_program_comes_at_any_moment)
{
	write_program(HEAD, "static atomic_int x;\n"
			    "void *run(void *p) { atomic_exchange(&x, 1);\n"
			    " atomic_exchange(&x, 2); assert(0); return p; }\n"
			    "int main(void) { pthread_t t;\n"
			    " pthread_create(&t, 0, run, 0); return 0; }");
	expect_always("-w", "finding assertion");
	write_program(HEAD, "static atomic_int x;\n"
			    "void *run(void *p) { atomic_exchange(&x, 1);\n"
			    " return p; }\n"
			    "int main(void) { pthread_t t;\n"
			    " pthread_create(&t, 0, run, 0);\n"
			    " return atomic_load(&x); }");
	expect_always("-w", "finding exit");
}
END_TEST

/* Which of three gets through a barrier for two. */
START_TEST(a_barrier_for_fewer_than_come_has_an_order)
{
	write_program(HEAD,
		      "pthread_barrier_t two; static atomic_int first;\n"
		      "void *run(void *p) { pthread_barrier_wait(&two);\n"
		      " if (p) atomic_store(&first, 1); return 0; }\n"
		      "int main(void) { pthread_t t[4]; static int yes;\n"
		      " pthread_barrier_init(&two, 0, 2);\n"
		      " for (int i = 0; i < 4; i++)\n"
		      "  pthread_create(&t[i], 0, run, i == 3 ? &yes : 0);\n"
		      " pthread_join(t[0], 0);\n"
		      " assert(!atomic_load(&first));\n"
		      " for (int i = 1; i < 4; i++) pthread_join(t[i], 0); }");
	expect_always("-w", "finding assertion");
}
END_TEST

/* What an addition passes on, though nobody uses its result. */
START_TEST(additions_without_a_result_still_order_what_is_behind_them)
{
	write_program(HEAD,
		      "static atomic_int n, d;\n"
		      "void *add(void *p) { for (int i = 0; i < 20; i++) n++;\n"
		      " for (int i = 0; i < 20; i++) atomic_fetch_sub(&d, 1);\n"
		      " return p; }\n"
		      "int main(void) { pthread_t t[4];\n"
		      " for (int i = 0; i < 4; i++)\n"
		      "  pthread_create(&t[i], 0, add, 0);\n"
		      " for (int i = 0; i < 4; i++) pthread_join(t[i], 0);\n"
		      " assert(n == 80 && d == -80); }");
	ck_assert_int_lt(states_of("--reduction=on", "-w", "verified"), 200);
	write_program(HEAD,
		      "static atomic_int n; static int x;\n"
		      "void *set(void *p) { x = 1; atomic_fetch_add(&n, 1);\n"
		      " return p; }\n"
		      "void *get(void *p) { atomic_fetch_add(&n, 1);\n"
		      " return x ? p : 0; }\n"
		      "int main(void) { pthread_t t, u;\n"
		      " pthread_create(&t, 0, set, 0);\n"
		      " pthread_create(&u, 0, get, 0);\n"
		      " pthread_join(t, 0); pthread_join(u, 0); }");
	expect_always("-w", "finding data-race");
	/* Here one addition always comes before the other. */
	write_program(HEAD,
		      "static atomic_int n, go; static int x;\n"
		      "#define RLX memory_order_relaxed\n"
		      "void *set(void *p) { x = 1; atomic_fetch_add(&n, 1);\n"
		      " atomic_store_explicit(&go, 1, RLX); return p; }\n"
		      "void *get(void *p)\n"
		      "{ if (!atomic_load_explicit(&go, RLX)) return p;\n"
		      " atomic_fetch_add(&n, 1); return x ? p : 0; }\n"
		      "int main(void) { pthread_t t, u;\n"
		      " pthread_create(&t, 0, set, 0);\n"
		      " pthread_create(&u, 0, get, 0);\n"
		      " pthread_join(t, 0); pthread_join(u, 0); }");
	expect_always("-w", "verified");
}
END_TEST

/* The last thread to end calls what atexit registered. */
START_TEST(who_ends_last_matters_when_main_has_ended)
{
	write_program(HEAD, "static _Thread_local int mine;\n"
			    "void bye(void) { assert(mine != 1); }\n"
			    "void *run(void *p) { mine = p != 0; return 0; }\n"
			    "int main(void) { pthread_t t; static int yes;\n"
			    " atexit(bye); mine = 2;\n"
			    " pthread_create(&t, 0, run, &yes);\n"
			    " pthread_detach(t);\n"
			    " pthread_create(&t, 0, run, 0);\n"
			    " pthread_detach(t); pthread_exit(0); }");
	expect_always("-w", "finding assertion");
}
END_TEST

/* A writer that waits, and who comes to a rendezvous, matter by being there. */
START_TEST(coming_to_wait_is_seen)
{
	write_program(HEAD,
		      "static struct mc_channel *c; static atomic_int x;\n"
		      "void *get(void *p) { int v; atomic_exchange(&x, 1);\n"
		      " mc_channel_receive(c, &v); return p; }\n"
		      "int main(void) { pthread_t t; int v = 1;\n"
		      " c = mc_channel_create(sizeof v, 0);\n"
		      " pthread_create(&t, 0, get, 0);\n"
		      " if (mc_channel_try_send(c, &v) != MC_OK)\n"
		      "  mc_channel_send(c, &v);\n"
		      " else assert(0);\n"
		      " pthread_join(t, 0); mc_channel_destroy(c); }");
	expect_always("-w", "finding assertion");
	write_program(HEAD,
		      "pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;\n"
		      "static atomic_int x;\n"
		      "void *w(void *p) { atomic_exchange(&x, 1);\n"
		      " pthread_rwlock_wrlock(&l);\n"
		      " pthread_rwlock_unlock(&l); return p; }\n"
		      "int main(void) { pthread_t t;\n"
		      " pthread_rwlock_rdlock(&l);\n"
		      " pthread_create(&t, 0, w, 0);\n"
		      " pthread_rwlock_rdlock(&l);\n"
		      " pthread_rwlock_unlock(&l); pthread_rwlock_unlock(&l);\n"
		      " pthread_join(t, 0); }");
	states_of("--reduction=on", "-w", "finding deadlock");
	states_of("--reduction=off", "-w", "finding deadlock");
}
END_TEST

/* What a place leads to in one branch only is learned late. */
START_TEST(what_is_learned_late_begins_the_search_again)
{
	write_program(HEAD, "static atomic_int a, b, seen;\n"
			    "void *run(void *p)\n"
			    "{ if (atomic_load(&a) == 1 && mc_choose(2))\n"
			    "  { atomic_exchange(&b, 1);\n"
			    "    if (atomic_load(&seen) == 2) assert(0); }\n"
			    " return p; }\n"
			    "void *other(void *p)\n"
			    "{ atomic_exchange(&a, 1);\n"
			    " if (atomic_load(&b)) atomic_exchange(&seen, 2);\n"
			    " atomic_exchange(&a, 0); return p; }\n"
			    "int main(void) { pthread_t t, u;\n"
			    " pthread_create(&t, 0, run, 0);\n"
			    " pthread_create(&u, 0, other, 0);\n"
			    " pthread_join(t, 0); pthread_join(u, 0); }");
	expect_always("-w", "finding assertion");
}
END_TEST

/* A carry comes out of a byte or it does not. */
START_TEST(additions_to_a_part_of_a_word_have_an_order)
{
	write_program(HEAD,
		      "static union { atomic_uint w; atomic_uchar b[4]; }\n"
		      " u = {0xff};\n"
		      "void *all(void *p)\n"
		      "{ atomic_fetch_add(&u.w, 1); return p; }\n"
		      "void *low(void *p)\n"
		      "{ atomic_fetch_add(&u.b[0], 1); return p; }\n"
		      "int main(void) { pthread_t t, v;\n"
		      " pthread_create(&t, 0, all, 0);\n"
		      " pthread_create(&v, 0, low, 0);\n"
		      " pthread_join(t, 0); pthread_join(v, 0);\n"
		      " assert(atomic_load(&u.w) != WRONG); }");
	expect_always("-DWRONG=1", "finding assertion");
	expect_always("-DWRONG=0x101", "finding assertion");
}
END_TEST

/* The step that ends a thread looks at which keys there are. */
START_TEST(a_thread_that_ends_sees_whether_its_key_is_there)
{
	write_program(HEAD,
		      "static pthread_key_t key; static atomic_int x, ran;\n"
		      "static sem_t set;\n"
		      "void bye(void *p) { (void)p; ran = 1; }\n"
		      "void *run(void *p) { pthread_setspecific(key, &key);\n"
		      " sem_post(&set); atomic_exchange(&x, 1); return p; }\n"
		      "int main(void) { pthread_t t;\n"
		      " sem_init(&set, 0, 0); pthread_key_create(&key, bye);\n"
		      " pthread_create(&t, 0, run, 0); sem_wait(&set);\n"
		      " pthread_key_delete(key); pthread_join(t, 0);\n"
		      " assert(ran == RAN); }");
	expect_always("-DRAN=0", "finding assertion");
	expect_always("-DRAN=1", "finding assertion");
}
END_TEST

/* In the order that is tried, the frame has ended before it is used, and
 * another one has come to be there. */
START_TEST(a_frame_that_ended_before_it_was_used)
{
	write_program(HEAD, "static atomic_int a, b; pthread_t t;\n"
			    "void *run(void *p) { b += 1;\n"
			    " if (mc_choose(2)) *(long *)p = 1; return 0; }\n"
			    "void f(void) { long x[8];\n"
			    " pthread_create(&t, 0, run, &x[4]);\n"
			    " (void)atomic_load(&a); }\n"
			    "void g(void) { volatile char y[256]; y[255] = 1;\n"
			    " pthread_join(t, 0); (void)y[255]; }\n"
			    "int main(void) { f(); g(); }");
	expect_always("-w", "finding data-race");
}
END_TEST

/* Who lets go of a mutex need not wait for those who will take it; but a
 * trylock sees whether it is held. */
START_TEST(a_release_goes_on)
{
	struct run run =
		run_mcheck("--no-trace", "--stats", "-DORDERED", "-DN=4",
			   "-DR=2", top_path("tests/bench/phil.c"));

	expect_verdict(&run, 0, "verified");
	/* 4,563 if it waited. */
	ck_assert_int_lt(statistic(&run, "states="), 4000);
	run_free(&run);
	write_program(HEAD, "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
			    "void *hold(void *p) { pthread_mutex_lock(&m);\n"
			    " pthread_mutex_unlock(&m); return p; }\n"
			    "void *try(void *p)\n"
			    "{ assert(pthread_mutex_trylock(&m) == 0);\n"
			    " pthread_mutex_unlock(&m); return p; }\n"
			    "int main(void) { pthread_t t, u;\n"
			    " pthread_create(&t, 0, hold, 0);\n"
			    " pthread_create(&u, 0, try, 0);\n"
			    " pthread_join(t, 0); pthread_join(u, 0); }");
	expect_always("-w", "finding assertion");
}
END_TEST

/* What dpor refuses it does not propose. */
START_TEST(advice_of_dpor_can_be_followed)
{
	struct run run = run_mcheck("--explorer=dpor", "--states=50", "-DN=3",
				    top_path("models/counter_mutex.c"));

	expect_verdict(&run, 4, "limit states");
	expect_part(&run.out, "--random=1000");
	ck_assert_ptr_null(strstr(text_string(&run.out), "--preemptions"));
	run_free(&run);
}
END_TEST

Suite *reduction_suite(void)
{
	Suite *suite = suite_create("reduction");
	TCase *tcase = tcase_create("reduction");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(
		tcase,
		threads_that_meet_once_cost_no_more_than_their_own_steps);
	tcase_add_test(tcase, one_execution_for_each_trace);
	tcase_add_test(tcase,
		       executions_as_many_as_orders_of_critical_sections);
	tcase_add_test(tcase, a_spinning_thread_hides_nothing);
	tcase_add_test(tcase, a_spurious_wake_up_is_not_the_only_way_tried);
	tcase_add_test(tcase, the_end_of_the_program_comes_at_any_moment);
	tcase_add_test(tcase, a_barrier_for_fewer_than_come_has_an_order);
	tcase_add_test(
		tcase,
		additions_without_a_result_still_order_what_is_behind_them);
	tcase_add_test(tcase, who_ends_last_matters_when_main_has_ended);
	tcase_add_test(tcase, coming_to_wait_is_seen);
	tcase_add_test(tcase, additions_to_a_part_of_a_word_have_an_order);
	tcase_add_test(tcase, a_thread_that_ends_sees_whether_its_key_is_there);
	tcase_add_test(tcase, a_frame_that_ended_before_it_was_used);
	tcase_add_test(tcase, what_is_learned_late_begins_the_search_again);
	tcase_add_test(tcase, a_release_goes_on);
	tcase_add_test(tcase, one_execution_for_each_trace_of_lastzero);
	tcase_add_test(tcase, dpor_gives_up_where_threads_wake_spuriously);
	tcase_add_test(tcase, dpor_says_when_threads_are_too_many);
	tcase_add_test(tcase, advice_of_dpor_can_be_followed);
	suite_add_tcase(suite, tcase);
	return suite;
}
