/* mcheck: a deterministic model checker for small concurrent C programs.
 * The commands: check, replay, explain. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/terminal.h"
#include "batch.h"
#include "explore/bounds.h"
#include "explore/run/worker.h"
#include "model/compile.h"
#include "model/compile_cplusplus.h"
#include "model/contents.h"
#include "options.h"
#include "options_output.h"
#include "report/explain.h"
#include "report/facts/facts.h"
#include "report/text/figures.h"
#include "report/format.h"
#include "report/progress_line.h"
#include "report/step/step.h"
#include "report/text/smaller.h"
#include "report/text/wrap.h"
#include "runtime/libc/refusal.h"
#include "runtime/runtime.h"
#include "trace/demangle.h"
#include "trace/follow.h"
#include "trace/names.h"
#include "trace/trace.h"

/* How far is near, once a model has changed. */
#define NEAR_STATES 100000u

/* Names that a model needs and nothing has: the first one, and others. */
struct names_list {
	const char *first; /* as the linker knows it */
	struct text readable;
	struct text others; /* " this; that;" */
	int count;
};

/* Those that mcheck does not control, those that only the user can have, and a
 * stream of C++, which stands for all that comes with it. */
struct missing {
	struct names_list refused, undefined;
	const char *stream;
	bool cplusplus; /* it is a model in C++ */
};

static const struct worker_runtime runtime = {&runtime_for_machine,
					      runtime_catch_faults};

/* Of functions that differ in their parameters only, one is enough. */
static bool has_name(const struct names_list *list, const char *name)
{
	struct text other = {0};
	bool has;

	text_addf(&other, " %s;", name);
	has = strcmp(text_string(&list->readable), name) == 0 ||
	      strstr(text_string(&list->others), other.bytes);
	text_free(&other);
	return has;
}

static void add_name(struct names_list *list, const char *name,
		     const char *readable)
{
	if (has_name(list, readable))
		return;
	if (list->count++ == 0) {
		list->first = name;
		text_add(&list->readable, readable);
	} else if (list->count <= 6) {
		text_addf(&list->others, " %s;", readable);
	}
}

static void note_missing(void *context, const char *name)
{
	struct missing *missing = context;
	char *readable;

	if (runtime_bind(name) &&
	    !(missing->cplusplus && cplusplus_lacks(name)))
		return;
	readable = demangle(name);
	if (refusal_is_of_stream(name) && !missing->stream)
		missing->stream = name;
	add_name(refusal_is_of_models(name) ? &missing->undefined
					    : &missing->refused,
		 name, readable ? readable : name);
	mem_free(readable);
}

static const char *others_of(struct names_list *list)
{
	struct text text = {0};

	if (list->others.length)
		text_addf(&text, "; other such functions:%.*s",
			  (int)list->others.length - 1, list->others.bytes);
	return text_string(&text); /* kept: mcheck ends with the message */
}

_Noreturn static void refuse_missing(struct missing *missing, const char *file)
{
	struct names_list *refused = &missing->refused;
	const char *reason;

	if (missing->stream)
		error_exit("%s: %s is not supported; %s", file,
			   demangle(missing->stream),
			   refusal_reason(missing->stream));
	if (missing->undefined.count)
		error_exit("%s calls %s, which is not defined in any of the "
			   "files given; add the file that has it%s",
			   file, missing->undefined.readable.bytes,
			   others_of(&missing->undefined));
	reason = refusal_reason(refused->first);
	error_exit("%s calls %s, which mcheck does not control%s%s%s", file,
		   refused->readable.bytes, reason ? ": " : "",
		   reason ? reason : "", others_of(refused));
}

/* Refuses, before anything runs, what could not be checked. */
static void must_be_checkable(const struct elf *elf, const char *file,
			      bool cplusplus)
{
	struct missing missing = {.cplusplus = cplusplus};
	struct text why = {0};

	if (!elf->main_address)
		error_exit("%s has no main function", file);
	if (!contents_of_object(elf, &why))
		error_exit("%s %s", file, why.bytes);
	elf_undefined(elf, note_missing, &missing);
	if (missing.refused.count || missing.undefined.count)
		refuse_missing(&missing, file);
}

/* Compiles, reads the result, and removes the files.  Returns the number of
 * functions. */
