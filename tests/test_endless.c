/* Livelocks as users meet them: what is one, what is waiting or service, and
 * how it is told. */
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <pthread.h>\n#include <stdatomic.h>\n#include <time.h>\n" \
	"#include <mc.h>\n" \
	"#define L(m) pthread_mutex_lock(&m);\n" \
	"#define U(m) pthread_mutex_unlock(&m);\n" \
	"#define START pthread_create(&t, 0, w, 0);\n" \
	"#define JOIN pthread_join(t, 0);\n" \
	"pthread_t t; atomic_int flag, other, lock; int done;\n" \
	"pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n" \
	"pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n" \
	"struct timespec s = {1, 0};\n"
#define SET "void *w(void *u) { L(m) done = 1; U(m) return 0; }\n"

static const struct {
	const char *body, *verdict;
} told[] = {
	/* A lock that is free again and again comes to who waits for it. */
	{SET "int main(void) { START for (int d = 0; !d;)\n"
	     " { L(m) d = done; U(m) } JOIN }\n",
	 "verified"},
	{SET "int main(void) { START L(m) while (!done)\n"
	     " pthread_cond_timedwait(&c, &m, &s); U(m) JOIN }\n",
	 "verified"},
	/* When nobody sets it, the time is over again and again. */
	{"int main(void) { L(m) while (!done)\n"
	 " pthread_cond_timedwait(&c, &m, &s); U(m) }\n",
	 "finding livelock"},
	/* At a spin lock both go round. */
	{"void *w(void *u) { while (atomic_exchange(&lock, 1)) ;\n"
	 " flag = 1; lock = 0; return 0; }\n"
	 "int main(void) { START while (!flag)\n"
	 " { while (atomic_exchange(&lock, 1)) ; lock = 0; } JOIN }\n",
	 "finding livelock"},
	/* A choice does not turn out the same for ever. */
	{"int main(void) { while (mc_choose(2)) flag = 1; }\n", "verified"},
	{"int main(void) { for (;;) flag = mc_choose(2); }\n",
	 "finding livelock"},
	/* Luck is needed to come to the loop, but not in it. */
	{"void *w(void *u) { L(m) pthread_cond_wait(&c, &m); U(m)\n"
	 " if (!other) while (!flag) ; return 0; }\n"
	 "int main(void) { START L(m) other = 1;\n"
	 " pthread_cond_signal(&c); U(m)\n"
	 " L(m) U(m) JOIN }\n",
	 "finding lost-wakeup"},
	{"void *w(void *u) { L(m) while (!done) pthread_cond_wait(&c, &m);\n"
	 " U(m) return 0; }\n"
	 "int main(void) { START L(m) done = 1; pthread_cond_signal(&c); U(m)\n"
	 " JOIN }\n",
	 "verified"},
	/* Progress. */
	{"int main(void) { for (;;) mc_progress(); }\n", "verified"},
	{"int main(void) { mc_progress(); for (;;) flag = 0; }\n",
	 "finding livelock"},
	{"void *w(void *u) { for (;;) mc_progress(); return 0; }\n"
	 "int main(void) { START L(m) L(m) }\n",
	 "finding self-deadlock"},
	/* Those who are stuck are no useful work. */
	{"pthread_mutex_t n = PTHREAD_MUTEX_INITIALIZER;\n"
	 "void *w(void *u) { L(m) L(n) U(n) U(m) return 0; }\n"
	 "void *v(void *u) { L(n) L(m) U(m) U(n) return 0; }\n"
	 "int main(void) { START pthread_create(&t, 0, v, 0);\n"
	 " for (;;) mc_progress(); }\n",
	 "finding partial-deadlock"},
	/* One serves, and one waits for what never comes: that it may look
	 * whether it has come, and wait again, is no way out. */
	{"pthread_mutex_t n = PTHREAD_MUTEX_INITIALIZER;\n"
	 "void *w(void *u) { for (;;) { L(m) U(m) } return u; }\n"
	 "int main(void) { START L(n) while (!done)\n"
	 " pthread_cond_wait(&c, &n); U(n) JOIN }\n",
	 "finding livelock"},
	/* It waits for one who is not let go before. */
	{"void *w(void *u) { flag = 1; return 0; }\n"
	 "int main(void) { START while (!flag) mc_yield(); JOIN }\n",
	 "verified"},
};

