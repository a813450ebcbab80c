/* Words that locks guard, case by case. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* What most of these programs have in common: a thread and main, which creates
 * it and waits for its end. */
#define THREAD "static void *run(void *v) {\n"
#define MAIN "\treturn v;\n}\nint main(void) {\n"
#define START "\tpthread_create(&t, 0, run, 0);\n"
#define FINISH "\tpthread_join(t, 0);\n\treturn 0;\n}\n"

/* With these includes, and without a trace, under each explorer. */
static void expect_everywhere(const char *body, const char *verdict)
{
	static const char *const ways[] = {
		"--reduction=on",     "--reduction=persistent",
		"--reduction=guards", "--reduction=off",
		"--explorer=dpor",    "--preemptions=9"};

	write_program("#include <pthread.h>\n"
		      "#include <stdatomic.h>\n"
		      "#include <string.h>\n"
		      "#include <mc.h>\n"
		      "static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static pthread_rwlock_t rw =\n"
		      "\tPTHREAD_RWLOCK_INITIALIZER;\n"
		      "static pthread_t t;\n"
		      "static atomic_int flag;\n"
		      "static int x;\n"
		      "#define LOCK pthread_mutex_lock\n"
		      "#define UNLOCK pthread_mutex_unlock\n",
		      body);
	for (size_t i = 0; i < sizeof ways / sizeof *ways;
	     i += is_short_run() ? 3 : 1) {
		struct run run = run_mcheck("--no-trace", ways[i], "model.c");

		expect_verdict(&run, *verdict == 'v' ? 0 : 1, verdict);
		run_free(&run);
	}
}

static uint64_t count_states(const char *const words[])
{
	struct run run = run_words(words);
	const char *at = strstr(text_string(&run.err), "states=");
	uint64_t count;

	expect_verdict(&run, 0, "verified");
	ck_assert_ptr_nonnull(at);
	count = strtoull(at + strlen("states="), NULL, 10);
	run_free(&run);
	return count;
}

/* Who saw which value in the buffer makes no states. */
START_TEST(guarded_words_make_no_states)
{
	const char *const words[] = {
		mcheck_path(), "--no-trace", "--stats",
		"-DP=2",       "-DC=2",      top_path("tests/bench/bbuf.c"),
		NULL};

	go_to_fresh_directory();
	ck_assert_uint_le(count_states(words), 4000);
}
END_TEST

/* Main uses it without the lock before there are others, and after them. */
START_TEST(uses_of_who_is_alone_need_no_lock)
{
	const char *const words[] = {mcheck_path(), "--no-trace", "--stats",
				     "model.c", NULL};

	write_program("#include <pthread.h>\n"
		      "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static int turn;\n",
		      "static void *run(void *v) {\n"
		      "\tfor (int i = 0; i < 6; i++) {\n"
		      "\t\tpthread_mutex_lock(&m);\n"
		      "\t\tturn = !turn;\n"
		      "\t\tpthread_mutex_unlock(&m);\n"
		      "\t}\n" MAIN "\tpthread_t t[2];\n"
		      "\tturn = 1;\n"
		      "\tfor (int i = 0; i < 2; i++)\n"
		      "\t\tpthread_create(&t[i], 0, run, 0);\n"
		      "\tfor (int i = 0; i < 2; i++)\n"
		      "\t\tpthread_join(t[i], 0);\n"
		      "\treturn turn != 1;\n"
		      "}\n");
	ck_assert_uint_le(count_states(words), 150);
}
END_TEST

/* The lock is left out by who sees the flag between two other operations. */
START_TEST(a_guard_that_is_seldom_broken_is_none)
{
	expect_everywhere(THREAD "\tLOCK(&a); x++; UNLOCK(&a);\n"
				 "\tflag = 1; flag = 2; flag = 3;\n"
				 "\tLOCK(&a); x++; UNLOCK(&a);\n" MAIN START
				 "\tLOCK(&a); x++; UNLOCK(&a);\n"
				 "\tif (flag == 1 && flag == 2) x++;\n"
				 "\tpthread_join(t, 0);\n"
				 "\treturn x < 3;\n"
				 "}\n",
			  "finding data-race");
}
END_TEST

