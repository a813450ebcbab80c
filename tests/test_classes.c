/* The classes of findings: a page of explanation for each, a model that shows
 * it and one that is nearly the same and right; and what reports say of
 * deadlocks, of what only looks like synchronisation, and below `verified`. */
#include <stdio.h>
#include <string.h>

#include "race/finding.h"
#include "support.h"

#define HEAD \
	"#include <pthread.h>\n#include <stdatomic.h>\n" \
	"#include <unistd.h>\n#include <mc.h>\n" \
	"pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;\n" \
	"pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;\n" \
	"pthread_cond_t c = PTHREAD_COND_INITIALIZER;\n" \
	"pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;\n" \
	"#define LOCK(m) pthread_mutex_lock(&m)\n" \
	"#define UNLOCK(m) pthread_mutex_unlock(&m)\n" \
	"#define START(f) pthread_create(&t[n++], 0, f, 0)\n" \
	"#define JOIN(i) pthread_join(t[i], 0)\n" \
	"pthread_t t[4]; int n;\n" \
	"void *ab(void *u) { LOCK(a); LOCK(b); UNLOCK(b); UNLOCK(a);" \
	" return u; }\n" \
	"void *ba(void *u) { LOCK(b); LOCK(a); UNLOCK(a); UNLOCK(b);" \
	" return u; }\n"

/* Checks the body with the option; its last line is the verdict, and its
 * report has all of the parts (parted by '|') in it, lines joined. */
static void expect_with(const char *option, const char *body,
			const char *verdict, const char *parts)
{
	struct text flat = {0};
	struct run run;
	char part[200];

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", option, "model.c");
	expect_verdict(&run, strcmp(verdict, "verified") != 0, verdict);
	for (const char *at = text_string(&run.out); *at; at++)
		if (*at != '\n' && (*at != ' ' || at[1] != ' '))
			text_add_bytes(&flat, at, 1);
	while (*parts) {
		size_t length = strcspn(parts, "|");

		snprintf(part, sizeof part, "%.*s", (int)length, parts);
		expect_part(&flat, part);
		parts += length + (parts[length] == '|');
	}
	run_free(&run);
	text_free(&flat);
}

static void expect(const char *body, const char *verdict, const char *parts)
{
	expect_with("-w", body, verdict, parts);
}

static void expect_not(const char *body, const char *part)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 0, "verified");
	ck_assert_ptr_null(strstr(text_string(&run.out), part));
	run_free(&run);
}

static struct text page_of(const char *class)
{
	struct run run = run_mcheck("explain", class);

	ck_assert_msg(run.code == 0, "explain %s: %s", class,
		      text_string(&run.err));
	return run.out;
}

/* The words behind `before` up to one of `ends`, on one line. */
static void words_behind(const struct text *page, const char *before,
			 const char *end, char *words, size_t size)
{
	const char *from = strstr(text_string(page), before), *to;

	ck_assert_msg(from != NULL, "no '%s' in\n%s", before, page->bytes);
	from += strlen(before);
	to = strstr(from, end);
	ck_assert_ptr_nonnull(to);
	snprintf(words, size, "%.*s", (int)(to - from), from);
	for (char *at = words; *at; at++)
		if (*at == '\n')
			*at = ' ';
}

/* "mcheck --leaks=error models/x.c" as words for run_words. */
static struct run run_command(char *command)
{
	const char *words[6] = {mcheck_path(), "--no-trace"};
	int count = 2;

	for (char *word = strtok(command, " "); word && count < 5;
	     word = strtok(NULL, " "))
		words[count++] = word;
	return run_words(words);
}

START_TEST(every_class_has_a_page_a_model_and_a_twin)
{
	const char *class = finding_class_name((enum finding_class)_i);
	struct text page = page_of(class);
	char command[200], twin[200], verdict[80];
	struct run run;

	go_to_top();
	words_behind(&page, "Models. mcheck ", " shows it", command,
		     sizeof command);
	words_behind(&page, "its correct twin is", ".c.", twin, sizeof twin);
	snprintf(verdict, sizeof verdict, "finding %s", class);
	run = run_command(command);
	expect_verdict(&run, 1, verdict);
	snprintf(command, sizeof command, "Learn more: mcheck explain %s\n",
		 class);
	expect_part(&run.out, command);
	strcat(twin, ".c");
	run = run_mcheck("--no-trace", "--leaks=error",
			 twin + strspn(twin, " "));
	expect_verdict(&run, 0, "verified");
}
END_TEST