START_TEST(livelock_is_told_from_waiting)
{
	struct run run;

	write_program(HEAD, told[_i].body);
	run = run_mcheck("-w", "model.c");
	expect_verdict(&run, strcmp(told[_i].verdict, "verified") != 0,
		       told[_i].verdict);
	run_free(&run);
	if (strcmp(told[_i].verdict, "finding livelock") != 0)
		return;
	run = run_mcheck("replay", "model.trace");
	expect_verdict(&run, 1, told[_i].verdict);
	run_free(&run);
}
END_TEST

START_TEST(report_folds_what_repeats_and_says_what_is_read)
{
	struct run run;

	write_program(HEAD, "int main(void) { for (int i = 0; i < 9; i++)\n"
			    " flag = 7;\n while (flag) ; }\n");
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_part(&run.out, "(repeated 7 more times)");
	expect_part(&run.out, "keeps reading flag = 7, and");
	expect_part(&run.out, "and again from step 10");
	run_free(&run);
}
END_TEST

/* With 0 chosen all is well; that is gone through first, and most of it is
 * forgotten.  With 1 both give way to the other for ever. */
START_TEST(livelock_is_found_behind_forgotten_states)
{
	static const char *const memory[] = {"--memory=500M", "--memory=6M"};
	long states[2];
	struct run run;

	write_program("#include <pthread.h>\n#include <stdatomic.h>\n"
		      "#include <stdbool.h>\n#include <mc.h>\n",
		      "static atomic_int n; static atomic_bool want[2];\n"
		      "static int bad;\n"
		      "void *run(void *p) { int me = p != 0;\n"
		      " for (int i = 0; i < 14; i++)\n"
		      "  atomic_exchange(&n, atomic_load(&n) + me + 1);\n"
		      " for (;;) { atomic_store(&want[me], true);\n"
		      "  if (!atomic_load(&want[!me]) || (me && !bad)) break;\n"
		      "  if (bad) atomic_store(&want[me], false);\n"
		      "  else while (atomic_load(&want[!me])); }\n"
		      " atomic_store(&want[me], false); return 0; }\n"
		      "int main(void) { pthread_t t[2]; static int one;\n"
		      " bad = mc_choose(2);\n"
		      " pthread_create(&t[0], 0, run, 0);\n"
		      " pthread_create(&t[1], 0, run, &one);\n"
		      " pthread_join(t[0], 0); pthread_join(t[1], 0); }");
	for (int i = 0; i < 2; i++) {
		run = run_mcheck("--no-trace", "--stats", "--reduction=off",
				 memory[i], "model.c");
		expect_verdict(&run, 1, "finding livelock");
		states[i] = atol(strstr(text_string(&run.err), "states=") + 7);
		run_free(&run);
	}
	ck_assert_int_gt(states[1], states[0]);
}
END_TEST

/* Where nothing simpler is found, or it does not lead into the loop once more
 * words are known to be shared, what was found first is shown. */
START_TEST(livelock_replays_whatever_was_learned_after_it)
{
	const char *const words[] = {mcheck_path(),
				     "--races=allow",
				     "--no-trace",
				     "-w",
				     top_path("tests/programs/loops.c"),
				     "--",
				     "2644",
				     "70",
				     "8631",
				     NULL};
	struct run run;

	go_to_fresh_directory();
	run = run_words(words);
	expect_verdict(&run, 1, "finding livelock");
	run_free(&run);
}
END_TEST

/* Threads that are created once and run as often as they like. */
#define TWO(a, b) \
	"int main(void) { sem_init(&s1, 0, 0); sem_init(&s2, 0, 0);\n" \
	" pthread_create(&t, 0, " a ", 0);\n" \
	" pthread_create(&t, 0, " b ", 0); pthread_join(t, 0); }\n"
#define SERVICE_HEAD \
	HEAD "#include <semaphore.h>\n#include <mc/channel.h>\n" \
	     "pthread_mutex_t n = PTHREAD_MUTEX_INITIALIZER;\n" \
	     "pthread_barrier_t b; sem_t s1, s2;\n"
#define LOOP(name, body) \
	"void *" name "(void *u) { for (;;) { " body " } return u; }\n"

