/* Tests of the atomic additions whose result is never used. */
#include "support.h"

#include "model/assembly.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const compilers[] = {"gcc", "clang"};

/* The assembly of model.c in the current directory. */
static struct text compile(const char *compiler)
{
	const char *const words[] = {compiler,
				     "-g",
				     "-O0",
				     "-w",
				     "-fPIC",
				     "-fsanitize=thread",
				     "-fno-omit-frame-pointer",
				     "-fno-stack-protector",
				     "-fcf-protection=none",
				     "-fno-common",
				     "-mno-red-zone",
				     "-S",
				     "model.c",
				     "-o",
				     "model.s",
				     NULL};
	struct run run = run_words(words);

	ck_assert_msg(run.code == 0, "%.900s", text_string(&run.err));
	run_free(&run);
	return read_file("model.s");
}

static struct text rewrite(const struct text *assembly, unsigned options)
{
	struct text out = {0};

	ck_assert(assembly_rewrite_with(assembly->bytes, assembly->length,
					options, &out));
	text_add_bytes(&out, "", 1);
	return out;
}

static int count(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

#define PRELUDE \
	"#include <stdatomic.h>\n#include <stddef.h>\n" \
	"#include <pthread.h>\n" \
	"atomic_int c, many[4]; atomic_long l; atomic_uchar b;\n" \
	"_Atomic short s; int word, other, items[4]; long wide;\n" \
	"pthread_mutex_t mutex; void hold(void); int get(int);\n" \
	"void say(const char *, ...); void (*pointer)(int);\n"

/* Functions f, each with what is expected of it; settle() compiles all. */
static struct text functions;
static struct expectation {
	const char *compiler; /* or NULL: both */
	int used, unused;
} expected[1024];
static int expectations;

static void check(const char *compiler, const char *function, int used,
		  int unused)
{
	ck_assert_int_lt(expectations, 1024);
	text_addf(&functions,
		  "#define f f%d\n#define g g%d\n%s\n"
		  "#undef f\n#undef g\n",
		  expectations, expectations, function);
	expected[expectations++] = (struct expectation){compiler, used, unused};
}

static void check_both(const char *function, int used, int unused)
{
	check(NULL, function, used, unused);
}

static void check_part(const char *compiler, const char *assembly, int i)
{
	char label[32];
	const char *from;
	char *body;

	snprintf(label, sizeof label, "\nf%d:", i);
	from = strstr(assembly, label);
	ck_assert_ptr_nonnull(from);
	body = strndup(from, (size_t)(strstr(from, ".cfi_endproc") - from));
	ck_assert_msg(count(body, "_unused") == expected[i].unused &&
			      count(body, "_fetch_") ==
				      expected[i].used + expected[i].unused,
		      "%s: %d used and %d unused were expected of\n%s",
		      compiler, expected[i].used, expected[i].unused, body);
	free(body);
}

static void settle(void)
{
	for (size_t k = 0; k < 2; k++) {
		struct text plain, out;

		if (!have_command(compilers[k]))
			continue;
		write_program(PRELUDE, text_string(&functions));
		plain = compile(compilers[k]);
		out = rewrite(&plain, ASSEMBLY_ALL);
		for (int i = 0; i < expectations; i++)
			if (expected[i].compiler == NULL ||
			    expected[i].compiler == compilers[k])
				check_part(compilers[k], out.bytes, i);
		text_free(&plain);
		text_free(&out);
	}
	text_free(&functions);
	expectations = 0;
}

START_TEST(a_call_as_a_statement_is_unused)
{
	static const char *const statements[] = {
		"atomic_fetch_add(&c, 1);",
		"atomic_fetch_sub(&c, 1);",
		"atomic_fetch_add_explicit(&c, 1, memory_order_relaxed);",
		"atomic_fetch_sub_explicit(&l, n, memory_order_release);",
		"atomic_fetch_add(&many[n & 3], n);",
		"(void)atomic_fetch_add(&b, 1);",
		"__atomic_fetch_add(&word, 1, __ATOMIC_SEQ_CST);",
		"__atomic_fetch_sub(&wide, 1, __ATOMIC_RELAXED);",
		"__atomic_add_fetch(&word, 1, __ATOMIC_ACQ_REL);",
		"__sync_fetch_and_add(&word, n);",
		"__sync_sub_and_fetch(&wide, 1);",
		"if (n) atomic_fetch_add(&s, 2); hold();",
		"atomic_fetch_add(&c, 1); say(\"%d\", n);",
		"atomic_fetch_add(&c, 1); n = pthread_mutex_lock(&mutex);"
		" if (n) hold();",
	};

	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
		char body[256];

		snprintf(body, sizeof body, "void f(int n) { %s }\n",
			 statements[i]);
		check_both(body, 0, 1);
		snprintf(body, sizeof body, "int f(int n) { %s return n; }\n",
			 statements[i]);
		check_both(body, 0, 1);
	}
	settle();
}
END_TEST

