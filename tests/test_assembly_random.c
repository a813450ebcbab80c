/* Random programs do what they did when the assembly pass has worked on them.
 * MCHECK_SEED chooses others, MCHECK_PROGRAMS their number,
 * as in test_differential.c. */
#include "assembled.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned seed;

static unsigned below(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return seed / 65536 % n;
}

static const char *pick_atomic(void)
{
	static const char *const names[] = {"A",    "L",        "B",  "S",
					    "(*P)", "R[u & 3]", "Q.n"};

	return names[below(7)];
}

static const char *pick_local(void)
{
	static const char *const names[] = {"t", "u",    "v",        "w", "x",
					    "y", "z[1]", "z[t & 3]", "*p"};

	return names[below(9)];
}

static void add_value(struct text *out, int depth);

/* An addition, which has a value. */
static void add_addition(struct text *out, int depth)
{
	static const char *const calls[] = {
		"atomic_fetch_add(&", "atomic_fetch_sub(&",
		"atomic_fetch_add_explicit(&", "atomic_fetch_sub_explicit(&"};
	const char *name = pick_atomic();
	unsigned way = below(10);

	if (way < 4) {
		static const char *const forms[] = {"%s++", "++%s", "%s--",
						    "--%s"};

		text_addf(out, forms[way], name);
		return;
	}
	if (way < 6)
		text_addf(out, "(%s %s ", name, way == 4 ? "+=" : "-=");
	else
		text_addf(out, "%s%s, ", calls[way - 6], name);
	add_value(out, depth - 1);
	text_add(out, way >= 8   ? ", memory_order_relaxed)"
		      : way >= 6 ? ")"
				 : ", t)"); /* clang: (c += 1) has no type */
}

static void add_value(struct text *out, int depth)
{
	static const char *const operators[] = {"+",  "-",  "*", "^", "<",
						"==", "&&", ",", "|"};
	static const char *const casts[] = {
		"(char)",        "(long)",          "!", "-",
		"(int)(double)", "(unsigned char)", "~"};
	unsigned way = depth > 0 ? below(9) : below(3);

	if (way == 0) {
		text_addf(out, "%u", below(9));
	} else if (way < 3) {
		text_add(out, pick_local());
	} else if (way < 5) {
		add_addition(out, depth);
	} else if (way == 5) {
		text_add(out, casts[below(7)]);
		text_add(out, "(");
		add_value(out, depth - 1);
		text_add(out, ")");
	} else if (way == 6) {
		static const char *const calls[] = {"twice", "pointer",
						    "outside"};

		text_addf(out, "%s(", calls[below(3)]);
		add_value(out, depth - 1);
		text_add(out, ")");
	} else {
		text_add(out, "(");
		add_value(out, depth - 1);
		text_addf(out, " %s ", operators[below(9)]);
		add_value(out, depth - 1);
		text_add(out, ")");
	}
}

static void add_statement(struct text *out, int depth);

static void add_compound(struct text *out, int depth)
{
	switch (below(4)) {
	case 0:
		text_add(out, "if (");
		add_value(out, 2);
		text_add(out, ") {\n");
		add_statement(out, depth - 1);
		text_add(out, "} else {\n");
		add_statement(out, depth - 1);
		break;
	case 1:
		text_add(out, "for (int i = 0; i++ < 3; ");
		add_addition(out, 1);
		text_add(out, ") {\n");
		add_statement(out, depth - 1);
		add_statement(out, depth - 1);
		break;
	case 2:
		text_add(out, "switch (3 & (");
		add_value(out, 2);
		text_add(out, ")) {\ncase 0:\n");
		add_statement(out, depth - 1);
		text_add(out, "case 1: break;\ncase 2:\n");
		add_statement(out, depth - 1);
		text_add(out, "default:\n");
		add_statement(out, depth - 1);
		break;
	default:
		text_add(out, "{ int t = 1, k = 0; do {\n");
		add_statement(out, depth - 1);
		text_add(out, "if (");
		add_value(out, 2);
		text_add(out, ") break;\n} while (k++ < 2);\n");
		break;
	}
	text_add(out, "}\n");
}

