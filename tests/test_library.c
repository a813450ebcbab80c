/* What ordinary programs call of the C library beside memory, strings and
 * output: options, messages, the calendar, the system, files for writing. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#define _GNU_SOURCE\n#include <assert.h>\n#include <err.h>\n" \
	"#include <errno.h>\n#include <error.h>\n#include <getopt.h>\n" \
	"#include <poll.h>\n#include <pthread.h>\n#include " \
	"<signal.h>\n#include <stdatomic.h>\n" \
	"#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n" \
	"#include <sys/resource.h>\n#include <sys/select.h>\n" \
	"#include <sys/utsname.h>\n#include <time.h>\n#include <unistd.h>\n"
#define MAIN(body) \
	"int main(int argc, char **argv) { (void)argc, (void)argv; " body \
	" return 0; }\n"

static struct run check(const char *option, const char *body)
{
	write_program(HEAD, body);
	return run_mcheck("--no-trace", option, "-w", "model.c");
}

static void expect(const char *option, const char *body, const char *verdict)
{
	struct run run = check(option, body);

	expect_verdict(&run, strcmp(verdict, "verified") ? 1 : 0, verdict);
	run_free(&run);
}

/* They hold under gcc and under clang, with plain accesses hidden or not. */
static const char *const holds_table[] = {
	"time_t t = 951827696; struct tm m, n; char b[80];\n"
	"assert(gmtime_r(&t, &m) == &m && m.tm_year == 100);\n"
	"assert(m.tm_mon == 1 && m.tm_mday == 29 && m.tm_hour == 12);\n"
	"assert(m.tm_min == 34 && m.tm_sec == 56 && m.tm_yday == 59);\n"
	"assert(localtime_r(&t, &n) == &n && !memcmp(&m, &n, sizeof m));\n"
	"assert(n.tm_gmtoff == 0 && !strcmp(n.tm_zone, \"UTC\"));\n"
	"assert(mktime(&n) == t && timegm(&m) == t); n.tm_mday += 2;\n"
	"assert(mktime(&n) == t + 2 * 86400 && n.tm_mon == 2);\n"
	"assert(strftime(b, 80, \"%F %T %Z %s\", &m) == 33);\n"
	"assert(!strcmp(b, \"2000-02-29 12:34:56 UTC 951827696\"));\n"
	"assert(strftime(b, 5, \"%F\", &m) == 0); tzset();\n"
	"assert(asctime_r(&m, b) == b && ctime_r(&t, b + 40) == b + 40);\n"
	"assert(!strcmp(b, \"Tue Feb 29 12:34:56 2000\\n\"));\n"
	"assert(!strcmp(b, b + 40)); t = (time_t)1 << 60;\n"
	"assert(!gmtime_r(&t, &m) && errno == EOVERFLOW);",

	"time_t t = 0; struct tm *m = localtime(&t);\n"
	"assert(m->tm_year == 70 && gmtime(&t) == m);\n"
	"char *s = ctime(&t); assert(s == asctime(m));\n"
	"assert(!strcmp(s, \"Thu Jan  1 00:00:00 1970\\n\"));",

	"char b[40]; assert(!strcmp(strerror_r(ENOENT, b, 40),\n"
	" \"No such file or directory\"));\n"
	"assert(!strcmp(strerror_r(9999, b, 40), \"Unknown error 9999\"));\n"
	"int __xpg_strerror_r(int, char *, size_t);\n"
	"assert(__xpg_strerror_r(EINVAL, b, 40) == 0);\n"
	"assert(!strcmp(b, \"Invalid argument\"));\n"
	"assert(__xpg_strerror_r(EINVAL, b, 4) == ERANGE);\n"
	"assert(!strcmp(b, \"Inv\") && __xpg_strerror_r(9999, b, 40));",

	"struct utsname u; char b[9]; struct rusage r;\n"
	"assert(uname(&u) == 0 && !strcmp(u.sysname, \"Linux\"));\n"
	"assert(gethostname(b, 9) == 0 && !strcmp(b, u.nodename));\n"
	"assert(gethostname(b, 2) == -1 && errno == ENAMETOOLONG);\n"
	"assert(getrusage(RUSAGE_SELF, &r) == 0 && r.ru_maxrss == 0);\n"
	"assert(getrusage(99, &r) == -1 && errno == EINVAL);\n"
	"assert(sysconf(_SC_NPROCESSORS_ONLN) == 2);",

	"char b[16]; pthread_t me = pthread_self();\n"
	"assert(pthread_getname_np(me, b, 16) == 0 && b[0]);\n"
	"assert(pthread_setname_np(me, \"worker\") == 0);\n"
	"assert(pthread_getname_np(me, b, 16) == 0);\n"
	"assert(!strcmp(b, \"worker\"));\n"
	"assert(pthread_getname_np(me, b, 6) == ERANGE);\n"
	"assert(pthread_setname_np(me, \"0123456789abcdef\") == ERANGE);",

	/* Sleeps order nothing, but time passes. */
	"struct timeval v = {1, 5}, w = {0, -1}; struct timespec s = {2, 0};\n"
	"time_t t = time(0); assert(poll(NULL, 0, 3000) == 0);\n"
	"assert(select(0, NULL, NULL, NULL, &v) == 0);\n"
	"assert(pselect(0, NULL, NULL, NULL, &s, NULL) == 0);\n"
	"assert(time(0) >= t + 6);\n"
	"assert(select(0, 0, 0, 0, &w) == -1 && errno == EINVAL);",

	"struct sigaction a = {0}, b; sigset_t s, t;\n"
	"assert(signal(SIGPIPE, SIG_IGN) == SIG_DFL);\n"
	"assert(signal(SIGPIPE, SIG_DFL) == SIG_IGN);\n"
	"assert(signal(SIGKILL, SIG_IGN) == SIG_ERR && errno == EINVAL);\n"
	"assert(sigemptyset(&s) == 0 && sigaddset(&s, SIGINT) == 0);\n"
	"assert(sigismember(&s, SIGINT) == 1 && !sigismember(&s, SIGHUP));\n"
	"a.sa_handler = SIG_IGN; a.sa_flags = SA_RESTART; a.sa_mask = s;\n"
	"assert(sigaction(SIGTERM, &a, &b) == 0);\n"
	"assert(b.sa_handler == SIG_DFL && !sigaction(SIGTERM, 0, &b));\n"
	"assert(b.sa_handler == SIG_IGN && b.sa_flags == SA_RESTART);\n"
	"assert(sigismember(&b.sa_mask, SIGINT) == 1);\n"
	"assert(sigaction(99, &a, 0) == -1 && errno == EINVAL);\n"
	"assert(pthread_sigmask(SIG_BLOCK, &s, &t) == 0);\n"
	"assert(!sigismember(&t, SIGINT) && !sigfillset(&s));\n"
	"assert(sigdelset(&s, SIGINT) == 0 && sigismember(&s, 9) == 1);\n"
	"assert(sigprocmask(SIG_UNBLOCK, &s, &t) == 0);\n"
	"assert(sigismember(&t, SIGINT) == 1 && sigpending(&t) == 0);\n"
	"assert(pthread_sigmask(77, &s, 0) == EINVAL && "
	"sigaddset(&s, 0) == -1);\n"
	"assert(sigprocmask(SIG_SETMASK, 0, &t) == 0 && "
	"sigismember(&t, 2) == 1);",

	"FILE *f = fopen(\"log\", \"w\"), *g = fopen(\"log\", \"a\");\n"
	"assert(f && g && f != g && fprintf(f, \"%d\", 12) == 2);\n"
	"assert(fputs(\"x\", f) >= 0 && fputc('y', g) == 'y');\n"
	"assert(fwrite(\"abcd\", 2, 2, f) == 2 && putc('z', g) == 'z');\n"
	"assert(!ferror(f) && !feof(f) && fflush(f) == 0 && !fflush(0));\n"
	"assert(fclose(f) == 0 && fclose(g) == 0);",
};

