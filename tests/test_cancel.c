/* Threads that are cancelled, deferred: where they act on it, what runs then,
 * and what is found.  And random programs that cancel their threads: all
 * explorers agree on them.
 *
 * MCHECK_SEED chooses other programs, MCHECK_PROGRAMS their number. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"

#define PROGRAMS 60
/* Programs with more interleavings are left out. */
#define MOST_EXECUTIONS 1500
#define DEFAULT_SEED 20261129u

static const char head[] =
	"#define _GNU_SOURCE\n"
	"#include <assert.h>\n#include <pthread.h>\n#include <semaphore.h>\n"
	"#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n"
	"static pthread_t t; static int n; static void *r; static sem_t s, "
	"s2;\n"
	"static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
	"static pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
	"static void unlock(void *a) { n++; pthread_mutex_unlock(a); }\n"
	"static void start(void *(*f)(void *)) { pthread_create(&t, 0, f, 0); "
	"}\n"
	"static void end(void)\n"
	"{ pthread_cancel(t); pthread_join(t, &r); }\n";

/* A little program after `head`, its verdict, and what its report says. */
struct rule {
	const char *program, *verdict, *part;
};

#define DO(body) "static void *f(void *a) { " body " return a; }\n"
#define MAIN(body) "int main(void) { " body " }"

static const struct rule rules[] = {
	/* Where a thread acts. */
	{DO("sem_wait(&s);") MAIN("sem_init(&s, 0, 0); start(f); end();"
				  "assert(r == PTHREAD_CANCELED);"),
	 "verified", NULL},
	{DO("for (;;) sleep(1);")
		 MAIN("start(f); end(); assert(r == PTHREAD_CANCELED);"),
	 "verified", NULL},
	{DO("for (;;) pthread_testcancel();")
		 MAIN("start(f); end(); assert(r == PTHREAD_CANCELED);"),
	 "verified", NULL},
	{DO("void *x; pthread_join((pthread_t)a, &x);"
	    "assert(x == PTHREAD_CANCELED); pthread_detach(pthread_self());")
		 MAIN("pthread_create(&t, 0, f, (void *)pthread_self());"
		      "pthread_cancel(pthread_self()); sleep(1); assert(0);"),
	 "verified", NULL},
	{DO("pthread_mutex_lock(&m); pthread_cleanup_push(unlock, &m);"
	    "while (!n) pthread_cond_wait(&c, &m); pthread_cleanup_pop(1);")
		 MAIN("start(f); end(); pthread_mutex_lock(&m);"
		      "assert(r == PTHREAD_CANCELED);"),
	 "verified", NULL},
	/* It may have ended before, or get what it waits for first. */
	{DO("") MAIN("start(f); end(); assert(r == PTHREAD_CANCELED);"),
	 "finding assertion", NULL},
	{DO("sem_wait(&s);")
		 MAIN("sem_init(&s, 0, 0); start(f); sem_post(&s); end();"
		      "assert(r == PTHREAD_CANCELED);"),
	 "finding assertion", NULL},
	{DO("sem_wait(&s);")
		 MAIN("sem_init(&s, 0, 0); start(f); pthread_cancel(t);"
		      "sem_post(&s); pthread_join(t, &r); assert(r == 0);"),
	 "finding assertion", "is cancelled"},
	/* One that is pending when the call is made comes first. */
	{DO("pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, 0);"
	    "sem_post(&s); sem_wait(&s2);"
	    "pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, 0);"
	    "sem_wait(&s); assert(0);")
		 MAIN("sem_init(&s, 0, 1); sem_init(&s2, 0, 0); start(f);"
		      "sem_wait(&s); sem_wait(&s); pthread_cancel(t);"
		      "sem_post(&s); sem_post(&s2); pthread_join(t, &r);"
		      "assert(r == PTHREAD_CANCELED);"),
	 "verified", NULL},
	{DO("for (;;) if (write(1, \"x\", 1) != 1) break;")
		 MAIN("start(f); end(); assert(r == PTHREAD_CANCELED);"),
	 "verified", NULL},
	/* Printing may be a point, and may be none. */
	{DO("pthread_mutex_lock(&m); printf(\"%g %d\\n\", 1.5, n);"
	    "pthread_mutex_unlock(&m);")
		 MAIN("start(f); end(); pthread_mutex_lock(&m);"),
	 "finding deadlock", "T2 f has ended without unlocking m"},
	{DO("for (int i = 0; i < 2; i++) puts(\"x\");")
		 MAIN("start(f); end(); assert(r == PTHREAD_CANCELED);"),
	 "finding assertion", NULL},
	/* Not where it is disabled, and not at a mutex. */
	{DO("pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, 0); sleep(1);"
	    "sem_wait(&s);")
		 MAIN("sem_init(&s, 0, 1); start(f); end(); assert(r == 0);"),
	 "verified", NULL},
	{DO("pthread_mutex_lock(&m); pthread_mutex_unlock(&m);")
		 MAIN("start(f); end(); assert(r == 0);"),
	 "verified", NULL},
	{DO("pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, 0); sem_wait(&s);")
		 MAIN("sem_init(&s, 0, 0); start(f); end();"),
	 "finding deadlock", NULL},
	/* Cancelled twice: once. */
	{DO("sem_wait(&s);")
		 MAIN("sem_init(&s, 0, 0); start(f); pthread_cancel(t); end();"
		      "assert(r == PTHREAD_CANCELED);"),
	 "verified", NULL},
	/* Handlers, the last one first, then keys; none is cancelled. */
	{"static void put(void *a) { sleep(1); n = n * 10 + *(char *)a; }\n" DO(
		 "pthread_key_t k; pthread_key_create(&k, put);"
		 "pthread_setspecific(k, \"\\3\"); pthread_cleanup_push(put, "
		 "\"\\2\");"
		 "pthread_cleanup_push(put, \"\\1\"); sem_wait(&s);"
		 "pthread_cleanup_pop(0); pthread_cleanup_pop(0);")
		 MAIN("sem_init(&s, 0, 0); start(f); pthread_cancel(t); end();"
		      "assert(n == 123);"),
	 "verified", NULL},
	{"static void put(void *a) { n = n * 10 + *(char *)a; }\n" DO(
		 "pthread_cleanup_push(put, \"\\2\"); "
		 "pthread_cleanup_push(put, "
		 "\"\\1\"); pthread_exit(0);"
		 "pthread_cleanup_pop(0); pthread_cleanup_pop(0);")
		 MAIN("start(f); end(); assert(n == 12);"),
	 "verified", NULL},
	/* What goes wrong. */
	{DO("pthread_mutex_lock(&m); while (!n) pthread_cond_wait(&c, &m);"
	    "pthread_mutex_unlock(&m);")
		 MAIN("start(f); end(); pthread_mutex_lock(&m);"),
	 "finding deadlock", "T2 f has ended without unlocking m"},
	{DO("char *p = malloc(1); *p = 1; sem_wait(&s); free(p);")
		 MAIN("sem_init(&s, 0, 0); start(f); end();"),
	 "finding leak", "never freed"},
	{DO("sem_wait(&s); n = 1;")
		 MAIN("sem_init(&s, 0, 1); start(f); pthread_cancel(t);"
		      "if (n) return 0; pthread_join(t, 0);"),
	 "finding data-race", NULL},
	{DO("sleep(1);") MAIN("start(f); end(); pthread_cancel(t);"),
	 "finding bad-join", "cancels T2, which is already joined"},
	{MAIN("pthread_cancel((pthread_t)77);"), "finding bad-join",
	 "cancels something that is not a thread"},
	{DO("pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, 0);")
		 MAIN("start(f); end();"),
	 "finding misuse", "leave the type deferred"},
	{DO("pthread_join((pthread_t)a, 0);")
		 MAIN("pthread_create(&t, 0, f, (void *)pthread_self());"
		      "pthread_join(t, 0);"),
	 "finding deadlock", NULL},
};
#define RULES (int)(sizeof rules / sizeof *rules)

