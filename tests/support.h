/* What the tests share: running mcheck as a user does, in a directory of the
 * test's own, and looking at what it said. */
#ifndef MCHECK_TESTS_SUPPORT_H
#define MCHECK_TESTS_SUPPORT_H

#include <check.h>
#include <stdbool.h>

#include "base/text.h"

/* Each tests/test_x.c defines `Suite *x_suite(void)`. */
#define SUITE(name) Suite *name##_suite(void);
#include "suites.h"
#undef SUITE

/* What a command did.  The texts are freed by run_free, if anybody cares. */
struct run {
	char command[400]; /* its words, as far as they fit */
	int code; /* its exit code; 128 + the signal's number if killed */
	struct text out;
	struct text err;
};

/* Once, by the runner, in the top directory: before the tests, after them. */
void support_start(void);
void support_end(void);

/* The executable under test ($MCHECK, else ./mcheck), absolute; borrowed. */
const char *mcheck_path(void);

/* The path, given from the top directory, as an absolute one; borrowed until
 * the fourth call after it. */
const char *top_path(const char *path);

/* Makes an empty directory and goes there; it is removed after all tests. */
void go_to_fresh_directory(void);

/* Goes back to the top directory. */
void go_to_top(void);

/* For the sanitizers, which look at mcheck, whatever compiled the model, and
 * with which everything takes longer: nothing is to be repeated often. */
bool is_short_run(void);

/* Says that something is not tested, and why: "skipped: NAME: WHY", once. */
void skipped(const char *name, const char *why);

/* Is there a command of this name on PATH?  There is no clang in a short run.
 * If not, the test that asks is skipped, or a part of it, and that is said. */
bool have_command(const char *name);

void write_file(const char *path, const char *content);
void write_bytes(const char *path, const void *bytes, size_t length);

/* Goes to a fresh directory, and writes a model there: model.c. */
void write_program(const char *head, const char *body);

/* The whole file, which must exist. */
struct text read_file(const char *path);

/* Runs the words (the last one is NULL) with no input.  A command that takes
 * over 250 s is killed, and the test fails. */
struct run run_words(const char *const words[]);

/* The same, of mcheck; once its search tells that it has covered something, it
 * gets the signal, alone or with all its children, as Ctrl-C does. */
struct run run_interrupted(const char *const words[], int signal, bool alone);

/* The same, alone, once the file is there. */
struct run run_until(const char *const words[], const char *file, int signal);

/* The same, but it is killed with SIGKILL, with all its children, that long
 * after the file was last seen to be another one than before; or runs to its
 * end. */
struct run run_killed(const char *const words[], const char *file,
		      int after_ms);

/* mcheck with these words: run_mcheck("--no-trace", "x.c"). */
#define run_mcheck(...) \
	run_words((const char *const[]){mcheck_path(), __VA_ARGS__, NULL})

void run_free(struct run *run);

/* The last line of a text, without its newline; borrowed until the next. */
const char *last_line(const struct text *text);

/* The run ended with this code, and (unless NULL) its last line on stdout is
 * "verdict: " and `verdict`. */
void expect_verdict(const struct run *run, int code, const char *verdict);

/* The run was refused: exit code 2, no verdict on stdout, and on stderr a
 * line "mcheck: ..." that has all of `named` in it (words parted by '|'). */
void expect_refused(const struct run *run, const char *named);

/* Somewhere in the text stands `part`. */
void expect_part(const struct text *text, const char *part);

/* The next random number (SplitMix64). */
uint64_t next_random(uint64_t *state);

/* The number in this variable of the environment, if it is set. */
uint64_t setting(const char *name, uint64_t otherwise);

/* Nothing differs. */
void expect_same(const struct text *left, const struct text *right);

#endif