static const char *const warnings[] = {"unfinished-threads", "lock-order"};

START_TEST(every_warning_has_a_page_a_model_and_a_twin)
{
	struct text page = page_of(warnings[_i]);
	char command[200], twin[200], note[80];
	struct run run;

	go_to_top();
	words_behind(&page, "Models. mcheck ", " shows it", command,
		     sizeof command);
	words_behind(&page, "its correct twin is", ".c.", twin, sizeof twin);
	snprintf(note, sizeof note, "explain %s)", warnings[_i]);
	run = run_command(command);
	expect_verdict(&run, 0, "verified");
	expect_part(&run.out, note);
	strcat(twin, ".c");
	run = run_mcheck("--no-trace", twin + strspn(twin, " "));
	expect_verdict(&run, 0, "verified");
	ck_assert_ptr_null(strstr(run.out.bytes, "Note"));
}
END_TEST

START_TEST(explain_lists_all_and_fits_a_terminal)
{
	struct run run = run_mcheck("explain");

	ck_assert_int_eq(run.code, 0);
	for (int i = 1; i < FINDING_CLASS_COUNT; i++) {
		const char *name = finding_class_name((enum finding_class)i);
		struct text page = page_of(name);

		expect_part(&run.out, name);
		text_add(&run.out, text_string(&page));
	}
	for (const char *at = run.out.bytes; *at; at++) {
		ck_assert_uint_le(strcspn(at, "\n"), 80);
		at += strcspn(at, "\n");
	}
}
END_TEST

START_TEST(unknown_class_is_told_with_the_nearest)
{
	struct run run = run_mcheck("explain", "lost_wake-up");

	expect_refused(&run, "lost_wake-up|did you mean lost-wakeup|explain");
	run = run_mcheck("explain", "nonsense");
	expect_refused(&run, "nonsense|the classes are data-race, |, misuse, ");
	run = run_mcheck("explain", "leak", "exit");
	expect_refused(&run, "exit|one class");
}
END_TEST

START_TEST(cycle_of_locks_is_told_in_words)
{
	expect("int main(void) { START(ab); START(ba); JOIN(0); JOIN(1); }\n",
	       "finding deadlock",
	       "A cycle: T2 ab waits for b, which T3 ba holds; T3 ba waits "
	       "for a, which T2 ab holds.");
}
END_TEST

START_TEST(lock_of_an_ended_thread_is_told)
{
	expect("void *take(void *u) { LOCK(a); return u; }\n"
	       "int main(void) { START(take); JOIN(0); LOCK(a); }\n",
	       "finding deadlock", "T2 take has ended without unlocking a");
}
END_TEST

START_TEST(signal_that_nobody_heard_is_told)
{
	expect("void *w(void *u) { LOCK(a); pthread_cond_wait(&c, &a);\n"
	       " UNLOCK(a); return u; }\n"
	       "int main(void) { START(w); pthread_cond_broadcast(&c);\n"
	       " JOIN(0); }\n",
	       "finding lost-wakeup",
	       "lost wake-up on c|T1 main broadcasts at|when no thread is "
	       "waiting");
}
END_TEST

START_TEST(signal_that_woke_another_is_told)
{
	expect("static int go; void *w(void *u) { LOCK(a);\n"
	       " while (!go) pthread_cond_wait(&c, &a);\n"
	       " UNLOCK(a); return u; }\n"
	       "int main(void) { START(w); START(w); LOCK(a); go = 1;\n"
	       " pthread_cond_signal(&c); UNLOCK(a); JOIN(0); JOIN(1); }\n",
	       "finding lost-wakeup",
	       "started to wait; the signals since then|T1 main signals at|it "
	       "wakes T");
}
END_TEST

START_TEST(signal_that_was_never_given_is_told)
{
	expect("int main(void) { LOCK(a); pthread_cond_wait(&c, &a); }\n",
	       "finding lost-wakeup", "waits, but it is never signalled");
}
END_TEST

