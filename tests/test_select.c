/* Select over several channels: what is ready, which ways are explored, who
 * meets whom, what orders what, what is misuse, what reports say. */
#include <stdio.h>
#include <string.h>

#include "support.h"

static const char head[] =
	"#include <assert.h>\n#include <pthread.h>\n#include <stdio.h>\n"
	"#include <mc/select.h>\n"
	"static struct mc_channel *a, *b;\n"
	"static pthread_t t, u; static int n;\n"
	"static void start(void *(*f)(void *))\n"
	"{ pthread_create(t ? &u : &t, 0, f, 0); }\n"
	"static void end(void)\n"
	"{ pthread_join(t, 0); if (u) pthread_join(u, 0); }\n"
	"static void make(size_t x, size_t y)\n"
	"{ a = mc_channel_create(4, x); b = mc_channel_create(4, y); }\n"
	"#define SEND(c, v) (struct mc_channel_case){c, MC_SEND, v, 9}\n"
	"#define RECEIVE(c, v) (struct mc_channel_case){c, MC_RECEIVE, v, 9}\n"
	"/* One of two cases. */\n"
	"__attribute__((unused)) static int two(struct mc_channel_case x,\n"
	"        struct mc_channel_case y, int wait)\n"
	"{ struct mc_channel_case c[] = {x, y};\n"
	"  int i = mc_channel_select(c, 2, wait);\n"
	"  assert(i < 0 || c[i].result == MC_OK); return i; }\n"
	"__attribute__((unused)) static void *send_a(void *w)\n"
	"{ int v = 1; mc_channel_send(a, &v); return w; }\n"
	"__attribute__((unused)) static void *send_b(void *w)\n"
	"{ int v = 2; mc_channel_send(b, &v); return w; }\n"
	"__attribute__((unused)) static void *receive_a(void *w)\n"
	"{ int v; mc_channel_receive(a, &v); return w; }\n";

/* A little program after `head`, its verdict, and what its report says. */
struct rule {
	const char *program, *verdict, *part;
};

static void expect_rule(const struct rule *rule, const char *flag)
{
	struct run run;

	write_program(head, rule->program);
	run = run_mcheck(flag, "model.c");
	expect_verdict(&run, strcmp(rule->verdict, "verified") ? 1 : 0,
		       rule->verdict);
	if (rule->part)
		expect_part(&run.out, rule->part);
	run_free(&run);
}

