/* Atomics of every type and kind, bit-fields and packed members: little models,
 * each with every compiler that is there. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n" \
	"#include <stdbool.h>\n#include <mc.h>\n" \
	"static pthread_t thread;\n" \
	"#define START(f) pthread_create(&thread, 0, f, 0)\n" \
	"#define JOIN pthread_join(thread, 0)\n" \
	"#define RELAXED memory_order_relaxed\n" \
	"struct big { long a[5]; };\nstruct three { char c[3]; };\n"

static const struct {
	const char *option, *body, *verdict;
} models[] = {
/* Two increments of each type, none lost. */
#define ADDED(type, step, is) \
	{ \
		NULL, \
			"_Atomic " type " x;\n" \
			"static void *w(void *u) { " step "; return u; }\n" \
			"int main(void) { START(w); w(0); JOIN; assert(" is \
			"); }\n", \
			"verified" \
	}
	ADDED("char", "x++", "x == 2"),
	ADDED("short", "x += 3", "x == 6"),
	ADDED("int", "x -= 1", "x == -2"),
	ADDED("long", "x++", "x == 2"),
	ADDED("__int128", "x += (__int128)1 << 70", "x == (__int128)1 << 71"),
	ADDED("_Bool", "x ^= 1", "x == 0"),
	ADDED("float", "x += 1.5f", "x == 3"),
	ADDED("double", "x += 1.5", "x == 3"),
	ADDED("long double", "x += 1.5L", "x == 3"),
	ADDED("unsigned", "atomic_fetch_or(&x, 6)", "x == 6"),
	ADDED("int", "__atomic_fetch_add((int *)&x, 1, 5)", "x == 2"),
