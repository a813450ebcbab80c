/* Tests of the assembly pass: rewritten programs do what they did. */
#include "assembled.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#define FLAGS \
	"-g -O0 -w -fPIC -fsanitize=thread -fno-omit-frame-pointer" \
	" -fno-stack-protector -fcf-protection=none -fno-common" \
	" -mno-red-zone -fdata-sections -fno-jump-tables"

static char folder[] = "/tmp/mcheck-assembly-XXXXXX";

/* What a model calls beside the hooks. */
static const char stub[] =
	"int __tsan_atomic32_fetch_add(int *p, int v, int o)\n"
	"{ int old = *p; *p += v; return old; }\n"
	"int __tsan_atomic32_load(int *p, int o) { return *p; }\n"
	"int __tsan_atomic32_compare_exchange_strong(int *p, int *e,\n"
	"	int v, int o, int f)\n"
	"{ if (*p == *e) { *p = v; return 1; } *e = *p; return 0; }\n"
	"int __tsan_atomic32_compare_exchange_val(int *p, int e, int v,\n"
	"	int o, int f)\n"
	"{ int old = *p; if (old == e) *p = v; return old; }\n";

static const char *path(const char *name)
{
	static char result[4][128];
	static unsigned next;
	char *at = result[next++ % 4];

	snprintf(at, sizeof result[0], "%s/%s", folder, name);
	return at;
}

static struct text read_stream(FILE *file)
{
	struct text text = {0};
	char part[4096];
	size_t length;

	ck_assert_ptr_nonnull(file);
	while ((length = fread(part, 1, sizeof part, file)) > 0)
		text_add_bytes(&text, part, length);
	return text;
}

static void run(const char *command)
{
	ck_assert_msg(system(command) == 0, "%s", command);
}

