/* Memory in functions of libc: all that they read and write is checked over its
 * whole range; strings, sscanf, mmap, and malloc that may fail. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#define _GNU_SOURCE\n#include <assert.h>\n#include <malloc.h>\n" \
	"#include <errno.h>\n#include <math.h>\n#include <pthread.h>\n" \
	"#include <setjmp.h>\n#include <stdio.h>\n#include <stdlib.h>\n" \
	"#include <string.h>\n#include <strings.h>\n#include <sys/mman.h>\n" \
	"#include <sys/time.h>\n#include <time.h>\n#include <unistd.h>\n"
#define MAIN(body) "int main(void) { " body " }\n"

static void expect(const char *option, const char *body, const char *verdict)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", option, "-w", "model.c");
	expect_verdict(&run, strcmp(verdict, "verified") == 0 ? 0 : 1, verdict);
	run_free(&run);
}

static void expect_true(const char *body)
{
	expect("--cc=gcc", body, "verified");
	if (have_command("clang"))
		expect("--cc=clang", body, "verified");
	expect("--races=allow", body, "verified");
	expect("--explorer=brute", body, "verified");
}

START_TEST(strings)
{
	expect_true(MAIN(
		"char a[32] = \"abcabc\", b[32], *at, *rest;\n"
		"memset(b, 'x', 32); bzero(b + 1, 2);\n"
		"assert(b[0] == 'x' && !b[1] && !b[2] && b[3] == 'x');\n"
		"explicit_bzero(b, 4); bcopy(a, b, 7); assert(!strcmp(a, b));\n"
		"assert(mempcpy(b, \"xy\", 2) == b + 2 && b[1] == 'y');\n"
		"assert(memchr(a, 'c', 9) == a + 2 && !memchr(a, 'c', 2));\n"
		"assert(memrchr(a, 'c', 7) == a + 5 && strnlen(a, 3) == 3);\n"
		"assert(stpcpy(b, \"xyz\") == b + 3 && strnlen(b, 9) == 3);\n"
		"assert(strncat(b, \"pqrs\", 2) == b && !strcmp(b, "
		"\"xyzpq\"));\n"
		"at = strndup(a, 2); assert(!strcmp(at, \"ab\")); free(at);\n"
		"at = strdup(a); assert(!strcmp(at, a)); free(at);\n"
		"assert(strspn(a, \"ba\") == 2 && strcspn(a, \"c\") == 2);\n"
		"assert(strpbrk(a, \"xc\") == a + 2 && !strpbrk(a, \"xyz\"));\n"
		"assert(strcasestr(a, \"CA\") == a + 2);\n"
		"assert(*strchrnul(a, 'z') == 0 && index(a, 'b') == a + 1);\n"
		"assert(rindex(a, 'b') == a + 4 && strcoll(a, b) < 0);\n"
		"assert(!strcasecmp(\"aBc\", \"AbC\"));\n"
		"assert(!strncasecmp(\"aBx\", \"AbY\", 2));\n"
		"assert(strcasecmp(\"a\", \"B\") < 0);\n"
		"strcpy(b, \" a,,b\"); assert(!strcmp(strtok(b, \" ,\"), "
		"\"a\"));\n"
		"assert(!strcmp(strtok(0, \",\"), \"b\") && !strtok(0, "
		"\",\"));\n"
		"strcpy(b, \"p q\");\n"
		"assert(!strcmp(strtok_r(b, \" \", &rest), \"p\"));\n"
		"assert(!strcmp(strtok_r(0, \" \", &rest), \"q\"));\n"
		"assert(!strtok_r(0, \" \", &rest)); at = strcpy(b, \"k;;\");\n"
		"assert(!strcmp(strsep(&at, \";\"), \"k\") && at == b + 2);\n"
		"assert(!*strsep(&at, \";\") && !*strsep(&at, \";\") && !at);\n"
		"assert(!strsep(&at, \";\") && *strerror(ENOENT) == 'N');\n"
		"assert(!strcmp(strerror(9999), \"Unknown error\"));\n"));
}
END_TEST

START_TEST(sscanf_reads_what_it_is_told)
{
	expect_true(MAIN(
		"int i = 0, n = 0; unsigned u; long l; short h; char c, "
		"c2[3];\n"
		"signed char b[2] = {0, 9}; double d; float f; void *p;\n"
		"char s[16], t[16] = \"zzz\"; long double q;\n"
		"assert(sscanf(\" 12 -7 ff\", \"%d %ld %x\", &i, &l, &u) == "
		"3);\n"
		"assert(i == 12 && l == -7 && u == 255);\n"
		"assert(sscanf(\"0x1f 017 8\", \"%i%i%o\", &i, &n, &u) == 2);\n"
		"assert(i == 31 && n == 15);\n"
		"assert(sscanf(\"258 99\", \"%hhd%hd\", b, &h) == 2);\n"
		"assert(b[0] == 2 && b[1] == 9 && h == 99);\n"
		"assert(sscanf(\"1.5e1 2 .5\", \"%lf%f%Lf\", &d, &f, &q) == "
		"3);\n"
		"assert(d == 15 && f == 2 && q == 0.5);\n"
		"assert(sscanf(\"hello world\", \"%3s%s%n\", s, t, &n) == 2);\n"
		"assert(!strcmp(s, \"hel\") && !strcmp(t, \"lo\") && n == 5);\n"
		"assert(sscanf(\"a b\", \"%c%2c\", &c, c2) == 2);\n"
		"assert(c == 'a' && c2[0] == ' ' && c2[1] == 'b');\n"
		"assert(sscanf(\"abc123]x\", \"%[a-c]%[^]]]%c\", s, t, &c) == "
		"3);\n"
		"assert(!strcmp(s, \"abc\") && !strcmp(t, \"123\"));\n"
		"assert(c == 'x' && sscanf(\"5,6\", \"%*d,%d\", &i) == 1);\n"
		"assert(i == 6 && sscanf(\"7%\", \"%d%%%n\", &i, &n) == 1);\n"
		"assert(n == 2 && sscanf(\"\", \"%d\", &i) == EOF);\n"
		"assert(sscanf(\"x\", \"%d\", &i) == 0 && i == 7);\n"
		"assert(sscanf(\"1 x\", \"%d%d\", &i, &n) == 1 && n == 2);\n"
		"assert(sscanf(\"1\", \"%d%d\", &i, &n) == 1);\n"
		"assert(sscanf(\"12345\", \"%2d%1d\", &i, &n) == 2);\n"
		"assert(i == 12 && n == 3 && sscanf(\"0x8\", \"%p\", &p) == "
		"1);\n"
		"assert(p == (void *)8 && sscanf(\"+\", \"%d\", &i) == 0);\n"));
}
END_TEST

START_TEST(pages_and_blocks)
{
	expect_true(MAIN(
		"char *m = mmap(0, 5000, PROT_READ | PROT_WRITE,\n"
		" MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
		"assert(m != MAP_FAILED && (size_t)m % 4096 == 0 && "
		"!m[4999]);\n"
		"m[8191] = 1; assert(munmap(m, 5000) == 0);\n"
		"assert(mmap(0, 0, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0)\n"
		" == MAP_FAILED && errno == EINVAL);\n"
		"int *p = memalign(64, 40); assert((size_t)p % 64 == 0);\n"
		"assert(malloc_usable_size(p) == 40); p[9] = 5;\n"
		"p = reallocarray(p, 20, 4); assert(p[9] == 5); p[19] = 1;\n"
		"assert(!reallocarray(p, (size_t)-1, 8) && errno == ENOMEM);\n"
		"free(p); p = valloc(10); assert((size_t)p % 4096 == 0);\n"
		"free(p); assert(malloc_usable_size(0) == 0);"));
}
END_TEST

/* Each expression reads, or writes, what another thread writes or reads. */
#define SHARED \
	"static _Alignas(16) char shared[64] = \"ab\", local[64] = \"ab\";\n" \
	"static char *p = local; static struct timespec ts;\n" \
	"static volatile long sink;\n" \
	"static int c(const void *a, const void *b)\n" \
	"{ return *(const char *)a - *(const char *)b; }\n" \
	"static void pv(const char *f, ...) { va_list l;\n" \
	" __builtin_va_start(l, f); vprintf(f, l); __builtin_va_end(l); }\n" \
	"static void sv(char *to, const char *f, ...) { va_list l;\n" \
	" __builtin_va_start(l, f); vsnprintf(to, 9, f, l); }\n"