static const struct rule goods[] = {
	/* Room, a message, a closed channel; -1 when there is nothing. */
	{"int main(void) { int x = 0, y = 7; make(1, 1);\n"
	 " assert(two(RECEIVE(a, &x), RECEIVE(b, &x), 0) == -1);\n"
	 " assert(two(RECEIVE(a, &x), SEND(b, &y), 0) == 1);\n"
	 " assert(two(SEND(b, &y), RECEIVE(b, &x), 1) == 1 && x == 7);\n"
	 " assert(two(SEND(b, &y), RECEIVE(a, &x), 1) == 0);\n"
	 " assert(two(SEND(b, &y), RECEIVE(a, &x), 0) == -1); }",
	 "verified", NULL},
	{"int main(void) { int x = 5; make(0, 1); mc_channel_close(b);\n"
	 " struct mc_channel_case c[] = {SEND(a, &x), RECEIVE(b, &x)};\n"
	 " assert(mc_channel_select(c, 2, 1) == 1 && x == 5);\n"
	 " assert(c[1].result == MC_CLOSED && c[0].result == 9);\n"
	 " assert(mc_channel_select(c, 2, 0) == 1); }",
	 "verified", NULL},
	{"int main(void) { int x = 5; make(1, 1); mc_channel_send(b, &x);\n"
	 " mc_channel_close(b); x = 0;\n"
	 " struct mc_channel_case c[] = {RECEIVE(a, &x), RECEIVE(b, &x)};\n"
	 " assert(mc_channel_select(c, 2, 1) == 1 && x == 5);\n"
	 " assert(c[1].result == MC_OK);\n"
	 " assert(mc_channel_select(c, 2, 1) == 1);\n"
	 " assert(c[1].result == MC_CLOSED); }",
	 "verified", NULL},
	/* No channel, no case, the other fields not even set. */
	{"int main(void) { struct mc_channel_case c[2];\n"
	 " c[0].channel = c[1].channel = NULL;\n"
	 " assert(mc_channel_select(c, 2, 0) == -1);\n"
	 " assert(mc_channel_select(NULL, 0, 0) == -1); }",
	 "verified", NULL},
	/* A close lets go who waits. */
	{"static void *f(void *w) { mc_channel_close(b); return w; }\n"
	 "int main(void) { int x; make(0, 0); start(f);\n"
	 " struct mc_channel_case c[] = {RECEIVE(a, &x), RECEIVE(b, &x)};\n"
	 " assert(mc_channel_select(c, 2, 1) == 1);\n"
	 " assert(c[1].result == MC_CLOSED); end(); }",
	 "verified", NULL},
	/* Two that select meet, in each direction, and tell the other all. */
	{"static void *f(void *w) { int v = 3, x; n = 1;\n"
	 " int i = two(SEND(a, &v), RECEIVE(b, &x), 1);\n"
	 " if (i == 1) assert(x == 4);\n"
	 " return i + (char *)w; }\n"
	 "int main(void) { int v = 4, x; void *i; make(0, 0); start(f);\n"
	 " int j = two(RECEIVE(a, &x), SEND(b, &v), 1); n++;\n"
	 " if (j == 0) assert(x == 3);\n"
	 " pthread_join(t, &i); assert(i == j + (char *)0); }",
	 "verified", NULL},
	/* What the channel hands over belongs to who received it. */
	{"static void *f(void *w) { int v = 1; n = 1;\n"
	 " two(SEND(a, &v), SEND(b, &v), 1); return w; }\n"
	 "int main(void) { int x; make(0, 1); start(f);\n"
	 " two(RECEIVE(a, &x), RECEIVE(b, &x), 1); n++; end(); }",
	 "verified", NULL},
	/* The cases and the message of one who waits, in plain global memory:
	 * the thread that meets it does not race with itself. */
	{"static struct mc_channel_case c[2]; static int x;\n"
	 "int main(void) { make(0, 0); c[0] = RECEIVE(a, &x);\n"
	 " c[1] = RECEIVE(b, &x); start(send_b);\n"
	 " assert(mc_channel_select(c, 2, 1) == 1);\n"
	 " assert(x == 2 && c[1].result == MC_OK); end(); }",
	 "verified", NULL},
	/* A plain send or receive in the same channel is served by it. */
	{"int main(void) { int x = 0, v = 3; make(0, 0); start(receive_a);\n"
	 " assert(two(RECEIVE(a, &x), SEND(a, &v), 1) == 1); end(); }",
	 "verified", NULL},
};