static struct assembly_count build(const struct compile_request *request,
				   struct elf *elf, struct trace *trace)
{
	struct compiled compiled;
	struct text why = {0};

	compile_model(request, &compiled);
	if (!elf_open(elf, compiled.object, &why))
		text_add(&why, "");
	compile_clean(&compiled);
	if (why.length)
		error_exit("%s", why.bytes);
	must_be_checkable(elf, request->files.word[0],
			  compiled.cplusplus_compiler != NULL);
	trace->compiler = compiled.compiler;
	trace->cplusplus_compiler = compiled.cplusplus_compiler;
	trace->dependencies = compiled.dependencies;
	return compiled.count;
}

/* argv as the model sees it: its own name first. */
static void set_arguments(struct check_options *check,
			  const struct words *given, const char *name)
{
	char **argv = mem_alloc(((size_t)given->count + 2) * sizeof *argv);

	argv[0] = mem_copy_text(name);
	for (int i = 0; i < given->count; i++)
		argv[i + 1] = mem_copy_text(given->word[i]);
	check->argc = given->count + 1;
	check->argv = argv;
}

static int exit_code(const struct outcome *outcome)
{
	if (outcome->failure.finding.class != FINDING_NONE)
		return EXIT_FINDING;
	return outcome->limit == LIMIT_NONE ? EXIT_VERIFIED : EXIT_LIMIT;
}

static int print(const struct text *text, int code)
{
	if (fwrite(text_string(text), 1, text->length, stdout) !=
		    text->length ||
	    fflush(stdout) != 0)
		error_exit("cannot write the output: %s", strerror(errno));
	return code;
}

/* Writes the trace; the path that the report names, or NULL. */
static const char *save_trace(const struct options *options,
			      const struct trace *trace, struct names *names,
			      const struct outcome *outcome)
{
	struct text text = {0};
	const char *path;
	bool good;

	if (options->no_trace || outcome->failure.finding.class == FINDING_NONE)
		return NULL;
	path = output_trace(options);
	trace_write(trace, names, outcome, &text);
	good = file_write(path, text.bytes, text.length);
	text_free(&text);
	if (good)
		return path;
	error_warn("cannot write the trace %s: %s; choose another file with "
		   "--trace=FILE",
		   path, strerror(errno));
	return NULL;
}

static void save_picture(const struct facts *facts, const char *format,
			 const char *path)
{
	struct text text = {0};

	if (!path)
		return;
	format_find(format)->write(facts, &text);
	if (!file_write(path, text.bytes, text.length))
		error_warn("cannot write %s: %s; choose another file with "
			   "--%s=FILE",
			   path, strerror(errno), format);
	text_free(&text);
}

static void save_pictures(const struct options *options,
			  const struct facts *facts)
{
	save_picture(facts, "html", options->html);
	save_picture(facts, "dot", options->dot);
}