#define RACE(touch, call) \
	"#include <stdarg.h>\n" SHARED "static void *w(void *u) { " touch \
	"; return u; }\n" MAIN( \
		"pthread_t t; pthread_create(&t, 0, w, 0); " call ";\n" \
		"pthread_join(t, 0);")
#define READS(call) RACE("shared[1] = 'c'", call)
#define WRITES(call) RACE("*(volatile char *)shared", call)

static const char *const races_table[] = {
	READS("sink = (long)memchr(shared, 'z', 8)"),
	READS("sink = (long)memrchr(shared, 'z', 8)"),
	READS("sink = (long)strnlen(shared, 8)"),
	READS("stpcpy(local, shared)"),
	READS("mempcpy(local, shared, 4)"),
	READS("bcopy(shared, local, 4)"),
	READS("strncat(local, shared, 3)"),
	READS("strndup(shared, 3)"),
	READS("strdup(shared)"),
	READS("sink = (long)strspn(shared, \"z\")"),
	READS("sink = (long)strspn(local, shared)"),
	READS("sink = (long)strcspn(shared, \"z\")"),
	READS("sink = (long)strpbrk(local, shared)"),
	READS("sink = (long)strcasestr(shared, \"z\")"),
	READS("sink = (long)strchrnul(shared, 'z')"),
	READS("sink = (long)strcasecmp(shared, \"abx\")"),
	READS("sink = (long)strncasecmp(\"abx\", shared, 2)"),
	READS("strtok_r(shared, \",\", &p)"),
	READS("strtok(local, shared)"),
	READS("strsep(&p, shared)"),
	READS("sink = (long)strtod(shared, 0)"),
	READS("sscanf(shared, \"%s\", local)"),
	READS("sscanf(local, shared)"),
	READS("sink = (long)bsearch(\"b\", shared, 2, 1, c)"),
	READS("write(1, shared, 2)"),
	READS("pv(\"%s\", shared)"),
	READS("dprintf(1, shared)"),
	READS("asprintf(&p, \"%s\", shared)"),
	READS("sink = (long)getenv(shared)"),
	READS("nanosleep((struct timespec *)shared, 0)"),
	READS("rand_r((unsigned *)shared)"),
	READS("reallocarray(memcpy(malloc(2), shared, 2), 2, 2)"),
	WRITES("qsort(shared, 2, 1, c)"),
	WRITES("bzero(shared, 4)"),
	/* gcc made stores of these, and none had a hook. */
	WRITES("strcpy(shared, \"ab\")"),
	WRITES("strncpy(shared, \"ab\", 3)"),
	WRITES("__builtin_memset(shared, 0, 4)"),
	WRITES("__builtin_memcpy(shared, \"ab\", 3)"),
	READS("sink = __builtin_strlen(shared)"),
	WRITES("explicit_bzero(shared, 4)"),
	WRITES("bcopy(local, shared, 4)"),
	WRITES("mempcpy(shared, local, 4)"),
	WRITES("stpcpy(shared, local)"),
	WRITES("sscanf(\"12\", \"%d\", (int *)shared)"),
	WRITES("sscanf(\"12\", \"%s\", shared)"),
	WRITES("strtod(\"1\", (char **)shared)"),
	WRITES("volatile double x = 1.5; modf(x, (double *)shared)"),
	WRITES("volatile double x = 1.5; frexp(x, (int *)shared)"),
	WRITES("time((time_t *)shared)"),
	WRITES("clock_gettime(0, (struct timespec *)shared)"),
	WRITES("clock_getres(0, (struct timespec *)shared)"),
	WRITES("gettimeofday((struct timeval *)shared, 0)"),
	WRITES("timespec_get((struct timespec *)shared, TIME_UTC)"),
	WRITES("nanosleep(&ts, (struct timespec *)shared)"),
	WRITES("erand48((unsigned short *)shared)"),
	WRITES("sv(shared, \"%d\", 1)"),
	WRITES("asprintf((char **)shared, \"x\")"),
	WRITES("strtok_r(local, \",\", (char **)shared)"),
	WRITES("posix_memalign((void **)shared, 16, 8)"),
};

