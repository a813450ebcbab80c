/* The command line. */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "model/input.h"
#include "model/compile_cplusplus.h"
#include "options_help.h"
#include "options_settle.h"
#include "options_unknown.h"
#include "options_value.h"

_Noreturn static void answer(const char *text)
{
	fputs(text, stdout);
	if (fflush(stdout) != 0)
		error_exit("cannot write the output");
	exit(0);
}

_Noreturn static void help(void)
{
	struct text text = {0};

	options_help(&text);
	answer(text_string(&text));
}

/* What every command answers. */
static void read_general(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		help();
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0 ||
	    strcmp(word, "-v") == 0)
		answer("mcheck " MCHECK_VERSION "\n");
}

static bool read_random(struct options *options, const char *word)
{
	struct random_plan *random = &options->check.random;
	const char *value;
	uint64_t depth;

	if ((value = value_of(word, "--random="))) {
		random->executions = value_number(word, value);
		return true;
	}
	if ((value = value_of(word, "--seed="))) {
		if (!value_is_number(value, 0, UINT64_MAX, &random->seed))
			error_exit("%s: the value must be a number, 0 or more",
				   word);
	} else if ((value = value_of(word, "--bug-depth="))) {
		if (!value_is_number(value, 1, PCT_MAX_DEPTH, &depth))
			error_exit(
				"%s: the value must be a number from 1 to %d",
				word, PCT_MAX_DEPTH);
		random->depth = (unsigned)depth;
	} else {
		return false;
	}
	options->at_random = word;
	return true;
}

static void read_explorer(struct options *options, const char *word,
			  const char *value)
{
	options->explorer = word;
	options->check.explorer = value_explorer(word, value);
}

/* The search goes on when its memory is full. */
static void limit_memory(struct check_options *check, const char *word,
			 const char *value)
{
	check->max_bytes = value_size(word, value);
	check->forget = true;
}

/* Executions with at the most so many preemptions. */
static void bound(struct options *options, const char *word, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || n > 1000000)
		error_exit("%s: the value must be a number, 0 or more", word);
	options->check.bounded = true;
	options->check.preemptions = (int)n;
}

/* Where the search ends. */
static bool read_bound(struct options *options, const char *word)
{
	struct check_options *check = &options->check;
	const char *value;

	if ((value = value_of(word, "--states=")))
		check->max_states = value_number(word, value);
	else if ((value = value_of(word, "--depth=")))
		check->max_depth = value_number(word, value);
	else if ((value = value_of(word, "--budget=")))
		options->budget_ms = value_time(word, value);
	else if ((value = value_of(word, "--memory=")))
		limit_memory(check, word, value);
	else if ((value = value_of(word, "--preemptions=")))
		bound(options, word, value);
	else
		return false;
	return true;
}

static bool read_format(struct options *options, const char *word)
{
	const char *value = value_of(word, "--format=");

	if (value)
		options->format = value_format(word, value);
	return value != NULL;
}

/* Pictures of the finding. */
static bool read_picture(struct options *options, const char *word)
{
	const char *value;

	if ((value = value_of(word, "--html=")))
		options->html = value;
	else if ((value = value_of(word, "--dot=")))
		options->dot = value;
	else
		return false;
	if (!*value)
		error_exit("%s: the file's name is missing", word);
	return true;
}

/* What is shown of a finding, and how. */
static bool read_showing(struct options *options, const char *word)
{
	const char *value = value_of(word, "--hints=");

	if (value)
		options->check.hints = value_hints(word, value);
	return value || read_format(options, word) ||
	       read_picture(options, word);
}

static bool read_long(struct options *options, const char *word)
{
	const char *value;

	if ((value = value_of(word, "--trace=")))
		options->trace = value;
	else if (strcmp(word, "--no-trace") == 0)
		options->no_trace = true;
	else if ((value = value_of(word, "--races=")))
		options->check.races_allowed =
			value_either(word, value, "error", "allow");
	else if ((value = value_of(word, "--leaks=")))
		options->check.leaks_error =
			value_either(word, value, "report", "error");
	else if ((value = value_of(word, "--spurious=")))
		options->check.no_spurious =
			value_either(word, value, "on", "off");
	else if ((value = value_of(word, "--weak-cas=")))
		options->check.weak_cas =
			value_either(word, value, "strong", "fail");
	else if ((value = value_of(word, "--explorer=")))
		read_explorer(options, word, value);
	else if ((value = value_of(word, "--endless=")))
		options->check.endless = value_endless(word, value);
	else if ((value = value_of(word, "--reduction=")))
		options->check.reduction = value_reduction(word, value);
	else if (strcmp(word, "--malloc-may-fail") == 0)
		options->check.malloc_fails = true;
	else if (strcmp(word, "--outcomes") == 0)
		options->check.outcomes = true;
	else if ((value = value_of(word, "--checkpoint=")))
		options->check.checkpoint.path = value;
	else if (strcmp(word, "--stats") == 0)
		options->stats = true;
	else if (strcmp(word, "--verbose") == 0)
		options->verbose = true;
	else if (strcmp(word, "--quiet") == 0)
		options->quiet = true;
	else if ((value = value_of(word, "--stdin=")))
		options->check.input_path = value;
	else if ((value = value_of(word, "--cc=")))
		options->compile.compiler = value;
	else if ((value = value_of(word, "--cxx=")))
		options->compile.cplusplus_compiler = value;
	else
		return read_random(options, word);
	return true;
}