static const struct rule misuses[] = {
	{"int main(void) { int v = 0; make(1, 1); mc_channel_close(a);\n"
	 " two(SEND(a, &v), SEND(b, &v), 1); }",
	 "finding channel-closed", "sends on a closed channel"},
	{"static void *f(void *w) { mc_channel_close(a); return w; }\n"
	 "int main(void) { int v = 0; make(0, 0); start(f);\n"
	 " two(SEND(a, &v), RECEIVE(b, &v), 1); }",
	 "finding channel-closed", "sends on a closed channel"},
	{"int main(void) { int v = 0; make(1, 1);\n"
	 " struct mc_channel_case c = {a, 0, &v, 0};\n"
	 " mc_channel_select(&c, 1, 0); }",
	 "finding misuse", "case 0 is neither MC_SEND nor MC_RECEIVE"},
	{"int main(void) { int v = 0;\n"
	 " two(RECEIVE((struct mc_channel *)&v, &v), RECEIVE(b, &v), 0); }",
	 "finding object-lifetime",
	 "receives on something that is not a channel"},
	{"int main(void) { int v = 0; make(1, 1); mc_channel_destroy(b);\n"
	 " two(RECEIVE(a, &v), SEND(b, &v), 0); }",
	 "finding object-lifetime", "sends on a channel that was destroyed"},
	{"static void *f(void *w) { int x; two(RECEIVE(a, &x),\n"
	 " RECEIVE(b, &x), 1); return w; }\n"
	 "int main(void) { int v = 0; make(1, 1); start(f);\n"
	 " mc_channel_destroy(b); mc_channel_send(a, &v); end(); }",
	 "finding destroy-in-use", "destroys a channel that a thread waits on"},
	{"static struct mc_channel_case c[1];\n"
	 "int main(void) { int v = 0; make(1, 1); c[0] = RECEIVE(a, &v);\n"
	 " mc_channel_select(c, 20, 0); }",
	 "finding out-of-bounds", "mc_channel_select"},
	{"int main(void) { make(1, 1);\n"
	 " two(SEND(a, NULL), RECEIVE(b, &n), 1); }",
	 "finding bad-pointer", "reads through a null pointer"},
	/* The cases, and the message, while it waits. */
	{"static struct mc_channel_case c[1];\n"
	 "static void *f(void *w) { c[0].channel = b; return w; }\n"
	 "int main(void) { int x; make(0, 0); c[0] = RECEIVE(a, &x);\n"
	 " start(f); start(send_a); mc_channel_select(c, 1, 1); end(); }",
	 "finding data-race", "data race on c"},
	{"static struct mc_channel_case c[1];\n"
	 "static void *f(void *w) { n = c[0].result; return w; }\n"
	 "int main(void) { int x; make(0, 0); c[0] = RECEIVE(a, &x);\n"
	 " start(f); start(send_a); mc_channel_select(c, 1, 1); end(); }",
	 "finding data-race", "data race on c"},
	{"static void *f(void *w) { n++; return w; }\n"
	 "int main(void) { make(0, 0); start(f); start(send_a);\n"
	 " two(RECEIVE(a, &n), RECEIVE(b, &n), 1); end(); }",
	 "finding data-race", "data race on n"},
	/* Nothing ready orders nothing; neither does the case not gone. */
	{"static void *f(void *w) { n++; two(RECEIVE(a, &n), RECEIVE(b, &n),\n"
	 " 0); return w; }\n"
	 "int main(void) { int v; make(1, 1); start(f);\n"
	 " two(RECEIVE(a, &v), RECEIVE(b, &v), 0); n++; }",
	 "finding data-race", "data race on n"},
};

static const struct rule blocks[] = {
	{"int main(void) { int x = 0; make(0, 0);\n"
	 " two(SEND(a, &x), RECEIVE(b, &x), 1); }",
	 "finding deadlock",
	 "T1 main waits to send on channel 1, or for a message on channel 3"},
	{"int main(void) { int x = 0; make(0, 0);\n"
	 " two(SEND(a, &x), RECEIVE(a, &x), 1); }",
	 "finding deadlock", "Use of channel 1 so far: no thread has sent"},
	{"int main(void) { mc_channel_select(NULL, 0, 1); }",
	 "finding deadlock", "T1 main selects from no channel"},
	{"int main(void) { int x; make(1, 0); start(send_a);\n"
	 " two(RECEIVE(a, &x), RECEIVE(b, &x), 1);\n"
	 " two(RECEIVE(a, &x), RECEIVE(b, &x), 1); }",
	 "finding deadlock", "selects: receives on channel 1"},
	{"static void *f(void *w) { int v = 1;\n"
	 " two(SEND(a, &v), RECEIVE(b, &v), 1); return w; }\n"
	 "int main(void) { int x = 2; make(0, 0); start(f);\n"
	 " two(RECEIVE(a, &x), SEND(b, &x), 1); mc_channel_send(a, &x); }",
	 "finding deadlock", "selects: sends on channel"},
	/* Two that only try do not meet. */
	{"static void *f(void *w) { int v = 1;\n"
	 " assert(two(SEND(a, &v), SEND(b, &v), 0) == -1); return w; }\n"
	 "int main(void) { int x; make(0, 0); start(f);\n"
	 " assert(two(RECEIVE(a, &x), RECEIVE(b, &x), 0) == -1); end();\n"
	 " mc_channel_receive(a, &x); }",
	 "finding deadlock", "selects: nothing is ready"},
};

