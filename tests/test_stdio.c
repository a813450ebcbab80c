/* Output: all of <stdio.h> that prints, seen as --outcomes shows it. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#define _GNU_SOURCE\n#include <assert.h>\n#include <errno.h>\n" \
	"#include <stdarg.h>\n#include <stdio.h>\n#include <stdlib.h>\n" \
	"#include <string.h>\n#include <unistd.h>\n" \
	"static int v(const char *f, ...) { va_list l; va_start(l, f);\n" \
	" int n = vprintf(f, l); va_end(l); return n; }\n" \
	"static int vf(FILE *to, const char *f, ...) { va_list l;\n" \
	" va_start(l, f); int n = vfprintf(to, f, l); va_end(l); return n; " \
	"}\n" \
	"static int vd(int to, const char *f, ...) { va_list l;\n" \
	" va_start(l, f); int n = vdprintf(to, f, l); va_end(l); return n; " \
	"}\n" \
	"static int vs(char *to, const char *f, ...) { va_list l;\n" \
	" va_start(l, f); int n = vsprintf(to, f, l); va_end(l); return n; " \
	"}\n" \
	"static int vn(char *to, int k, const char *f, ...) { va_list l;\n" \
	" va_start(l, f); int n = vsnprintf(to, k, f, l); va_end(l);\n" \
	" return n; }\n" \
	"static char *va(const char *f, ...) { va_list l; char *p;\n" \
	" va_start(l, f); assert(vasprintf(&p, f, l) == (int)strlen(p));\n" \
	" va_end(l); return p; }\n" \
	"static int vc(const char *s, const char *f, ...) { va_list l;\n" \
	" va_start(l, f); int n = vsscanf(s, f, l); va_end(l); return n; }\n"
#define MAIN(body) "int main(void) { " body " }\n"

static struct run check(const char *option, const char *body)
{
	struct run run;

	write_program(HEAD, body);
	run = run_mcheck("--no-trace", option, "-w", "model.c");
	return run;
}

/* What the calls print. */
static const struct {
	const char *calls, *printed;
} prints_table[] = {
	{"assert(putchar('a') == 'a'); putc('b', stdout); fputc('c', stderr);"
	 "putchar_unlocked('d'); putc_unlocked('e', stdout);",
	 "abcde"},
	{"assert(puts(\"x\") >= 0); fputs(\"y\", stderr);", "x y"},
	{"assert(fwrite(\"abcd\", 2, 2, stdout) == 2);", "abcd"},
	{"assert(printf(\"%d%s%c\", 12, \"z\", 'q') == 4);", "12zq"},
	{"assert(fprintf(stderr, \"%5.2f|%-3d|%x\", 1.5, 7, 255) == 12);",
	 " 1.50|7  |ff"},
	{"assert(v(\"%d %s %.1f %ld\", 1, \"s\", 2.5, 3l) == 9);", "1 s 2.5 3"},
	{"vf(stdout, \"%d%d%d%d%d%d%d%.0f\", 1, 2, 3, 4, 5, 6, 7, 8.0);",
	 "12345678"},
	{"assert(dprintf(1, \"%s\", \"d\") == 1); vd(2, \"%d\", 5);", "d5"},
	{"char b[9]; assert(vs(b, \"%d\", 77) == 2); puts(b);", "77"},
	{"char b[3]; assert(vn(b, 3, \"%d\", 1234) == 4); puts(b);", "12"},
	{"char *p = va(\"%d-%s\", 4, \"x\"); puts(p); free(p);", "4-x"},
	{"char *p; assert(asprintf(&p, \"%d\", 5) == 1); puts(p); free(p);",
	 "5"},
	{"int i; assert(vc(\"42\", \"%d\", &i) == 1); printf(\"%d\", i);",
	 "42"},
	{"assert(write(1, \"abc\", 2) == 2); write(2, \"x\", 1);", "abx"},
	{"errno = ENOENT; perror(\"w\");", "w: No such file or directory"},
	{"setvbuf(stdout, 0, _IONBF, 0); setbuf(stdout, 0); fflush(stdout);"
	 "assert(!ferror(stdout) && !feof(stderr)); fflush(0);"
	 "assert(fileno(stdout) == 1 && fileno(stderr) == 2);"
	 "clearerr(stdout); puts(\"same\");",
	 "same"},
};

START_TEST(prints)
{
	static const char *const options[] = {"--cc=gcc", "--cc=clang"};
	struct text body = {0};

	text_addf(&body, "int main(void) { %s }\n", prints_table[_i].calls);
	for (int i = 0; i < 2; i++) {
		struct run run;

		if (i == 1 && !have_command("clang"))
			continue;
		write_program(HEAD, body.bytes);
		run = run_mcheck("--no-trace", "--outcomes", options[i], "-w",
				 "model.c");
		expect_verdict(&run, 0, "verified");
		expect_part(&run.out, prints_table[_i].printed);
		run_free(&run);
	}
	text_free(&body);
}
END_TEST

static const char *const misuse_table[] = {
	MAIN("write(3, \"x\", 1);"),
	MAIN("dprintf(0, \"x\");"),
	MAIN("fputs(\"x\", stdin);"),
	MAIN("fileno((FILE *)9);"),
	MAIN("int n; printf(\"%n\", &n);"),
	MAIN("va_list l; memset(l, 0, sizeof l); vprintf(\"x\", l);"),
};

START_TEST(misuse)
{
	struct run run = check("--cc=gcc", misuse_table[_i]);

	expect_verdict(&run, 1, "finding misuse");
	run_free(&run);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

Suite *stdio_suite(void)
{
	Suite *suite = suite_create("stdio");
	TCase *tcase = tcase_create("output");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, prints, 0, COUNT(prints_table));
	tcase_add_loop_test(tcase, misuse, 0, COUNT(misuse_table));
	suite_add_tcase(suite, tcase);
	return suite;
}
