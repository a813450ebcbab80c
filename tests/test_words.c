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

/* Who stores and who loads are ordered by nothing else. */
#define RACE(store, load) \
	"void *w(void *u) { data = 1; " store " return u; }\n" \
	"int main(void) { START(w) if (" load ") return data - 1; JOIN(0) }\n"

START_TEST(order_that_is_too_weak_is_to_blame)
{
	expect(RACE("STORE(x, 1, release);", "LOAD(x, relaxed)"),
	       "finding data-race",
	       "no lock is held, no join, and a memory order is too weak: "
	       "T1 main loads x with memory_order_relaxed at model.c:3: it "
	       "takes nothing over.|!no atomic|!passes nothing on|!T2 w stores "
	       "x with");
	expect(RACE("STORE(x, 1, relaxed);", "LOAD(x, seq_cst)"),
	       "finding data-race",
	       "T2 w stores x with memory_order_relaxed at model.c:2: it "
	       "passes nothing on.|!takes nothing over");
	expect(RACE("STORE(x, 1, relaxed);", "LOAD(x, relaxed)"),
	       "finding data-race",
	       "T2 w stores x with memory_order_relaxed at model.c:2: it "
	       "passes nothing on. T1 main loads x with");
	/* By way of a third thread, which passes nothing over. */
	expect("void *w(void *u) { data = 1; STORE(x, 1, release); return u; "
	       "}\n"
	       "void *v(void *u) { if (LOAD(x, acquire)) ADD(y, 1, relaxed);\n"
	       " return u; }\n"
	       "int main(void) { START(w) START(v) if (LOAD(y, acquire))\n"
	       " return data - 1; JOIN(0) JOIN(1) }\n",
	       "finding data-race",
	       "T3 v updates y with memory_order_relaxed at model.c:3: it "
	       "passes nothing on.|!takes nothing");
	/* No order would help, or it is as strong as can be. */
	expect(RACE("", "LOAD(x, relaxed) == 0"), "finding data-race",
	       "no lock is held, no atomic, no join.|!too weak");
	expect("void *w(void *u) { STORE(x, 1, seq_cst); data = 1; return u; "
	       "}\n"
	       "int main(void) { START(w) if (LOAD(x, seq_cst))\n"
	       " return data - 1; JOIN(0) }\n",
	       "finding data-race", "no atomic, no join.|!too weak");
}
END_TEST

START_TEST(last_user_that_takes_nothing_over_is_to_blame)
{
	static const char body[] =
		"struct obj { atomic_int refs; int value; } *o;\n"
		"void put(void) { if (atomic_fetch_sub_explicit(&o->refs, 1,\n"
		" memory_order_release) == 1) free(o); }\n"
		"void *w(void *u) { volatile int v = o->value; (void)v; "
		"put();\n"
		" return u; }\n"
		"int main(void) { o = malloc(sizeof *o); o->value = 1;\n"
		" o->refs = 2; START(w) START(w) JOIN(0) JOIN(1) }\n";

	expect(body, "finding mixed-race",
	       "with memory_order_release at model.c:3: it takes nothing over.|"
	       " frees |!ends the lifetime|!passes nothing on");
}
END_TEST

START_TEST(locks_of_both_sides_of_a_race_are_told)
{
	expect("void *w(void *u) { data++; return u; }\n"
	       "void *v(void *u) { LOCK(m)\n"
	       " LOCK(k) data++; UNLOCK(k) UNLOCK(m) return u; }\n" TWO("w",
									"v"),
	       "finding data-race",
	       "It holds no lock.|It holds m, locked at model.c:3, and k, "
	       "locked at model.c:4.|no common lock, no atomic, no join.");
	/* What was let go, and what a wait takes anew. */
	expect("void *w(void *u) { LOCK(k) data++; UNLOCK(k) return u; }\n"
	       "void *v(void *u) { LOCK(k) UNLOCK(k) LOCK(m) if (!x)\n"
	       " pthread_cond_wait(&c, &m);\n"
	       " data++; UNLOCK(m) return u; }\n"
	       "int main(void) { START(v) while (n < 1) ; LOCK(m) x = 1;\n"
	       " pthread_cond_signal(&c); UNLOCK(m) START(w) JOIN(0) JOIN(1) "
	       "}\n",
	       "finding data-race",
	       "It holds k, locked at model.c:2.|!k, locked at model.c:3|"
	       "It holds m, locked at model.c:");
	expect("pthread_rwlock_t r = PTHREAD_RWLOCK_INITIALIZER;\n"
	       "void *w(void *u) { pthread_rwlock_rdlock(&r); data++;\n"
	       " pthread_rwlock_unlock(&r); return u; }\n" TWO("w", "w"),
	       "finding data-race",
	       "It holds r, locked for reading at model.c:3.|"
	       "r is held only for reading, no atomic, no join.");
	expect("void *w(void *u) { data++; return u; }\n" TWO("w", "w"),
	       "finding data-race", "no lock is held, no atomic|!It holds");
}
END_TEST