/* The waiter holds a lock that the other one needs to get to its signal. */
START_TEST(wait_with_another_lock_held_is_a_deadlock)
{
	expect("int go; void *w(void *u) { LOCK(b); LOCK(a);\n"
	       " while (!go) pthread_cond_wait(&c, &a);\n"
	       " UNLOCK(a); UNLOCK(b); return u; }\n"
	       "void *s(void *u) { LOCK(b); LOCK(a); go = 1;\n"
	       " pthread_cond_signal(&c); UNLOCK(a); UNLOCK(b); return u; }\n"
	       "int main(void) { START(w); START(s); JOIN(0); JOIN(1); }\n",
	       "finding deadlock", "T2 w waits for a signal on c");
}
END_TEST

START_TEST(stuck_threads_at_the_end_are_a_partial_deadlock)
{
	const char *model =
		"int main(void) { START(ab); START(ba); return 0; }\n";

	expect(model, "finding partial-deadlock",
	       "2 threads are stuck forever|A cycle: T2 ab");
	expect_with("--explorer=brute", model, "finding partial-deadlock", "");
}
END_TEST

START_TEST(joiner_behind_a_cycle_is_stuck_too)
{
	expect("void *j(void *u) { JOIN(0); return u; }\n"
	       "int main(void) { START(ab); START(ba); START(j); }\n",
	       "finding partial-deadlock", "");
}
END_TEST

START_TEST(stuck_thread_beside_an_endless_loop_is_a_partial_deadlock)
{
	expect("atomic_int done; void *take(void *u) { LOCK(a); return u; }\n"
	       "void *w(void *u) { LOCK(a); done = 1; UNLOCK(a); return u; }\n"
	       "int main(void) { START(take); START(w); JOIN(0);\n"
	       " while (!done) ; }\n",
	       "finding partial-deadlock",
	       "1 thread is stuck forever while others keep running");
}
END_TEST

/* They wait, but somebody might have come: legal, and counted. */
START_TEST(daemons_that_wait_at_the_end_are_a_note)
{
	expect("void *w(void *u) { LOCK(a); pthread_cond_wait(&c, &a);\n"
	       " UNLOCK(a); return u; }\n"
	       "int main(void) { START(w); pthread_detach(t[0]); }\n",
	       "verified", "1 thread is still running: T2 w");
}
END_TEST

START_TEST(lock_held_by_who_ends_the_program_is_no_finding)
{
	expect("int main(void) { LOCK(a); START(ab); }\n", "verified",
	       "1 thread is still running: T2 ab");
}
END_TEST

START_TEST(timed_lock_is_never_stuck)
{
	expect("void *take(void *u) { LOCK(a); return u; }\n"
	       "void *w(void *u) { struct timespec s = {0};\n"
	       " if (!pthread_mutex_timedlock(&a, &s)) UNLOCK(a);\n"
	       " return u; }\n"
	       "int main(void) { START(take); JOIN(0); START(w); }\n",
	       "verified", "");
}
END_TEST

START_TEST(reader_behind_a_writer_is_told)
{
	expect("void *r(void *u) { pthread_rwlock_rdlock(&rw);\n"
	       " pthread_rwlock_rdlock(&rw); pthread_rwlock_unlock(&rw);\n"
	       " pthread_rwlock_unlock(&rw); return u; }\n"
	       "void *w(void *u) { pthread_rwlock_wrlock(&rw);\n"
	       " pthread_rwlock_unlock(&rw); return u; }\n"
	       "int main(void) { START(r); START(w); JOIN(0); JOIN(1); }\n",
	       "finding deadlock",
	       "T2 r waits for rw, behind T3 w, which waits to write");
}
END_TEST

START_TEST(both_ends_of_a_channel_are_told)
{
	struct run run;

	go_to_top();
	run = run_mcheck("--no-trace", "models/channel_stuck.c");
	expect_verdict(&run, 1, "finding deadlock");
	expect_part(&run.out, "T1 main has sent on it; T2 receive_all has");
	expect_part(&run.out, "no thread has closed it");
	expect_part(&run.out, "channel 1: created by T1 main at");
}
END_TEST

