/* What reports say is true, and all that is known: of steps, of races, of
 * threads that wait or loop. */
#include <stdio.h>
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <pthread.h>\n#include <stdatomic.h>\n" \
	"#include <semaphore.h>\n#include <stdlib.h>\n#include <string.h>\n" \
	"pthread_t t[4]; int n, data;\n" \
	"pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n" \
	"pthread_mutex_t k = PTHREAD_MUTEX_INITIALIZER;\n" \
	"pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n" \
	"atomic_int x, y;\n" \
	"#define LOCK(m) pthread_mutex_lock(&m);\n" \
	"#define UNLOCK(m) pthread_mutex_unlock(&m);\n" \
	"#define START(f) pthread_create(&t[n++], 0, f, 0);\n" \
	"#define JOIN(i) pthread_join(t[i], 0);\n" \
	"#define LOAD(x, o) \\\n" \
	" atomic_load_explicit(&x, memory_order_##o)\n" \
	"#define STORE(x, v, o) \\\n" \
	" atomic_store_explicit(&x, v, memory_order_##o)\n" \
	"#define ADD(x, v, o) \\\n" \
	" atomic_fetch_add_explicit(&x, v, memory_order_##o)\n" \
	"#define CAS(x, e, v) atomic_compare_exchange_strong(&x, e, v)\n"

/* The report with its lines joined, and no two spaces in a row. */
static struct text flat_report(const char *option, const char *body,
			       const char *verdict)
{
	struct text flat = {0};
	struct run run;
	char before = 0;

	write_program("#include \"head.h\"\n", body);
	write_file("head.h", HEAD);
	run = run_mcheck("--no-trace", "-w", option, "model.c");
	expect_verdict(&run, strcmp(verdict, "verified") != 0, verdict);
	for (const char *at = text_string(&run.out); *at; at++) {
		char next = *at == '\n' ? ' ' : *at;

		if (next != ' ' || before != ' ')
			text_add_bytes(&flat, &next, 1);
		before = next;
	}
	run_free(&run);
	return flat;
}

/* The report has all of the parts (parted by '|'), and none of those that begin
 * with '!'. */
static void expect_with(const char *option, const char *body,
			const char *verdict, const char *parts)
{
	struct text flat = flat_report(option, body, verdict);
	char part[300];

	while (*parts) {
		size_t length = strcspn(parts, "|");
		bool there = *parts != '!';

		snprintf(part, sizeof part, "%.*s", (int)(length - !there),
			 parts + !there);
		ck_assert_msg(!strstr(text_string(&flat), part) == !there,
			      "'%s' is %s:\n%s", part, there ? "not in" : "in",
			      text_string(&flat));
		parts += length + (parts[length] == '|');
	}
	text_free(&flat);
}

static void expect(const char *body, const char *verdict, const char *parts)
{
	expect_with("--leaks=report", body, verdict, parts);
}

START_TEST(compare_exchange_is_told_with_what_it_expects)
{
	expect("void *w(void *u) { return u; }\n"
	       "int main(void) { int e = 5; START(w) x = 7; CAS(x, &e, 9);\n"
	       "CAS(x, &e, 9); JOIN(0) return x; }\n",
	       "finding exit",
	       "compares x = 7 with 5: fails model.c:3|!x: 7 -> 7|"
	       "compares and exchanges x: 7 -> 9 model.c:4");
	/* For no reason. */
	expect_with("--weak-cas=fail",
		    "void *w(void *u) { return u; }\n"
		    "int main(void) { int e = 7; START(w) x = 7;\n"
		    "return !atomic_compare_exchange_weak(&x, &e, 9); }\n",
		    "finding exit", "compares x = 7 with 7: fails spuriously");
}
END_TEST

START_TEST(orders_are_told_where_they_are_weak)
{
	expect("void *w(void *u) { return u; }\n"
	       "int main(void) { int e = 5; START(w) atomic_init(&y, 3); x = "
	       "1;\n"
	       "STORE(x, 2, release); LOAD(x, acquire); ADD(x, 1, acq_rel);\n"
	       "atomic_thread_fence(memory_order_release); LOAD(x, seq_cst);\n"
	       "atomic_compare_exchange_strong_explicit(&x, &e, 9,\n"
	       "memory_order_acq_rel, memory_order_relaxed); JOIN(0) exit(1); "
	       "}\n",
	       "finding exit",
	       "stores x: 0 -> 1 model.c:3|stores x: 1 -> 2 (release)|"
	       "loads x = 2 (acquire)|updates x: 2 -> 3 (acq_rel)|"
	       "passes a fence (release)|loads x = 3 model.c:5|"
	       "compares x = 3 with 5: fails (relaxed)|stores y: 0 -> 3 "
	       "model.c");
}
END_TEST

#define LOOP(name, body) \
	"void *" name "(void *u) { for (;;) { " body " } return u; }\n"
#define TWO(a, b) "int main(void) { START(" a ") START(" b ") JOIN(1) }\n"

START_TEST(who_changes_what_is_read_is_true)
{
	expect(LOOP("w", "x = !x;") LOOP("v", "y = !y;") TWO("w", "v"),
	       "finding livelock",
	       "It keeps reading x, which only it changes.|"
	       "It keeps reading y, which only it changes.|!none of these");
	expect("void *w(void *u) { while (!x) ; return u; }\n"
	       "void *v(void *u) { while (!y) ; return u; }\n" TWO("w", "v"),
	       "finding livelock",
	       "It keeps reading x = 0, and none of these threads changes it.");
	/* A part of it, and as a whole. */
	expect("_Atomic struct { int a, b; } s;\n"
	       "void *w(void *u) { while (((atomic_int *)&s)[1] < 2) ;\n"
	       " return u; }\n" LOOP("v", "s = (__typeof__(s)){0, !s.b};")
		       TWO("w", "v"),
	       "finding livelock", "!none of these|!no other thread");
}
END_TEST

START_TEST(livelock_says_who_is_left_behind)
{
	expect(LOOP("w", "LOCK(m) UNLOCK(m)") "void *v(void *u) { LOCK(k) "
					      "pthread_cond_wait(&c, &k);\n"
					      " UNLOCK(k) return u; }\n" TWO(
						      "w", "v"),
	       "finding livelock",
	       "livelock: T3 v waits forever while others keep running|"
	       "T3 v waits for a signal on c|T2 w loops");
	expect(LOOP("w", "LOCK(m) UNLOCK(m)") "void *v(void *u) { while "
					      "(pthread_mutex_trylock(&m)) ;\n"
					      " UNLOCK(m) return u; }\n" TWO(
						      "w", "v"),
	       "finding livelock",
	       "livelock: T3 v loops forever in vain while others keep "
	       "running|It fails to acquire m each time.");
	expect("void *w(void *u) { LOCK(m) while (!x) ; UNLOCK(m) return u; }\n"
	       "void *v(void *u) { LOCK(m) x = 1; UNLOCK(m) return u; }\n" TWO(
		       "w", "v"),
	       "finding livelock",
	       "livelock: threads loop forever without progress");
}
END_TEST

Suite *words_suite(void)
{
	Suite *suite = suite_create("words");
	TCase *tcase = tcase_create("words");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, compare_exchange_is_told_with_what_it_expects);
	tcase_add_test(tcase, orders_are_told_where_they_are_weak);
	tcase_add_test(tcase, who_changes_what_is_read_is_true);
	tcase_add_test(tcase, livelock_says_who_is_left_behind);
	suite_add_tcase(suite, tcase);
	return suite;
}