/* An option of the compiler's that has its value in the next word. */
static bool takes_next(const char *word)
{
	return strcmp(word, "-I") == 0 || strcmp(word, "-D") == 0 ||
	       strcmp(word, "-U") == 0 || strcmp(word, "-include") == 0 ||
	       strcmp(word, "-isystem") == 0 || strcmp(word, "-iquote") == 0;
}

static bool is_compilers(const char *word)
{
	return strncmp(word, "-I", 2) == 0 || strncmp(word, "-D", 2) == 0 ||
	       strncmp(word, "-U", 2) == 0 || strncmp(word, "-W", 2) == 0 ||
	       value_of(word, "-std=") || strcmp(word, "-include") == 0 ||
	       strcmp(word, "-isystem") == 0 || strcmp(word, "-iquote") == 0 ||
	       strcmp(word, "-ansi") == 0 || strcmp(word, "-pedantic") == 0 ||
	       strcmp(word, "-w") == 0;
}

/* What a build of the real program has, and a check has no use for. */
static bool is_harmless(const char *word)
{
	return strncmp(word, "-O", 2) == 0 || strncmp(word, "-g", 2) == 0 ||
	       strcmp(word, "-pthread") == 0 ||
	       strcmp(word, "-lpthread") == 0 || strcmp(word, "-lm") == 0 ||
	       strcmp(word, "-lrt") == 0 || strcmp(word, "-latomic") == 0;
}

/* Does it only say how far a search goes, or what becomes of its results? */
static bool is_beside(const char *word)
{
	static const char *const beside[] = {
		"--states=",     "--budget=", "--memory=", "--stats",
		"--verbose",     "--quiet",   "--trace=",  "--no-trace",
		"--checkpoint=", "--dot=",    "--html=",   "--format=",
		"--hints="};

	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		if (value_of(word, beside[i]))
			return true;
	return false;
}

/* A checkpoint belongs to a command: to all its other words. */
static void note_words(struct text *command, char **argv)
{
	bool ours = true; /* not the model's, behind -- */

	for (; *argv; argv++) {
		ours = ours && strcmp(*argv, "--") != 0;
		if (ours && is_beside(*argv))
			continue;
		text_add(command, "word ");
		for (const char *at = *argv; *at; at++)
			if (*at == '\n' || *at == '\\')
				text_add(command, *at == '\n' ? "\\n" : "\\\\");
			else
				text_add_bytes(command, at, 1);
		text_add(command, "\n");
	}
}

/* Reads the option at argv[i]; returns how many words it took. */
static int read_option(struct options *options, char **argv, int i)
{
	struct words *flags = &options->compile.flags;

	read_general(argv[i]);
	if (read_long(options, argv[i]) || read_bound(options, argv[i]) ||
	    read_showing(options, argv[i]) || is_harmless(argv[i]))
		return 1;
	if (value_of(argv[i], "-l"))
		error_exit("%s: mcheck checks only what it has the source of; "
			   "name the library's .c files instead",
			   argv[i]);
	if (!is_compilers(argv[i]))
		unknown_option(argv[i], "check");
	words_add(flags, argv[i]);
	if (!takes_next(argv[i]))
		return 1;
	if (!argv[i + 1])
		error_exit("%s: its argument is missing", argv[i]);
	words_add(flags, argv[i + 1]);
	return 2;
}

static bool is_source(const char *path)
{
	const char *dot = strrchr(path, '.');

	return cplusplus_is(path) ||
	       (dot && (strcmp(dot, ".c") == 0 || strcmp(dot, ".i") == 0));
}

