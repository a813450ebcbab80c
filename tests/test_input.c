/* Standard input: what each function takes of it, who may read, and the files
 * that --stdin refuses. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define HEAD \
	"#define _GNU_SOURCE\n#include <assert.h>\n#include <pthread.h>\n" \
	"#include <stdarg.h>\n#include <stdio.h>\n#include <stdlib.h>\n" \
	"#include <string.h>\n#include <unistd.h>\n" \
	"static int v(const char *f, ...) { va_list l; va_start(l, f);\n" \
	" int n = vscanf(f, l); va_end(l); return n; }\n" \
	"static int vf(const char *f, ...) { va_list l; va_start(l, f);\n" \
	" int n = vfscanf(stdin, f, l); va_end(l); return n; }\n"
#define MAIN(body) "int main(void) { " body " return 0; }\n"

static struct run check(const char *option, const char *input, const char *body)
{
	write_program(HEAD, body);
	write_file("input", input);
	return run_mcheck("--no-trace", option, "-w", "--stdin=input",
			  "model.c");
}

static void expect(const char *option, const char *input, const char *body,
		   const char *verdict)
{
	struct run run = check(option, input, body);

	expect_verdict(&run, strcmp(verdict, "verified") ? 1 : 0, verdict);
	run_free(&run);
}

/* They hold under gcc and under clang, with plain accesses hidden or not. */
static const struct {
	const char *input, *body;
} takes_table[] = {
	{"ab", "assert(getchar() == 'a' && !feof(stdin));\n"
	       "assert(getc(stdin) == 'b' && !feof(stdin));\n"
	       "assert(fgetc(stdin) == EOF && feof(stdin));\n"
	       "assert(!ferror(stdin)); clearerr(stdin);\n"
	       "assert(!feof(stdin) && getchar_unlocked() == EOF);"},
	{"\xff", "assert(getc_unlocked(stdin) == 255 && fileno(stdin) == 0);"},
	{"ab", "int c = getchar(); assert(ungetc('x', stdin) == 'x');\n"
	       "assert(ungetc('y', stdin) == EOF && getchar() == 'x');\n"
	       "assert(getchar() == 'b' && getchar() == EOF);\n"
	       "assert(ungetc(EOF, stdin) == EOF && feof(stdin));\n"
	       "assert(ungetc('z', stdin) == 'z' && !feof(stdin));\n"
	       "assert(getchar() == 'z' && getchar() == EOF);"},
	{"one\ntwo", "char b[9] = \"########\";\n"
		     "assert(fgets(b, 3, stdin) == b && !strcmp(b, \"on\"));\n"
		     "assert(fgets(b, 9, stdin) && !strcmp(b, \"e\\n\"));\n"
		     "assert(b[3] == '#' && !feof(stdin));\n"
		     "assert(fgets(b, 9, stdin) && !strcmp(b, \"two\"));\n"
		     "assert(feof(stdin) && !fgets(b, 9, stdin));\n"
		     "assert(!strcmp(b, \"two\") && !fgets(b, 0, stdin));\n"
		     "assert(fgets(b, 1, stdin) && b[0] == 0);"},
	{"abcde", "char b[9]; assert(fread(b, 2, 1, stdin) == 1);\n"
		  "assert(b[1] == 'b' && !feof(stdin));\n"
		  "assert(fread(b, 2, 4, stdin) == 1 && b[2] == 'e');\n"
		  "assert(feof(stdin) && fread(b, 1, 4, stdin) == 0);"},
	{"abc", "char b[9]; assert(read(0, b, 2) == 2 && b[1] == 'b');\n"
		"assert(read(0, b, 9) == 1 && b[0] == 'c');\n"
		"assert(read(0, b, 9) == 0 && read(0, b, 0) == 0);"},
	{"a b\nlonger\nx",
	 "char *l = 0; size_t n = 0; char *small = malloc(2);\n"
	 "assert(getline(&l, &n, stdin) == 4 && !strcmp(l, \"a b\\n\"));\n"
	 "assert(n == 120); free(l); l = small; n = 2;\n"
	 "assert(getdelim(&l, &n, 'e', stdin) == 5);\n"
	 "assert(!strcmp(l, \"longe\") && n >= 6);\n"
	 "assert(getline(&l, &n, stdin) == 2 && !strcmp(l, \"r\\n\"));\n"
	 "assert(getline(&l, &n, stdin) == 1 && !strcmp(l, \"x\"));\n"
	 "assert(feof(stdin) && getline(&l, &n, stdin) == -1); free(l);"},
	{"12 -7 x\n0x1f z",
	 "int a, b; char c, w[9]; unsigned u;\n"
	 "assert(scanf(\"%d%d\", &a, &b) == 2 && a == 12 && b == -7);\n"
	 "assert(scanf(\"%d\", &a) == 0 && a == 12);\n"
	 "assert(fscanf(stdin, \" %c\", &c) == 1 && c == 'x');\n"
	 "assert(v(\"%x\", &u) == 1 && u == 31 && vf(\"%8s\", w) == 1);\n"
	 "assert(w[0] == 'z' && feof(stdin) && scanf(\"%d\", &a) == EOF);"},
	/* Who fails has taken the sign, but not what comes behind. */
	{"-x+y", "int a; double d; assert(scanf(\"%d\", &a) == 0);\n"
		 "assert(getchar() == 'x' && scanf(\"%lf\", &d) == 0);\n"
		 "assert(getchar() == 'y');"},
	/* The end is met by who looks behind the last byte, and by no other. */
	{"42", "int a; assert(scanf(\"%2d\", &a) == 1 && !feof(stdin));"},
	{"42", "int a; assert(scanf(\"%d\", &a) == 1 && feof(stdin));"},
	{"4\n", "int a, n = 0;\n"
		"while (scanf(\"%d\", &a) == 1) n += a;\n"
		"assert(n == 4 && feof(stdin));"},
	{"a", "char c; assert(scanf(\"%c\", &c) == 1 && !feof(stdin));\n"
	      "assert(scanf(\" \") == EOF || 1); assert(feof(stdin));"},
	{"b7", "int a; getchar(); ungetc('5', stdin);\n"
	       "assert(scanf(\"%d\", &a) == 1 && a == 57);"},
	{"", "assert(getchar() == EOF);"},
};

