/* Reading a trace, and noticing whatever is wrong with it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "machine/world/operation.h"
#include "model/input.h"
#include "trace/trace.h"

struct reader {
	const char *path;
	struct trace *trace;
	struct outcome *outcome;
	struct execution *execution; /* the one being read */
	unsigned line;
};

_Noreturn static void refuse(const struct reader *reader, const char *what)
{
	error_exit("%s:%u: %s", reader->path, reader->line, what);
}

/* The rest of the line behind `key` and a space, or NULL. */
static const char *after(const char *line, const char *key)
{
	size_t length = strlen(key);

	return strncmp(line, key, length) == 0 && line[length] == ' '
		       ? line + length + 1
		       : NULL;
}

static char *unescape(const char *word)
{
	char *plain = mem_copy_text(word), *to = plain;

	for (; *word; word++) {
		if (*word == '\\' && word[1]) {
			word++;
			*to++ = *word == 'n' ? '\n' : *word;
		} else {
			*to++ = *word;
		}
	}
	*to = 0;
	return plain;
}

/* "HASH in PATH".  Returns the path; `changed`: is it not what it was? */
static char *read_file_line(const struct reader *reader, const char *rest,
			    bool *changed)
{
	char *end;
	uint64_t was = strtoull(rest, &end, 16);
	struct text content = {0};
	const char *name = after(end + (*end == ' '), "in");
	char *path;

	if (!name)
		refuse(reader, "this line does not belong in a trace");
	path = unescape(name);
	if (!file_read(path, &content))
		error_exit("%s:%u: %s cannot be read: %s", reader->path,
			   reader->line, path, strerror(errno));
	*changed = file_hash(text_string(&content), content.length) != was;
	text_free(&content);
	return path;
}

/* A file of the model: the first one that has changed is kept. */
static char *read_source(struct reader *reader, const char *rest)
{
	bool changed;
	char *path = read_file_line(reader, rest, &changed);

	if (changed && !reader->trace->changed)
		reader->trace->changed = mem_copy_text(path);
	return path;
}

static bool has_option(const char *rest, const char *option)
{
	const char *at = strstr(rest, option);

	return at && (at == rest || at[-1] == ' ') &&
	       (at[strlen(option)] == 0 || at[strlen(option)] == ' ');
}

/* The number behind "option=", or 0. */
static uint64_t number_of(const char *rest, const char *option)
{
	const char *at = strstr(rest, option);

	return at ? strtoull(at + strlen(option), NULL, 10) : 0;
}

/* The explorer that is named; NULL when it is none of ours. */
static const struct explorer *explorer_of(const char *rest)
{
	static const char option[] = "explorer=";
	const char *at = strstr(rest, option);
	char name[16] = "";

	if (at)
		sscanf(at + strlen(option), "%15[a-z]", name);
	return explorer_by_name(name);
}

static void read_mode(struct reader *reader, const char *rest)
{
	struct check_options *options = &reader->trace->options;

	options->races_allowed = has_option(rest, "races=allow");
	options->explorer = explorer_of(rest);
	options->random.executions = number_of(rest, " random=");
	options->random.seed = number_of(rest, " seed=");
	reader->outcome->statistics.executions = number_of(rest, " found=");
	options->no_spurious = has_option(rest, "spurious=off");
	options->weak_cas = has_option(rest, "weak-cas=fail");
	options->leaks_error = has_option(rest, "leaks=error");
	options->malloc_fails = has_option(rest, "malloc=may-fail");
	if (has_option(rest, "endless=allow"))
		options->endless = ENDLESS_ALLOW;
	if (has_option(rest, "endless=finding"))
		options->endless = ENDLESS_FINDING;
}

/* "data-race plain=checked": plain accesses are checked for races, or are
 * operations themselves. */
static void begin_execution(struct reader *reader, struct execution *execution,
			    const char *rest)
{
	if (execution->schedule.count)
		refuse(reader, "this line repeats an earlier one");
	reader->execution = execution;
	execution->finding.class = finding_class_by_name(rest);
	execution->mode = check_mode(&reader->trace->options);
	if (has_option(rest, "plain=visible")) {
		execution->mode.plain = PLAIN_SHARED;
		execution->mode.races = false;
		execution->mode.oracle = false;
	}
	execution->mode.spurious = has_option(rest, "spurious=on");
	execution->mode.weak_cas = has_option(rest, "weak-cas=fail");
}

static int operation_by_name(const char *name, size_t length)
{
	for (int i = 1; i < OP_KIND_COUNT; i++)
		if (strlen(operation_traits[i].name) == length &&
		    memcmp(operation_traits[i].name, name, length) == 0)
			return i;
	return -1;
}

/* "3 T2 0 lock m at x.c:12" */
static bool read_decision(struct reader *reader, const char *line)
{
	struct schedule *schedule = &reader->execution->schedule;
	unsigned long number, thread, way;
	char *end;
	int kind;

	number = strtoul(line, &end, 10);
	if (end == line || strncmp(end, " T", 2) != 0)
		return false;
	if (number != schedule->count + 1)
		refuse(reader, "a decision is missing before this line");
	thread = strtoul(end + 2, &end, 10);
	way = strtoul(end, &end, 10);
	end += *end == ' ';
	kind = operation_by_name(end, strcspn(end, " "));
	if (thread < 1 || thread > MAX_THREADS || kind < 0)
		refuse(reader, "this decision makes no sense");
	schedule_add(schedule,
		     (struct decision){.alternative = (uint32_t)way,
				       .thread = (int16_t)(thread - 1),
				       .kind = (uint16_t)kind});
	return true;
}

