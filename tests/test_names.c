/* What reports call things: bit-fields, parts of blocks of the heap, local
 * variables. */
#include <stdio.h>
#include <string.h>

#include "model/dwarf/bits.h"
#include "support.h"

static const char head[] =
	"#include <assert.h>\n#include <pthread.h>\n#include <stdlib.h>\n"
	"static pthread_t t, u; static int seen;\n";

/* A little program behind `head`, and what its report says; the last of the
 * lines that begins with "!", it does not say. */
struct naming {
	const char *program;
	const char *says[5];
};

static void expect_naming(const struct naming *naming, const char *compiler)
{
	struct run run;

	write_program(head, naming->program);
	run = run_mcheck("--no-trace", "--leaks=error", compiler, "model.c");
	for (int i = 0; i < 5 && naming->says[i]; i++) {
		const char *words = naming->says[i];

		if (*words != '!')
			expect_part(&run.out, words);
		else
			ck_assert_msg(!strstr(text_string(&run.out), words + 1),
				      "\"%s\" is in:\n%s", words + 1,
				      text_string(&run.out));
	}
	run_free(&run);
}

static void expect_with_all(const struct naming *naming)
{
	expect_naming(naming, "--cc=gcc");
	if (have_command("clang"))
		expect_naming(naming, "--cc=clang");
}

static const struct naming bit_fields[] = {
	{"static struct { unsigned count : 15; unsigned flag : 1; } s = {3, "
	 "1};\n"
	 "static void *look(void *u) { seen = s.flag; return u; }\n"
	 "int main(void)\n{\n"
	 " pthread_create(&t, 0, look, 0); s.count++; pthread_join(t, 0);\n}",
	 {"data race on s.flag and s.count", "T2 look reads s.flag\n",
	  "reads s.flag = 1 ", "reads s.count = 3 ",
	  "bit-fields of one memory location"}},
	{"struct s { int n; int neg : 5; unsigned a : 3, b : 2; };\n"
	 "static struct { struct s in[2]; } all;\n"
	 "static void *look(void *u)\n"
	 "{ all.in[1].neg = -3;\n seen = all.in[1].neg + all.in[1].b;\n"
	 " return u; }\n"
	 "int main(void)\n{ all.in[1].b = 2;\n"
	 " pthread_create(&t, 0, look, 0); pthread_create(&u, 0, look, 0);\n"
	 " pthread_join(t, 0); pthread_join(u, 0);\n}",
	 {"data race on all.in[1].", "writes all.in[1].neg: 0 -> -3 ",
	  "writes all.in[1].b: 0 -> 2 "}},
	{"static struct { unsigned a : 4, b : 4; } s, n;\n"
	 "static void *set(void *u) { s = n; return u; }\n"
	 "int main(void)\n{ pthread_create(&t, 0, set, 0);\n"
	 " s.b = 5; pthread_join(t, 0);\n}",
	 {"data race on s.b\n", "T2 set writes s\n", "T1 main "}},
};

#define ACCOUNT \
	"struct account { int id; pthread_mutex_t mutex; long balance; };\n"
#define NODE "struct node { int value; struct node *next; };\n"
#define TWICE \
	" pthread_create(&t, 0, work, 0); pthread_create(&u, 0, work, 0);\n" \
	" pthread_join(t, 0); pthread_join(u, 0);\n"