/* What is printed, each once, in order. */
static const struct rule ways[] = {
	{"int main(void) { int x = 0, y = 0; make(1, 1); x = 1;\n"
	 " mc_channel_send(a, &x); mc_channel_send(b, &x);\n"
	 " printf(\"%d\\n\", two(RECEIVE(a, &y), RECEIVE(b, &y), 1)); }",
	 "verified", "  0\n  1\n"},
	{"int main(void) { int x = 0, y = 0; make(2, 2);\n"
	 " mc_channel_send(a, &x);\n"
	 " printf(\"%d\\n\", two(RECEIVE(a, &y), SEND(a, &x), 0)); }",
	 "verified", "  0\n  1\n"},
	/* Either of two senders who come to a rendezvous. */
	{"static void *f(void *w) { int v = 2; mc_channel_send(a, &v);\n"
	 " return w; }\n"
	 "int main(void) { int x = 0, y; make(0, 0); start(send_a); start(f);\n"
	 " two(RECEIVE(a, &x), RECEIVE(b, &x), 1); mc_channel_receive(a, &y);\n"
	 " printf(\"%d %d\\n\", x, y); }",
	 "verified", "  1 2\n  2 1\n"},
	/* Either of two receive cases at one channel. */
	{"int main(void) { int x = 0, y = 0; make(0, 0); start(send_a);\n"
	 " int i = two(RECEIVE(a, &x), RECEIVE(a, &y), 1); end();\n"
	 " printf(\"%d %d %d\\n\", i, x, y); }",
	 "verified", "  0 1 0\n  1 0 1\n"},
	/* Both directions between two that select. */
	{"static void *f(void *w) { int v = 3, x = 0;\n"
	 " two(SEND(a, &v), RECEIVE(b, &x), 1); n = x; return w; }\n"
	 "int main(void) { int v = 4, x = 0; make(0, 0); start(f);\n"
	 " int i = two(RECEIVE(a, &x), SEND(b, &v), 1); end();\n"
	 " printf(\"%d %d %d\\n\", i, x, n); }",
	 "verified", "  0 3 0\n  1 0 4\n"},
	/* Who tries sees only who waits already. */
	{"int main(void) { int x = 0; make(0, 0); start(send_b);\n"
	 " int i = two(RECEIVE(a, &x), RECEIVE(b, &x), 0);\n"
	 " printf(\"%d %d\\n\", i, x);\n"
	 " if (i < 0) mc_channel_receive(b, &x);\n"
	 " end(); }",
	 "verified", "  -1 0\n  1 2\n"},
	/* A select that waits is seen by a try. */
	{"static void *f(void *w) { int x;\n"
	 " two(RECEIVE(a, &x), RECEIVE(b, &x), 1); return w; }\n"
	 "int main(void) { int v = 1; make(0, 0); start(f);\n"
	 " int r = mc_channel_try_send(a, &v);\n"
	 " if (r != MC_OK) mc_channel_send(b, &v);\n"
	 " printf(\"%d\\n\", r); end(); }",
	 "verified", "  0\n  2\n"},
	/* But not once another case has become ready: it is as good as gone. */
	{"static void *f(void *w) { int x;\n"
	 " two(RECEIVE(a, &x), RECEIVE(b, &x), 1); return w; }\n"
	 "int main(void) { int v = 1; make(0, 1); start(f);\n"
	 " mc_channel_send(b, &v);\n"
	 " printf(\"%d\\n\", mc_channel_try_send(a, &v)); end(); }",
	 "verified", "  2\n"},
	/* A try that selects meets one that waits in a select. */
	{"static void *f(void *w) { int x = 8;\n"
	 " n = two(RECEIVE(a, &x), SEND(b, &x), 1); return w; }\n"
	 "int main(void) { int v = 1, y = 0; make(0, 0); start(f);\n"
	 " int i = two(SEND(a, &v), RECEIVE(b, &y), 0);\n"
	 " if (i < 0) mc_channel_send(a, &v);\n"
	 " end(); printf(\"%d %d %d\\n\", i, y, n); }",
	 "verified", "  -1 0 0\n  0 0 0\n  1 8 1\n"},
};