START_TEST(takes)
{
	static const char *const options[] = {
		"--cc=gcc", "--cc=clang", "--races=allow", "--explorer=brute"};
	struct text body = {0};

	text_addf(&body, MAIN("%s"), takes_table[_i].body);
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (i != 1 || have_command("clang"))
			expect(options[i], takes_table[_i].input, body.bytes,
			       "verified");
	text_free(&body);
}
END_TEST

#define TWO(body) \
	"static char got[2];\n" \
	"static void *w(void *u) { got[1] = (char)getchar(); return u; " \
	"}\n" MAIN("pthread_t t; pthread_create(&t, 0, w, 0);\n" \
		   "got[0] = (char)getchar(); pthread_join(t, 0); " body)

/* Who reads which byte depends on the order, and each is explored; how far the
 * input is read is part of the state, and goes back with it. */
static const struct {
	const char *option, *body, *verdict;
} shared_table[] = {
	{"-w", TWO("assert(got[0] == 'a');"), "finding assertion"},
	{"-w", TWO("assert(got[0] == 'b');"), "finding assertion"},
	{"-w", TWO("assert(got[0] + got[1] == 'a' + 'b');"), "verified"},
	{"--explorer=dpor", TWO("assert(got[0] == 'a');"), "finding assertion"},
	{"--explorer=dpor", TWO("assert(got[0] == 'b');"), "finding assertion"},
	{"--explorer=brute", TWO("assert(got[0] + got[1] == 'a' + 'b');"),
	 "verified"},
	{"--reduction=off", TWO("assert(getchar() == 'c');"), "verified"},
	/* What a call stores is an access like any other. */
	{"-w",
	 "static char b[4];\n"
	 "static void *w(void *u) { fgets(b, 4, stdin); return u; }\n" MAIN(
		 "pthread_t t; pthread_create(&t, 0, w, 0);\n"
		 "b[0] = 1; pthread_join(t, 0);"),
	 "finding data-race"},
	{"-w",
	 "static char n;\n"
	 "static void *w(void *u) { scanf(\"%c\", &n); return u; }\n" MAIN(
		 "pthread_t t; pthread_create(&t, 0, w, 0);\n"
		 "n = 1; pthread_join(t, 0);"),
	 "finding data-race"},
	{"-w", MAIN("static char b[2]; fgets(b, 9, stdin);"),
	 "finding out-of-bounds"},
	{"-w", MAIN("char *b = malloc(2); fread(b, 1, 3, stdin); free(b);"),
	 "finding out-of-bounds"},
	{"-w", MAIN("char *b = malloc(2); read(0, b, 3); free(b);"),
	 "finding out-of-bounds"},
	{"-w", MAIN("char *b = malloc(2); scanf(\"%s\", b); free(b);"),
	 "finding out-of-bounds"},
	{"-w",
	 MAIN("char *l = malloc(2); size_t n = 4; getline(&l, &n, stdin);"
	      "free(l);"),
	 "finding out-of-bounds"},
	{"-w", MAIN("char b[9], *l = b; size_t n = 2; getline(&l, &n, stdin);"),
	 "finding bad-free"},
	{"-w", MAIN("getchar(); char c; read(0, &c, 1);"), "finding misuse"},
	{"-w", MAIN("char c; read(3, &c, 1);"), "finding misuse"},
	{"-w", MAIN("fgetc(stdout);"), "finding misuse"},
};

START_TEST(shared)
{
	expect(shared_table[_i].option, "abc", shared_table[_i].body,
	       shared_table[_i].verdict);
}
END_TEST

