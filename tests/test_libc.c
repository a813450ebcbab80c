/* What a model may call of libc: what each function returns, and what is said
 * of its misuse.  Memory is in test_libc_memory.c, output in test_stdio.c. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#define _GNU_SOURCE\n#include <assert.h>\n#include <ctype.h>\n" \
	"#include <errno.h>\n#include <math.h>\n#include <pthread.h>\n" \
	"#include <setjmp.h>\n#include <stdatomic.h>\n#include <stdio.h>\n" \
	"#include <stdlib.h>\n#include <string.h>\n#include <strings.h>\n" \
	"#include <sys/mman.h>\n#include <sys/time.h>\n#include <time.h>\n" \
	"#include <unistd.h>\n#include <mc.h>\n"
#define MAIN(body) "int main(void) { " body " }\n"

struct expectation {
	const char *option, *model;
	const char *verdict; /* NULL: verified */
};

static struct run check(const char *option, const char *body)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", option ? option : "-w", "-w", "model.c");
	return run;
}

static void expect(const struct expectation *expectation)
{
	const char *verdict = expectation->verdict;
	struct run run = check(expectation->option, expectation->model);

	if (verdict && strncmp(verdict, "finding", 7) != 0) {
		expect_verdict(&run, 1, NULL);
		expect_part(&run.out, verdict);
	} else {
		expect_verdict(&run, verdict ? 1 : 0,
			       verdict ? verdict : "verified");
	}
	run_free(&run);
}

/* They hold under gcc and under clang, with plain accesses hidden or not. */
static void expect_true(const char *body)
{
	static const char *const options[] = {
		"--cc=gcc", "--cc=clang", "--races=allow", "--explorer=brute"};

	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (i != 1 || have_command("clang"))
			expect(&(struct expectation){options[i], body, NULL});
}