START_TEST(what_is_ready_goes)
{
	expect_rule(&goods[_i], "--no-trace");
}
END_TEST

START_TEST(brute_agrees)
{
	expect_rule(&goods[_i], "--explorer=brute");
}
END_TEST

START_TEST(misuse_is_found)
{
	expect_rule(&misuses[_i], "--no-trace");
}
END_TEST

START_TEST(what_waits_for_ever_is_found)
{
	expect_rule(&blocks[_i], "--no-trace");
}
END_TEST

START_TEST(every_way_is_explored)
{
	struct rule rule = ways[_i];
	char expected[300];

	snprintf(expected, sizeof expected, "Possible outcomes:\n%s\n",
		 rule.part);
	rule.part = expected;
	expect_rule(&rule, "--outcomes");
}
END_TEST

START_TEST(a_trace_is_replayed)
{
	struct run found, again;

	go_to_fresh_directory();
	found = run_mcheck(top_path("models/select_stuck.c"));
	expect_verdict(&found, 1, "finding deadlock");
	again = run_mcheck("replay", "select_stuck.trace");
	expect_verdict(&again, 1, "finding deadlock");
	expect_part(&again.out, "sends on channel 1, to T2 serve");
	expect_part(&again.out, "selects: sends on channel 3, to T1 main");
	run_free(&found);
	run_free(&again);
}
END_TEST

/* On real threads: all that is sent arrives, once, whoever selects. */
START_TEST(it_runs_on_real_threads)
{
	const char *const compilers[] = {"gcc", "clang"};

	for (int i = 0; i < 2; i++) {
		char include[400];
		struct run run;

		if (!have_command(compilers[i]))
			continue;
		go_to_fresh_directory();
		snprintf(include, sizeof include, "-I%s",
			 top_path("checker/include"));
		run = run_words((const char *const[]){
			compilers[i], "-O1", "-Wall", "-Wextra", "-Wshadow",
			"-Werror", "-pthread", include, "-o", "run",
			top_path("tests/programs/select.c"), NULL});
		ck_assert_msg(run.code == 0, "%s", text_string(&run.err));
		run_free(&run);
		run = run_words((const char *const[]){"./run", NULL});
		ck_assert_int_eq(run.code, 0);
		expect_part(&run.out, "done");
		run_free(&run);
	}
}
END_TEST

Suite *select_suite(void)
{
	Suite *suite = suite_create("select");
	TCase *tcase = tcase_create("rules");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, what_is_ready_goes, 0,
			    sizeof goods / sizeof *goods);
	tcase_add_loop_test(tcase, brute_agrees, 0,
			    sizeof goods / sizeof *goods);
	tcase_add_loop_test(tcase, misuse_is_found, 0,
			    sizeof misuses / sizeof *misuses);
	tcase_add_loop_test(tcase, what_waits_for_ever_is_found, 0,
			    sizeof blocks / sizeof *blocks);
	tcase_add_loop_test(tcase, every_way_is_explored, 0,
			    sizeof ways / sizeof *ways);
	tcase_add_test(tcase, a_trace_is_replayed);
	tcase_add_test(tcase, it_runs_on_real_threads);
	suite_add_tcase(suite, tcase);
	return suite;
}