static void add_statement(struct text *out, int depth)
{
	static const char *const before[] = {"",
					     "",
					     "(void)",
					     "mix(",
					     "say(2, 3, ",
					     "p = &w; *p += ",
					     "if (k > 4) return "};
	unsigned way = below(12);

	if (way > 8 && depth > 0) {
		add_compound(out, depth);
		return;
	}
	if (way < 7) {
		text_add(out, before[way]);
		if (below(2))
			add_addition(out, 2);
		else
			add_value(out, 3);
		text_add(out, way == 3 || way == 4 ? ");\n" : ";\n");
		return;
	}
	text_addf(out, "%s %s ", pick_local(), below(2) ? "=" : "+=");
	add_value(out, 3);
	text_add(out, ";\n");
}

#define RANDOM_PRELUDE \
	"#include <stdatomic.h>\n#include <stdarg.h>\n" \
	"#include <assert.h>\n" \
	"#include <stdio.h>\n" \
	"atomic_int A, R[4]; atomic_long L; atomic_uchar B;\n" \
	"_Atomic short S; struct { int a; atomic_int n; } Q;\n" \
	"atomic_int *P = &R[1]; static unsigned long sum;\n" \
	"static void mix(unsigned long v) { sum = sum * 31 + v; }\n" \
	"static long twice(long v) { mix(v); return 2 * v; }\n" \
	"long outside(long); long (*pointer)(long) = twice;\n" \
	"static void say(int n, ...) { va_list list; va_start(list, n);\n" \
	"for (; n > 1; n--) mix(va_arg(list, int)); va_end(list); }\n"

/* Functions f0, f1 ... that main calls. */
static void write_random(void)
{
	struct text out = {0};
	enum { FUNCTIONS = 30 };

	for (int i = 0; i < FUNCTIONS; i++) {
		text_addf(&out,
			  "static long f%d(int t, long u)\n{\n"
			  "short v = 3; int w = t; unsigned char x = 7;\n"
			  "volatile int y = 2; int k = t;\n"
			  "int z[4] = { t, 1, 2, 3 };\n"
			  "%s *p = &%s;\n",
			  i, i % 3 ? "int" : "volatile int",
			  i % 3 == 0   ? "y"
			  : i % 3 == 1 ? "w"
				       : "z[2]");
		for (unsigned k = 3 + below(6); k > 0; k--)
			add_statement(&out, 2);
		text_addf(&out, "mix((unsigned long)%s);\nreturn %s;\n}\n",
			  pick_local(), pick_local());
	}
	text_add(&out, "int main(void)\n{\nfor (int i = 0; i < 4; i++) {\n");
	for (int i = 0; i < FUNCTIONS; i++)
		text_addf(&out,
			  "mix((unsigned long)f%d(i, i * 3));\n"
			  "printf(\"%%lx %%d %%ld %%d %%d %%d\\n\", sum, A, L,"
			  " B, S, R[1]);\n",
			  i);
	text_add(&out, "}\n#ifdef SUM\nassert(sum == SUM);\n#endif\n"
		       "return 0;\n}\n#ifdef SUM\n"
		       "long outside(long v) { return 5 * v + 3; }\n#endif\n");
	write_program(RANDOM_PRELUDE, text_string(&out));
	text_free(&out);
}