static const struct naming blocks[] = {
	/* An array of pointers; where a value says no more, what it is. */
	{ACCOUNT "static struct account *accounts[4];\n"
		 "static void *work(void *a)\n"
		 "{ accounts[3]->balance++; return a; }\n"
		 "int main(void)\n{\n for (int i = 0; i < 4; i++)\n"
		 "  accounts[i] = calloc(1, sizeof *accounts[i]);\n" TWICE
		 " pthread_mutex_lock(&accounts[1]->mutex);\n}",
	 {"data race on accounts[3]->balance\n",
	  "reads accounts[3]->balance = 0 ",
	  "  *accounts[3]: 56 bytes, allocated by T1 main at model.c:12\n",
	  "!block 1"}},
	/* An array. */
	{ACCOUNT "static struct account *accounts;\n"
		 "static void *work(void *a)\n"
		 "{ accounts[2].balance++; return a; }\n"
		 "int main(void)\n"
		 "{ accounts = calloc(3, sizeof *accounts);\n" TWICE "}",
	 {"data race on accounts[2].balance\n",
	  "  accounts[0..2]: 168 bytes, allocated by "}},
	/* A list; structures in structures; a union. */
	{NODE
	 "struct queue { struct { struct node *head; _Atomic int n; } in;\n"
	 " union { _Atomic int count; char *text; } any; };\n"
	 "static struct queue *queue;\n"
	 "static void *work(void *a)\n{\n int n = queue->any.count;\n"
	 " queue->in.n = 3 + n; queue->in.head->next->value++; return a; }\n"
	 "int main(void)\n{ queue = calloc(1, sizeof *queue);\n"
	 " queue->in.head = calloc(1, sizeof(struct node));\n"
	 " queue->in.head->next = calloc(1, sizeof(struct node));\n"
	 " pthread_create(&t, 0, work, 0);\n"
	 " seen = queue->in.head->next->value; pthread_join(t, 0);\n}",
	 {"data race on queue->in.head->next->value\n",
	  "loads queue->any.count = 0 ", "stores queue->in.n: 0 -> 3 "}},
	/* A pointer that is not always the same gives a type, no name. */
	{NODE "static struct node *head;\n"
	      "static void push(void)\n{ struct node *n = malloc(sizeof *n);\n"
	      " n->next = head; head = n; }\n"
	      "static void *work(void *a) { head = (*head).next; return a; }\n"
	      "int main(void)\n{ push(); push(); push();\n" TWICE "}",
	 {"data race on head\n", "head = the 2nd struct node from model.c:8",
	  "! *head",
	  "  the 2nd struct node from model.c:8: 16 bytes, allocated by "}},
	/* Only local variables point to it: one, or one in each thread. */
	{ACCOUNT "static void *work(void *a)\n"
		 "{ struct account *mine = a; mine->balance++; return 0; }\n"
		 "int main(void)\n{ struct account *a = malloc(sizeof *a);\n"
		 " a->balance = 5; pthread_create(&t, 0, work, a);\n"
		 " a->balance = 6; pthread_join(t, 0);\n}",
	 {"data race on a->balance\n", "writes a->balance: (never set) -> 5",
	  "writes a->balance: 5 -> 6 "}},
	{ACCOUNT "static void *work(void *a)\n"
		 "{ struct account *mine = a;\n"
		 " pthread_mutex_lock(&mine->mutex);\n"
		 " pthread_mutex_lock(&mine->mutex); return 0; }\n"
		 "static void begin(pthread_t *thread)\n"
		 "{ pthread_create(thread, 0, work,\n"
		 "   calloc(1, sizeof(struct account))); }\n"
		 "int main(void)\n{ begin(&t); begin(&u);\n"
		 " pthread_join(t, 0); pthread_join(u, 0);\n}",
	 {"waits for itself: mutex of the 1st struct account from ",
	  "! mine->mutex", "!block"}},
	/* Freed; pointers to it are left. */
	{ACCOUNT "static struct account *own; static pthread_mutex_t m;\n"
		 "static void *work(void *a)\n{ pthread_mutex_lock(&m);\n"
		 " own->balance++; free(own);\n"
		 " pthread_mutex_unlock(&m); return a; }\n"
		 "int main(void)\n{ own = calloc(1, sizeof *own);\n" TWICE "}",
	 {"(use after free): own->balance\n", "  *own: 56 bytes, allocated by ",
	  "    freed by T"}},
	{"static int *shared; static pthread_mutex_t m;\n"
	 "static void *work(void *a)\n{ pthread_mutex_lock(&m);\n"
	 " free(shared); pthread_mutex_unlock(&m); return a; }\n"
	 "int main(void)\n{ shared = calloc(3, sizeof *shared);\n" TWICE "}",
	 {"frees a block that is already free: shared[0..2]\n"}},
	/* Behind its end. */
	{"static int *values;\n"
	 "int main(void)\n{ values = calloc(3, sizeof *values);\n"
	 " values[3] = 1; }",
	 {"out of bounds of a heap block: values[3]\n"}},
	/* A bit-field. */
	{"static struct bits { int n; unsigned a : 3, b : 5; } *bits;\n"
	 "static void *work(void *u) { bits->b = 9;\n bits->a = 2;\n"
	 " return u; }\n"
	 "int main(void)\n{ bits = calloc(1, sizeof *bits);\n"
	 " bits->b = 7;\n" TWICE "}",
	 {"data race on bits->", "writes bits->b: 7 -> 9 "}},
	/* Nothing points to it any more. */
	{ACCOUNT "static struct account *last;\n"
		 "int main(void)\n{ for (int i = 0; i < 3; i++) {\n"
		 " struct account *a = malloc(sizeof *a);\n"
		 " a->id = i; last = a; }\n free(last); }",
	 {"never freed: the 1st struct account from model.c:9\n"}},
	/* Nothing is known of its type. */
	{"static void *block;\n"
	 "static void *work(void *a) { free(block); return a; }\n"
	 "int main(void)\n{ block = malloc(24);\n" TWICE "}",
	 {"block 1", "  block 1: 24 bytes, allocated by "}},
};