START_TEST(zero_bytes_are_read_but_not_scanned)
{
	struct run run;

	write_program(HEAD, MAIN("assert(getchar() == 'a');\n"
				 "assert(getchar() == 0);\n"
				 "assert(getchar() == 'b');"));
	write_bytes("input", "a\0b", 3);
	run = run_mcheck("--no-trace", "--stdin=input", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
	write_program(HEAD, MAIN("char w[9]; scanf(\"%8s\", w);"));
	write_bytes("input", "a\0b", 3);
	run = run_mcheck("--no-trace", "--stdin=input", "-w", "model.c");
	expect_verdict(&run, 1, "finding misuse");
	expect_part(&run.out, "a zero byte in the input");
	run_free(&run);
}
END_TEST

START_TEST(without_a_file_the_end_comes_at_once)
{
	struct run run;

	write_program(HEAD,
		      MAIN("int n = 7; assert(scanf(\"%d\", &n) == EOF);\n"
			   "assert(n == 7 && getchar() == EOF);"));
	run = run_mcheck("--no-trace", "model.c");
	expect_verdict(&run, 0, "verified");
	expect_part(&run.out, "Note: the model reads standard input, which is "
			      "empty");
	run_free(&run);
	write_file("input", "");
	run = run_mcheck("--no-trace", "--stdin=input", "model.c");
	expect_verdict(&run, 0, "verified");
	ck_assert_ptr_null(strstr(run.out.bytes, "Note:"));
	run_free(&run);
}
END_TEST

static void expect_bad(const char *option, const char *named)
{
	struct run run = run_mcheck("--no-trace", option, "model.c");

	expect_refused(&run, named);
	run_free(&run);
}

START_TEST(bad_files_are_refused)
{
	static char large[(1 << 20) + 1];

	write_program(HEAD, MAIN(""));
	expect_bad("--stdin=nowhere", "--stdin=nowhere|No such file");
	expect_bad("--stdin=.", "--stdin=.|directory");
	expect_bad("--stdin=/dev/zero", "--stdin=/dev/zero|regular file");
	memset(large, 'x', sizeof large);
	write_bytes("large", large, sizeof large);
	expect_bad("--stdin=large", "--stdin=large|more than 1 MiB");
	write_file("closed", "x");
	ck_assert_int_eq(chmod("closed", 0), 0);
	if (access("closed", R_OK) != 0)
		expect_bad("--stdin=closed", "--stdin=closed|Permission");
	else
		skipped("an unreadable file", "root reads all");
}
END_TEST

/* A replay reads the same again, or says that it cannot. */
START_TEST(input_belongs_to_the_trace)
{
	struct run run, again;
	struct text trace;

	write_program(HEAD, MAIN("assert(getchar() == 'x');"));
	write_file("input", "y");
	run = run_mcheck("--stdin=input", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	trace = read_file("model.trace");
	expect_part(&trace, "\nstdin ");
	again = run_mcheck("replay", "model.trace");
	expect_same(&run.out, &again.out);
	run_free(&again);
	write_file("input", "z");
	again = run_mcheck("replay", "model.trace");
	expect_refused(&again, "model.trace|input has changed");
	run_free(&again);
	ck_assert_int_eq(unlink("input"), 0);
	again = run_mcheck("replay", "model.trace");
	expect_refused(&again, "model.trace|input cannot be read");
	run_free(&again);
	run_free(&run);
	text_free(&trace);
}
END_TEST

/* So it does to a checkpoint. */
START_TEST(input_belongs_to_the_checkpoint)
{
	struct run run;

	write_program(HEAD, TWO(""));
	write_file("input", "abc");
	run = run_mcheck("--checkpoint=saved", "--states=3", "--stdin=input",
			 "model.c");
	expect_verdict(&run, 4, "limit states");
	run_free(&run);
	write_file("input", "abd");
	run = run_mcheck("--checkpoint=saved", "--stdin=input", "model.c");
	expect_refused(&run, "saved|standard input has changed");
	run_free(&run);
	write_file("input", "abc");
	run = run_mcheck("--checkpoint=saved", "--stdin=input", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
}
END_TEST

#define LOOP(name) \
	tcase_add_loop_test(tcase, name, 0, \
			    (int)(sizeof name##_table / sizeof *name##_table))

Suite *input_suite(void)
{
	Suite *suite = suite_create("input");
	TCase *tcase = tcase_create("input");

	tcase_set_timeout(tcase, 60);
	LOOP(takes);
	LOOP(shared);
	tcase_add_test(tcase, zero_bytes_are_read_but_not_scanned);
	tcase_add_test(tcase, without_a_file_the_end_comes_at_once);
	tcase_add_test(tcase, bad_files_are_refused);
	tcase_add_test(tcase, input_belongs_to_the_trace);
	tcase_add_test(tcase, input_belongs_to_the_checkpoint);
	suite_add_tcase(suite, tcase);
	return suite;
}