/* What the programs call; a result that is not to be used is rubbish. */
static const char stub[] =
	"long outside(long v) { return 5 * v + 3; }\n"
	"#define ATOMIC(bits, type) \\\n"
	"type __tsan_atomic##bits##_fetch_add(type *p, type v, int o)\\\n"
	"{ type old = *p; *p += v; return old; } \\\n"
	"type __tsan_atomic##bits##_fetch_sub(type *p, type v, int o)\\\n"
	"{ type old = *p; *p -= v; return old; } \\\n"
	"long __mc_atomic##bits##_fetch_add_unused(type *p, type v)\\\n"
	"{ *p += v; return 0x5a5a5a5a5a5a5a5a; } \\\n"
	"long __mc_atomic##bits##_fetch_sub_unused(type *p, type v)\\\n"
	"{ *p -= v; return 0x5a5a5a5a5a5a5a5a; } \\\n"
	"type __tsan_atomic##bits##_load(type *p, int o) { return *p; }\n"
	"ATOMIC(8, char) ATOMIC(16, short) ATOMIC(32, int) "
	"ATOMIC(64, long)\n";

/* What the program prints; the caller frees it. */
static struct text behaviour(const char *compiler, struct text *assembly)
{
	const char *const link[] = {compiler,  "-w", "now.s", "stub.c",
				    "hooks.c", "-o", "now",   NULL};
	const char *const now[] = {"./now", NULL};
	struct run run;

	write_bytes("now.s", assembly->bytes, strlen(assembly->bytes));
	write_bytes("stub.c", stub, strlen(stub));
	write_bytes("hooks.c", assembled_hooks, strlen(assembled_hooks));
	run = run_words(link);
	ck_assert_msg(run.code == 0, "%.900s", text_string(&run.err));
	run_free(&run);
	run = run_words(now);
	ck_assert_int_eq(run.code, 0);
	text_add_bytes(&run.out, "", 1);
	text_free(&run.err);
	return run.out;
}

/* mcheck comes to the sum that the program printed last. */
static void check_sum(const char *compiler, const char *printed)
{
	const char *line = strrchr(printed, '\n');
	char define[64], cc[32];
	struct run run;

	while (line > printed && line[-1] != '\n')
		line--;
	snprintf(define, sizeof define, "-DSUM=0x%.*sUL",
		 (int)strcspn(line, " "), line);
	snprintf(cc, sizeof cc, "--cc=%s", compiler);
	run = run_mcheck(cc, define, "-w", "model.c");
	expect_verdict(&run, 0, "verified");
	run_free(&run);
}

START_TEST(random_programs_miss_no_result)
{
	const char *programs = getenv("MCHECK_PROGRAMS");
	const char *first = getenv("MCHECK_SEED");
	int unused = 0;

	for (int i = 0; i < (programs ? atoi(programs) : 16) / 2; i++) {
		const char *compiler = assembled_compilers[i % 2];

		seed = (unsigned)(first ? atoi(first) : 0) + (unsigned)i + 1;
		if (!have_command(compiler))
			continue;
		write_random();
		struct text plain = assembled(compiler);
		struct text out = rewritten(
			&plain,
			ASSEMBLY_UNUSED |
				(i % 4 < 2 ? ASSEMBLY_ALL | ASSEMBLY_POISON
					   : 0));
		text_add_bytes(&plain, "", 1);
		struct text before = behaviour(compiler, &plain);
		struct text after = behaviour(compiler, &out);

		ck_assert_msg(strcmp(before.bytes, after.bytes) == 0,
			      "program %d", i);
		check_sum(compiler, before.bytes);
		unused += occurrences(out.bytes, "_unused");
		text_free(&plain);
		text_free(&out);
		text_free(&before);
		text_free(&after);
	}
	ck_assert_int_gt(unused, 0);
}
END_TEST

Suite *assembly_random_suite(void)
{
	Suite *suite = suite_create("assembly_random");
	TCase *tests = tcase_create("assembly_random");

	tcase_set_timeout(tests, 240);
	tcase_add_unchecked_fixture(tests, go_to_fresh_directory, go_to_top);
	tcase_add_test(tests, random_programs_miss_no_result);
	suite_add_tcase(suite, tests);
	return suite;
}