START_TEST(an_operator_as_a_statement_is_unused)
{
	static const char *const operators[] = {
		"c++",    "++c",           "c += 3",  "c--",    "--c",
		"c -= n", "l++",           "++l",     "l += n", "l--",
		"l -= 2", "b++",           "--b",     "b += 7", "s++",
		"s -= n", "many[n & 3]++", "*p += 5", "(*p)--"};

	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		const char *one = operators[i];
		char body[256];

		snprintf(body, sizeof body,
			 "void f(int n, atomic_int *p) { %s; }\n", one);
		check_both(body, 0, 1);
		snprintf(body, sizeof body,
			 "void *f(int n, atomic_int *p) {\n"
			 "for (int i = 0; i < n; %s) { hold(); i++; }\n"
			 "return NULL; }\n",
			 one);
		check_both(body, 0, 1);
		snprintf(body, sizeof body,
			 "int f(int n, atomic_int *p) { %s;\n"
			 "while (n--) { if (n == 3) %s; else hold(); } %s;\n"
			 "return n; }\n",
			 one, one, one);
		check_both(body, 0, 3);
	}
	settle();
}
END_TEST

START_TEST(a_result_that_is_looked_at_is_used)
{
	static const char *const results[] = {
		"atomic_fetch_add(&c, 1)",
		"atomic_fetch_sub(&l, n)",
		"c++",
		"--c",
		"++s",
		"b--",
		"__sync_add_and_fetch(&word, 1)",
		"__atomic_sub_fetch(&wide, 2, __ATOMIC_RELEASE)",
		"__atomic_fetch_add(&wide, n, __ATOMIC_RELAXED)"};
	static const char *const uses[] = {
		"return %s;",
		"other = %s;",
		"int t = %s; return t;",
		"if (%s) hold();",
		"if (%s == 3) return 2;",
		"while (%s < 3) hold();",
		"hold(); return get(%s);",
		"say(\"%%ld\", (long)%s);",
		"pointer(%s);",
		"static int t; t = %s;",
		"int t = %s; hold(); if (n) return t;",
		"int t = %s; hold(); return n ? 0 : t + 1;",
		"volatile int t = %s; if (t) hold();",
		"int t = %s; int *at = &t; get(*at);",
		"int t = %s; say(\"%%p\", &t);",
		"items[%s & 3] = 1;",
		"int t[2] = { n, %s }; return t[n];",
		"struct { int a; } t; t.a = %s; return t.a;",
		"double t = %s; return t > 1;",
		"return !%s;",
		"switch (%s) { case 2: hold(); }",
		"int t = 0; for (int i = 0; i < n; i++) t += %s; return t;",
		"return 7 / (%s | 1);",
		"int t[%s & 3]; say(\"\", t);",
		"int t = %s; n = n > t ? 1 : 2; return n;",
		"int t = %s; __atomic_compare_exchange_n(&other, &t, n, 0,"
		" 5, 5);",
		"return (%s, n) + (int)%s;"};

	for (size_t i = 0; i < sizeof results / sizeof *results; i++)
		for (size_t k = 0; k < sizeof uses / sizeof *uses; k++) {
			char body[512];
			int length =
				snprintf(body, sizeof body, "int f(int n) { ");
			int twice = count(uses[k], "%s") == 2;

			length += snprintf(body + length,
					   sizeof body - (size_t)length,
					   uses[k], results[i], results[i]);
			snprintf(body + length, sizeof body - (size_t)length,
				 " return 0; }\n");
			check_both(body, 1, twice);
		}
	settle();
}
END_TEST