START_TEST(holds)
{
	static const char *const options[] = {
		"--cc=gcc", "--cc=clang", "--races=allow", "--explorer=brute",
		"--malloc-may-fail"};
	struct text body = {0};

	text_addf(&body, MAIN("%s"), holds_table[_i]);
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (i != 1 || have_command("clang"))
			expect(options[i], body.bytes, "verified");
	text_free(&body);
}
END_TEST

#define TWO(work, body) \
	"static FILE *f; static pthread_t me;\n" \
	"static void *w(void *u) { " work " return u; }\n" MAIN( \
		"pthread_t h; me = pthread_self();" \
		"f = fopen(\"x\", \"w\"); pthread_create(&h, 0, w, 0);\n" body \
		" pthread_join(h, 0);")

static const struct {
	const char *program, *verdict, *said;
} goes_wrong_table[] = {
	{TWO("time_t t = 1; localtime(&t);", "time_t t = 2; gmtime(&t);"),
	 "finding data-race", "data race on result_of_localtime"},
	{TWO("time_t t = 1; char b[26]; ctime_r(&t, b);",
	     "time_t t = 2; char b[26]; ctime_r(&t, b); fclose(f);"),
	 "verified", ""},
	{TWO("optind = 3;",
	     "char *a[] = {\"x\", \"-a\", 0}; getopt(2, a, \"a\");"),
	 "finding data-race", "data race on optind"},
	{MAIN("err(3, \"no %s\", \"luck\");"), "finding exit",
	 "model.c: no luck: Success"},
	{MAIN("errno = ENOENT; warn(\"w\"); warnx(\"%d\", 5);\n"
	      "error(0, EINVAL, \"e\"); err(1, NULL);"),
	 "finding exit",
	 "  | model.c: w: No such file or directory\n  | model.c: 5\n  | "
	 "model.c: e: Invalid argument\n  | model.c: "},
	{MAIN("errx(1, \"x\");"), "finding exit", "  | model.c: x\n"},
	{MAIN("static char b[9]; time_t t = 0; ctime_r(&t, b);"),
	 "finding out-of-bounds", ""},
	{MAIN("struct tm *m = malloc(9); time_t t = 0; gmtime_r(&t, m);"),
	 "finding out-of-bounds", ""},
	{MAIN("struct tm *m = malloc(sizeof *m); char b[9];\n"
	      "strftime(b, 9, \"%F\", m);"),
	 "finding uninitialised", ""},
	{MAIN("static char b[3]; strerror_r(9999, b, 9);"),
	 "finding out-of-bounds", ""},
	{MAIN("static char b[3]; gethostname(b, 9);"), "finding out-of-bounds",
	 ""},
	{TWO("fputs(\"x\", f);", "fclose(f);"), "finding use-after-free", ""},
	{TWO("fputs(\"x\", f);", "fputs(\"y\", f); fputc('z', f);"), "verified",
	 "Note: what the model writes to files is dropped"},
	{MAIN("FILE *f = fopen(\"x\", \"w\"); fclose(f); fclose(f);"),
	 "finding use-after-free", ""},
	{MAIN("fopen(\"data\", \"r\");"), "finding misuse",
	 "opens data to read it, and a model has no files"},
	{MAIN("fgetc(fopen(\"x\", \"w+\"));"), "finding misuse",
	 "stream other than stdin"},
	{MAIN("fclose(stdout);"), "finding misuse", "leave the call out"},
	{MAIN("FILE f; fputs(\"x\", &f);"), "finding misuse",
	 "a stream that fopen did not return"},
	{MAIN("fileno(fopen(\"x\", \"w\"));"), "finding misuse", ""},
	{MAIN("struct pollfd p = {0, POLLIN, 0}; poll(&p, 1, 5);"),
	 "finding misuse", "polls files"},
	{MAIN("poll(0, 0, -1);"), "finding misuse", "without an end"},
	{MAIN("fd_set s; FD_ZERO(&s); struct timeval t = {0};\n"
	      "select(1, &s, 0, 0, &t);"),
	 "finding misuse", "selects among files"},
	{MAIN("select(0, 0, 0, 0, 0);"), "finding misuse", "without an end"},
	{"static void h(int n) { _exit(9); }\n" MAIN("signal(SIGINT, h);"),
	 "verified", "Note: the model sets a signal handler"},
	{"static sigset_t s;\n" TWO("sigemptyset(&s);",
				    "sigaddset(&s, 2); fclose(f);"),
	 "finding data-race", ""},
	/* Which of two threads finds the other's is explored. */
	{TWO("signal(SIGINT, SIG_IGN);",
	     "assert(signal(SIGINT, SIG_DFL) == SIG_DFL); fclose(f);"),
	 "finding assertion", ""},
	{TWO("sigset_t s; sigfillset(&s); pthread_sigmask(SIG_BLOCK, &s, 0);",
	     "sigset_t s; sigprocmask(0, 0, &s);"
	     "assert(!sigismember(&s, 2)); fclose(f);"),
	 "verified", ""},
	/* Names are the program's: who looks when is explored. */
	{TWO("pthread_setname_np(me, \"b\");",
	     "char b[16]; pthread_setname_np(me, \"a\");\n"
	     "pthread_getname_np(me, b, 16); assert(*b == 'a'); fclose(f);"),
	 "finding assertion", ""},
	{TWO("pthread_setname_np(me, \"b\");",
	     "char b[16]; pthread_setname_np(me, \"a\");\n"
	     "pthread_getname_np(me, b, 16); assert(*b < 'c'); fclose(f);"),
	 "verified", ""},
	/* A program's own functions come first. */
	{"static int n;\nvoid warn(const char *b, ...) { n = 5; }\n" MAIN(
		 "warn(\"x\"); assert(n == 5); warnx(\"y\");"),
	 "verified", ""},
};