START_TEST(races)
{
	expect("--races=error", races_table[_i], "finding data-race");
}
END_TEST

static const struct {
	const char *option, *model, *verdict;
} wrong_table[] = {
/* Two bytes without an end. */
#define BLOCK \
	"volatile long sink; char *b = malloc(2), l[9] = \"x\";\n" \
	"memcpy(b, \"ab\", 2);"
#define BOUNDS(call) \
	{ \
		"-w", MAIN(BLOCK call), "finding out-of-bounds" \
	}
	BOUNDS("sink = (long)strnlen(b, 3);"),
	BOUNDS("sink = (long)memchr(b, 'z', 3);"),
	BOUNDS("sink = (long)memrchr(b, 'a', 3);"),
	BOUNDS("sink = (long)strspn(b, \"ab\");"),
	BOUNDS("sink = (long)strcspn(\"x\", b);"),
	BOUNDS("sink = (long)strpbrk(b, \"z\");"),
	BOUNDS("sink = (long)strcasecmp(b, \"abc\");"),
	BOUNDS("strndup(b, 3);"),
	BOUNDS("strdup(b);"),
	BOUNDS("strncat(l, b, 3);"),
	BOUNDS("strncat(strcpy(b, \"x\"), \"y\", 1);"),
	BOUNDS("stpcpy(b, \"xy\");"),
	BOUNDS("mempcpy(b, \"xyz\", 3);"),
	BOUNDS("bzero(b, 3);"),
	BOUNDS("sink = (long)strtod(b, 0);"),
	BOUNDS("sscanf(b, \"%s\", l);"),
	BOUNDS("sscanf(\"xy\", \"%s\", b);"),
	BOUNDS("strtok(b, \",\");"),
	BOUNDS("write(1, b, 3);"),
	BOUNDS("free(b); char *m = mmap(0, 4096, 3, 0x22, -1, 0);\n"
	       "m[4096] = 1;"),
	/* These go as far as they may. */
	{"-w",
	 MAIN(BLOCK "sink = strnlen(b, 2); sink = (long)memchr(b, 'b', 9);\n"
		    "strndup(b, 2); sink = strncasecmp(b, \"abz\", 2);\n"
		    "sink = strcasecmp(b, \"ax\");"),
	 "verified"},
	{"-w",
	 MAIN("char *m = mmap(0, 9, 3, 0x22, -1, 0); munmap(m, 9);\n"
	      "m[0] = 1;"),
	 "finding use-after-free"},
	{"-w",
	 MAIN("char *m = mmap(0, 9, 3, 0x22, -1, 0); munmap(m, 9);\n"
	      "munmap(m, 9);"),
	 "finding bad-free"},
	{"-w", MAIN("munmap(malloc(4096), 4096);"), "finding bad-free"},
	{"-w", MAIN("free(mmap(0, 9, 3, 0x22, -1, 0));"), "finding bad-free"},
	{"-w", MAIN("munmap(mmap(0, 9999, 3, 0x22, -1, 0), 4096);"),
	 "finding misuse"},
	{"-w", MAIN("mmap(0, 9, 3, 2, 3, 0);"), "finding misuse"},
	{"-w", MAIN("mmap(0, 9, 1, 0x22, -1, 0);"), "finding misuse"},
	{"-w", MAIN("int x; malloc_usable_size(&x);"), "finding misuse"},
	{"-w", MAIN("sscanf(\"1\", \"%ms\", (char **)0);"), "finding misuse"},
	/* strtok has one place for all. */
	{"-w",
	 "static void *w(void *u) { char b[] = \"x y\"; strtok(b, \" \");\n"
	 " assert(strtok(0, \" \")[0] == 'y'); return u; }\n" MAIN(
		 "pthread_t t; pthread_create(&t, 0, w, 0); w(0);\n"
		 "pthread_join(t, 0);"),
	 "finding dead-frame"},
/* Only with the option does memory run out, everywhere. */
#define FAILS(call) \
	{ \
		"--malloc-may-fail", MAIN(call), "finding assertion" \
	}
	{"-w", MAIN("assert(malloc(4)); assert(strdup(\"x\"));"), "verified"},
	FAILS("assert(malloc(4));"),
	FAILS("assert(calloc(4, 1));"),
	FAILS("void *p = malloc(4); if (p) assert(realloc(p, 8));"),
	FAILS("assert(aligned_alloc(16, 16));"),
	FAILS("void *p; assert(posix_memalign(&p, 16, 16) == 0);"),
	FAILS("assert(strdup(\"x\"));"),
	FAILS("assert(strndup(\"x\", 1));"),
	FAILS("char *p; assert(asprintf(&p, \"x\") == 1);"),
	{"--malloc-may-fail",
	 MAIN("int *p = malloc(4), *q; if (!p) { assert(errno == ENOMEM);\n"
	      "return 0; } *p = 7; q = realloc(p, 99);\n"
	      "if (q) p = q; assert(*p == 7); free(p);"),
	 "verified"},
	{"--malloc-may-fail", MAIN("*(int *)malloc(4) = 1;"),
	 "finding bad-pointer"},
};