#undef ADDED
	/* The same, and one is lost. */
	{NULL,
	 "_Atomic struct big x;\n"
	 "static void *w(void *u) { struct big b = atomic_load(&x);\n"
	 " b.a[4]++; atomic_store(&x, b); return u; }\n"
	 "int main(void) { START(w); w(0); JOIN;\n"
	 " struct big b = atomic_load(&x); assert(b.a[4] == 2); }\n",
	 "finding assertion"},
	{NULL,
	 "_Atomic struct big x;\n"
	 "static void *w(void *u) { struct big b = atomic_load(&x), c;\n"
	 " do { c = b; c.a[4]++; }\n"
	 " while (!atomic_compare_exchange_strong(&x, &b, c)); return u; }\n"
	 "int main(void) { START(w); w(0); JOIN;\n"
	 " struct big b = atomic_load(&x); assert(b.a[4] == 2); }\n",
	 "verified"},
	{NULL,
	 "_Atomic struct three x;\n"
	 "static void *w(void *u) { struct three b = {{1, 1, 1}};\n"
	 " b = atomic_exchange(&x, b); assert(b.c[0] == b.c[2]); return u; }\n"
	 "int main(void) { START(w); w(0); JOIN;\n"
	 " struct three b = atomic_load(&x); assert(b.c[1] == 1); }\n",
	 "verified"},
	/* What they pass on is what the order says. */
	{NULL,
	 "_Atomic struct big x; int data;\n"
	 "static void *w(void *u) { struct big b = {{1}}; data = 1;\n"
	 " atomic_store_explicit(&x, b, memory_order_release); return u; }\n"
	 "int main(void) { START(w); struct big b;\n"
	 " b = atomic_load_explicit(&x, memory_order_acquire);\n"
	 " if (b.a[0]) assert(data == 1); JOIN; }\n",
	 "verified"},
	{NULL,
	 "_Atomic struct big x; int data;\n"
	 "static void *w(void *u) { struct big b = {{1}}; data = 1;\n"
	 " atomic_store_explicit(&x, b, RELAXED); return u; }\n"
	 "int main(void) { START(w); struct big b;\n"
	 " b = atomic_load_explicit(&x, memory_order_acquire);\n"
	 " if (b.a[0]) assert(data == 1); JOIN; }\n",
	 "finding data-race"},
	/* Plain and atomic at the same time.  What is given is read plainly. */
	{NULL,
	 "_Atomic struct big x; static void *w(void *u)\n"
	 "{ struct big b = {{1}}; atomic_store(&x, b); return u; }\n"
	 "int main(void) { START(w); ((long *)&x)[3] = 1; JOIN; }\n",
	 "finding mixed-race"},
	{NULL,
	 "struct big x, from; static void *w(void *u)\n"
	 "{ __atomic_store(&x, &from, 5); return u; }\n"
	 "int main(void) { START(w); from.a[3] = 1; JOIN; }\n",
	 "finding data-race"},
	{NULL,
	 "struct big x, to; static void *w(void *u)\n"
	 "{ __atomic_load(&x, &to, 5); return u; }\n"
	 "int main(void) { START(w); to.a[3] = 1; JOIN; }\n",
	 "finding data-race"},
	{NULL,
	 "int main(void) { struct big b;\n"
	 " __atomic_load((struct big *)0, &b, 5); }\n",
	 "finding bad-pointer"},
	/* Flags, queries, the old builtins, fences. */
	{NULL,
	 "atomic_flag f = ATOMIC_FLAG_INIT; int x;\n"
	 "static void *w(void *u) { while (atomic_flag_test_and_set(&f)) ;\n"
	 " x++; atomic_flag_clear(&f); return u; }\n"
	 "int main(void) { START(w); w(0); JOIN; assert(x == 2); }\n",
	 "verified"},
	{NULL,
	 "_Atomic struct big b; atomic_int i; _Atomic double d;\n"
	 "int main(void) { assert(atomic_is_lock_free(&i));\n"
	 " assert(atomic_is_lock_free(&d));\n"
	 " assert(!atomic_is_lock_free(&b)); }\n",
	 "verified"},
	{NULL,
	 "int l, x; static void *w(void *u)\n"
	 "{ while (__sync_lock_test_and_set(&l, 1)) ; x++;\n"
	 " __sync_lock_release(&l); return u; }\n"
	 "int main(void) { START(w); w(0); JOIN; assert(x == 2); }\n",
	 "verified"},
	{NULL,
	 "int x; static void *w(void *u) { int e;\n"
	 " do e = __sync_val_compare_and_swap(&x, 0, 0);\n"
	 " while (!__sync_bool_compare_and_swap(&x, e, e + 1)); return u; }\n"
	 "int main(void) { START(w); w(0); JOIN; assert(x == 2); }\n",
	 "verified"},
	{NULL,
	 "__int128 x; static void *w(void *u)\n"
	 "{ __sync_fetch_and_add(&x, 1); return u; }\n"
	 "int main(void) { START(w); w(0); JOIN; assert(x == 2); }\n",
	 "verified"},
	{NULL,
	 "atomic_int f; int x; static void *w(void *u) { x = 1;\n"
	 " atomic_thread_fence(memory_order_release);\n"
	 " atomic_store_explicit(&f, 1, RELAXED); return u; }\n"
	 "int main(void) { START(w);\n"
	 " if (atomic_load_explicit(&f, RELAXED)) {\n"
	 " atomic_thread_fence(memory_order_acquire); assert(x == 1); }\n"
	 " JOIN; }\n",
	 "verified"},
	/* A signal fence is none between threads. */
	{NULL,
	 "atomic_int f; int x; static void *w(void *u) { x = 1;\n"
	 " atomic_signal_fence(memory_order_release);\n"
	 " atomic_store_explicit(&f, 1, RELAXED); return u; }\n"
	 "int main(void) { START(w);\n"
	 " if (atomic_load_explicit(&f, RELAXED)) {\n"
	 " atomic_signal_fence(memory_order_acquire); assert(x == 1); }\n"
	 " JOIN; }\n",
	 "finding data-race"},
	/* An order that is known only when it runs. */
	{NULL,
	 "atomic_int f; int x; static void *w(void *u) { x = 1;\n"
	 " volatile memory_order o = RELAXED;\n"
	 " atomic_store_explicit(&f, 1, o); return u; }\n"
	 "int main(void) { START(w); if (atomic_load(&f)) assert(x == 1);\n"
	 " JOIN; }\n",
	 "finding data-race"},
	/* Neighbours in one storage unit are one memory location. */
	{NULL,
	 "struct { unsigned a : 3, b : 5; } x;\n"
	 "static void *w(void *u) { x.a = 1; return u; }\n"
	 "int main(void) { START(w); x.b = 1; JOIN; }\n",
	 "finding data-race"},
	{NULL,
	 "struct { unsigned a : 3, b : 20; } x; int y;\n"
	 "static void *w(void *u) { y = x.a; return u; }\n"
	 "int main(void) { START(w); x.b++; JOIN; }\n",
	 "finding data-race"},
	/* A member of width 0 parts them. */
	{NULL,
	 "struct { unsigned a : 3; unsigned : 0; unsigned b : 5; } x;\n"
	 "static void *w(void *u) { x.a = 1; return u; }\n"
	 "int main(void) { START(w); x.b = 1; JOIN; assert(x.a == 1); }\n",
	 "verified"},
	{NULL,
	 "struct { unsigned a : 3; char c; } x;\n"
	 "static void *w(void *u) { x.a = 1; return u; }\n"
	 "int main(void) { START(w); x.c = 1; JOIN; assert(x.a == 1); }\n",
	 "verified"},
	{NULL,
	 "char c[8]; int main(void)\n"
	 "{ __sync_fetch_and_add((int *)(c + 1), 1); }\n",
	 "finding misuse"},
	/* Packed members may lie across words. */
	{NULL,
	 "struct __attribute__((packed)) { char a; long b; char c; } x;\n"
	 "static void *w(void *u) { x.b = -1; return u; }\n"
	 "int main(void) { START(w); assert(((char *)&x)[8] == 0); JOIN; }\n",
	 "finding data-race"},
	{NULL,
	 "struct __attribute__((packed)) { char a; long b; char c; } x;\n"
	 "static void *w(void *u) { x.b = -1; return u; }\n"
	 "int main(void) { START(w); x.a = x.c = 1; JOIN; }\n",
	 "verified"},
};

