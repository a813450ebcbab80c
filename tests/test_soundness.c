/* Verdicts that were wrong once: each program names what misled the checker. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <assert.h>\n#include <pthread.h>\n" \
	"#include <stdatomic.h>\n#include <string.h>\n#include <mc.h>\n"

static void expect(const char *option, const char *body, int code,
		   const char *verdict)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", option, "model.c");
	expect_verdict(&run, code, verdict);
	run_free(&run);
}

START_TEST(local_of_a_returned_function_is_used_by_a_thread)
{
	expect("-w",
	       "void *w(void *a) { assert(*(int *)a == 7); return 0; }\n"
	       "void spawn(pthread_t *t)\n"
	       "{ int x = 7; pthread_create(t, 0, w, &x); }\n"
	       "int main(void)\n"
	       "{ pthread_t t; spawn(&t); pthread_join(t, 0); }\n",
	       1, "finding dead-frame");
}
END_TEST

/* One read that two threads know of is not two that one knows of each. */
START_TEST(knowledge_of_one_and_of_two_accesses_differs)
{
	expect("-w",
	       "#define RLX memory_order_relaxed\n"
	       "int x; atomic_int a, b, c;\n"
	       "void rd(void) { int v = x; (void)v; }\n"
	       "void acq(void)\n"
	       "{ (void)atomic_load_explicit(&a, memory_order_acquire); }\n"
	       "void either(void)\n"
	       "{ if (mc_choose(2) == 0) acq(); else rd(); }\n"
	       "void *t1(void *p) { rd();\n"
	       " atomic_store_explicit(&a, 1, memory_order_release);\n"
	       " mc_assume(atomic_load_explicit(&c, RLX) == 1);\n"
	       " x = 1; return 0; }\n"
	       "void *t2(void *p)\n"
	       "{ mc_assume(atomic_load_explicit(&a, RLX) == 1); either();\n"
	       " atomic_store_explicit(&b, 1, RLX);\n"
	       " mc_assume(atomic_load_explicit(&c, RLX) == 1); return 0; }\n"
	       "void *t3(void *p)\n"
	       "{ mc_assume(atomic_load_explicit(&b, RLX) == 1);\n"
	       " atomic_store_explicit(&a, 2, RLX);\n"
	       " atomic_store_explicit(&c, 1, RLX); return 0; }\n"
	       "int main(void) { pthread_t t[3];\n"
	       " pthread_create(&t[0], 0, t1, 0);\n"
	       " pthread_create(&t[1], 0, t2, 0);\n"
	       " pthread_create(&t[2], 0, t3, 0);\n"
	       " for (int i = 0; i < 3; i++) pthread_join(t[i], 0); }\n",
	       1, "finding data-race");
}
END_TEST

/* The assertion fails in the execution that first shows x to be shared. */
START_TEST(finding_while_a_word_is_promoted_replays)
{
	expect("-w",
	       "int x; void *w(void *a) { x = 1; return 0; }\n"
	       "int main(void) { pthread_t t; pthread_create(&t, 0, w, 0);\n"
	       " assert(x == 2); pthread_join(t, 0); }\n",
	       1, "finding data-race");
}
END_TEST

START_TEST(spurious_wake_up_is_no_way_out_of_a_livelock)
{
	expect("-w",
	       "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
	       "pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
	       "atomic_int flag;\n"
	       "void *w(void *a) { pthread_mutex_lock(&m);\n"
	       " pthread_cond_wait(&c, &m); pthread_mutex_unlock(&m);\n"
	       " atomic_store(&flag, 1); return 0; }\n"
	       "int main(void) { pthread_t t; pthread_create(&t, 0, w, 0);\n"
	       " pthread_mutex_lock(&m); pthread_cond_signal(&c);\n"
	       " pthread_mutex_unlock(&m); while (!atomic_load(&flag)) ;\n"
	       " pthread_join(t, 0); }\n",
	       1, "finding livelock");
}
END_TEST

