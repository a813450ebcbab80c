/* Where a command writes, and that it destroys nothing there. */
#include "options_output.h"

#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"
#include "model/compile_cplusplus.h"
#include "trace/trace.h"

/* The trace, two pictures, and the checkpoint. */
#define MAX_OUTPUTS 4

struct output {
	const char *name; /* as the user knows it: "--html=x" */
	const char *path;
	bool replaced; /* whatever is there */
};

struct outputs {
	struct output output[MAX_OUTPUTS];
	int count;
};

/* Beside the old trace, which stays: x.trace, x.new.trace. */
static char *new_trace_name(const char *path)
{
	static const char ending[] = ".trace";
	size_t length = strlen(path), end = strlen(ending);
	struct text text = {0};

	if (length > end && strcmp(path + length - end, ending) == 0)
		length -= end;
	text_add_bytes(&text, path, length);
	text_add(&text, ".new.trace");
	return text.bytes;
}

const char *output_trace(const struct options *options)
{
	if (options->trace)
		return options->trace;
	return options->replay ? new_trace_name(options->replay)
			       : trace_path(options->compile.files.word[0], 1);
}

static void add(struct outputs *outputs, const char *option, const char *path,
		bool replaced)
{
	struct text name = {0};

	if (!path)
		return;
	text_addf(&name, "%s%s", option, path);
	outputs->output[outputs->count++] =
		(struct output){name.bytes, path, replaced};
}

static void list(const struct options *options, struct outputs *outputs)
{
	if (!options->no_trace)
		add(outputs, options->trace ? "--trace=" : "the trace ",
		    output_trace(options), true);
	add(outputs, "--html=", options->html, true);
	add(outputs, "--dot=", options->dot, true);
	/* One that is there is read first, and must be a checkpoint. */
	add(outputs, "--checkpoint=", options->check.checkpoint.path, false);
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The folder that the file is in, or will be in. */
static bool look_at_folder(const char *path, struct stat *about)
{
	struct text folder = {0};
	bool good;

	text_add_bytes(&folder, path, (size_t)(base_of(path) - path));
	good = stat(folder.length ? folder.bytes : ".", about) == 0;
	text_free(&folder);
	return good;
}

static bool is_one(const struct stat *left, const struct stat *right)
{
	return left->st_dev == right->st_dev && left->st_ino == right->st_ino;
}

/* Devices and pipes are written to, not replaced. */
static bool is_same(const char *a, const char *b)
{
	struct stat left, right;
	bool a_exists = stat(a, &left) == 0, b_exists = stat(b, &right) == 0;

	if (a_exists != b_exists)
		return false;
	if (a_exists)
		return S_ISREG(left.st_mode) && is_one(&left, &right);
	return strcmp(base_of(a), base_of(b)) == 0 &&
	       look_at_folder(a, &left) && look_at_folder(b, &right) &&
	       is_one(&left, &right);
}

/* By its name, and only if it is there. */
static bool is_source(const char *path)
{
	static const char *const endings[] = {".c", ".h", ".i", ".hh", ".hpp"};
	const char *dot = strrchr(base_of(path), '.');
	struct stat about;
	bool is = cplusplus_is(path);

	for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
		is |= strcmp(dot, endings[i]) == 0;
	return is && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static void must_spare(const struct output *output, const char *input)
{
	if (input && is_same(output->path, input))
		error_exit("%s would overwrite %s, which is read; choose "
			   "another file",
			   output->name, input);
}

void output_must_be_new(const struct options *options,
			const struct words *sources, const char *input)
{
	struct outputs outputs = {0};

	list(options, &outputs);
	for (int i = 0; i < outputs.count; i++) {
		const struct output *output = &outputs.output[i];

		for (int k = 0; k < sources->count; k++)
			must_spare(output, sources->word[k]);
		must_spare(output, input);
		must_spare(output, options->replay);
		if (output->replaced && is_source(output->path))
			error_exit("%s would overwrite a source file; choose "
				   "another file",
				   output->name);
		for (int k = 0; k < i; k++)
			if (is_same(output->path, outputs.output[k].path))
				error_exit("%s and %s are the same file; "
					   "choose another for one of them",
					   outputs.output[k].name,
					   output->name);
	}
}