START_TEST(cancelled_threads_end_where_they_wait)
{
	struct run run;

	write_program(head, rules[_i].program);
	run = run_mcheck("--leaks=error", "--no-trace", "model.c");
	expect_verdict(&run, strcmp(rules[_i].verdict, "verified") ? 1 : 0,
		       rules[_i].verdict);
	if (rules[_i].part)
		expect_part(&run.out, rules[_i].part);
	run_free(&run);
}
END_TEST

START_TEST(cancellation_replays)
{
	struct run run;

	write_program(head,
		      DO("pthread_mutex_lock(&m); pthread_cond_wait(&c, &m);")
			      MAIN("start(f); end(); pthread_mutex_lock(&m);"));
	run = run_mcheck("model.c");
	expect_part(&run.out, "is cancelled");
	expect_verdict(&run, 1, "finding deadlock");
	run_free(&run);
	run = run_mcheck("replay", "model.trace");
	expect_part(&run.out, "is cancelled");
	expect_verdict(&run, 1, "finding deadlock");
	run_free(&run);
}
END_TEST

static struct elf elf;

static struct outcome explore(struct random_program *program,
			      const struct explorer *explorer, bool reduce,
			      bool spurious)
{
	struct check_options options = {
		.explorer = explorer,
		.no_spurious = !spurious,
		.reduction = reduce ? REDUCTION_ON : REDUCTION_OFF,
		.max_states = explorer == &explorer_brute ? MOST_EXECUTIONS : 0,
	};

	return explore_random_program(&elf, program, options);
}