START_TEST(sleep_is_no_synchronisation)
{
	expect("int x; void *w(void *u) { x = 1; return u; }\n"
	       "int main(void) { START(w); sleep(1); x = 2; JOIN(0); }\n",
	       "finding data-race",
	       "T1 main sleeps at model.c:|likely, but never certain");
}
END_TEST

START_TEST(volatile_is_no_synchronisation)
{
	expect("struct { int x; volatile int stop[2]; } s;\n"
	       "void *w(void *u) { s.stop[1] = 1; return u; }\n"
	       "int main(void) { START(w); while (!s.stop[1]) ; JOIN(0); }\n",
	       "finding data-race", "s.stop[1] is volatile");
	expect("struct { int x; volatile int stop[2]; } s;\n"
	       "void *w(void *u) { s.x = 1; return u; }\n"
	       "int main(void) { START(w); s.x = 2; JOIN(0); }\n",
	       "finding data-race", "no atomic, no join.How it happens");
}
END_TEST

START_TEST(second_init_is_a_finding_but_not_on_a_stack)
{
	expect("pthread_mutex_t m; int main(void) {\n"
	       " pthread_mutex_init(&m, 0); pthread_mutex_init(&m, 0); }\n",
	       "finding object-lifetime", "already initialised");
	expect("pthread_mutex_t m; int main(void) {\n"
	       " pthread_mutex_init(&m, 0); pthread_mutex_destroy(&m);\n"
	       " pthread_mutex_init(&m, 0); }\n",
	       "verified", "");
	expect("#include <stdlib.h>\nvoid f(void)\n"
	       "{ pthread_mutex_t m, *p = malloc(sizeof m);\n"
	       " pthread_mutex_init(&m, 0); pthread_mutex_init(p, 0);\n"
	       " free(p); }\n"
	       "int main(void) { f(); f(); }\n",
	       "verified", "");
	expect("int main(void) { pthread_mutex_init(&a, 0); LOCK(a); }\n",
	       "verified", "");
}
END_TEST

START_TEST(mutex_of_a_waiter_must_not_be_destroyed)
{
	expect("atomic_int in; void *w(void *u) { LOCK(a); in = 1;\n"
	       " pthread_cond_wait(&c, &a); UNLOCK(a); return u; }\n"
	       "int main(void) { START(w); LOCK(a); if (!in) return 0;\n"
	       " UNLOCK(a); pthread_mutex_destroy(&a); return 0; }\n",
	       "finding destroy-in-use",
	       "destroys a mutex that T2 is using to wait");
}
END_TEST

START_TEST(lock_order_is_noted_unless_a_gate_is_held)
{
	expect("int main(void) { START(ab); JOIN(0); START(ba); JOIN(1); }\n",
	       "verified",
	       "locks are acquired in different orders|T2 ab holds a (|"
	       "and acquires b (|T3 ba holds b (");
	expect_not("pthread_mutex_t g = PTHREAD_MUTEX_INITIALIZER;\n"
		   "void *x(void *u) { LOCK(g); ab(u); UNLOCK(g); return u; }\n"
		   "void *y(void *u) { LOCK(g); ba(u); UNLOCK(g); return u; }\n"
		   "int main(void) { START(x); START(y); JOIN(0); JOIN(1); }\n",
		   "Note");
	expect_not("int main(void) { ab(0); ba(0); }\n", "Note");
	expect_not("void *y(void *u) { LOCK(b);\n"
		   " if (pthread_mutex_trylock(&a) == 0) UNLOCK(a);\n"
		   " UNLOCK(b); return u; }\n"
		   "int main(void)\n"
		   "{ START(ab); START(y); JOIN(0); JOIN(1); }\n",
		   "Note");
}
END_TEST

START_TEST(lock_order_of_three_threads_is_noted)
{
	expect("pthread_mutex_t d = PTHREAD_MUTEX_INITIALIZER;\n"
	       "void *bd(void *u) { LOCK(b); LOCK(d); UNLOCK(d); UNLOCK(b);\n"
	       " return u; }\n"
	       "void *da(void *u) { LOCK(d); LOCK(a); UNLOCK(a); UNLOCK(d);\n"
	       " return u; }\n"
	       "int main(void) { START(ab); JOIN(0); START(bd); JOIN(1);\n"
	       " START(da); JOIN(2); }\n",
	       "verified", "T2 ab holds a|T3 bd holds b|T4 da holds d");
}
END_TEST

