/* Verdicts about the library that were wrong once: the end of the program, once
 * controls, keys, mutexes of special types. */
#include "support.h"

#define HEAD \
	"#define _GNU_SOURCE\n#include <assert.h>\n#include <pthread.h>\n" \
	"#include <semaphore.h>\n#include <stdio.h>\n#include <stdlib.h>\n" \
	"#include <threads.h>\n" \
	"static sem_t s; static int n; static pthread_t a;\n"

static void expect_with(const char *option, const char *body, int code,
			const char *verdict)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", option, "model.c");
	expect_verdict(&run, code, verdict);
	run_free(&run);
}

static void expect(const char *body, int code, const char *verdict)
{
	expect_with("-w", body, code, verdict);
}

START_TEST(end_of_the_last_thread_calls_exit_handlers)
{
	expect("static void h(void) { assert(n == 0); }\n"
	       "static void *f(void *p) { n = 1; return p; }\n"
	       "int main(void) { atexit(h); pthread_create(&a, 0, f, 0);\n"
	       " pthread_detach(a); pthread_exit(0); }\n",
	       1, "finding assertion");
	expect("static void h(void) { assert(n == 1); n = 2; }\n"
	       "static void g(void) { assert(n == 2); }\n"
	       "static void *f(void *p) { n = 1; return p; }\n"
	       "int main(void) { atexit(g); atexit(h);\n"
	       " pthread_create(&a, 0, f, 0); pthread_exit(0); }\n",
	       0, "verified");
}
END_TEST

START_TEST(exit_handler_is_registered_while_main_returns)
{
	expect("static void h(void) { assert(0); }\n"
	       "static void *f(void *p)\n"
	       "{ sem_wait(&s); atexit(h); return p; }\n"
	       "int main(void) { sem_init(&s, 0, 0);\n"
	       " pthread_create(&a, 0, f, 0); pthread_detach(a);\n"
	       " sem_post(&s); return 0; }\n",
	       1, "finding assertion");
}
END_TEST

START_TEST(quick_exit_handler_is_registered_while_it_exits)
{
	expect("static void h(void) { assert(0); }\n"
	       "static void *f(void *p)\n"
	       "{ sem_wait(&s); at_quick_exit(h); return p; }\n"
	       "int main(void) { sem_init(&s, 0, 0);\n"
	       " pthread_create(&a, 0, f, 0); pthread_detach(a);\n"
	       " sem_post(&s); quick_exit(0); }\n",
	       1, "finding assertion");
}
END_TEST

START_TEST(once_control_that_is_set_anew_is_a_new_one)
{
	expect("static void r(void) { n++; }\n"
	       "static pthread_once_t o = PTHREAD_ONCE_INIT;\n"
	       "static void f(void)\n"
	       "{ once_flag g = ONCE_FLAG_INIT; call_once(&g, r);\n"
	       "  call_once(&g, r); }\n"
	       "int main(void) { f(); f(); assert(n == 2);\n"
	       " pthread_once(&o, r); pthread_once(&o, r); assert(n == 3);\n"
	       " o = PTHREAD_ONCE_INIT; pthread_once(&o, r);\n"
	       " assert(n == 4); }\n",
	       0, "verified");
}
END_TEST

START_TEST(key_is_deleted_before_its_use)
{
	expect("static pthread_key_t k;\n"
	       "static void *f(void *p)\n"
	       "{ sem_post(&s); pthread_getspecific(k); return p; }\n"
	       "int main(void) { sem_init(&s, 0, 0);\n"
	       " pthread_key_create(&k, 0); pthread_create(&a, 0, f, 0);\n"
	       " sem_wait(&s); pthread_key_delete(k); pthread_join(a, 0); }\n",
	       1, "finding object-lifetime");
}
END_TEST

/* The first write to the key is an operation of its own to the oracle. */
START_TEST(key_is_created_by_the_oracle_too)
{
	expect_with("--explorer=brute",
		    "static pthread_key_t k;\n"
		    "static void d(void *p) { n = 1; }\n"
		    "static void *f(void *p)\n"
		    "{ pthread_setspecific(k, &k); return p; }\n"
		    "int main(void) { pthread_key_create(&k, d);\n"
		    " pthread_create(&a, 0, f, 0); pthread_join(a, 0);\n"
		    " assert(n == 1); }\n",
		    0, "verified");
}
END_TEST

START_TEST(timed_reader_may_have_to_wait_for_a_waiting_writer)
{
	expect("static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;\n"
	       "static const struct timespec past = {1, 0};\n"
	       "static void *f(void *p) { pthread_rwlock_wrlock(&l);\n"
	       " pthread_rwlock_unlock(&l); return p; }\n"
	       "int main(void) { pthread_rwlock_rdlock(&l);\n"
	       " pthread_create(&a, 0, f, 0);\n"
	       " assert(pthread_rwlock_timedrdlock(&l, &past) == 0);\n"
	       " pthread_rwlock_unlock(&l); pthread_rwlock_unlock(&l);\n"
	       " pthread_join(a, 0); }\n",
	       1, "finding assertion");
}
END_TEST

START_TEST(adaptive_mutex_is_a_normal_one)
{
	expect("static pthread_mutex_t m =\n"
	       "        PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;\n"
	       "int main(void)\n"
	       "{ pthread_mutex_lock(&m); pthread_mutex_lock(&m); }\n",
	       1, "finding self-deadlock");
	expect("int main(void) { pthread_mutexattr_t t; pthread_mutex_t m;\n"
	       " pthread_mutexattr_init(&t);\n"
	       " assert(!pthread_mutexattr_settype(&t,\n"
	       "         PTHREAD_MUTEX_ADAPTIVE_NP));\n"
	       " pthread_mutex_init(&m, &t); pthread_mutex_lock(&m);\n"
	       " pthread_mutex_unlock(&m); pthread_mutex_destroy(&m); }\n",
	       0, "verified");
}
END_TEST

Suite *soundness_library_suite(void)
{
	Suite *suite = suite_create("soundness_library");
	TCase *tcase = tcase_create("once wrong");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, end_of_the_last_thread_calls_exit_handlers);
	tcase_add_test(tcase, exit_handler_is_registered_while_main_returns);
	tcase_add_test(tcase, quick_exit_handler_is_registered_while_it_exits);
	tcase_add_test(tcase, once_control_that_is_set_anew_is_a_new_one);
	tcase_add_test(tcase, key_is_deleted_before_its_use);
	tcase_add_test(tcase, key_is_created_by_the_oracle_too);
	tcase_add_test(tcase,
		       timed_reader_may_have_to_wait_for_a_waiting_writer);
	tcase_add_test(tcase, adaptive_mutex_is_a_normal_one);
	suite_add_tcase(suite, tcase);
	return suite;
}