/* What only computes what is of no use does not count. */
START_TEST(a_result_that_is_stored_for_nothing_is_unused)
{
	check_both("int f(int n) { int t = c++; return n; }\n", 0, 1);
	check_both("int f(int n) { int t = c++; t = n; return t; }\n", 0, 1);
	check_both("int f(int n) { int t = 0; while (n--) t += c++;\n"
		   "return n; }\n",
		   0, 1);
	check_both("void f(int n) { long t = c++, u = t + n; hold(); }\n", 0,
		   1);
	check_both("void f(int n) { volatile int t = --c; hold(); }\n", 0, 1);
	settle();
}
END_TEST

/* The other result, of two in one function, may be. */
START_TEST(each_addition_is_looked_at_for_itself)
{
	check_both("int f(int n) { c++; int t = c++; l += 2; return t; }\n", 1,
		   2);
	check_both("int f(int n) { int t = 0; if (n) t = c++; else c++;\n"
		   "return t; }\n",
		   1, 1);
	check_both("int f(int n) { again: if (n & 1) { c--; goto again; }\n"
		   "return --c; }\n",
		   1, 1);
	settle();
}
END_TEST

START_TEST(a_function_that_is_not_understood_is_left_alone)
{
	check_both("void f(int n) { c++; __asm__(\"nop\"); }\n", 1, 0);
	check_both("int setjmp(void *); void *environment;\n"
		   "void f(int n) { int t = c++; if (setjmp(environment))\n"
		   "other = t; }\n",
		   1, 0);
	check_both("int f(int n) { c++;\n"
		   "void *at = n ? &&one : &&two; goto *at;\n"
		   "one: hold(); two: return 0; }\n",
		   1, 0);
	settle();
}
END_TEST

/* Functions that leave rax as it was, or are called with a value in it. */
START_TEST(conventions_of_their_own_are_minded)
{
	check(compilers[1],
	      "__attribute__((preserve_most)) void g(void);\n"
	      "int f(void) { return c++ + (g(), 1); }\n",
	      1, 0);
	check(compilers[1],
	      "__attribute__((preserve_most)) void g(void)\n"
	      "{ hold(); }\n"
	      "int f(void) { return c++ + (g(), 1); }\n",
	      1, 0);
	check(compilers[1],
	      "__attribute__((no_caller_saved_registers)) void\n"
	      "g(void); int f(void) { return c++ + (g(), 1); }\n",
	      1, 0);
	check(compilers[1],
	      "__attribute__((regcall)) int g(int);\n"
	      "void f(void) { g(__sync_fetch_and_add(&word, 1)); }\n",
	      1, 0);
	check(compilers[1],
	      "__attribute__((regcall)) int (*g)(int);\n"
	      "void f(void) { g(__sync_fetch_and_add(&word, 1)); }\n",
	      1, 0);
	check_both("static int g(void) { return 3; }\n"
		   "int f(void) { atomic_fetch_add(&c, 1); return g(); }\n",
		   0, 1);
	settle();
}
END_TEST