static void check_file(const char *path, bool first)
{
	struct text hint = {0};
	struct stat about;
	FILE *file = fopen(path, "r");

	if (!file) {
		int error = errno;

		unknown_file(path, first, &hint);
		error_exit("cannot read %s: %s%s", path, strerror(error),
			   text_string(&hint));
	}
	if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode))
		error_exit("%s is a directory; name the .c files in it", path);
	fclose(file);
	if (!is_source(path)) {
		unknown_file(path, first, &hint);
		error_exit("%s is not a C or C++ source file (.c, .cc, .cpp, "
			   ".cxx); mcheck compiles the program itself%s",
			   path, text_string(&hint));
	}
}

void options_check_files(const struct words *files)
{
	for (int i = 0; i < files->count; i++)
		check_file(files->word[i], i == 0);
}

/* The contents of stdin, which a checkpoint belongs to as well. */
static void read_input(struct check_options *check)
{
	struct text why = {0};

	if (!check->input_path)
		return;
	if (!input_read(check->input_path, &check->input, &why))
		error_exit("--stdin=%s: %s", check->input_path, why.bytes);
	text_addf(&check->checkpoint.command, "stdin %016llx\n",
		  (unsigned long long)file_hash(check->input.bytes,
						check->input.length));
}

/* A new model begins, with no files yet. */
static void begin_model(struct options *options)
{
	size_t count = (size_t)options->model_count++;

	options->models = mem_resize(options->models,
				     (count + 1) * sizeof *options->models);
	options->models[count] = (struct words){0};
}

/* A file, or --- between two models. */
static void read_file(struct options *options, const char *word)
{
	struct words *model = &options->models[options->model_count - 1];

	if (strcmp(word, "---") != 0) {
		words_add(model, word);
		return;
	}
	if (model->count == 0)
		error_exit("---: there is no file before it");
	begin_model(options);
}

static void read_check(struct options *options, char **argv)
{
	int i = 0;

	note_words(&options->check.checkpoint.command, argv);
	begin_model(options);
	while (argv[i] && strcmp(argv[i], "--") != 0) {
		if (argv[i][0] == '-' && argv[i][1] &&
		    strcmp(argv[i], "---") != 0)
			i += read_option(options, argv, i);
		else
			read_file(options, argv[i++]);
	}
	while (argv[i] && argv[i + 1])
		words_add(&options->arguments, argv[++i]);
	options_settle(options, argv);
	options->compile.files = options->models[0];
	read_input(&options->check);
}

/* `--trace`: of a model that has changed. */
static bool read_replay_option(struct options *options, const char *word)
{
	const char *value = value_of(word, "--trace=");

	if (value)
		options->trace = value;
	else if (strcmp(word, "--step") == 0)
		options->step = true;
	else
		return false;
	return true;
}

static void read_replay(struct options *options, char **argv)
{
	for (; *argv; argv++) {
		read_general(*argv);
		if (read_showing(options, *argv) ||
		    read_replay_option(options, *argv))
			continue;
		if ((*argv)[0] == '-' && (*argv)[1])
			unknown_option(*argv, "replay");
		if (options->replay)
			error_exit("unexpected %s; replay takes one trace",
				   *argv);
		options->replay = *argv;
	}
	if (!options->replay)
		error_exit("no trace given; usage: mcheck replay [OPTION...] "
			   "FILE.trace");
	begin_model(options);
	words_add(&options->models[0], options->replay);
}

static void read_explain(struct options *options, char **argv)
{
	if (argv[0])
		read_general(argv[0]);
	if (argv[0] && argv[0][0] == '-' && argv[0][1])
		unknown_option(argv[0], "explain");
	if (argv[0] && argv[1])
		error_exit("unexpected %s; explain takes one class", argv[1]);
	options->explain = true;
	options->class = argv[0];
}

void options_read(struct options *options, int argc, char **argv)
{
	struct text text = {0};

	*options = (struct options){
		.check = {.random.seed = 1, .hints = HINTS_SOME},
		.format = format_find("text")};
	if (argc < 2) {
		options_help(&text);
		fputs(text_string(&text), stderr);
		exit(EXIT_ENVIRONMENT);
	}
	if (strcmp(argv[1], "replay") == 0)
		read_replay(options, argv + 2);
	else if (strcmp(argv[1], "help") == 0)
		help();
	else if (strcmp(argv[1], "explain") == 0)
		read_explain(options, argv + 2);
	else
		read_check(options,
			   argv + (strcmp(argv[1], "check") == 0 ? 2 : 1));
	if (options->quiet)
		options->check.hints = 0;
}