/* Some other lock at each of its uses, one that all have at none. */
START_TEST(different_locks_guard_nothing)
{
	expect_everywhere(THREAD
			  "\tLOCK(&a); x++; UNLOCK(&a);\n" MAIN START
			  "\tLOCK(&a); LOCK(&b); x++; UNLOCK(&a); UNLOCK(&b);\n"
			  "\tLOCK(&b); x++; UNLOCK(&b);\n" FINISH,
			  "finding data-race");
}
END_TEST

#define READ_WRITE(second) \
	THREAD \
	"\tpthread_rwlock_" second "lock(&rw); x++;\n" \
	"\tpthread_rwlock_unlock(&rw);\n" MAIN START \
	"\tpthread_rwlock_rdlock(&rw); (void)*(volatile int *)&x;\n" \
	"\tpthread_rwlock_unlock(&rw);\n" FINISH

START_TEST(who_writes_must_hold_a_read_write_lock_for_writing)
{
	expect_everywhere(READ_WRITE("wr"), "verified");
	expect_everywhere(READ_WRITE("rd"), "finding data-race");
}
END_TEST

/* The flag says that the other thread is done, but orders nothing; `count`
 * other locks are made anew before. */
#define MADE_ANEW(make, count) \
	"static pthread_mutex_t more[80];\n" THREAD \
	"\tLOCK(&a); x++; UNLOCK(&a);\n" \
	"\tpthread_rwlock_wrlock(&rw);\n" \
	"\tpthread_rwlock_unlock(&rw);\n" \
	"\tatomic_store_explicit(&flag, 1, memory_order_relaxed);\n" MAIN \
		START "\tfor (int i = 0; i < " count "; i++)\n" \
	"\t\tpthread_mutex_init(&more[i], 0);\n" \
	"\tif (atomic_load_explicit(&flag, memory_order_relaxed)) {\n" \
	"\t\t" make "\n" \
	"\t\tLOCK(&a); x++; UNLOCK(&a);\n" \
	"\t}\n" FINISH
#define MAKE_A "pthread_mutex_destroy(&a); pthread_mutex_init(&a, 0);"

/* Up to 64 are kept one by one. */
START_TEST(a_lock_made_anew_guards_nothing)
{
	expect_everywhere(MADE_ANEW("", "0"), "verified");
	expect_everywhere(MADE_ANEW("", "70"), "verified");
	expect_everywhere(MADE_ANEW(MAKE_A, "0"), "finding data-race");
	expect_everywhere(MADE_ANEW(MAKE_A, "62"), "finding data-race");
	expect_everywhere(MADE_ANEW(MAKE_A, "63"), "finding data-race");
	expect_everywhere(MADE_ANEW(MAKE_A, "70"), "finding data-race");
}
END_TEST

/* `then`: what main does when the flag is set; in any case it uses x. */
#define MADE_AS_BEFORE(then) \
	THREAD \
	"\tLOCK(&a); x++; UNLOCK(&a);\n" \
	"\tatomic_store_explicit(&flag, 1, memory_order_relaxed);\n" MAIN \
	"\t" MAKE_A "\n" START \
	"\tif (atomic_load_explicit(&flag, memory_order_relaxed)) {\n" \
	"\t\t" then "\n" \
	"\t}\n" \
	"\tLOCK(&a); x++; UNLOCK(&a);\n" FINISH

/* The state in which main asks for the lock is the same whether it was made
 * anew or not, so the use of x there is explored once; and before. */
START_TEST(a_lock_made_anew_guards_no_word_that_was_used_before)
{
	expect_everywhere(MADE_AS_BEFORE(""), "verified");
	expect_everywhere(MADE_AS_BEFORE(MAKE_A), "finding data-race");
}
END_TEST

/* Nor one that is used for the first time after that. */
START_TEST(a_lock_made_anew_guards_no_new_word)
{
	expect_everywhere(THREAD "\tif (!flag) return v;\n"
				 "\tLOCK(&a); x++; UNLOCK(&a);\n"
				 "\tatomic_store_explicit(&flag, 2, "
				 "memory_order_relaxed);\n" MAIN START
				 "\t" MAKE_A "\n"
				 "\tflag = 1;\n"
				 "\tif (atomic_load_explicit(&flag,\n"
				 "\t\t\t\t memory_order_relaxed) == 2) {\n"
				 "\t\t" MAKE_A "\n"
				 "\t\tLOCK(&a); x++; UNLOCK(&a);\n"
				 "\t}\n" FINISH,
			  "finding data-race");
}
END_TEST