/* With the three settings of --endless: is it a livelock? */
static const struct {
	const char *body;
	bool service, allow;
} endless[] = {
	/* Locks, and nothing else. */
	{LOOP("w", "L(m) U(m)") TWO("w", "w"), false, false},
	{LOOP("w", "L(m) L(n) U(n) U(m)") TWO("w", "w"), false, false},
	/* What is read under the locks is never written: but with two of them
	 * it is more than a look. */
	{LOOP("w", "L(m) if (!done) { L(n) U(n) } U(m)") TWO("w", "w"), false,
	 false},
	/* It looks at what nobody changes. */
	{LOOP("w", "L(m) if (done) return u; U(m)") TWO("w", "w"), true, false},
	{LOOP("w", "if (flag) return u; L(m) U(m)") TWO("w", "w"), true, false},
	/* What is looked at changes. */
	{LOOP("w", "L(m) if (done > 1) return u; U(m)")
		 LOOP("v", "L(m) done = !done; U(m)") TWO("w", "v"),
	 false, false},
	/* Posts, messages, a barrier, signals. */
	{LOOP("w", "sem_wait(&s1); sem_post(&s2);")
		 LOOP("v", "sem_post(&s1); sem_wait(&s2);") TWO("w", "v"),
	 false, false},
	{LOOP("w", "L(m) while (!done) pthread_cond_wait(&c, &m); done = 0;\n"
		   " pthread_cond_signal(&c); U(m)")
		 LOOP("v",
		      "L(m) while (done) pthread_cond_wait(&c, &m); done = 1;\n"
		      " pthread_cond_signal(&c); U(m)") TWO("w", "v"),
	 false, false},
	{LOOP("w",
	      "pthread_barrier_wait(&b);") "int main(void) { "
					   "pthread_barrier_init(&b, 0, 3);\n"
					   " START START START JOIN }\n",
	 false, false},
	{"struct mc_channel *ch;\n" LOOP("w",
					 "int i = 1; mc_channel_send(ch, &i);")
		 LOOP("v",
		      "int i; mc_channel_receive(ch, &i);") "int main(void) { "
							    "ch = "
							    "mc_channel_create("
							    "sizeof(int), 0);\n"
							    " START "
							    "pthread_create(&t,"
							    " 0, v, 0); JOIN "
							    "}\n",
	 false, false},
	/* To lock what it holds already is no more than to hold it. */
	{LOOP("w",
	      "L(m) if (done) return u; U(m)") "int main(void) {\n"
					       " pthread_mutexattr_t a; "
					       "pthread_mutexattr_init(&a);\n"
					       " pthread_mutexattr_settype(&a, "
					       "PTHREAD_MUTEX_RECURSIVE);\n"
					       " pthread_mutex_init(&m, &a); "
					       "L(m) w(0); }\n",
	 true, false},
	/* What a closed channel says is no message. */
	{"struct mc_channel *ch;\n" LOOP(
		 "w", "int i; mc_channel_receive(ch, &i);") "int main(void) {\n"
							    " ch = mc_channel_"
							    "create(4, 0);\n"
							    " mc_channel_close("
							    "ch); START JOIN "
							    "}\n",
	 true, true},
	/* Random numbers change nothing that anybody waits for. */
	{"#include <stdlib.h>\n" LOOP("w", "rand(); if (flag) return u;")
		 TWO("w", "w"),
	 true, true},
	/* Each gives way to the other; but alone it comes to its end. */
	{"int want[2];\n"
	 "void *p(int me) { for (;;) { L(m) want[me] = 1; U(m)\n"
	 " L(m) if (!want[!me]) break; want[me] = 0; U(m) }\n"
	 " want[me] = 0; U(m) return 0; }\n"
	 "void *w(void *u) { return p(0); }\n"
	 "void *v(void *u) { return p(1); }\n" TWO("w", "v"),
	 true, false},
	/* Attempts that fail, and attempts that do not. */
	{LOOP("w",
	      "L(m) if (!pthread_mutex_trylock(&n)) { U(n) U(m) return u; }"
	      " U(m)")
		 LOOP("v", "L(n) if (!pthread_mutex_trylock(&m)) { U(m) U(n)"
			   " return u; } U(n)") TWO("w", "v"),
	 true, true},
	{LOOP("w",
	      "flag = !flag; L(m) if (!pthread_mutex_trylock(&n)) { U(n) U(m)"
	      " return u; } U(m)")
		 LOOP("v", "L(n) if (!pthread_mutex_trylock(&m)) { U(m) U(n)"
			   " return u; } U(n)") TWO("w", "v"),
	 true, true},
	/* The one that it gets does not make up for the other. */
	{LOOP("w", "if (!pthread_mutex_trylock(&m)) {"
		   " if (!pthread_mutex_trylock(&n)) { U(n) U(m) return u; }"
		   " U(m) }")
		 LOOP("v", "if (!pthread_mutex_trylock(&n)) {"
			   " if (!pthread_mutex_trylock(&m)) { U(m) U(n) "
			   "return u; } U(n) }") TWO("w", "v"),
	 true, false},
	{LOOP("w", "if (!pthread_mutex_trylock(&m)) { done = !done; U(m) }")
		 TWO("w", "w"),
	 true, false},
	/* One serves, and one waits for what never comes. */
	{LOOP("w", "L(m) U(m)") LOOP(
		 "v", "L(n) pthread_cond_wait(&c, &n); U(n)") TWO("w", "v"),
	 true, false},
	{LOOP("w", "L(m) U(m)") LOOP("v", "sem_wait(&s1);") TWO("w", "v"), true,
	 false},
	/* Readers overlap, a writer waits: it has bad luck, no more. */
	{LOOP("w", "L(m) if (++done == 1) sem_wait(&s1); U(m)\n"
		   " L(m) if (--done == 0) sem_post(&s1); U(m)")
		 LOOP("v",
		      "sem_wait(&s1); sem_post(&s1);") "int main(void) { "
						       "sem_init(&s1, 0, 1); "
						       "START START\n"
						       " pthread_create(&t, 0, "
						       "v, 0); JOIN }\n",
	 false, false},
	/* Each changes something, and nobody waits. */
	{LOOP("w", "flag = !flag;") TWO("w", "w"), true, false},
	{LOOP("w", "while (!flag) ; L(m) U(m)") TWO("w", "w"), true, true},
};