/* Instructions that compilers seldom write behind such a call. */
START_TEST(each_instruction_uses_what_it_reads)
{
	static const struct {
		const char *body;
		bool used;
	} cases[] = {
		{"movl $0, %eax", false},
		{"movb $0, %al; movl %eax, g(%rip)", true},
		{"movw $0, %ax; pushq %rax", true},
		{"sete %al; movl %eax, g(%rip)", true},
		{"movl (%rax), %ecx", true},
		{"movl g(,%rax,4), %ecx", true},
		{"movl $0, (%rax)", true},
		{"leal 3(%rax,%rax), %ecx; movl $0, %ecx", false},
		{"leal 3(%rax,%rax), %ecx; movl %ecx, g(%rip)", true},
		{"addl $1, %eax; sete g(%rip)", true},
		{"addl $1, %eax; incl %ecx; adcl $0, g(%rip)", true},
		{"addl $1, %eax; cmpl $0, g(%rip); sete g(%rip)", false},
		{"xorl %ecx, %ecx; addl %eax, %ecx; cmovel %edx, %ebx;"
		 " movl %ebx, g(%rip)",
		 true},
		{"movl %eax, %ebx; call *%rbx", true},
		{"movl %eax, %ebx; call *(%rbx)", true},
		{"movl %eax, %ebx; movl $1, %eax; cltq", false},
		{"cltq; movq %rax, g(%rip)", true},
		{"cltd; idivl %ecx", true},
		{"movd %eax, %xmm0", true},
		{"movl %eax, %esp", true},
		{"xchgl %eax, %ebx", true},
		{"movl %eax, -4(%rbp); movw $0, -4(%rbp);"
		 " pushq -4(%rbp)",
		 true},
		{"movl %eax, %r12d; call g", true},
		{"mystery", true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text plain = {0}, out;

		text_add(&plain, "\t.text\n\t.type\tf, @function\nf:\n"
				 "\tpushq\t%rbp\n\tmovq\t%rsp, %rbp\n"
				 "\tcall\t__tsan_atomic32_fetch_add@PLT\n");
		for (const char *at = cases[i].body; *at; at++)
			text_addf(&plain, *at == ';' ? "\n" : "%c", *at);
		text_add(&plain, "\n\tcall\t__tsan_func_exit@PLT\n"
				 "\tmovl\t$0, %ebx\n\tmovl\t$0, %r12d\n"
				 "\tpopq\t%rbp\n\tret\n\t.size\tf, .-f\n");
		out = rewrite(&plain, ASSEMBLY_ALL);
		ck_assert_msg((count(out.bytes, "_unused") == 0) ==
				      cases[i].used,
			      "%s", out.bytes);
		text_free(&plain);
		text_free(&out);
	}
}
END_TEST

/* Random programs: MCHECK_SEED chooses others, MCHECK_PROGRAMS their number,
 * as in test_differential.c. */

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

/* What the programs call: hooks that leave rubbish in the registers that a
 * call may change, and results that are rubbish where they are unused. */
static const char stub[] =
	"__asm__(\".text\\n\"\n"
	"#define HOOK(n) \".globl __tsan_\" n \"\\n__tsan_\" n \":\\n\"\n"
	"HOOK(\"read1\") HOOK(\"read2\") HOOK(\"read4\") HOOK(\"read8\")\n"
	"HOOK(\"read16\") HOOK(\"write1\") HOOK(\"write2\")\n"
	"HOOK(\"write4\") HOOK(\"write8\") HOOK(\"write16\")\n"
	"HOOK(\"unaligned_read2\") HOOK(\"unaligned_read4\")\n"
	"HOOK(\"unaligned_read8\") HOOK(\"unaligned_write2\")\n"
	"HOOK(\"unaligned_write4\") HOOK(\"unaligned_write8\")\n"
	"HOOK(\"read_range\") HOOK(\"write_range\")\n"
	"HOOK(\"func_entry\") HOOK(\"func_exit\") HOOK(\"init\")\n"
	"\"movl $0x77777777, %eax\\n movl %eax, %ecx\\n\"\n"
	"\"movl %eax, %edx\\n movl %eax, %esi\\n movl %eax, %edi\\n\"\n"
	"\"movl %eax, %r8d\\n movl %eax, %r9d\\n movl %eax, %r10d\\n\"\n"
	"\"movl %eax, %r11d\\n ret\\n\");\n"
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
	const char *const link[] = {compiler, "-w",  "now.s", "stub.c",
				    "-o",     "now", NULL};
	const char *const now[] = {"./now", NULL};
	struct run run;

	write_bytes("now.s", assembly->bytes, strlen(assembly->bytes));
	write_bytes("stub.c", stub, strlen(stub));
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
		const char *compiler = compilers[i % 2];

		seed = (unsigned)(first ? atoi(first) : 0) + (unsigned)i + 1;
		if (!have_command(compiler))
			continue;
		write_random();
		struct text plain = compile(compiler);
		struct text out = rewrite(
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
		unused += count(out.bytes, "_unused");
		text_free(&plain);
		text_free(&out);
		text_free(&before);
		text_free(&after);
	}
	ck_assert_int_gt(unused, 0);
}
END_TEST