/* By main, while it is alone. */
START_TEST(a_lock_made_anew_is_not_held)
{
	expect_everywhere(THREAD "\tLOCK(&a); x++; UNLOCK(&a);\n" MAIN
				 "\tpthread_mutex_destroy(&a);\n"
				 "\tpthread_mutex_init(&a, 0);\n"
				 "\tLOCK(&a);\n"
				 "\tmemset(&a, 0, sizeof a);\n"
				 "\tpthread_mutex_destroy(&a);\n"
				 "\tpthread_mutex_init(&a, 0);\n" START
				 "\tx++;\n" FINISH,
			  "finding data-race");
}
END_TEST

START_TEST(a_mutex_and_a_read_write_lock_in_one_place_are_two)
{
	expect_everywhere(
		"static union {\n"
		"\tpthread_mutex_t mutex;\n"
		"\tpthread_rwlock_t rwlock;\n"
		"} both;\n" THREAD
		"\tLOCK(&both.mutex); x++; UNLOCK(&both.mutex);\n" MAIN START
		"\tpthread_rwlock_wrlock(&both.rwlock); x++;\n"
		"\tpthread_rwlock_unlock(&both.rwlock);\n" FINISH,
		"finding data-race");
}
END_TEST

/* Of nine, eight are known; the last one is held on. */
#define NINE_LOCKS(other) \
	"static pthread_mutex_t m[9];\n" THREAD \
	"\tfor (int i = 0; i < 9; i++)\n" \
	"\t\tLOCK(&m[i]);\n" \
	"\tx++;\n" \
	"\tfor (int i = 0; i < 8; i++)\n" \
	"\t\tUNLOCK(&m[i]);\n" \
	"\tx++;\n" \
	"\tUNLOCK(&m[8]);\n" MAIN START "\tLOCK(&m[" other \
	"]); x++; UNLOCK(&m[" other "]);\n" FINISH

START_TEST(a_thread_may_hold_many_locks)
{
	expect_everywhere(NINE_LOCKS("8"), "verified");
	expect_everywhere(NINE_LOCKS("0"), "finding data-race");
}
END_TEST