static void start(void)
{
	char command[256];

	strcpy(folder, "/tmp/mcheck-assembly-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	write_bytes(path("stub.c"), stub, strlen(stub));
	write_bytes(path("hooks.c"), assembled_hooks, strlen(assembled_hooks));
	snprintf(command, sizeof command,
		 "cc -w -O1 -c %s -o %s && cc -c %s -o %s", path("stub.c"),
		 path("stub.o"), path("hooks.c"), path("hooks.o"));
	run(command);
}

static void stop(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf %s", folder);
	run(command);
}

static struct text compile(const char *compiler, const char *source)
{
	char command[1024];

	write_bytes(path("model.c"), source, strlen(source));
	snprintf(command, sizeof command, "%s %s -S %s -o %s", compiler, FLAGS,
		 path("model.c"), path("model.s"));
	run(command);
	return read_file(path("model.s"));
}

/* Assembles, links and runs; what it prints, and its status behind. */
static struct text behaviour(const char *compiler, const struct text *assembly)
{
	char command[1024];
	struct text text;
	FILE *pipe;

	write_bytes(path("now.s"), assembly->bytes, assembly->length);
	snprintf(command, sizeof command,
		 "cd %s && %s -w now.s stub.o hooks.o -o now -no-pie -lm 2>&1",
		 folder, compiler);
	run(command);
	pipe = popen(path("now"), "r");
	text = read_stream(pipe);
	text_addf(&text, "\nstatus %d\n", pclose(pipe));
	return text;
}

/* The program does the same when its dead places are cleared or poisoned;
 * and something was cleared at all. */
static void check_same(const char *source)
{
	for (size_t i = 0; i < 2; i++) {
		if (!have_command(assembled_compilers[i]))
			continue;
		struct text plain = compile(assembled_compilers[i], source);
		struct text clear = rewritten(&plain, ASSEMBLY_ALL);
		struct text poison =
			rewritten(&plain, ASSEMBLY_ALL | ASSEMBLY_POISON);
		struct text expected =
			behaviour(assembled_compilers[i], &plain);
		struct text first = behaviour(assembled_compilers[i], &clear);
		struct text second = behaviour(assembled_compilers[i], &poison);

		ck_assert_str_eq(expected.bytes, first.bytes);
		ck_assert_str_eq(expected.bytes, second.bytes);
		ck_assert_ptr_nonnull(strstr(expected.bytes, "status 0"));
		ck_assert_ptr_nonnull(strstr(poison.bytes, "$1515870810"));
		text_free(&plain);
		text_free(&clear);
		text_free(&poison);
		text_free(&expected);
		text_free(&first);
		text_free(&second);
	}
}

#define PRELUDE \
	"#include <stdio.h>\n#include <string.h>\n" \
	"#include <stdarg.h>\n#include <stdatomic.h>\n" \
	"static unsigned long sum;\n" \
	"static void mix(unsigned long v) { sum = sum * 31 + v; }\n" \
	"static unsigned shared = 3; static atomic_int word;\n"
#define POSTLUDE \
	"int main(void) { for (int i = 0; i < 9; i++)" \
	" mix(f(i)); printf(\"%lx\\n\", sum); return 0; }\n"

START_TEST(loops_and_branches_keep_their_values)
{
	check_same(PRELUDE
		   "static int f(int n) { int a = 1, b, c = n;\n"
		   "for (int i = 0; i < n; i++) { b = shared + i;\n"
		   "if (b & 1) { shared++; a += b; } else c ^= b;\n"
		   "while (c > 90) { c -= 7; if (c == 80) goto out; } }\n"
		   "out: mix(c); return a; }\n" POSTLUDE);
}
END_TEST

START_TEST(switches_keep_their_values)
{
	check_same(PRELUDE
		   "static int f(int n) { int a = n, b = 7, c = 1;\n"
		   "for (int i = 0; i < 12; i++) switch ((n + i) % 8) {\n"
		   "case 0: a++; break; case 1: b += a; case 2: c = b; break;\n"
		   "case 3: shared += c; break; case 4: a = c; break;\n"
		   "case 5: b = shared; break; case 6: c = 2; default: a--; }\n"
		   "return a + b + c; }\n" POSTLUDE);
}
END_TEST

START_TEST(computed_gotos_keep_their_values)
{
	check_same(
		PRELUDE
		"static int f(int n) { static void *to[] = { &&x, &&y, &&z };\n"
		"int a = n, b = 3; goto *to[n % 3];\n"
		"x: a += b; shared++; y: b += a; shared++; z: mix(b);\n"
		"return a; }\n"
		"static int g(int n) { int a = n; shared++; return a; "
		"}\n" POSTLUDE);
}
END_TEST

START_TEST(pointers_to_locals_keep_their_values)
{
	check_same(PRELUDE
		   "static int *keep; static void look(void) { mix(*keep); }\n"
		   "static int f(int n) { int a = n, b = 5, d[4] = {1, 2, 3};\n"
		   "keep = &b; look(); b = 9; look(); keep = d + 4;\n"
		   "shared++; mix(keep[-1]); d[2] = a; keep = &d[3];\n"
		   "shared++; mix(keep[-1]); for (int *p = d + 4; p > d;)\n"
		   "mix(*--p); return shared; }\n" POSTLUDE);
}
END_TEST

START_TEST(bytes_and_elements_keep_their_values)
{
	check_same(
		PRELUDE
		"struct s { char a; short b; unsigned c : 3, d : 17; long e[3];"
		"};\n"
		"static int f(int n) { unsigned x = n * 77;\n"
		"long v[5] = { n };\n"
		"struct s one[3] = { { 1, 2, 3, n } }, two;\n"
		"for (unsigned i = 0; i < 4; i++)\n"
		"mix(((unsigned char *)&x)[i]);\n"
		"for (int i = 1; i <= 5; i++) { v[i - 1] += i + shared;\n"
		"mix(v[5 - i]); }\n"
		"for (int i = 0; i < 3; i++) one[i].e[i] = i + n;\n"
		"two = one[n % 3]; shared++; mix(two.d + two.e[1]);\n"
		"return two.e[0]; }\n" POSTLUDE);
}
END_TEST

START_TEST(calls_by_value_and_varargs_keep_their_values)
{
	check_same(
		PRELUDE
		"struct b { long a[6]; int n; }; struct p { int x, y; };\n"
		"static struct b make(int n) { struct b b = { { n, 2 }, n };\n"
		"shared++; return b; }\n"
		"static long take(struct b b, struct p p, int c, ...)\n"
		"{ va_list l; long t = b.a[0] + p.y; va_start(l, c);\n"
		"while (c--) { shared++; t = t * 3 + va_arg(l, long); }\n"
		"va_end(l); return t; }\n"
		"static int f(int n) { int v[n + 1]; v[n] = 4; shared++;\n"
		"return take(make(n), (struct p){ n, v[n] }, 3,\n"
		"1L, 2L, 5L); }\n" POSTLUDE);
}
END_TEST

START_TEST(wide_and_floating_values_are_kept)
{
	check_same(PRELUDE
		   "static int f(int n) { double d = n; float e = 2;\n"
		   "long double l; __int128 w = n; l = d * 3; shared++;\n"
		   "w = w * 12345678901 + 7; for (int i = 0; i < 3; i++) {\n"
		   "d = d * 0.5 + (double)e; e += i;\n"
		   "shared++; l += d; w += (long)l; }\n"
		   "return (int)(d + e + l) + (int)w; }\n" POSTLUDE);
}
END_TEST

START_TEST(compare_exchange_keeps_the_expected_value)
{
	check_same(
		PRELUDE
		"static int f(int n) { int old = atomic_load(&word), e = n;\n"
		"int t = 0; while (!atomic_compare_exchange_strong(&word,\n"
		"&old, old + n)) t++;\n"
		"if (!atomic_compare_exchange_strong(&word, &e, 4)) mix(e);\n"
		"mix(old); return atomic_fetch_add(&word, t) + e; "
		"}\n" POSTLUDE);
}
END_TEST

START_TEST(functions_that_return_twice_keep_their_values)
{
	check_same("#include <setjmp.h>\n" PRELUDE "static jmp_buf env;\n"
		   "static int f(int n) { volatile int a = n; int b = n + 1;\n"
		   "if (setjmp(env)) return a + b; a++; shared++;\n"
		   "longjmp(env, 1); }\n"
		   "static int g(int n) { int b = n; shared++; return b; }\n"
		   "static int h(int n) { return g(n) + 1; }\n"
		   "int (*keep)(int) = h;\n" POSTLUDE);
}
END_TEST

/* The part of `text` from `label:` to the function's end; owned by the
 * caller. */
static char *part(const struct text *text, const char *label)
{
	char start_of[64];
	const char *from, *to;

	snprintf(start_of, sizeof start_of, "\n%s:", label);
	from = strstr(text->bytes, start_of);
	ck_assert_ptr_nonnull(from);
	to = strstr(from, ".cfi_endproc");
	ck_assert_ptr_nonnull(to);
	return strndup(from, (size_t)(to - from));
}

/* After gcc's c++ ebx holds the counter until it is cleared. */
START_TEST(a_register_is_cleared_behind_its_last_use)
{
	struct text plain, out;
	char *body;

	if (!have_command("gcc"))
		return;
	plain = compile("gcc", "int c; void hold(void);\n"
			       "void count(void) { c++; hold(); }\n");
	out = rewritten(&plain, ASSEMBLY_REGISTERS);
	body = part(&out, "count");
	ck_assert_ptr_nonnull(strstr(body, "movl\t%ebx, "));
	ck_assert_ptr_nonnull(
		strstr(strstr(body, "movl\t%ebx, "), "movl\t$0, %ebx\n"));
	free(body);
	text_free(&plain);
	text_free(&out);
}
END_TEST

/* A local that is set, and set again before it is read. */
START_TEST(a_dead_local_is_cleared)
{
	for (size_t i = 0; i < 2; i++) {
		if (!have_command(assembled_compilers[i]))
			continue;
		struct text plain = compile(
			assembled_compilers[i],
			"void hold(void);\n"
			"void set(void) { int a = 77; hold(); a = 1; }\n");
		struct text out = rewritten(&plain, ASSEMBLY_SLOTS);
		char *body = part(&out, "set");
		char *at = strstr(body, "movl\t$77, ");

		ck_assert_ptr_nonnull(at);
		ck_assert_ptr_nonnull(strstr(at, "movl\t$0, -"));
		ck_assert(strstr(at, "movl\t$0, -") < strstr(at, "hold"));
		free(body);
		text_free(&plain);
		text_free(&out);
	}
}
END_TEST

/* What another function may hold a pointer to is left alone. */
START_TEST(a_local_with_a_pointer_to_it_is_not_cleared)
{
	for (size_t i = 0; i < 2; i++) {
		if (!have_command(assembled_compilers[i]))
			continue;
		struct text plain = compile(
			assembled_compilers[i],
			"void give(int *); void hold(void);\n"
			"void set(void) { int a; give(&a); a = 77; hold(); }");
		struct text out = rewritten(&plain, ASSEMBLY_SLOTS);

		ck_assert_uint_eq(out.length, plain.length);
		text_free(&plain);
		text_free(&out);
	}
}
END_TEST

START_TEST(inline_assembly_is_left_alone)
{
	for (size_t i = 0; i < 2; i++) {
		if (!have_command(assembled_compilers[i]))
			continue;
		struct text plain = compile(
			assembled_compilers[i],
			"int c; void hold(void);\n"
			"void set(void) { int a = 77; hold(); c++;\n"
			"__asm__ volatile(\"nop\"); a = 1; hold(); }\n");
		struct text out =
			rewritten(&plain, ASSEMBLY_SLOTS | ASSEMBLY_REGISTERS);

		ck_assert_str_eq(out.bytes, plain.bytes);
		text_free(&plain);
		text_free(&out);
	}
}
END_TEST

START_TEST(what_is_no_assembly_passes_unchanged)
{
	static const char odd[] =
		"\"a b\":\n\tfoo %%%\n.type\n:::\nx:\n"
		"\t.type f, @function\nf:\n\tpushq\t(\n\t.size f,.-f\n#APP\nz";
	static const char binary[] = "a\0b";
	struct assembly_count count = {0};
	struct text out = {0};

	ck_assert(assembly_rewrite(odd, sizeof odd - 1, &out, &count));
	ck_assert_str_eq(out.bytes, odd);
	text_free(&out);
	out = (struct text){0};
	ck_assert(assembly_rewrite("", 0, &out, &count));
	ck_assert_uint_eq(out.length, 0);
	ck_assert(!assembly_rewrite(binary, sizeof binary, &out, &count));
	ck_assert_mem_eq(out.bytes, binary, sizeof binary);
	text_free(&out);
}
END_TEST

static struct assembly_count count_of(const char *compiler, const char *source)
{
	struct text plain = compile(compiler, source), out = {0};
	struct assembly_count count = {0};

	ck_assert(assembly_rewrite(plain.bytes, plain.length, &out, &count));
	text_free(&plain);
	text_free(&out);
	return count;
}

/* Beside the constructor that clang adds. */
START_TEST(what_is_not_understood_is_counted)
{
	static const struct {
		const char *source;
		unsigned left_out;
	} cases[] = {
		{"int f(int n) { return n; } int g(int n) { return -n; }", 0},
		{"int f(int n) { __asm__(\"nop\"); return n; }\n"
		 "int g(int n) { return -n; }",
		 1},
		{"int g(int); int f(int n) { void *at = n ? &&a : &&b;\n"
		 "goto *at; a: g(1); b: return 0; } int h(int n) { return n; }",
		 1},
		{"int setjmp(void *); void *e; int f(int n) { return\n"
		 "setjmp(e); } int g(int n) { return n; }",
		 1},
		{"void g(int *); void f(int n) { int a; void h(void)\n"
		 "{ a = n; } h(); g(&a); } void k(void) { }",
		 1},
	};

	for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
		const char *compiler = assembled_compilers[i % 2];
		bool nested = i / 2 == 4; /* clang has no such functions */
		struct assembly_count count;

		if (!have_command(compiler) || (nested && i % 2 == 1))
			continue;
		count = count_of(compiler, cases[i / 2].source);
		ck_assert_uint_ge(count.functions, 2);
		ck_assert_msg(count.functions - count.understood ==
				      cases[i / 2].left_out,
			      "%s: %u of %u in %s", compiler, count.understood,
			      count.functions, cases[i / 2].source);
	}
}
END_TEST

