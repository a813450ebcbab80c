/* Searches that go on from a checkpoint, and what the same search says in one
 * piece. */
#include "resumed.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char counting_model[] =
	"#include <assert.h>\n"
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"#ifndef NEVER\n"
	"#define NEVER 99999999\n"
	"#endif\n"
	"#ifndef STORAGE\n"
	"#define STORAGE static\n"
	"#endif\n"
	"static _Atomic unsigned sum;\n"
	"static void *worker(void *step)\n"
	"{\n"
	"\tunsigned now;\n"
	"\tfor (int i = 0; i < K; i++) {\n"
	"\t\tnow = atomic_fetch_add(&sum, *(unsigned *)step);\n"
	"\t\tassert(now != NEVER);\n"
	"\t}\n"
	"\treturn 0;\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tSTORAGE unsigned step[4] = {1, 100, 10000, 1000000};\n"
	"\tpthread_t thread[N];\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_create(&thread[i], 0, worker, &step[i]);\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_join(thread[i], 0);\n"
	"\treturn 0;\n"
	"}\n";

const char turns_model[] =
	"#include <pthread.h>\n"
	"#include <stdatomic.h>\n"
	"static atomic_int turn, tries;\n"
	"static void *worker(void *which)\n"
	"{\n"
	"\tint i = *(int *)which;\n"
	"\tfor (; i < N * R; i += N) {\n"
	"\t\twhile (atomic_load(&turn) != i)\n"
	"\t\t\tatomic_fetch_xor(&tries, 1 << i % N);\n"
	"\t\tatomic_store(&turn, i + 1);\n"
	"\t}\n"
	"\treturn 0;\n"
	"}\n"
	"int main(void)\n"
	"{\n"
	"\tstatic int which[3] = {0, 1, 2};\n"
	"\tpthread_t thread[N];\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_create(&thread[i], 0, worker, &which[i]);\n"
	"\tfor (int i = 0; i < N; i++)\n"
	"\t\tpthread_join(thread[i], 0);\n"
	"\treturn 0;\n"
	"}\n";

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The line that --stats makes, but for its seconds. */
static void take_stats(const struct run *run, char *stats, size_t size)
{
	const char *line = strstr(text_string(&run->err), "stats: "), *seconds;

	ck_assert_msg(line != NULL, "no stats: %s", text_string(&run->err));
	seconds = strstr(line, " seconds=");
	ck_assert_ptr_nonnull(seconds);
	snprintf(stats, size, "%.*s%s", (int)(seconds - line), line,
		 strchr(seconds + 1, ' '));
}

const char *const *reference_words(const char *trace,
				   const char *const options[])
{
	static const char *words[MOST_WORDS];
	static char option[40];
	int n = 0;

	snprintf(option, sizeof option, "--trace=%s", trace);
	words[n++] = mcheck_path();
	words[n++] = "--stats";
	words[n++] = option;
	while (*options)
		words[n++] = *options++;
	words[n++] = "model.c";
	words[n] = NULL;
	ck_assert_int_lt(n, MOST_WORDS);
	return words;
}

struct reference make_reference(const char *const options[])
{
	struct run run = run_words(reference_words("whole.trace", options));
	struct reference reference = {.out = run.out};

	ck_assert_msg(run.code == 0 || run.code == 1, "%s: %s", run.command,
		      text_string(&run.err));
	take_stats(&run, reference.stats, sizeof reference.stats);
	if (file_exists("whole.trace"))
		reference.trace = read_file("whole.trace");
	unlink("whole.trace");
	text_free(&run.err);
	return reference;
}

/* The name of the trace is part of what is printed. */
static void rename_trace(struct text *out)
{
	char *name = strstr(text_string(out), "parts.trace");

	if (name)
		memcpy(name, "whole", 5);
}

void expect_reference(struct run *run, struct reference *reference)
{
	struct text trace = {0};
	char stats[300];

	rename_trace(&run->out);
	expect_same(&run->out, &reference->out);
	take_stats(run, stats, sizeof stats);
	ck_assert_str_eq(stats, reference->stats);
	if (file_exists("parts.trace"))
		trace = read_file("parts.trace");
	expect_same(&trace, &reference->trace);
	ck_assert_msg(!file_exists(CHECKPOINT),
		      "the checkpoint is still there");
	text_free(&trace);
}

void reference_free(struct reference *reference)
{
	text_free(&reference->out);
	text_free(&reference->trace);
}