/* More sets of locks than are kept; the last word has two different locks. */
START_TEST(there_may_be_many_sets_of_locks)
{
	struct run run;

	write_program("#include <pthread.h>\n",
		      "static struct { pthread_mutex_t m; long x; } s[1100];\n"
		      "static void use(int lock, int word) {\n"
		      "\tpthread_mutex_lock(&s[lock].m);\n"
		      "\ts[word].x++;\n"
		      "\tpthread_mutex_unlock(&s[lock].m);\n"
		      "}\n"
		      "static void *run(void *v) {\n"
		      "\tfor (int i = 0; i < 1100; i++)\n"
		      "\t\tuse(i, i);\n"
		      "\treturn v;\n"
		      "}\n"
		      "int main(void) {\n"
		      "\tpthread_t t;\n"
		      "\tpthread_create(&t, 0, run, 0);\n"
		      "\tuse(1099 - OTHER, 1099);\n"
		      "\tpthread_join(t, 0);\n"
		      "\treturn 0;\n"
		      "}\n");
	run = run_mcheck("--no-trace", "-DOTHER=0", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
	run = run_mcheck("--no-trace", "-DOTHER=1", "model.c");
	expect_verdict(&run, 1, "finding data-race");
	run_free(&run);
}
END_TEST

/* The local array is used with the lock held, by both; but that its function
 * ends is ordered by nothing.  A state in which main has not used it is equal
 * to one in which it has. */
START_TEST(the_end_of_a_frame_is_a_use_without_a_lock)
{
	expect_everywhere("static long *place;\n"
			  "static void take(void) { LOCK(&a); }\n"
			  "static void wait(void) {\n"
			  "\tmc_assume(atomic_load_explicit(&flag,\n"
			  "\t\t\t\t       memory_order_relaxed));\n"
			  "}\n" THREAD "\t_Alignas(16) long local[2];\n"
			  "\ttake(); local[0] = 0; place = local; UNLOCK(&a);\n"
			  "\twait();\n" MAIN START "\ttake();\n"
			  "\tif (place) (void)*(volatile long *)place;\n"
			  "\tUNLOCK(&a);\n"
			  "\tatomic_store_explicit(&flag, 1, "
			  "memory_order_relaxed);\n" FINISH,
			  "finding data-race");
}
END_TEST

/* Each part has one more state, and so but one side of the race. */
START_TEST(guards_are_kept_in_a_checkpoint)
{
	char states[40];
	struct run run;
	int parts = 0;

	write_program("#include <pthread.h>\n"
		      "#include <stdatomic.h>\n",
		      "static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static atomic_int flag;\n"
		      "static int x;\n"
		      "static void *run(void *v) {\n"
		      "\tpthread_mutex_lock(&a); x++;\n"
		      "\tpthread_mutex_unlock(&a);\n"
		      "\tatomic_store_explicit(&flag, 1,\n"
		      "\t\t\t      memory_order_relaxed);\n"
		      "\treturn v;\n"
		      "}\n"
		      "int main(void) {\n"
		      "\tpthread_t t;\n"
		      "\tpthread_create(&t, 0, run, 0);\n"
		      "\tif (atomic_load_explicit(&flag,\n"
		      "\t\t\t\t memory_order_relaxed)) {\n"
		      "\t\tpthread_mutex_lock(&b); x++;\n"
		      "\t\tpthread_mutex_unlock(&b);\n"
		      "\t}\n"
		      "\tpthread_join(t, 0);\n"
		      "\treturn 0;\n"
		      "}\n");
	do {
		snprintf(states, sizeof states, "--states=%d", ++parts);
		run = run_mcheck("--no-trace", "--checkpoint=search.ck",
				 "--reduction=guards", states, "model.c");
		run_free(&run);
	} while (run.code == 4 && parts < 100);
	ck_assert_int_gt(parts, 10);
	ck_assert_int_eq(run.code, 1);
}
END_TEST

/* Runs it, has its trace replayed, and looks for the parts in both. */
static void expect_replay(const char *explorer, const char *races,
			  const char *class, const char *const parts[])
{
	struct run run = run_mcheck(explorer, races, "model.c"), replay;

	expect_verdict(&run, 1, class);
	replay = run_mcheck("replay", "model.trace");
	expect_verdict(&replay, 1, class);
	for (; *parts; parts++) {
		expect_part(&run.out, *parts);
		expect_part(&replay.out, *parts);
	}
	run_free(&run);
	run_free(&replay);
}

START_TEST(a_trace_shows_uses_of_guarded_words)
{
	static const char *const parts[] = {"writes x: 0 -> 1", "reads x = 1",
					    NULL};

	write_program("#include <assert.h>\n"
		      "#include <pthread.h>\n",
		      "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static int x;\n"
		      "static void *run(void *v) {\n"
		      "\tpthread_mutex_lock(&m); x = 1;\n"
		      "\tpthread_mutex_unlock(&m);\n"
		      "\treturn v;\n"
		      "}\n"
		      "int main(void) {\n"
		      "\tpthread_t t;\n"
		      "\tpthread_create(&t, 0, run, 0);\n"
		      "\tpthread_mutex_lock(&m); assert(x == 0);\n"
		      "\tpthread_mutex_unlock(&m);\n"
		      "\tpthread_join(t, 0);\n"
		      "\treturn 0;\n"
		      "}\n");
	expect_replay("--explorer=states", "--races=error", "finding assertion",
		      parts);
}
END_TEST

/* Knowledge of who used the words would keep states of the loop apart. */
START_TEST(a_livelock_among_guarded_words_is_replayed)
{
	static const char *const parts[] = {"guarded", NULL};
	struct text trace;

	write_program("#include <pthread.h>\n",
		      "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static int x, y, never;\n"
		      "static void *run(void *v) {\n"
		      "\tfor (int end = 0; !end;) {\n"
		      "\t\tpthread_mutex_lock(&m);\n"
		      "\t\tif (v) x = !x; else y = x;\n"
		      "\t\tend = never;\n"
		      "\t\tpthread_mutex_unlock(&m);\n"
		      "\t}\n"
		      "\treturn v;\n"
		      "}\n"
		      "int main(void) {\n"
		      "\tpthread_t t;\n"
		      "\tpthread_create(&t, 0, run, &x);\n"
		      "\trun(0);\n"
		      "\tpthread_join(t, 0);\n"
		      "\treturn 0;\n"
		      "}\n");
	expect_replay("--endless=finding", "--races=error", "finding livelock",
		      parts + 1);
	trace = read_file("model.trace");
	expect_part(&trace, parts[0]);
	text_free(&trace);
}
END_TEST

/* Accesses to guarded words are no operations, before and after. */
START_TEST(a_use_of_a_guarded_word_after_its_end_is_replayed)
{
	static const char *const parts[] = {"writes y", NULL};

	write_program("#include <pthread.h>\n"
		      "#include <stdlib.h>\n",
		      "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		      "static long *x;\n"
		      "static int y;\n"
		      "static void use(void) {\n"
		      "\tpthread_mutex_lock(&m); ++*x;\n"
		      "\tpthread_mutex_unlock(&m);\n"
		      "}\n"
		      "static void *run(void *v) {\n"
		      "\ty = 1; use(); y = 2; use();\n"
		      "\treturn v;\n"
		      "}\n"
		      "int main(void) {\n"
		      "\tpthread_t t;\n"
		      "\tx = calloc(1, sizeof *x);\n"
		      "\tpthread_create(&t, 0, run, 0);\n"
		      "\ty = 3; use();\n"
		      "\tpthread_mutex_lock(&m); free(x);\n"
		      "\tpthread_mutex_unlock(&m);\n"
		      "\tpthread_join(t, 0);\n"
		      "\treturn 0;\n"
		      "}\n");
	expect_replay("--explorer=states", "--races=allow",
		      "finding use-after-free", parts);
}
END_TEST

/* Brute makes each access an operation, and allows races only when told to. */
START_TEST(an_execution_of_brute_is_replayed_with_its_races)
{
	static const char *const none[] = {NULL};

	write_program("#include <assert.h>\n"
		      "#include <pthread.h>\n",
		      "static int x;\n"
		      "static void *run(void *v) { x = 1; return v; }\n"
		      "int main(void) {\n"
		      "\tpthread_t t;\n"
		      "\tpthread_create(&t, 0, run, 0);\n"
		      "\tassert(x == 0);\n"
		      "\tpthread_join(t, 0);\n"
		      "\treturn 0;\n"
		      "}\n");
	expect_replay("--explorer=brute", "--races=allow", "finding assertion",
		      none);
	expect_replay("--explorer=brute", "--races=error", "finding data-race",
		      none);
}
END_TEST

Suite *guard_suite(void)
{
	Suite *suite = suite_create("guard");
	TCase *cases = tcase_create("cases");
	TCase *traces = tcase_create("traces");

	tcase_add_test(cases, guarded_words_make_no_states);
	tcase_add_test(cases, uses_of_who_is_alone_need_no_lock);
	tcase_add_test(cases, a_guard_that_is_seldom_broken_is_none);
	tcase_add_test(cases, different_locks_guard_nothing);
	tcase_add_test(cases,
		       who_writes_must_hold_a_read_write_lock_for_writing);
	tcase_add_test(cases, a_lock_made_anew_guards_nothing);
	tcase_add_test(cases,
		       a_lock_made_anew_guards_no_word_that_was_used_before);
	tcase_add_test(cases, a_lock_made_anew_guards_no_new_word);
	tcase_add_test(cases, a_lock_made_anew_is_not_held);
	tcase_add_test(cases,
		       a_mutex_and_a_read_write_lock_in_one_place_are_two);
	tcase_add_test(cases, a_thread_may_hold_many_locks);
	tcase_add_test(cases, there_may_be_many_sets_of_locks);
	tcase_add_test(cases, the_end_of_a_frame_is_a_use_without_a_lock);
	tcase_add_test(cases, guards_are_kept_in_a_checkpoint);
	tcase_set_timeout(cases, 120);
	suite_add_tcase(suite, cases);
	tcase_add_test(traces, a_trace_shows_uses_of_guarded_words);
	tcase_add_test(traces, a_livelock_among_guarded_words_is_replayed);
	tcase_add_test(traces,
		       a_use_of_a_guarded_word_after_its_end_is_replayed);
	tcase_add_test(traces,
		       an_execution_of_brute_is_replayed_with_its_races);
	tcase_set_timeout(traces, 120);
	suite_add_tcase(suite, traces);
	return suite;
}