START_TEST(service_is_told_from_livelock)
{
	static const char *const options[] = {
		"--endless=service", "--endless=allow", "--endless=finding"};
	bool expected[] = {endless[_i].service, endless[_i].allow, true};
	struct run run;

	write_program(SERVICE_HEAD, endless[_i].body);
	for (int i = 0; i < 3; i++) {
		run = run_mcheck("--no-trace", "-w", "--spurious=off",
				 options[i], "model.c");
		expect_verdict(&run, expected[i],
			       expected[i] ? "finding livelock" : "verified");
		expect_part(&run.out, expected[i] ? "or use --endless=allow"
						  : "can run forever");
		run_free(&run);
	}
}
END_TEST

/* A plain flag that is set too early, where races are allowed. */
START_TEST(who_watches_what_races_watches_in_vain)
{
	struct run run;

	write_program(SERVICE_HEAD,
		      "void *w(void *u) { done = 0; for (;;) { L(m) U(m)\n"
		      " if (done) return u; } }\n"
		      "int main(void) { START done = 1; JOIN }\n");
	run = run_mcheck("--no-trace", "-w", "--races=allow", "model.c");
	expect_verdict(&run, 1, "finding livelock");
	run_free(&run);
}
END_TEST

/* A model that says what is useful has said all of it. */
START_TEST(with_progress_nothing_is_service_but_that)
{
	struct run run;

	write_program(SERVICE_HEAD,
		      LOOP("w", "L(m) U(m)") "int main(void) { mc_progress(); "
					     "START JOIN }\n");
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 1, "finding livelock");
	run_free(&run);
	run = run_mcheck("--no-trace", "-w", "--endless=allow", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
}
END_TEST

START_TEST(unknown_setting_of_endless_is_refused)
{
	struct run run = run_mcheck("--endless=never", "model.c");

	ck_assert_int_eq(run.code, 2);
	expect_part(&run.err, "mcheck: --endless=never: the value must be "
			      "service, allow or finding\n");
	run_free(&run);
}
END_TEST

Suite *endless_suite(void)
{
	Suite *suite = suite_create("endless");
	TCase *tcase = tcase_create("livelock and service");

	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, livelock_is_found_behind_forgotten_states);
	tcase_add_loop_test(tcase, livelock_is_told_from_waiting, 0,
			    sizeof told / sizeof *told);
	tcase_add_loop_test(tcase, service_is_told_from_livelock, 0,
			    sizeof endless / sizeof *endless);
	tcase_add_test(tcase, who_watches_what_races_watches_in_vain);
	tcase_add_test(tcase, with_progress_nothing_is_service_but_that);
	tcase_add_test(tcase, unknown_setting_of_endless_is_refused);
	tcase_add_test(tcase, report_folds_what_repeats_and_says_what_is_read);
	tcase_add_test(tcase, livelock_replays_whatever_was_learned_after_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
