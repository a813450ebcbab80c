/* What is said to be the cause where a search cannot end, and that what is
 * advised helps. */
#include <stdlib.h>
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <pthread.h>\n#include <semaphore.h>\n" \
	"#include <stdatomic.h>\n#include <stdlib.h>\n#include <time.h>\n" \
	"#include <unistd.h>\n#include <mc.h>\n" \
	"static sem_t s; static pthread_t t; static int waits; static " \
	"atomic_int done;\n" \
	"static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n" \
	"static pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n"
#define WORK(body) "static void *w(void *u) { " body " return u; }\n"
#define MAIN(body) \
	"int main(void) { sem_init(&s, 0, 0); pthread_create(&t, 0, w, " \
	"0);\n" body " pthread_join(t, 0); return 0; }\n"

/* Lines end anywhere: each run of blanks is one. */
static char *flow(struct text *text)
{
	char *to = text->bytes;

	for (const char *from = text_string(text); *from; from++)
		if (*from != '\n' && *from != ' ')
			*to++ = *from;
		else if (to > text->bytes && to[-1] != ' ')
			*to++ = ' ';
	*to = 0;
	return text->bytes;
}

/* At the limit it says all of `told`, and nothing of `untold` (by '|'). */
static void expect_told(const char *states, const char *body, const char *told,
			const char *untold)
{
	struct run run;
	char *said;

	write_program(HEAD, body);
	run = run_mcheck(states, "--no-trace", "model.c");
	expect_verdict(&run, 4, "limit states");
	said = flow(&run.out);
	for (int known = 0; known <= 1; known++) {
		char *parts = strdup(known ? told : untold), *rest = parts;

		for (char *part; (part = strsep(&rest, "|")) && *part;)
			ck_assert_msg((strstr(said, part) != NULL) == known,
				      "%s%s: %s", known ? "" : "not ", part,
				      said);
		free(parts);
	}
	run_free(&run);
}

START_TEST(a_semaphore_that_grows_is_named)
{
	expect_told("--states=40000", WORK("for (;;) sem_post(&s);") MAIN(""),
		    "the count of s, posted at model.c:11, took |posted more "
		    "often than it is taken|to finish it: bound what grows or "
		    "explore a part of it: --random=100 for",
		    "raise|smaller|--preemptions");
	/* In each round it is taken as well. */
	expect_told("--states=40000",
		    "#ifndef N\n#define N 5\n#endif\n" WORK(
			    "for (;;) { sem_post(&s); sem_wait(&s);\n"
			    "sem_post(&s); }") MAIN(""),
		    "the count of s, posted at model.c:|bound what grows or",
		    "raise|-DN|smaller");
}
END_TEST

START_TEST(a_mutex_that_grows_is_named)
{
	expect_told("--states=20000",
		    WORK("pthread_mutexattr_t a; pthread_mutexattr_init(&a);\n"
			 "pthread_mutexattr_settype(&a, "
			 "PTHREAD_MUTEX_RECURSIVE);\n"
			 "pthread_mutex_init(&m, &a);\n"
			 "for (;;) pthread_mutex_lock(&m);") MAIN(""),
		    "the depth of m, locked at model.c:|than it is unlocked",
		    "raise");
}
END_TEST

START_TEST(a_clock_that_is_read_for_ever_is_named)
{
	expect_told(
		"--states=70000",
		WORK("while (!done) { time(0);\n sleep(1); }")
			MAIN("done = 1;"),
		"the clock, read at model.c:11, took |reads it in each round",
		"raise --states|smaller");
}
END_TEST

START_TEST(random_numbers_are_named)
{
	expect_told("--states=1000",
		    WORK("for (;;) if (rand() % 2) done = 0;")
			    MAIN("for (;;) if (rand() % 2) done = 0;"),
		    "the random numbers of T", "bound");
}
END_TEST

#define WAITS \
	WORK("pthread_mutex_lock(&m); done = 1; pthread_cond_signal(&c);\n" \
	     "pthread_mutex_unlock(&m);") \
	MAIN("pthread_mutex_lock(&m);\n" \
	     "while (!done) { waits++; pthread_cond_wait(&c, &m); }\n" \
	     "pthread_mutex_unlock(&m);")

START_TEST(spurious_off_is_advised_where_it_helps)
{
	static const char advice[] = "to finish it: --spurious=off";
	struct run run;

	expect_told("--states=2000", WAITS, advice, "");
	run = run_mcheck("--states=2000", "--spurious=off", "model.c");
	expect_verdict(&run, 0, "verified");
	/* Something else grows as well. */
	expect_told("--states=2000",
		    WORK("pthread_mutex_lock(&m); done = 1;\n"
			 "pthread_mutex_unlock(&m);\n"
			 "for (;;) sem_post(&s);")
			    MAIN("pthread_mutex_lock(&m);\n"
				 "while (!done) { waits++;\n"
				 "pthread_cond_wait(&c, &m); }\n"
				 "pthread_mutex_unlock(&m);"),
		    "to finish it: ", advice);
}
END_TEST

START_TEST(constants_are_advised_where_they_can_help)
{
	expect_told("--states=40000",
		    "#define ROUNDS 100000\n#define WORKERS 4\nstatic int "
		    "x;\n" WORK("for (int i = 0; i < ROUNDS; i++) {\n"
				"pthread_mutex_lock(&m); x++;\n"
				"pthread_mutex_unlock(&m); }")
			    MAIN("for (int i = 0; i < WORKERS; i++) ;"),
		    "x took |make ROUNDS, at model.c:11, smaller",
		    "-D|raise|WORKERS");
}
END_TEST

/* There are 270,000. */
START_TEST(an_estimate_from_little_says_at_least)
{
	static const char body[] = "static int x; static pthread_t t2;\n" WORK(
		"for (int i = 0; i < 40; i++) {\n"
		"pthread_mutex_lock(&m); x++;\n"
		"pthread_mutex_unlock(&m); }")
		MAIN("pthread_create(&t2, 0, w, 0); w(0);\n"
		     "pthread_join(t2, 0);");

	expect_told("--states=2000", body,
		    "at least |states in total, of which at most ",
		    "an estimated");
	expect_told("--states=100000", body, "an estimated ", "at least");
}
END_TEST

Suite *limit_causes_suite(void)
{
	Suite *suite = suite_create("limit_causes");
	TCase *tcase = tcase_create("limit_causes");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, a_semaphore_that_grows_is_named);
	tcase_add_test(tcase, a_mutex_that_grows_is_named);
	tcase_add_test(tcase, a_clock_that_is_read_for_ever_is_named);
	tcase_add_test(tcase, random_numbers_are_named);
	tcase_add_test(tcase, spurious_off_is_advised_where_it_helps);
	tcase_add_test(tcase, constants_are_advised_where_they_can_help);
	tcase_add_test(tcase, an_estimate_from_little_says_at_least);
	suite_add_tcase(suite, tcase);
	return suite;
}