START_TEST(parts_of_blocks_are_named_by_what_points_to_them)
{
	expect_with_all(&blocks[_i]);
}
END_TEST

/* Values point to a structure, and to a member of it. */
static const struct naming local = {
	"struct loop { int n; pthread_mutex_t mutex; };\n"
	"static _Atomic(pthread_mutex_t *) lock;\n"
	"static _Atomic(struct loop *) loops;\n"
	"static void *work(void *a)\n"
	"{ pthread_mutex_lock(lock); pthread_mutex_lock(lock); return a; }\n"
	"int main(void)\n"
	"{ struct loop loop = {0, PTHREAD_MUTEX_INITIALIZER};\n"
	" loops = &loop; lock = &loop.mutex;\n"
	" pthread_create(&t, 0, work, 0); pthread_join(t, 0); }",
	{"stores lock: NULL -> &loop.mutex ", "loads lock = &loop.mutex ",
	 "stores loops: NULL -> &loop "}};

START_TEST(local_variables_that_values_point_to_are_named)
{
	expect_with_all(&local);
}
END_TEST

START_TEST(bit_fields_are_told_apart_by_the_source)
{
	expect_with_all(&bit_fields[_i]);
}
END_TEST

static unsigned rank(const char *source, unsigned column, const char *name)
{
	return dwarf_bits_rank(&(struct dwarf_use){1, source, column}, name);
}

START_TEST(bit_field_at_the_column_is_meant)
{
	const char *line = "s.count = t->flag + s.flags;";

	ck_assert_uint_gt(rank(line, 12, "flag"), rank(line, 12, "count"));
	ck_assert_uint_gt(rank(line, 14, "flag"), rank(line, 14, "flags"));
	ck_assert_uint_gt(rank(line, 9, "count"), rank(line, 9, "flag"));
	ck_assert_uint_gt(rank("++s.a; s.b", 1, "a"),
			  rank("++s.a; s.b", 1, "b"));
}
END_TEST

START_TEST(line_that_uses_no_such_member_means_none)
{
	ck_assert_uint_eq(rank("s = (struct s){.flag = 1}", 3, "flag"), 0);
	ck_assert_uint_eq(rank("flag = s.flags", 6, "flag"), 0);
	ck_assert_uint_eq(rank("", 1, "flag"), 0);
	ck_assert_uint_eq(rank(NULL, 0, "flag"), 0);
	ck_assert_uint_eq(rank("s.", 2, ""), 0);
}
END_TEST

Suite *names_suite(void)
{
	Suite *suite = suite_create("names");
	TCase *tcase = tcase_create("names");

	tcase_set_timeout(tcase, 300);
	tcase_add_loop_test(tcase, bit_fields_are_told_apart_by_the_source, 0,
			    (int)(sizeof bit_fields / sizeof *bit_fields));
	tcase_add_loop_test(tcase,
			    parts_of_blocks_are_named_by_what_points_to_them, 0,
			    (int)(sizeof blocks / sizeof *blocks));
	tcase_add_test(tcase, local_variables_that_values_point_to_are_named);
	tcase_add_test(tcase, bit_field_at_the_column_is_meant);
	tcase_add_test(tcase, line_that_uses_no_such_member_means_none);
	suite_add_tcase(suite, tcase);
	return suite;
}