START_TEST(goes_wrong)
{
	const char *verdict = goes_wrong_table[_i].verdict;
	struct run run = check("--cc=gcc", goes_wrong_table[_i].program);

	expect_verdict(&run, strcmp(verdict, "verified") ? 1 : 0, verdict);
	expect_part(&run.out, goes_wrong_table[_i].said);
	run_free(&run);
}
END_TEST

/* As glibc does it: it was compared with that on random words, too. */
START_TEST(options_are_taken_as_by_glibc)
{
	static const char program[] =
		HEAD "int main(int argc, char **argv) { int c, f = 0;\n"
		     " struct option o[] = {{\"long\", 1, 0, 'l'},\n"
		     "  {\"flag\", 0, &f, 5}, {\"may\", 2, 0, 'm'}, {0}};\n"
		     " while ((c = GET) != -1) {\n"
		     "  printf(\"%c\", c ? c : '0');\n"
		     "  if (optarg) printf(\"=%s\", optarg);\n"
		     "  if (c == '?') printf(\"(%c)\", optopt); }\n"
		     " printf(\" %d:\", optind);\n"
		     " while (optind < argc) printf(\" %s\", argv[optind++]);\n"
		     " printf(\" %d\", f); }\n";
	static const char *const gets[] = {
		"-DGET=getopt(argc,argv,\"ab:c::\")",
		"-DGET=getopt_long(argc,argv,\"ab:c::\",o,NULL)",
		"-DGET=getopt_long(argc,argv,\"+ab:\",o,NULL)",
		"-DGET=getopt_long_only(argc,argv,\":ab:\",o,NULL)"};
	static const char *const gives[] = {"\n  ab=1ab=xc=K 4: y - z 0\n",
					    "\n  al=v0b=12l=wm=2 8: y z 5\n",
					    "\n  ab=1 2: y -a z 0\n",
					    "\n  l=v0m: 6: y 5\n"};
	static const char *const words[][9] = {
		{"-ab1", "y", "-abx", "-cK", "-", "z"},
		{"-a", "y", "--long=v", "--flag", "-b12", "--lo", "w",
		 "--may=2", "z"},
		{"-ab1", "y", "-a", "z"},
		{"-long", "v", "-flag", "--may", "y", "-b"}};

	for (size_t i = 0; i < 4; i++) {
		const char *command[17] = {
			mcheck_path(), "--no-trace", "--outcomes", "-w",
			gets[i],       "model.c",    "--"};
		struct run run;

		write_program(program, "");
		for (size_t j = 0; j < 9; j++)
			command[7 + j] = words[i][j];
		run = run_words(command);
		expect_verdict(&run, 0, "verified");
		expect_part(&run.out, gives[i]);
		run_free(&run);
	}
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

Suite *library_suite(void)
{
	Suite *suite = suite_create("library");
	TCase *tcase = tcase_create("functions");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, holds, 0, COUNT(holds_table));
	tcase_add_loop_test(tcase, goes_wrong, 0, COUNT(goes_wrong_table));
	tcase_add_test(tcase, options_are_taken_as_by_glibc);
	suite_add_tcase(suite, tcase);
	return suite;
}