START_TEST(thread_that_nobody_joins_is_noted)
{
	const char *model = "void *w(void *u) { LOCK(a); UNLOCK(a);\n"
			    " return u; }\n"
			    "int main(void) { START(w); }\n";

	expect(model, "verified",
	       "1 thread is never joined or detached: T2 w|"
	       "1 thread is still running: T2 w");
	expect_with("--leaks=error", model, "finding leak", "never joined");
	expect_not("void *w(void *u) { return u; }\n"
		   "int main(void) { START(w); pthread_detach(t[0]);\n"
		   " pthread_exit(0); }\n",
		   "Note");
}
END_TEST

START_TEST(leak_replays)
{
	struct run found, again;

	go_to_top();
	found = run_mcheck("--trace=build/leak.trace", "--leaks=error",
			   "models/leak.c");
	expect_verdict(&found, 1, "finding leak");
	again = run_mcheck("replay", "build/leak.trace");
	expect_same(&found.out, &again.out);
	remove("build/leak.trace");
}
END_TEST

static void add_deadlocks(TCase *tcase)
{
	tcase_add_test(tcase, cycle_of_locks_is_told_in_words);
	tcase_add_test(tcase, lock_of_an_ended_thread_is_told);
	tcase_add_test(tcase, signal_that_nobody_heard_is_told);
	tcase_add_test(tcase, signal_that_woke_another_is_told);
	tcase_add_test(tcase, signal_that_was_never_given_is_told);
	tcase_add_test(tcase, wait_with_another_lock_held_is_a_deadlock);
	tcase_add_test(tcase, stuck_threads_at_the_end_are_a_partial_deadlock);
	tcase_add_test(tcase, joiner_behind_a_cycle_is_stuck_too);
	tcase_add_test(
		tcase,
		stuck_thread_beside_an_endless_loop_is_a_partial_deadlock);
	tcase_add_test(tcase, daemons_that_wait_at_the_end_are_a_note);
	tcase_add_test(tcase, lock_held_by_who_ends_the_program_is_no_finding);
	tcase_add_test(tcase, timed_lock_is_never_stuck);
	tcase_add_test(tcase, reader_behind_a_writer_is_told);
	tcase_add_test(tcase, both_ends_of_a_channel_are_told);
}

Suite *classes_suite(void)
{
	Suite *suite = suite_create("classes");
	TCase *pages = tcase_create("pages");
	TCase *deadlocks = tcase_create("deadlocks");
	TCase *others = tcase_create("others");

	tcase_set_timeout(pages, 120);
	tcase_add_loop_test(pages, every_class_has_a_page_a_model_and_a_twin,
			    FINDING_NONE + 1, FINDING_CLASS_COUNT);
	tcase_add_loop_test(pages, every_warning_has_a_page_a_model_and_a_twin,
			    0, 2);
	tcase_add_test(pages, explain_lists_all_and_fits_a_terminal);
	tcase_add_test(pages, unknown_class_is_told_with_the_nearest);
	suite_add_tcase(suite, pages);
	tcase_set_timeout(deadlocks, 120);
	add_deadlocks(deadlocks);
	suite_add_tcase(suite, deadlocks);
	tcase_set_timeout(others, 120);
	tcase_add_test(others, sleep_is_no_synchronisation);
	tcase_add_test(others, volatile_is_no_synchronisation);
	tcase_add_test(others, second_init_is_a_finding_but_not_on_a_stack);
	tcase_add_test(others, mutex_of_a_waiter_must_not_be_destroyed);
	tcase_add_test(others, lock_order_is_noted_unless_a_gate_is_held);
	tcase_add_test(others, lock_order_of_three_threads_is_noted);
	tcase_add_test(others, thread_that_nobody_joins_is_noted);
	tcase_add_test(others, leak_replays);
	suite_add_tcase(suite, others);
	return suite;
}
