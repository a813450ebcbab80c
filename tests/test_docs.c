/* Every command in the documents does what the documents say it does.
 *
 * Commands stand in blocks, either fenced as "console" or indented by four
 * spaces:
 *
 *	$ mcheck counter.c
 *	...
 *	verdict: finding data-race
 *
 * Each is run by the shell, in a directory that has copies of the models, and
 * what it prints, on stdout and stderr, must be what stands below it, byte for
 * byte.  A line "..." stands for any lines.  A command with "<<" in it goes on
 * in the lines that begin with "> ".  Commands that build or install are not
 * run, and so have no output.
 *
 * With MCHECK_REWRITE=1 the blocks get the real output instead. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

/* Paths from the top directory; found when the suite is made. */
static glob_t documents;

/* Walks over a document, and writes it again with the real outputs. */
struct reader {
	const char *path;
	const char *at;     /* the next line */
	const char *indent; /* of the block at hand */
	struct text written;
	int code; /* of the last command */
};

static size_t line_length(const char *line)
{
	size_t length = strcspn(line, "\n");

	return length + (line[length] == '\n');
}

/* The next line goes over as it is. */
static void copy_line(struct reader *reader)
{
	size_t length = line_length(reader->at);

	text_add_bytes(&reader->written, reader->at, length);
	reader->at += length;
}