START_TEST(end_of_a_function_and_a_free_are_told_apart)
{
	expect("void *w(void *p) { *(int *)p = 1; STORE(x, 1, relaxed);\n"
	       " return 0; }\n"
	       "void start(void) { int local = 0;\n"
	       " pthread_create(t, 0, w, &local); while (!LOAD(x, relaxed)) ; "
	       "}\n"
	       "int main(void) { start(); JOIN(0) }\n",
	       "finding data-race",
	       "T1 main leaves the function of local|!frees|"
	       "T2 w stores x with memory_order_relaxed");
}
END_TEST

START_TEST(who_holds_what_it_is_about_is_told)
{
	expect("int main(void) { LOCK(m)\n LOCK(m) }\n",
	       "finding self-deadlock", "It locked it at model.c:2.");
	expect("void *w(void *u) { LOCK(m) x = 1; while (!y) ; UNLOCK(m)\n"
	       " return u; }\n"
	       "int main(void) { START(w) if (x) UNLOCK(m) y = 1; JOIN(0) }\n",
	       "finding bad-unlock", "T2 w locked it at model.c:2.");
	expect("int main(void) { UNLOCK(m) }\n", "finding bad-unlock",
	       "!locked it");
}
END_TEST

#define SEMAPHORES \
	"sem_t a, b;\n" \
	"void *w(void *u) { sem_wait(&a); sem_wait(&b); sem_post(&b);\n" \
	" sem_post(&a); return u; }\n" \
	"void *v(void *u) { sem_wait(&b); sem_wait(&a); sem_post(&a);\n" \
	" sem_post(&b); return u; }\n"

START_TEST(semaphores_are_told_with_who_took_and_posted)
{
	expect(SEMAPHORES "int main(void) { sem_init(&a, 0, 1);\n"
			  " sem_init(&b, 0, 1); START(w) START(v) JOIN(1) }\n",
	       "finding deadlock",
	       "b was last taken by T3 v at model.c:5, and never posted.|"
	       "A cycle: T2 w waits for b, which T3 v has taken; T3 v waits "
	       "for a, which T2 w has taken.");
	/* With a mutex and a join on the cycle. */
	expect(SEMAPHORES
	       "void *f(void *u) { LOCK(m) sem_wait(&a); UNLOCK(m) return u; "
	       "}\n"
	       "int main(void) { sem_init(&a, 0, 1); START(f) sem_wait(&a);\n"
	       " LOCK(m) UNLOCK(m) sem_post(&a); JOIN(0) }\n",
	       "finding deadlock",
	       "A cycle: T1 main waits for m, which T2 f holds; T2 f waits for "
	       "a, which T1 main has taken.");
	expect(SEMAPHORES
	       "void *f(void *u) { sem_wait(&a); sem_post(&a); return u; }\n"
	       "int main(void) { sem_init(&a, 0, 1); START(f) sem_wait(&a);\n"
	       " JOIN(0) sem_post(&a); }\n",
	       "finding deadlock",
	       "A cycle: T1 main waits to join T2 f; T2 f waits for a, "
	       "which T1 main has taken.");
	/* Posts that others gave: it is no lock. */
	expect(SEMAPHORES "int main(void) { sem_init(&a, 0, 0); sem_post(&a);\n"
			  " sem_wait(&a); sem_wait(&a); }\n",
	       "finding deadlock",
	       "a was last taken by T1 main at model.c:8, and last posted by "
	       "T1 main at model.c:7.|!A cycle");
	expect("sem_t s; void *f(void *u) { sem_wait(&s); LOCK(m) UNLOCK(m)\n"
	       " return u; }\n"
	       "int main(void) { sem_init(&s, 0, 0); START(f) LOCK(m)\n"
	       " sem_post(&s); sem_wait(&s); sem_wait(&s); UNLOCK(m) }\n",
	       "finding deadlock", "!A cycle");
}
END_TEST