/* A slot that a pop reads, unseen by the operands, is never cleared. */
START_TEST(what_is_popped_is_no_slot)
{
	static const struct {
		const char *body;
		unsigned understood;
	} cases[] = {
		{"pushq %rbx\n subq $24, %rsp\n movl $1, %ebx\n"
		 "movq %rbx, -24(%rbp)\n addq $24, %rsp\n popq %rbx\n"
		 "popq %rbp",
		 1},
		{"subq $24, %rsp\n movq %rbx, -8(%rbp)\n movl $1, %ebx\n"
		 "leaq -8(%rbp), %rsp\n popq %rbx\n popq %rbp",
		 0},
		{"subq $24, %rsp\n movq %rbx, -8(%rbp)\n movl $1, %ebx\n"
		 "pushq %rbx\n call g\n leaq -8(%rbp), %rsp\n popq %rbx\n"
		 "popq %rbp",
		 0},
		{"pushq %rbx\n pushq %r12\n movq %r12, -8(%rbp)\n"
		 "popq %r12\n popq %rbx\n popq %rbp",
		 0},
		{"subq $8, %rsp\n movq %rbx, -8(%rbp)\n popq %rbx\n leave", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct assembly_count count = {0};
		struct text plain = {0}, out = {0};

		text_addf(&plain,
			  "\t.text\n\t.type f, @function\nf:\n"
			  "\tpushq\t%%rbp\n\tmovq\t%%rsp, %%rbp\n%s\n"
			  "\tret\n\t.size\tf, .-f\n",
			  cases[i].body);
		ck_assert(assembly_rewrite(plain.bytes, plain.length, &out,
					   &count));
		ck_assert_uint_eq(count.functions, 1);
		ck_assert_msg(count.understood == cases[i].understood, "%s",
			      cases[i].body);
		text_free(&plain);
		text_free(&out);
	}
}
END_TEST

/* A damaged text is read without harm; the sanitizers watch. */
START_TEST(damaged_assembly_does_no_harm)
{
	struct text plain =
		compile("cc", PRELUDE "static int f(int n) { int a = n; "
				      "shared++; return a; }\n" POSTLUDE);
	unsigned random = 1;

	for (int i = 0; i < 150; i++) {
		struct text copy = {0};
		struct text out;

		text_add_bytes(&copy, plain.bytes, plain.length);
		for (int k = 0; k < 40; k++) {
			random = random * 1103515245 + 12345;
			copy.bytes[random % copy.length] =
				"#;,()%$:.\n\t\"0-a"[random / 65536 % 15];
		}
		copy.length = random / 7 % copy.length;
		out = rewritten(&copy, ASSEMBLY_ALL);
		ck_assert_uint_ge(out.length, copy.length);
		text_free(&copy);
		text_free(&out);
	}
	text_free(&plain);
}
END_TEST

Suite *assembly_suite(void)
{
	Suite *suite = suite_create("assembly");
	TCase *tests = tcase_create("assembly");

	tcase_add_checked_fixture(tests, start, stop);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, loops_and_branches_keep_their_values);
	tcase_add_test(tests, switches_keep_their_values);
	tcase_add_test(tests, computed_gotos_keep_their_values);
	tcase_add_test(tests, pointers_to_locals_keep_their_values);
	tcase_add_test(tests, bytes_and_elements_keep_their_values);
	tcase_add_test(tests, calls_by_value_and_varargs_keep_their_values);
	tcase_add_test(tests, wide_and_floating_values_are_kept);
	tcase_add_test(tests, compare_exchange_keeps_the_expected_value);
	tcase_add_test(tests, functions_that_return_twice_keep_their_values);
	tcase_add_test(tests, a_register_is_cleared_behind_its_last_use);
	tcase_add_test(tests, a_dead_local_is_cleared);
	tcase_add_test(tests, a_local_with_a_pointer_to_it_is_not_cleared);
	tcase_add_test(tests, inline_assembly_is_left_alone);
	tcase_add_test(tests, what_is_no_assembly_passes_unchanged);
	tcase_add_test(tests, what_is_not_understood_is_counted);
	tcase_add_test(tests, what_is_popped_is_no_slot);
	tcase_add_test(tests, damaged_assembly_does_no_harm);
	suite_add_tcase(suite, tests);
	return suite;
}