/* The first thread, main, cancels sooner or later; and most threads wait. */
static void make_program(uint64_t *random, int threads, int most,
			 struct random_program *program)
{
	*program = (struct random_program){.argc = threads + 1};
	program->argv[0] = "cancel";
	for (int i = 0; i < threads; i++) {
		int count = 1 + (int)(next_random(random) % (uint64_t)most);
		uint64_t code = 0;

		for (int j = 0; j < count; j++)
			code = code << 8 | (next_random(random) >> 20 & 255);
		if (i == 0 && next_random(random) % 4)
			code = (code & ~(uint64_t)15) | 1;
		snprintf(program->words[i], sizeof program->words[i], "%llx",
			 (unsigned long long)code);
		program->argv[i + 1] = program->words[i];
	}
}

static void check(bool good, const struct random_program *program,
		  const char *options, const struct outcome *one,
		  const struct outcome *other)
{
	ck_assert_msg(good,
		      "mcheck --outcomes %stests/programs/cancel.c -- "
		      "%s %s %s\none:\n%sother:\n%s",
		      options, program->words[0], program->words[1],
		      program->words[2], text_string(&one->outcomes),
		      text_string(&other->outcomes));
}

/* With reduction, and by traces, against all states. */
static void compare_reduced(struct random_program *program, bool spurious,
			    const struct outcome *full)
{
	struct outcome reduced =
		explore(program, &explorer_states, true, spurious);
	struct outcome traces =
		explore(program, &explorer_dpor, true, spurious);

	check(is_reduced(&reduced, full), program,
	      spurious ? "" : "--spurious=off ", &reduced, full);
	ck_assert_int_eq(reduced.limit, LIMIT_NONE);
	if (traces.limit == LIMIT_NONE)
		check(is_reduced(&traces, full), program, "--explorer=dpor ",
		      &traces, full);
	outcome_free(&reduced);
	outcome_free(&traces);
}

/* False: there was too much for brute. */
static bool compare(struct random_program *program, bool spurious)
{
	struct outcome brute =
		explore(program, &explorer_brute, false, spurious);
	bool complete =
		brute.limit == LIMIT_NONE || brute.limit == LIMIT_CYCLES;
	struct outcome states;

	if (complete) {
		states = explore(program, &explorer_states, false, spurious);
		check(agree(&states, &brute), program,
		      spurious ? "" : "--spurious=off ", &states, &brute);
		compare_reduced(program, spurious, &states);
		outcome_free(&states);
	}
	outcome_free(&brute);
	return complete;
}

START_TEST(explorers_agree_on_programs_that_cancel)
{
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED);
	uint64_t programs = setting("MCHECK_PROGRAMS", PROGRAMS);
	struct random_program program;
	uint64_t tried = 0;

	compile_random("tests/programs/cancel.c", &elf);
	for (uint64_t compared = 0; compared < programs; tried++) {
		uint64_t draw = next_random(&seed);

		make_program(&seed, draw % 8 ? 2 : 3, draw % 8 ? 2 : 1,
			     &program);
		compared += compare(&program, draw / 8 % 4 == 0);
	}
	printf("cancel: %llu of %llu programs compared\n",
	       (unsigned long long)programs, (unsigned long long)tried);
	fflush(stdout);
}
END_TEST

START_TEST(reduction_changes_no_answer_where_threads_are_cancelled)
{
	uint64_t seed = setting("MCHECK_SEED", DEFAULT_SEED) + 104729;
	uint64_t programs = setting("MCHECK_PROGRAMS", PROGRAMS);
	struct random_program program;
	struct outcome full;

	compile_random("tests/programs/cancel.c", &elf);
	for (uint64_t i = 0; i < programs; i++) {
		bool spurious = next_random(&seed) % 2;

		make_program(&seed, 3, 3, &program);
		full = explore(&program, &explorer_states, false, spurious);
		compare_reduced(&program, spurious, &full);
		outcome_free(&full);
	}
}
END_TEST

Suite *cancel_suite(void)
{
	Suite *suite = suite_create("cancel");
	TCase *tcase = tcase_create("rules");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, cancelled_threads_end_where_they_wait, 0,
			    RULES);
	tcase_add_test(tcase, cancellation_replays);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("random programs");
	tcase_set_timeout(tcase, 600);
	tcase_add_test(tcase, explorers_agree_on_programs_that_cancel);
	tcase_add_test(tcase,
		       reduction_changes_no_answer_where_threads_are_cancelled);
	suite_add_tcase(suite, tcase);
	return suite;
}