static void add_shared(struct execution *execution, const char *rest,
		       uint64_t guarded)
{
	size_t size =
		(execution->shared_count + 1u) * sizeof *execution->shared;

	execution->shared = mem_resize(execution->shared, size);
	execution->shared[execution->shared_count++] =
		strtoull(rest, NULL, 16) | guarded;
}

static void add_model(struct reader *reader, const char *path)
{
	struct words *files = &reader->trace->files;

	for (int i = 0; i < files->count; i++)
		if (strcmp(files->word[i], path) == 0)
			refuse(reader, "this file is named twice");
	words_add(files, path);
}

static void read_stdin(struct reader *reader, const char *rest)
{
	struct check_options *options = &reader->trace->options;
	struct text why = {0};
	bool changed;

	options->input_path = read_file_line(reader, rest, &changed);
	if (changed)
		error_exit("%s:%u: %s has changed since the trace was written; "
			   "run mcheck on the model again",
			   reader->path, reader->line, options->input_path);
	if (!input_read(options->input_path, &options->input, &why))
		refuse(reader, why.bytes);
}

static bool read_head(struct reader *reader, const char *line)
{
	struct trace *trace = reader->trace;
	const char *rest;

	if ((rest = after(line, "compiler")))
		trace->compiler = unescape(rest);
	else if ((rest = after(line, "c++")))
		trace->cplusplus_compiler = unescape(rest);
	else if ((rest = after(line, "model")))
		add_model(reader, read_source(reader, rest));
	else if ((rest = after(line, "header")))
		mem_free(read_source(reader, rest));
	else if ((rest = after(line, "flag")))
		words_add(&trace->flags, unescape(rest));
	else if ((rest = after(line, "argument")))
		words_add(&trace->arguments, unescape(rest));
	else if ((rest = after(line, "stdin")))
		read_stdin(reader, rest);
	else if ((rest = after(line, "mode")))
		read_mode(reader, rest);
	else
		return false;
	return true;
}

static void read_line(struct reader *reader, const char *line)
{
	const char *rest;

	if (read_head(reader, line))
		return;
	if ((rest = after(line, "failure")))
		begin_execution(reader, &reader->outcome->failure, rest);
	else if ((rest = after(line, "consequence")))
		begin_execution(reader, &reader->outcome->consequence, rest);
	else if (!reader->execution)
		refuse(reader, "this line does not belong in a trace");
	else if ((rest = after(line, "shared")))
		add_shared(reader->execution, rest, 0);
	else if ((rest = after(line, "guarded")))
		add_shared(reader->execution, rest, EXECUTION_GUARDED);
	else if ((rest = after(line, "loop")))
		reader->execution->schedule.loop =
			(uint32_t)strtoul(rest, NULL, 10) - 1;
	else if (!read_decision(reader, line))
		refuse(reader, "this line does not belong in a trace");
}

static void check_first_line(struct reader *reader, const struct text *whole)
{
	static const char first[] = "mcheck trace ";
	const char *bytes = text_string(whole);

	reader->line = 1;
	if (whole->length == 0)
		refuse(reader, "the file is empty");
	if (strncmp(bytes, first, strlen(first)) != 0)
		refuse(reader, "this is not an mcheck trace");
	if (strncmp(bytes, TRACE_FIRST_LINE, strlen(TRACE_FIRST_LINE)) != 0)
		refuse(reader, "this trace was written by another version of "
			       "mcheck; run mcheck on the model "
			       "again");
}

/* The last line ends the trace, and seals what stands before it: returns where
 * it begins. */
static size_t check_seal(struct reader *reader, const struct text *whole)
{
	size_t at = whole->length > 0 ? whole->length - 1 : 0;
	struct text seal = {0};

	while (at > 0 && whole->bytes[at - 1] != '\n')
		at--;
	for (size_t i = 0; i < at; i++)
		reader->line += whole->bytes[i] == '\n';
	if (strncmp(whole->bytes + at, "end ", 4) != 0 ||
	    whole->bytes[whole->length - 1] != '\n')
		refuse(reader, "the trace is cut off here; run mcheck on the "
			       "model again");
	trace_add_seal(&seal, whole->bytes, at);
	if (seal.length != whole->length - at ||
	    memcmp(seal.bytes, whole->bytes + at, seal.length) != 0)
		refuse(reader,
		       "the trace was changed after mcheck wrote it: this "
		       "checksum does not match the lines above; run "
		       "mcheck on the model again");
	text_free(&seal);
	return at;
}

void trace_read(const char *path, struct trace *trace, struct outcome *outcome,
		struct text *whole)
{
	struct reader reader = {
		.path = path, .trace = trace, .outcome = outcome};
	size_t end;

	if (!file_read(path, whole))
		error_exit("cannot read the trace %s: %s", path,
			   strerror(errno));
	check_first_line(&reader, whole);
	end = check_seal(&reader, whole);
	reader.line = 1;
	for (size_t at = strlen(TRACE_FIRST_LINE); at < end;) {
		struct text line = {0};
		size_t length = strcspn(whole->bytes + at, "\n");

		reader.line++;
		text_add_bytes(&line, whole->bytes + at, length);
		read_line(&reader, line.bytes);
		text_free(&line);
		at += length + 1;
	}
	if (!trace->compiler || !trace->files.count ||
	    !outcome->failure.schedule.count)
		refuse(&reader, "the trace is not complete");
}

void trace_compare(const char *path, const struct text *was,
		   const struct text *is)
{
	const char *a = text_string(was), *b = text_string(is);
	unsigned line = 1;

	for (; *a && *a == *b; a++, b++)
		line += *a == '\n';
	if (*a == *b)
		return;
	while (a > was->bytes && a[-1] != '\n') {
		a--;
		b--;
	}
	error_exit("%s:%u: the model behaves differently here: the trace has "
		   "\"%.*s\", and the replay has \"%.*s\"",
		   path, line, (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"),
		   b);
}