static void run_model(const char *compiler, const char *option,
		      const char *body, const char *verdict)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", "-w", compiler, option ? option : "-w",
			 "model.c");
	expect_verdict(&run, strcmp(verdict, "verified") != 0, verdict);
	run_free(&run);
}

START_TEST(each_model_has_its_verdict_with_gcc)
{
	if (!have_command("gcc"))
		return;
	go_to_fresh_directory();
	run_model("--cc=gcc", models[_i].option, models[_i].body,
		  models[_i].verdict);
}
END_TEST

START_TEST(each_model_has_its_verdict_with_clang)
{
	if (!have_command("clang"))
		return;
	go_to_fresh_directory();
	run_model("--cc=clang", models[_i].option, models[_i].body,
		  models[_i].verdict);
}
END_TEST

static const struct {
	const char *option, *body, *verdict;
} weak[] = {
/* A loop that tries again is right either way. */
#define RETRY \
	"atomic_int x; static void *w(void *u) { int e = atomic_load(&x);\n" \
	" while (!atomic_compare_exchange_weak(&x, &e, e + 1)) ;\n" \
	" return u; }\n" \
	"int main(void) { START(w); w(0); JOIN; assert(x == 2); }\n"
	{"--weak-cas=fail", RETRY, "verified"},
	{"--weak-cas=strong", RETRY, "verified"},
#undef RETRY
/* One that does not is wrong only when it may fail. */
#define ONCE(how) \
	"atomic_int x; int main(void) { int e = 0;\n" \
	" assert(atomic_compare_exchange_" how "(&x, &e, 1)); }\n"
	{"--weak-cas=fail", ONCE("weak"), "finding assertion"},
	{"--weak-cas=strong", ONCE("weak"), "verified"},
	{"--weak-cas=fail", ONCE("strong"), "verified"},
#undef ONCE
	/* A failure leaves the expected value as it is. */
	{"--weak-cas=fail",
	 "atomic_int x; int main(void) { int e = 0;\n"
	 " if (!atomic_compare_exchange_weak(&x, &e, 1))\n"
	 "  assert(e == 0 && x == 0); else assert(x == 1); }\n",
	 "verified"},
	/* It is no way out of a livelock. */
	{"--weak-cas=fail",
	 "atomic_int x; int main(void) { int e = 0;\n"
	 " while (atomic_compare_exchange_weak(&x, &e, 0)) ; }\n",
	 "finding livelock"},
	{"--weak-cas=fail",
	 "__int128 x; int main(void) { __int128 e = 0;\n"
	 " assert(__atomic_compare_exchange_n(&x, &e, 1, 1, 5, 5)); }\n",
	 "finding assertion"},
};

START_TEST(weak_compare_exchange_fails_when_it_is_asked_to)
{
	if (!have_command("gcc"))
		return;
	go_to_fresh_directory();
	run_model("--cc=gcc", weak[_i].option, weak[_i].body, weak[_i].verdict);
}
END_TEST

START_TEST(weak_compare_exchange_that_fails_is_replayed)
{
	struct run run;

	if (!have_command("gcc"))
		return;
	go_to_fresh_directory();
	write_file("model.c",
		   "#include <assert.h>\n#include <stdatomic.h>\n"
		   "atomic_int x;\nint main(void) { int e = 0;\n"
		   "assert(atomic_compare_exchange_weak(&x, &e, 1)); }\n");
	run = run_mcheck("--cc=gcc", "--weak-cas=fail", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	run_free(&run);
	run = run_mcheck("replay", "model.trace");
	expect_verdict(&run, 1, "finding assertion");
	run_free(&run);
}
END_TEST

START_TEST(weak_compare_exchange_cannot_fail_with_clang)
{
	struct run run;

	if (!have_command("clang"))
		return;
	go_to_fresh_directory();
	write_file("model.c", "int main(void) { }\n");
	run = run_mcheck("--cc=clang", "--weak-cas=fail", "model.c");
	expect_refused(&run, "--weak-cas=fail|clang");
	run_free(&run);
}
END_TEST

Suite *atomics_suite(void)
{
	Suite *suite = suite_create("atomics");
	TCase *tcase = tcase_create("values and orders");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, each_model_has_its_verdict_with_gcc, 0,
			    sizeof models / sizeof *models);
	tcase_add_loop_test(tcase, each_model_has_its_verdict_with_clang, 0,
			    sizeof models / sizeof *models);
	suite_add_tcase(suite, tcase);
	tcase = tcase_create("weak compare-exchange");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase,
			    weak_compare_exchange_fails_when_it_is_asked_to, 0,
			    sizeof weak / sizeof *weak);
	tcase_add_test(tcase, weak_compare_exchange_that_fails_is_replayed);
	tcase_add_test(tcase, weak_compare_exchange_cannot_fail_with_clang);
	suite_add_tcase(suite, tcase);
	return suite;
}