/* Prints the report, and writes the pictures that are wanted. */
static int tell(const struct options *options, const struct facts *facts,
		int code)
{
	struct text text = {0};

	save_pictures(options, facts);
	options->format->write(facts, &text);
	return print(&text, code);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What is told apart from the report, as it is never the same twice. */
static void print_figures(const struct options *options,
			  const struct statistics *statistics,
			  const struct assembly_count *count, double compiled,
			  double searched)
{
	struct text text = {0};

	if (options->stats)
		figures_line(statistics, count, searched, &text);
	if (options->verbose)
		figures_list(statistics, compiled, searched, &text);
	fputs(text_string(&text), stderr);
	text_free(&text);
}

/* The search, watched: on a terminal, with a line that tells how far it is. */
static void search(struct options *options, const struct elf *elf,
		   struct outcome *outcome)
{
	struct progress_line line = {0};
	struct watch watch = {.budget_ms = options->budget_ms,
			      .ticks = !options->quiet &&
				       *terminal_clear_line(2),
			      .tell = progress_line_tell,
			      .context = &line};

	if (!options->check.max_bytes)
		options->check.max_bytes = bounds_default_bytes();
	options->check.watch = &watch;
	worker_check(elf, &runtime, &options->check, outcome);
	options->check.watch = NULL;
}

/* All files that the model is made of, one a line. */
static void list_files(const struct trace *trace, struct text *files)
{
	for (int i = 0; i < trace->files.count; i++)
		text_addf(files, "%s\n", trace->files.word[i]);
	text_add(files, text_string(&trace->dependencies));
}

/* Which constants would make the model smaller: for who comes to a limit. */
static void find_smaller(const struct trace *trace, uint64_t least,
			 struct text *smaller)
{
	struct text files = {0};

	list_files(trace, &files);
	smaller_find(&trace->flags, text_string(&files), least, smaller);
	text_free(&files);
}

/* What the report says of random executions, if these are what there is. */
static const struct random_plan *random_of(const struct check_options *options)
{
	return check_explorer(options)->random ? &options->random : NULL;
}

static int check(struct options *options)
{
	struct trace trace = {.files = options->compile.files,
			      .flags = options->compile.flags,
			      .arguments = options->arguments,
			      .options = options->check};
	struct facts facts = {.model = options->compile.files.word[0],
			      .explorer = check_explorer(&options->check),
			      .quiet = options->quiet};
	struct outcome outcome;
	struct names names;
	struct text smaller = {0}, files = {0};
	struct elf elf;
	struct assembly_count count;
	double start = seconds(), compiled;

	options_check_files(&options->compile.files);
	output_must_be_new(options, &options->compile.files,
			   options->check.input_path);
	facts.random = random_of(&options->check);
	count = build(&options->compile, &elf, &trace);
	if (options->check.weak_cas && compile_is_clang(trace.compiler))
		error_exit("--weak-cas=fail: clang does not mark weak "
			   "compare-exchanges; use --cc=gcc");
	set_arguments(&options->check, &options->arguments, facts.model);
	compiled = seconds();
	search(options, &elf, &outcome);
	print_figures(options, &outcome.statistics, &count, compiled - start,
		      seconds() - compiled);
	worker_hints(&elf, &runtime, &options->check, &outcome);
	names_open(&names, &elf);
	facts.trace = save_trace(options, &trace, &names, &outcome);
	if (options->html)
		list_files(&trace, &files);
	facts.files = files.bytes;
	facts_make(&facts, &names, &outcome);
	if (outcome.limit != LIMIT_NONE)
		find_smaller(&trace, facts.growth.least_bound, &smaller);
	facts.smaller = smaller.bytes;
	tell(options, &facts, 0);
	/* What it is for has been said. */
	if (options->check.checkpoint.path && exit_code(&outcome) != EXIT_LIMIT)
		unlink(options->check.checkpoint.path);
	return exit_code(&outcome);
}

/* The finding step by step, in place of the report. */
static int walk(const struct options *options, const struct facts *facts,
		int code)
{
	struct text verdict = {0};

	save_pictures(options, facts);
	step_through(facts, stdin, stdout, isatty(0) && isatty(1));
	text_addf(&verdict, "verdict: finding %s\n", facts->failure.class_name);
	return print(&verdict, code);
}

/* The report, or a walk through the finding. */
static int answer(const struct options *options, const struct facts *facts,
		  int code)
{
	return options->step && facts->verdict == VERDICT_FINDING
		       ? walk(options, facts, code)
		       : tell(options, facts, code);
}

static bool is_text(const struct options *options)
{
	return options->format == format_find("text");
}

/* How far the new program goes with the trace. */
static void tell_following(const struct trace *trace,
			   const struct following *following, struct text *text)
{
	text_addf(text, "%s has changed since the trace was written. ",
		  trace->changed);
	if (following->parts)
		text_addf(
			text,
			"The new program parts from the trace at decision %u: "
			"the trace has \"%s\", the program asks \"%s\".",
			following->parts, text_string(&following->was),
			text_string(&following->is));
	else
		text_add(text, "The new program follows the trace to its end.");
	if (following->added)
		text_addf(text, " Operations that are new on this way: %u.",
			  following->added);
	if (following->gone)
		text_addf(text, " Operations that are gone: %u.",
			  following->gone);
}

/* Can the same still happen near the execution that the trace has? */
static void search_near(struct options *options, struct trace *trace,
			const struct elf *elf,
			const struct following *following,
			struct outcome *outcome)
{
	struct near near = {.schedule = &following->schedule,
			    .class = outcome->failure.finding.class,
			    .states = NEAR_STATES};

	options->check = trace->options;
	options->check.explorer = NULL;
	trace->options = options->check;
	options->check.near = &near;
	search(options, elf, outcome);
	options->check.near = NULL;
}

/* The answer in one line, which stands before the report. */
static void tell_near(const struct outcome *outcome, const char *class,
		      struct text *text)
{
	if (outcome->failure.finding.class != FINDING_NONE)
		text_addf(text, "Still reachable: %s.", class);
	else
		text_addf(text,
			  "Not found near it: %s (%llu states). Run mcheck "
			  "on the model for its verdict.",
			  class,
			  (unsigned long long)outcome->statistics.states);
}

/* The model is not what it was: nothing but what was searched is told. */
static int replay_changed(struct options *options, struct trace *trace,
			  const struct elf *elf, struct outcome *outcome,
			  const struct text *was)
{
	const char *class = finding_class_name(outcome->failure.finding.class);
	struct facts facts = {.model = trace->files.word[0],
			      .explorer = &explorer_states};
	struct following following = {0};
	struct text words = {0}, text = {0};
	struct names names;

	follow_trace(elf, &runtime, trace, outcome, was, &following);
	tell_following(trace, &following, &words);
	wrap_add(&text, "", words.bytes);
	words.length = 0;
	search_near(options, trace, elf, &following, outcome);
	tell_near(outcome, class, &words);
	wrap_add(&text, "", words.bytes);
	fprintf(is_text(options) ? stdout : stderr, "%s\n", text.bytes);
	if (outcome->failure.finding.class == FINDING_NONE && is_text(options))
		return puts("verdict: limit states") < 0 ? EXIT_ENVIRONMENT
							 : EXIT_LIMIT;
	names_open(&names, elf);
	facts.trace = save_trace(options, trace, &names, outcome);
	facts_make(&facts, &names, outcome);
	return answer(options, &facts, exit_code(outcome));
}

static int replay(struct options *options)
{
	struct trace trace = {0};
	struct outcome outcome = {0};
	struct compile_request request = {0};
	struct facts facts = {.trace = options->replay};
	struct text was = {0}, is = {0}, files = {0};
	struct names names;
	struct elf elf;

	trace_read(options->replay, &trace, &outcome, &was);
	output_must_be_new(options, &trace.files, trace.options.input_path);
	request.compiler = trace.compiler;
	request.cplusplus_compiler = trace.cplusplus_compiler;
	request.files = trace.files;
	request.flags = trace.flags;
	build(&request, &elf, &trace);
	facts.model = trace.files.word[0];
	facts.explorer = check_explorer(&trace.options);
	facts.random = random_of(&trace.options);
	set_arguments(&trace.options, &trace.arguments, facts.model);
	if (trace.changed)
		return replay_changed(options, &trace, &elf, &outcome, &was);
	worker_replay(&elf, &runtime, &trace.options, &outcome);
	names_open(&names, &elf);
	trace_write(&trace, &names, &outcome, &is);
	trace_compare(options->replay, &was, &is);
	trace.options.hints = options->check.hints;
	worker_hints(&elf, &runtime, &trace.options, &outcome);
	if (options->html)
		list_files(&trace, &files);
	facts.files = files.bytes;
	facts_make(&facts, &names, &outcome);
	return answer(options, &facts, exit_code(&outcome));
}

static int explain(const struct options *options)
{
	struct text text = {0}, advice = {0};

	if (!options->class)
		explain_list(&text);
	else if (!explain_page(options->class, &text, &advice))
		error_exit("there is no class %s; %s", options->class,
			   text_string(&advice));
	return print(&text, 0);
}

/* The same addresses in every run, where the system lets us choose. */
static void fix_addresses(char **argv)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
	int now = personality(0xffffffff);

	if (length <= 0)
		return;
	path[length] = 0;
	if (now < 0 || now & ADDR_NO_RANDOMIZE ||
	    personality((unsigned long)now | ADDR_NO_RANDOMIZE) < 0)
		return;
	execv(path, argv);
}

int main(int argc, char **argv)
{
	struct options options;
	batch_job *job;

	/* Asked for its progress before there is any. */
	signal(SIGUSR1, SIG_IGN);
	options_read(&options, argc, argv);
	if (options.explain)
		return explain(&options);
	fix_addresses(argv);
	job = options.replay ? replay : check;
	return batch_is_needed(&options) ? batch_run(&options, job)
					 : job(&options);
}