#define TABLE(name, ...) \
	static const struct expectation name##_table[] = {__VA_ARGS__}; \
	START_TEST(name) \
	{ \
		expect(&name##_table[_i]); \
	} \
	END_TEST

START_TEST(random_numbers_are_repeatable)
{
	expect_true(
		MAIN("int a = rand(), b; unsigned seed = 9, other = 9;\n"
		     "unsigned short s[3] = {1, 2, 3}, t[3] = {1, 2, 3};\n"
		     "srand(1); assert(rand() == a); srand(7); a = rand();\n"
		     "srand(7); b = rand(); assert(a == b && rand() != b);\n"
		     "assert(a >= 0 && a <= RAND_MAX); srandom(7);\n"
		     "assert(random() == a);\n"
		     "assert(rand_r(&seed) == rand_r(&other) && seed != 9);\n"
		     "srand48(5); long l = lrand48(); double d = drand48();\n"
		     "srand48(5); assert(lrand48() == l && drand48() == d);\n"
		     "assert(l >= 0 && l < 1l << 31 && d >= 0 && d < 1);\n"
		     "long m = mrand48(); assert(m >= -(1l << 31) && m < 1l << "
		     "31);\n"
		     "assert(erand48(s) == erand48(t) && nrand48(s) == "
		     "nrand48(t));\n"
		     "assert(jrand48(s) == jrand48(t) && s[0] == t[0]);\n"));
}
END_TEST

/* Of 256 numbers each remainder comes, and each n-th of the range; and then
 * they come again. */
START_TEST(random_numbers_of_a_period_cover_their_range)
{
	static const char *const draws[] = {
		"rand()",
		"(i == 0 ? srand(4000000000u) : (void)0, rand())",
		"rand_r(&seed)",
		"lrand48()",
		"mrand48() + (1l << 31)",
		"nrand48(state)",
		"jrand48(state) + (1l << 31)",
		"(long)(drand48() * 0x1p31)",
		"(long)(erand48(state) * 0x1p31)",
	};

	for (size_t i = 0; i < sizeof draws / sizeof *draws; i++) {
		int bits = strstr(draws[i], "1l << 31") ? 32 : 31;
		struct text body = {0};

		text_addf(&body,
			  "static char rest[256], part[256];\n"
			  "static long v[256], again; static unsigned seed;\n"
			  "static unsigned short state[3] = {77, 8, 9};\n"
			  "int main(void) {\n"
			  "for (int i = 0; i < 256; i++) v[i] = %s;\n"
			  "int i = 1; again = %s; assert(again == v[0]);\n"
			  "for (int n = 1; n <= 256; n += 1 + n / 8) {\n"
			  "for (i = 0; i < n; i++) rest[i] = part[i] = 0;\n"
			  "for (i = 0; i < 256; i++) {\n"
			  "assert(v[i] >= 0 && v[i] >> %d == 0);\n"
			  "rest[v[i] %% n] = part[v[i] * n >> %d] = 1; }\n"
			  "for (i = 0; i < n; i++) assert(rest[i] && part[i]);"
			  "} return 0; }\n",
			  draws[i], draws[i], bits, bits);
		expect(&(struct expectation){NULL, text_string(&body), NULL});
		text_free(&body);
	}
}
END_TEST

/* Nor are the states of a loop that draws more than that. */
START_TEST(a_loop_that_draws_has_few_states)
{
	static const char *const draws[] = {"rand()", "lrand48()",
					    "rand_r(&seed)", "nrand48(state)"};

	for (size_t i = 0; i < sizeof draws / sizeof *draws; i++) {
		struct text body = {0};

		text_addf(&body,
			  "static atomic_int done;\n"
			  "static void *w(void *u) { done = 1; return u; "
			  "}\n" MAIN("pthread_t t; unsigned seed = 5;\n"
				     "unsigned short state[3] = {seed};\n"
				     "pthread_create(&t, 0, w, 0);\n"
				     "while (!done) usleep(%s %% 100);\n"
				     "(void)state; pthread_join(t, 0);"),
			  draws[i]);
		expect(&(struct expectation){"--states=2000",
					     text_string(&body), NULL});
		text_free(&body);
	}
}
END_TEST

START_TEST(threads_have_streams_of_their_own)
{
	expect_true(
		"static void *w(void *u) { rand(); rand(); return u; }\n" MAIN(
			"pthread_t t; pthread_create(&t, 0, w, 0);\n"
			"srand(5); int a = rand(); srand(5);\n"
			"assert(rand() == a); pthread_join(t, 0);"));
}
END_TEST

START_TEST(clocks_are_virtual)
{
	expect_true(MAIN(
		"struct timespec a, b, s = {3, 1}; struct timeval v; time_t "
		"t;\n"
		"assert(time(&t) == t && time(0) >= t);\n"
		"assert(clock_gettime(CLOCK_MONOTONIC, &a) == 0);\n"
		"clock_gettime(CLOCK_MONOTONIC, &b);\n"
		"assert(b.tv_nsec - a.tv_nsec == 1000000);\n"
		"assert(nanosleep(&s, &a) == 0 && a.tv_sec == 0);\n"
		"clock_gettime(CLOCK_MONOTONIC, &a);\n"
		"assert(a.tv_sec == b.tv_sec + 3); usleep(2000000);\n"
		"clock_gettime(CLOCK_MONOTONIC, &b);\n"
		"assert(b.tv_sec == a.tv_sec + 2); a.tv_sec += 10;\n"
		"clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &a, 0);\n"
		"clock_gettime(CLOCK_MONOTONIC, &b);\n"
		"assert(b.tv_sec == a.tv_sec && b.tv_nsec > a.tv_nsec);\n"
		"assert(sleep(1) == 0 && gettimeofday(&v, 0) == 0);\n"
		"assert(v.tv_sec - t >= 14 && v.tv_usec < 1000000);\n"
		"assert(timespec_get(&a, TIME_UTC) == TIME_UTC);\n"
		"assert(timespec_get(&a, 77) == 0 && a.tv_sec >= v.tv_sec);\n"
		"assert(clock_getres(CLOCK_REALTIME, &a) == 0);\n"
		"assert(a.tv_nsec == 1000000 && clock() < clock());\n"
		"assert(difftime(5, 3) == 2 && clock_gettime(99, &a) == -1);\n"
		"assert(errno == EINVAL); s.tv_nsec = -1;\n"
		"assert(nanosleep(&s, 0) == -1 && errno == EINVAL);\n"
		"assert(clock_nanosleep(0, 0, &s, 0) == EINVAL);\n"));
}
END_TEST

TABLE(clock_among_threads,
      {NULL, MAIN("time_t end = time(0) + 1; while (time(0) < end) ;"), NULL},
      /* Who reads first is explored; both orders are there. */
      {NULL,
       "static long a, b;\n"
       "static void *w(void *u) { a = clock(); return u; }\n" MAIN(
	       "pthread_t t; pthread_create(&t, 0, w, 0); b = clock();\n"
	       "pthread_join(t, 0); assert(a < b);"),
       "finding assertion"},
      {NULL,
       "static long a, b;\n"
       "static void *w(void *u) { a = clock(); return u; }\n" MAIN(
	       "pthread_t t; pthread_create(&t, 0, w, 0); b = clock();\n"
	       "pthread_join(t, 0); assert(a != b);"),
       NULL},
      /* Without a clock a sleep changes nothing: the loop closes. */
      {NULL,
       "static atomic_int go;\n"
       "static void *w(void *u) { while (!go) sleep(1); return u; }\n" MAIN(
	       "pthread_t t; pthread_create(&t, 0, w, 0); usleep(5); go = 1;\n"
	       "pthread_join(t, 0);"),
       NULL},
      /* It orders nothing. */
      {NULL,
       "static int x;\n"
       "static void *w(void *u) { x = 1; return u; }\n" MAIN(
	       "pthread_t t; pthread_create(&t, 0, w, 0); sleep(10); x = 2;\n"
	       "pthread_join(t, 0);"),
       "finding data-race"})

START_TEST(system_gives_fixed_answers)
{
	expect_true(
		"#include <sched.h>\n#include <sys/sysinfo.h>\n"
		"static void *w(void *u)\n"
		"{ assert(gettid() != getpid()); return u; }\n" MAIN(
			"pthread_t t; pthread_create(&t, 0, w, 0);\n"
			"assert(getpid() == gettid() && getppid() == 1);\n"
			"assert(sysconf(_SC_NPROCESSORS_ONLN) == 2);\n"
			"assert(sysconf(_SC_PAGESIZE) == getpagesize());\n"
			"assert(sysconf(12345) == -1 && errno == EINVAL);\n"
			"assert(get_nprocs() == 2 && sched_getcpu() == 0);\n"
			"assert(!getenv(\"HOME\") && !isatty(1));\n"
			"pthread_join(t, 0);"));
}
END_TEST

START_TEST(numbers_are_converted)
{
	expect_true(MAIN(
		"char *end; int e; double w; volatile double x = 2;\n"
		"char text[] = \"2.5e1rest\";\n"
		"assert(strtod(text, &end) == 25 && end == text + 5);\n"
		"assert(strtof(\"0.5\", 0) == 0.5f && atof(\"-3\") == -3);\n"
		"assert(isinf(strtod(\"1e999\", 0)) && errno == ERANGE);\n"
		"assert(frexp(x * 4, &e) == 0.5 && e == 4);\n"
		"assert(modf(x + 0.25, &w) == 0.25 && w == 2);\n"
		"assert(div(7, x).rem == 1 && ldiv(-7, x).quot == -3);\n"
		"assert(lldiv(9, x).rem == 1 && labs(-3) == 3);\n"
		"assert(isblank('\\t') && iscntrl(7) && isgraph('x'));\n"
		"assert(pow(x, 10) == 1024 && powl(x, 3) == 8);\n"
		"assert(expm1(0) == 0 && log1pf(0) == 0 && cbrtl(x * 4) == "
		"x);\n"
		"assert(tgamma(x + 3) == 24 && fabs(lgamma(x)) < 1e-9);\n"
		"assert(hypotf(3, x + 2) == 5 && remainder(5, x) == 1);\n"
		"assert(lround(x + 0.6) == 3 && llrint(x) == 2);\n"
		"assert(nearbyint(x) == 2 && ilogb(x) == 1 && logb(x) == 1);\n"
		"assert(scalbn(x, 2) == 8 && fdim(x, 3) == 0);\n"
		"assert(nextafter(x, 3) > 2 && isnan(nan(\"\")));\n"
		"assert(acosh(1) == 0 && asinhf(0) == 0 && atanh(0) == 0);\n"
		"assert(erf(0) == 0 && erfc(0) == 1 && fmaxl(x, 1) == 2);\n"
		"assert(isfinite(x) && !signbit(x) && isnormal(x));\n"));
}
END_TEST

START_TEST(qsort_and_bsearch_call_the_comparison)
{
	expect_true(
		"struct item { int key; char name; };\n"
		"static int by_key(const void *a, const void *b) { return\n"
		" ((struct item *)a)->key - ((struct item *)b)->key; }\n"
		"static int down(const void *a, const void *b, void *n)\n"
		"{ ++*(int *)n; return *(int *)b - *(int *)a; }\n" MAIN(
			"struct item a[] = {{3,'a'}, {1,'b'}, {3,'c'}, "
			"{2,'d'},\n"
			" {1,'e'}}, key = {2, 0}; int n = 0, z[3] = {1, 2, "
			"3};\n"
			"qsort(a, 5, sizeof *a, by_key);\n"
			"for (int i = 0; i < 4; i++)\n"
			" assert(a[i].key < a[i+1].key || (a[i].key == "
			"a[i+1].key\n"
			"  && a[i].name < a[i+1].name));\n"
			"struct item *f = bsearch(&key, a, 5, sizeof *a, "
			"by_key);\n"
			"assert(f == a + 2 && f->name == 'd'); key.key = 9;\n"
			"assert(!bsearch(&key, a, 5, sizeof *a, by_key));\n"
			"key.key = 0; assert(!bsearch(&key, a, 5, 8, "
			"by_key));\n"
			"assert(!bsearch(&key, a, 0, 8, by_key));\n"
			"qsort(a, 0, 8, by_key); qsort(a, 1, 8, by_key);\n"
			"qsort_r(z, 3, sizeof *z, down, &n);\n"
			"assert(z[0] == 3 && z[1] == 2 && z[2] == 1 && n == "
			"3);"));
}
END_TEST

/* The comparison may do what any function may. */
START_TEST(comparison_may_lock)
{
	expect_true("static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		    "static int n, x[3] = {3, 2, 1};\n"
		    "static int c(const void *a, const void *b) {\n"
		    " pthread_mutex_lock(&m); n++; pthread_mutex_unlock(&m);\n"
		    " return *(int *)a - *(int *)b; }\n"
		    "static void *w(void *u) { pthread_mutex_lock(&m); n++;\n"
		    " pthread_mutex_unlock(&m); return u; }\n" MAIN(
			    "pthread_t t; pthread_create(&t, 0, w, 0);\n"
			    "qsort(x, 3, sizeof *x, c); pthread_join(t, 0);\n"
			    "assert(n == 4 && x[0] == 1 && x[2] == 3);"));
}
END_TEST

/* A local that is set before, read after the second return only, and dead in
 * between as far as one return is seen: the assembly pass lets it be. */
START_TEST(jumps_go_back_to_setjmp)
{
	expect_true(
		"static jmp_buf out, in; static sigjmp_buf s; static int n;\n"
		"static void deep(int k, jmp_buf *to, int value)\n"
		"{ char room[200]; room[k] = (char)k;\n"
		" if (k == 0) longjmp(*to, value);\n"
		" deep(k - 1, to, value); }\n"
		"static int twice(int a) { int kept = a * 3;\n"
		" int r = setjmp(in); if (r == 0) deep(5, &in, 0);\n"
		" assert(r == 1); return kept + r; }\n" MAIN(
			"int kept = 40; int r = setjmp(out);\n"
			"if (r == 0) { assert(twice(5) == 16); deep(9, &out, "
			"7); }\n"
			"assert(r == 7 && kept == 40);\n"
			"if (sigsetjmp(s, 1) == 0) siglongjmp(s, 2); else "
			"n++;\n"
			"if (_setjmp(out) < 3) _longjmp(out, ++n + 1);\n"
			"assert(n == 2);"));
}
END_TEST

TABLE(wrong_jumps,
      {NULL,
       "static jmp_buf b; static void f(void) { setjmp(b); }\n" MAIN(
	       "f(); longjmp(b, 1);"),
       "finding dead-frame"},
      {"--cc=clang",
       "static jmp_buf b; static void f(void) { setjmp(b); }\n"
       "static void g(void) { int z[9]; z[1] = 1; longjmp(b, z[1]); }\n" MAIN(
	       "f(); g();"),
       "finding dead-frame"},
      {NULL, "static jmp_buf b; " MAIN("longjmp(b, 1);"), "finding misuse"},
      {NULL,
       "static jmp_buf b;\n"
       "static void *w(void *u) { longjmp(b, 1); return u; }\n" MAIN(
	       "pthread_t t; if (setjmp(b)) return 0;\n"
	       "pthread_create(&t, 0, w, 0); pthread_join(t, 0);"),
       "setjmp of another thread"},
      /* The buffer is memory like any other. */
      {NULL,
       "static jmp_buf b;\n"
       "static void *w(void *u) { setjmp(b); return u; }\n" MAIN(
	       "pthread_t t; pthread_create(&t, 0, w, 0); setjmp(b);\n"
	       "pthread_join(t, 0);"),
       "finding data-race"},
      /* What is in it does not choose where to go. */
      {NULL,
       "static jmp_buf b; static long *w = (long *)b;\n" MAIN(
	       "if (setjmp(b)) return 0;\n"
	       "for (int i = 0; i < 8; i++) w[i] += 4; longjmp(b, 1);"),
       "have changed since setjmp"},
      {NULL,
       "static jmp_buf b, other;\n" MAIN(
	       "if (setjmp(other) || setjmp(b))\n"
	       "return 0;\n"
	       "memcpy(b, other, 64); longjmp(b, 1);"),
       "have changed since setjmp"},
      {NULL, MAIN("longjmp(0, 1);"), "finding bad-pointer"})

#define CLEANUP \
	"static int done[4], k;\n" \
	"static void h(void *a) { done[k++] = (int)(long)a; }\n"

START_TEST(cleanup_handlers_run)
{
	expect_true(
		CLEANUP
		"static void inner(void) {\n"
		" pthread_cleanup_push(h, (void *)3); pthread_exit((void "
		"*)7);\n"
		" pthread_cleanup_pop(0); }\n"
		"static void *w(void *u) {\n"
		" pthread_cleanup_push(h, (void *)1);\n"
		" pthread_cleanup_push(h, (void *)2); inner();\n"
		" pthread_cleanup_pop(1); pthread_cleanup_pop(1); return u; }\n"
		"static void *v(void *u) {\n"
		" pthread_cleanup_push(h, (void *)5); pthread_cleanup_pop(1);\n"
		" pthread_cleanup_push(h, (void *)6); pthread_cleanup_pop(0);\n"
		" return u; }\n" MAIN(
			"pthread_t t; void *r; pthread_create(&t, 0, w, 0);\n"
			"pthread_join(t, &r); assert(r == (void *)7 && k == "
			"3);\n"
			"assert(done[0] == 3 && done[1] == 2 && done[2] == "
			"1);\n"
			"k = 0; pthread_create(&t, 0, v, 0); pthread_join(t, "
			"&r);\n"
			"assert(k == 1 && done[0] == 5);"));
}
END_TEST

TABLE(cleanup_left_behind,
      {NULL,
       CLEANUP
       "static void f(void) { pthread_cleanup_push(h, 0); return;\n"
       " pthread_cleanup_pop(0); }\n"
       "static void *w(void *u) { f(); pthread_exit(u); }\n" MAIN(
	       "pthread_t t; pthread_create(&t, 0, w, 0); pthread_join(t, 0);"),
       "finding dead-frame"})

#define LOCAL_ARRAYS \
	"static void *w(void *u) { int n = (int)(long)u, v[n];\n" \
	" memset(v, 0, sizeof v); v[n - 1] = n;\n" \
	" char *p = __builtin_alloca((unsigned)n * 3);\n" \
	" memset(p, 7, (unsigned)n * 3);\n" \
	" for (int k = 1; k < 4; k++) { char z[k * 100];\n" \
	"  memset(z, k, sizeof z); assert(z[k * 100 - 1] == k); }\n" \
	" assert(v[n - 1] == n && p[n * 3 - 1] == 7); return u; }\n" MAIN( \
		"pthread_t t; pthread_create(&t, 0, w, (void *)5);\n" \
		"w((void *)6); pthread_join(t, 0);")

TABLE(alloca_and_variable_arrays, {"--cc=gcc", LOCAL_ARRAYS, NULL},
      {"--cc=clang", LOCAL_ARRAYS, NULL}, {"--races=allow", LOCAL_ARRAYS, NULL})

START_TEST(quick_exit_calls_its_handlers)
{
	expect_true("static int n; static void a(void) { assert(++n == 2); }\n"
		    "static void b(void) { assert(++n == 1); }\n"
		    "static void c(void) { assert(0); }\n" MAIN(
			    "at_quick_exit(a); at_quick_exit(b); atexit(c);\n"
			    "quick_exit(0);"));
}
END_TEST

#define ATOMIC \
	"void __VERIFIER_atomic_begin(void), __VERIFIER_atomic_end(void);\n" \
	"void __VERIFIER_assume(int), reach_error(void);\n" \
	"void __VERIFIER_error(void), __VERIFIER_assert(int);\n" \
	"_Bool __VERIFIER_nondet_bool(void);\n" \
	"char __VERIFIER_nondet_char(void);\n" \
	"unsigned char __VERIFIER_nondet_uchar(void);\nstatic int x;\n"
#define TWO(body) \
	"static void *w(void *u) { " body " return u; }\n" MAIN( \
		"pthread_t t; pthread_create(&t, 0, w, 0); w(0);\n" \
		"pthread_join(t, 0); assert(x == 4);")

TABLE(other_verifiers,
      {NULL,
       ATOMIC TWO("__VERIFIER_atomic_begin(); x++; x++;\n"
		  "__VERIFIER_atomic_end();"),
       NULL},
      {"--races=allow",
       ATOMIC TWO("__VERIFIER_atomic_begin(); x++; x++;\n"
		  "__VERIFIER_atomic_end();"),
       NULL},
      {"--races=allow", ATOMIC TWO("x++; x++;"), "finding assertion"},
      {"--races=allow",
       ATOMIC TWO("__VERIFIER_atomic_begin(); int y = x;\n"
		  "__VERIFIER_atomic_end(); __VERIFIER_atomic_begin();\n"
		  "x = y + 2; __VERIFIER_atomic_end();"),
       "finding assertion"},
      {"--cc=clang",
       ATOMIC "static void __VERIFIER_atomic_in(void) { x++; }\n"
	      "int __VERIFIER_atomic_add(double d, int n)\n"
	      "{ if (n == 0) return 0; __VERIFIER_atomic_in(); x++;\n"
	      " assert(d == 2.5); return n; }\n" TWO(
		      "assert(__VERIFIER_atomic_add(2.5, 6) == 6);\n"
		      "__VERIFIER_atomic_add(2.5, 0);"),
       NULL},
      {NULL,
       ATOMIC "int __VERIFIER_atomic_add(int n)\n"
	      "{ x++; x++; return n; }\n" TWO(
		      "assert(__VERIFIER_atomic_add(6) == 6);"),
       NULL},
      {NULL, ATOMIC MAIN("__VERIFIER_atomic_end();"), "finding misuse"},
      /* Who waits inside of one waits for ever. */
      {NULL,
       ATOMIC "static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n" TWO(
	       "__VERIFIER_atomic_begin(); pthread_mutex_lock(&m); x += 2;\n"
	       "__VERIFIER_atomic_end(); pthread_mutex_unlock(&m);"),
       "finding deadlock"},
      {NULL, ATOMIC MAIN("__VERIFIER_assume(0); reach_error();"), NULL},
      {NULL, ATOMIC MAIN("if (__VERIFIER_nondet_bool()) reach_error();"),
       "calls reach_error"},
      {NULL, "static void reach_error(void) { }\n" MAIN("reach_error();"),
       NULL},
      {NULL, ATOMIC MAIN("__VERIFIER_error();"), "calls __VERIFIER_error"},
      {NULL, ATOMIC MAIN("__VERIFIER_assert(1); __VERIFIER_assert(0);"),
       "finding assertion"},
      {NULL,
       ATOMIC MAIN("_Bool b = __VERIFIER_nondet_bool();\n"
		   "assert(b == 0 || b == 1);"),
       NULL},
      {NULL, ATOMIC MAIN("assert(__VERIFIER_nondet_char() != -128);"),
       "finding assertion"},
      {NULL, ATOMIC MAIN("assert(__VERIFIER_nondet_uchar() != 255);"),
       "finding assertion"},
      {NULL, ATOMIC MAIN("assert(__VERIFIER_nondet_uchar() >= 0);"), NULL})

static const struct {
	const char *call, *named;
} refusals_table[] = {
	{"int fork(void); fork();", "fork|start threads"},
	{"system(\"ls\");", "system|one process"},
	{"freopen(\"x\", \"r\", stdin);", "freopen|put the data in an array"},
	{"char *gets(char *); char c[9]; gets(c);", "gets|use fgets"},
	{"int epoll_wait(int, void *, int, int); epoll_wait(0, 0, 1, 1);",
	 "epoll_wait|--stdin"},
	{"long getrandom(void *, long, int); char c; getrandom(&c, 1, 0);",
	 "getrandom|mc_choose"},
	{"int socket(int, int, int); socket(2, 1, 0);", "socket|no network"},
	{"int raise(int); raise(2);", "raise|no signals"},
	{"void *dlopen(const char *, int); dlopen(0, 0);", "dlopen|.c files"},
	{"pthread_atfork(0, 0, 0);", "pthread_atfork|one process"},
	{"setenv(\"A\", \"b\", 1);", "setenv|environment"},
	{"char *setlocale(int, const char *); setlocale(0, \"\");",
	 "setlocale|locale"},
	{"struct tm t; strptime(\"1\", \"%d\", &t);", "strptime|UTC"},
	{"int __VERIFIER_nondet_int(void); __VERIFIER_nondet_int();",
	 "__VERIFIER_nondet_int|mc_choose(n)"},
	{"flockfile(stdout);", "flockfile|mutex"},
	/* Names that only begin like these are not taken for them. */
	{"void openlog(const char *, int, int); openlog(\"x\", 0, 0);",
	 "openlog, which mcheck does not control"},
};

START_TEST(refusals)
{
	struct text body = {0};
	struct run run;

	text_addf(&body, "int main(void) { %s }\n", refusals_table[_i].call);
	run = check(NULL, body.bytes);
	expect_refused(&run, refusals_table[_i].named);
	if (strstr(refusals_table[_i].named, "openlog"))
		ck_assert_ptr_null(strstr(text_string(&run.err), "control:"));
	run_free(&run);
	text_free(&body);
}
END_TEST

#define LOOP(name) \
	tcase_add_loop_test(tcase, name, 0, \
			    (int)(sizeof name##_table / sizeof *name##_table))

Suite *libc_suite(void)
{
	Suite *suite = suite_create("libc");
	TCase *tcase = tcase_create("functions");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, random_numbers_are_repeatable);
	tcase_add_test(tcase, random_numbers_of_a_period_cover_their_range);
	tcase_add_test(tcase, a_loop_that_draws_has_few_states);
	tcase_add_test(tcase, threads_have_streams_of_their_own);
	tcase_add_test(tcase, clocks_are_virtual);
	LOOP(clock_among_threads);
	tcase_add_test(tcase, system_gives_fixed_answers);
	tcase_add_test(tcase, numbers_are_converted);
	tcase_add_test(tcase, qsort_and_bsearch_call_the_comparison);
	tcase_add_test(tcase, comparison_may_lock);
	tcase_add_test(tcase, jumps_go_back_to_setjmp);
	LOOP(wrong_jumps);
	tcase_add_test(tcase, cleanup_handlers_run);
	LOOP(cleanup_left_behind);
	LOOP(alloca_and_variable_arrays);
	tcase_add_test(tcase, quick_exit_calls_its_handlers);
	LOOP(other_verifiers);
	LOOP(refusals);
	suite_add_tcase(suite, tcase);
	return suite;
}