/* It adds, its result is 0, and its line in a trace is that of any other. */
START_TEST(an_unused_addition_adds)
{
	struct run run;

	write_program("#include <assert.h>\n",
		      "#define TRY(bits, type, name, value) do { \\\n"
		      "type __mc_atomic##bits##_fetch_##name##_unused( \\\n"
		      "	volatile void *, type, int); \\\n"
		      "static volatile type object = 7; \\\n"
		      "assert(__mc_atomic##bits##_fetch_##name##_unused( \\\n"
		      "	&object, 3, 5) == 0); \\\n"
		      "assert(object == value); } while (0)\n"
		      "int main(void) {\n"
		      "TRY(8, char, add, 10); TRY(8, char, sub, 4);\n"
		      "TRY(16, short, add, 10); TRY(16, short, sub, 4);\n"
		      "TRY(32, int, add, 10); TRY(32, int, sub, 4);\n"
		      "TRY(64, long, add, 10); TRY(64, long, sub, 4); }\n");
	const char *const check_it[] = {mcheck_path(), "model.c", NULL};
	run = run_words(check_it);
	ck_assert_msg(run.code == 0, "%s", run.out.bytes);
	run_free(&run);
	write_program("#include <assert.h>\n#include <stdatomic.h>\n",
		      "atomic_int count;\n"
		      "int main(void) { atomic_fetch_add(&count, 3); count--;\n"
		      "assert(count == 3); }\n");
	run = run_words(check_it);
	ck_assert_int_eq(run.code, 1);
	ck_assert_ptr_nonnull(strstr(run.out.bytes, "updates count: 0 -> 3"));
	ck_assert_ptr_nonnull(strstr(run.out.bytes, "updates count: 3 -> 2"));
	run_free(&run);
}
END_TEST

Suite *assembly_unused_suite(void)
{
	Suite *suite = suite_create("assembly_unused");
	TCase *tests = tcase_create("assembly_unused");

	tcase_set_timeout(tests, 240);
	tcase_add_unchecked_fixture(tests, go_to_fresh_directory, go_to_top);
	tcase_add_test(tests, a_call_as_a_statement_is_unused);
	tcase_add_test(tests, an_operator_as_a_statement_is_unused);
	tcase_add_test(tests, a_result_that_is_looked_at_is_used);
	tcase_add_test(tests, a_result_that_is_stored_for_nothing_is_unused);
	tcase_add_test(tests, each_addition_is_looked_at_for_itself);
	tcase_add_test(tests, a_function_that_is_not_understood_is_left_alone);
	tcase_add_test(tests, conventions_of_their_own_are_minded);
	tcase_add_test(tests, each_instruction_uses_what_it_reads);
	tcase_add_test(tests, random_programs_miss_no_result);
	tcase_add_test(tests, an_unused_addition_adds);
	suite_add_tcase(suite, tests);
	return suite;
}