START_TEST(barrier_is_told_with_how_many_have_arrived)
{
	expect("pthread_barrier_t b;\n"
	       "void *w(void *u) { pthread_barrier_wait(&b); return u; }\n"
	       "int main(void) { pthread_barrier_init(&b, 0, 4);\n"
	       " START(w) START(w) START(w) JOIN(0) }\n",
	       "finding deadlock",
	       "At b, 3 of 4 threads have arrived. How it happens");
}
END_TEST

/* What concerns another thread stays. */
START_TEST(long_runs_of_one_thread_are_folded)
{
	expect("void *w(void *u) { for (int i = 0; i < 9; i++) { x = i; y = i; "
	       "}\n"
	       " LOCK(m) pthread_cond_signal(&c); UNLOCK(m)\n"
	       " for (int i = 0; i < 9; i++) { y = 9 - i; x = 9 + i; }\n"
	       " return u; }\n"
	       "int main(void) { START(w) JOIN(0) exit(x); }\n",
	       "finding exit",
	       "1. T1 main creates T2 w|(T2 w goes on: 15 steps not shown) 19. "
	       "T2 w stores y: 7 -> 8|20. T2 w locks m|21. T2 w signals c|"
	       "22. T2 w unlocks m|41. T1 main joins T2 w|!earlier steps");
}
END_TEST

START_TEST(consequence_does_not_tell_the_beginning_again)
{
	expect("void *w(void *u) { x = 1; x = 2; x = 3; data++; return u; }\n"
	       "int main(void) { START(w) data++; JOIN(0) exit(data < 2); }\n",
	       "finding data-race", "Possible consequence");
	expect("void *w(void *u) { data++; return u; }\n"
	       "int main(void) { x = 1; x = 2; x = 3; START(w) data++; "
	       "JOIN(0)\n"
	       " exit(data < 2); }\n",
	       "finding data-race",
	       "Possible consequence: the program ends with exit status 1 "
	       "(steps 1 to 4 as above) 5. ");
}
END_TEST

START_TEST(second_join_says_of_whom)
{
	expect("void *w(void *u) { return u; }\n"
	       "int main(void) { START(w) JOIN(0) JOIN(0) }\n",
	       "finding bad-join", "3. T1 main joins T2 w model.c:3");
}
END_TEST

START_TEST(overflow_of_a_local_variable_has_its_name)
{
	expect("int main(void) { char room[8]; memset(room, 0, 200); }\n",
	       "finding out-of-bounds",
	       "T1 main writes out of bounds of a local variable: room");
	expect("int f(void) { int a[4]; memset(a, 0, 64); return a[0]; }\n"
	       "int main(void) { return f(); }\n",
	       "finding out-of-bounds",
	       "T1 main writes out of bounds of a local variable: a");
}
END_TEST

/* T2 may have gone on for long before T1 makes its access: no matter. */
START_TEST(what_a_thread_does_after_its_racing_access_is_left_out)
{
	expect("int total; void *w(void *p) { int id = *(int *)p;\n"
	       " for (int k = 0; k < 1000; k++) total += id; return 0; }\n"
	       "int main(void) { for (int i = 0; i < 2; i++)\n"
	       " pthread_create(&t[i], 0, w, &i); JOIN(0) JOIN(1) }\n",
	       "finding data-race",
	       "5. T2 w reads i = 0 model.c:2 6. T1 main reads i = 0 model.c:4 "
	       "7. T1 main writes i model.c:4");
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
	tcase_add_test(tcase, order_that_is_too_weak_is_to_blame);
	tcase_add_test(tcase, last_user_that_takes_nothing_over_is_to_blame);
	tcase_add_test(tcase, locks_of_both_sides_of_a_race_are_told);
	tcase_add_test(tcase, end_of_a_function_and_a_free_are_told_apart);
	tcase_add_test(tcase, who_holds_what_it_is_about_is_told);
	tcase_add_test(tcase, semaphores_are_told_with_who_took_and_posted);
	tcase_add_test(tcase, barrier_is_told_with_how_many_have_arrived);
	tcase_add_test(tcase, overflow_of_a_local_variable_has_its_name);
	tcase_add_test(tcase, long_runs_of_one_thread_are_folded);
	tcase_add_test(tcase, consequence_does_not_tell_the_beginning_again);
	tcase_add_test(tcase, second_join_says_of_whom);
	tcase_add_test(tcase,
		       what_a_thread_does_after_its_racing_access_is_left_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