static bool starts(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/* Does the block go on with this line? */
static bool in_block(const struct reader *reader)
{
	return *reader->at && starts(reader->at, reader->indent) &&
	       !starts(reader->at, "```");
}

static bool is_command(const struct reader *reader)
{
	return starts(reader->at + strlen(reader->indent), "$ ");
}

/* Takes the next line of the block, without its indent. */
static void take_line(struct reader *reader, struct text *into)
{
	size_t length = line_length(reader->at);
	size_t indent = strlen(reader->indent);

	text_add_bytes(into, reader->at + indent, length - indent);
	reader->at += length;
}

/* The lines behind a here-document's command. */
static void take_rest(struct reader *reader, struct text *command)
{
	size_t prompt = strlen(reader->indent) + 2;

	if (!strstr(text_string(command), "<<"))
		return;
	while (in_block(reader) &&
	       starts(reader->at + strlen(reader->indent), ">")) {
		size_t length = line_length(reader->at);

		if (length > prompt)
			text_add_bytes(command, reader->at + prompt,
				       length - prompt);
		else
			text_add(command, "\n");
		copy_line(reader);
	}
}

static bool is_run(const char *command)
{
	return !starts(command, "make");
}

/* Runs a line of shell, in which $? is the last command's code. */
static void run_line(struct reader *reader, const char *command,
		     struct text *output)
{
	struct text script = {0};
	struct run run;

	text_addf(&script, "unset CC; PATH=%s/bin:$PATH; ",
		  getenv("DOCS_DIRECTORY"));
	text_addf(&script, "exec 2>&1; (exit %d)\n%s", reader->code, command);
	run = run_words(
		(const char *const[]){"sh", "-c", text_string(&script), NULL});
	ck_assert_msg(run.code < 126, "%s: '%s' ends with code %d:\n%s",
		      reader->path, command, run.code, text_string(&run.out));
	text_add_bytes(output, text_string(&run.out), run.out.length);
	reader->code = run.code;
	run_free(&run);
	text_free(&script);
}

/* Is `real` what the document shows?  A line "..." matches any lines. */
static bool matches(const char *shown, const char *real)
{
	size_t length = line_length(shown);

	if (*shown == '\0')
		return *real == '\0';
	if (!starts(shown, "...\n"))
		return line_length(real) == length &&
		       strncmp(shown, real, length) == 0 &&
		       matches(shown + length, real + length);
	for (; *real; real += line_length(real))
		if (matches(shown + length, real))
			return true;
	return matches(shown + length, real);
}

static void write_lines(struct reader *reader, const char *lines)
{
	for (; *lines; lines += line_length(lines)) {
		if (*lines != '\n')
			text_add(&reader->written, reader->indent);
		text_add_bytes(&reader->written, lines, line_length(lines));
	}
}

/* A command and what stands below it. */
static void check_command(struct reader *reader)
{
	struct text line = {0}, shown = {0}, real = {0};

	take_line(reader, &line);
	write_lines(reader, text_string(&line));
	take_rest(reader, &line);
	while (in_block(reader) && !is_command(reader))
		take_line(reader, &shown);
	if (is_run(line.bytes + 2))
		run_line(reader, line.bytes + 2, &real);
	if (matches(text_string(&shown), text_string(&real)))
		write_lines(reader, text_string(&shown));
	else if (getenv("MCHECK_REWRITE"))
		write_lines(reader, text_string(&real));
	else
		ck_abort_msg("%s: '%s' should print\n%s\nand prints\n%s",
			     reader->path, line.bytes, text_string(&shown),
			     text_string(&real));
	text_free(&line);
	text_free(&shown);
	text_free(&real);
}

/* Copies up to the next block; false when there is none. */
static bool find_block(struct reader *reader)
{
	while (*reader->at) {
		reader->indent = "    ";
		if (starts(reader->at, "    $ "))
			return true;
		reader->indent = "";
		if (starts(reader->at, "```console\n")) {
			copy_line(reader);
			return true;
		}
		copy_line(reader);
	}
	return false;
}

static void check_block(struct reader *reader)
{
	ck_assert_msg(is_command(reader), "%s: a block begins with no '$ '",
		      reader->path);
	while (in_block(reader) && is_command(reader))
		check_command(reader);
	if (!*reader->indent)
		copy_line(reader); /* the fence */
}

/* A directory with the models and, in bin, mcheck; we are in it. */
static void make_directory(void)
{
	char *directory;

	go_to_fresh_directory();
	directory = realpath(".", NULL);
	setenv("DOCS_DIRECTORY", directory, 1);
	free(directory);
	ck_assert_int_eq(system("mkdir -p bin docs checker"), 0);
	ck_assert_int_eq(symlink(mcheck_path(), "bin/mcheck"), 0);
	run_words((const char *const[]){"cp", "-r", top_path("models"), ".",
					NULL});
	run_words((const char *const[]){"cp", "-r", top_path("docs/assignment"),
					"docs", NULL});
	run_words((const char *const[]){"cp", "-r", top_path("checker/include"),
					"checker", NULL});
}

/* A document in a folder of its own is about the files beside it. */
static void go_to_document(const char *path)
{
	if (starts(path, "docs/assignment/"))
		ck_assert_int_eq(chdir("docs/assignment"), 0);
}

static void rewrite(const struct reader *reader, const struct text *before)
{
	const struct text *after = &reader->written;

	if (getenv("MCHECK_REWRITE") &&
	    strcmp(text_string(before), text_string(after)) != 0)
		write_bytes(top_path(reader->path), after->bytes,
			    after->length);
}

/* Runs all of a document. */
static void check_document(const char *path)
{
	struct text text = read_file(path);
	struct reader reader = {.path = path, .at = text_string(&text)};

	make_directory();
	go_to_document(path);
	while (find_block(&reader))
		check_block(&reader);
	rewrite(&reader, &text);
	go_to_top();
	text_free(&reader.written);
	text_free(&text);
}

START_TEST(commands_print_what_the_document_shows)
{
	check_document(documents.gl_pathv[_i]);
}
END_TEST

/* Else the test above tests nothing. */
START_TEST(documents_show_commands)
{
	static const char *const paths[] = {"README.md", "docs/tutorial.md",
					    "docs/reference.md"};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct text text = read_file(paths[i]);

		expect_part(&text, "\n```console\n$ mcheck ");
		text_free(&text);
	}
}
END_TEST

START_TEST(difference_is_noticed)
{
	ck_assert(matches("a\nb\n", "a\nb\n"));
	ck_assert(matches("a\n...\n", "a\nb\nc\n"));
	ck_assert(matches("...\nc\n", "a\nb\nc\n"));
	ck_assert(!matches("a\n", "a\nb\n"));
	ck_assert(!matches("a\nb\n", "a\n"));
	ck_assert(!matches("a\nb\n", "a\nb"));
	ck_assert(!matches("...\nb\n", "a\nb\nc\n"));
}
END_TEST

Suite *docs_suite(void)
{
	Suite *suite = suite_create("docs");
	TCase *tcase = tcase_create("docs");

	glob("README.md", 0, NULL, &documents);
	glob("docs/*.md", GLOB_APPEND, NULL, &documents);
	glob("docs/assignment/*.md", GLOB_APPEND, NULL, &documents);
	tcase_add_test(tcase, difference_is_noticed);
	tcase_add_loop_test(tcase, commands_print_what_the_document_shows, 0,
			    (int)documents.gl_pathc);
	tcase_add_test(tcase, documents_show_commands);
	suite_add_tcase(suite, tcase);
	return suite;
}