START_TEST(wrong)
{
	expect(wrong_table[_i].option, wrong_table[_i].model,
	       wrong_table[_i].verdict);
}
END_TEST

/* The choice is in the trace, and so is the option. */
START_TEST(failing_malloc_replays)
{
	struct run first, second;

	go_to_fresh_directory();
	write_file(
		"model.c",
		"#include <assert.h>\n#include <stdlib.h>\n" MAIN(
			"void *p = malloc(1);\n assert(malloc(2)); free(p);"));
	first = run_mcheck("--malloc-may-fail", "model.c");
	expect_verdict(&first, 1, "finding assertion");
	expect_part(&first.out, "allocates memory, which fails");
	second = run_mcheck("replay", "model.trace");
	expect_verdict(&second, 1, "finding assertion");
	expect_part(&second.out, "allocates memory, which fails");
	run_free(&first);
	run_free(&second);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

Suite *libc_memory_suite(void)
{
	Suite *suite = suite_create("libc_memory");
	TCase *tcase = tcase_create("memory");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, strings);
	tcase_add_test(tcase, sscanf_reads_what_it_is_told);
	tcase_add_test(tcase, pages_and_blocks);
	tcase_add_loop_test(tcase, races, 0, COUNT(races_table));
	tcase_add_loop_test(tcase, wrong, 0, COUNT(wrong_table));
	tcase_add_test(tcase, failing_malloc_replays);
	suite_add_tcase(suite, tcase);
	return suite;
}