START_TEST(false_assumption_is_no_way_out_of_a_livelock)
{
	expect("-w",
	       "atomic_int a;\n"
	       "int main(void) { for (;;) { if (mc_choose(2)) mc_assume(0);\n"
	       " if (atomic_load(&a)) break; } }\n",
	       1, "finding livelock");
}
END_TEST

START_TEST(inline_assembly_is_refused)
{
	struct run run;

	go_to_fresh_directory();
	write_file("model.c", "int g;\nint main(void)\n"
			      "{ asm volatile(\"incl %0\" : \"+m\"(g)); }\n");
	run = run_mcheck("--no-trace", "model.c");
	expect_refused(&run, "model.c|inline assembly");
}
END_TEST

START_TEST(recursive_mutex_locked_twice_cannot_wait)
{
	expect("-w",
	       "int main(void) { pthread_mutexattr_t a; pthread_mutex_t m;\n"
	       " pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
	       " pthread_mutexattr_init(&a);\n"
	       " pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE);\n"
	       " pthread_mutex_init(&m, &a); pthread_mutex_lock(&m);\n"
	       " pthread_mutex_lock(&m); pthread_cond_wait(&c, &m); }\n",
	       1, "finding bad-wait");
}
END_TEST

START_TEST(library_call_waits_its_turn_when_races_are_allowed)
{
	expect("--races=allow",
	       "static char a[8], b[8];\n"
	       "static void *w(void *u) { a[0] = 1; b[0] = 1; return u; }\n"
	       "int main(void) { pthread_t t; pthread_create(&t, 0, w, 0);\n"
	       " assert(memcmp(a, b, 8) == 0); pthread_join(t, 0); }\n",
	       1, "finding assertion");
}
END_TEST

/* Whether somebody waits at a rendezvous is seen by who only tries. */
START_TEST(try_receive_may_come_before_the_sender)
{
	expect("-w",
	       "#include <mc/channel.h>\nstruct mc_channel *c;\n"
	       "void *w(void *u)\n"
	       "{ int v = 1; mc_channel_send(c, &v); return u; }\n"
	       "int main(void) { pthread_t t; int v;\n"
	       " c = mc_channel_create(sizeof v, 0);\n"
	       " pthread_create(&t, 0, w, 0);\n"
	       " mc_channel_try_receive(c, &v); pthread_join(t, 0); }\n",
	       1, "finding deadlock");
}
END_TEST

START_TEST(mutex_made_anew_in_the_same_place_is_another)
{
	expect("-w",
	       "void f(void) { pthread_mutex_t m;\n"
	       " pthread_mutex_init(&m, 0); pthread_mutex_lock(&m);\n"
	       " pthread_mutex_unlock(&m); pthread_mutex_destroy(&m); }\n"
	       "void h(void)\n"
	       "{ pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
	       " pthread_mutex_lock(&m); pthread_mutex_unlock(&m); }\n"
	       "int main(void) { f(); h(); f(); h(); }\n",
	       0, "verified");
}
END_TEST

Suite *soundness_suite(void)
{
	Suite *suite = suite_create("soundness");
	TCase *tcase = tcase_create("once wrong");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, local_of_a_returned_function_is_used_by_a_thread);
	tcase_add_test(tcase, knowledge_of_one_and_of_two_accesses_differs);
	tcase_add_test(tcase, finding_while_a_word_is_promoted_replays);
	tcase_add_test(tcase, spurious_wake_up_is_no_way_out_of_a_livelock);
	tcase_add_test(tcase, false_assumption_is_no_way_out_of_a_livelock);
	tcase_add_test(tcase, inline_assembly_is_refused);
	tcase_add_test(tcase, recursive_mutex_locked_twice_cannot_wait);
	tcase_add_test(tcase,
		       library_call_waits_its_turn_when_races_are_allowed);
	tcase_add_test(tcase, try_receive_may_come_before_the_sender);
	tcase_add_test(tcase, mutex_made_anew_in_the_same_place_is_another);
	suite_add_tcase(suite, tcase);
	return suite;
}
