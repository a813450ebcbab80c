/* Writing a trace. */
#include <string.h>

#include "base/file.h"
#include "machine/world/operation.h"
#include "trace/trace.h"

/* A word that may hold anything, on one line. */
static void add_word(struct text *text, const char *key, const char *word)
{
	text_addf(text, "%s ", key);
	for (; *word; word++) {
		if (*word == '\\')
			text_add(text, "\\\\");
		else if (*word == '\n')
			text_add(text, "\\n");
		else
			text_add_bytes(text, word, 1);
	}
	text_add(text, "\n");
}

static void add_words(struct text *text, const char *key,
		      const struct words *words)
{
	for (int i = 0; i < words->count; i++)
		add_word(text, key, words->word[i]);
}

static bool is_model(const struct trace *trace, const char *path)
{
	for (int i = 0; i < trace->files.count; i++)
		if (strcmp(trace->files.word[i], path) == 0)
			return true;
	return false;
}

static void add_file(struct text *text, const char *key, const char *path)
{
	struct text content = {0};
	uint64_t hash;

	file_read(path, &content);
	hash = file_hash(text_string(&content), content.length);
	text_addf(text, "%s %016llx ", key, (unsigned long long)hash);
	text_free(&content);
	add_word(text, "in", path);
}

static void add_files(const struct trace *trace, struct text *text)
{
	const char *at = text_string(&trace->dependencies);

	for (int i = 0; i < trace->files.count; i++)
		add_file(text, "model", trace->files.word[i]);
	while (*at) {
		struct text path = {0};
		size_t length = strcspn(at, "\n");

		text_add_bytes(&path, at, length);
		if (length && !is_model(trace, path.bytes))
			add_file(text, "header", path.bytes);
		text_free(&path);
		at += length + (at[length] == '\n');
	}
}

static void add_mode(const struct check_options *options,
		     const struct outcome *outcome, struct text *text)
{
	static const char *const endless[] = {
		[ENDLESS_SERVICE] = "",
		[ENDLESS_ALLOW] = " endless=allow",
		[ENDLESS_FINDING] = " endless=finding"};

	text_addf(text, "mode races=%s explorer=%s spurious=%s leaks=%s%s%s%s",
		  options->races_allowed ? "allow" : "error",
		  check_explorer(options)->name,
		  options->no_spurious ? "off" : "on",
		  options->leaks_error ? "error" : "report",
		  options->malloc_fails ? " malloc=may-fail" : "",
		  options->weak_cas ? " weak-cas=fail" : "",
		  endless[options->endless]);
	if (check_explorer(options)->random)
		text_addf(text, " random=%llu seed=%llu found=%llu",
			  (unsigned long long)options->random.executions,
			  (unsigned long long)options->random.seed,
			  (unsigned long long)outcome->statistics.executions);
	text_add(text, "\n");
}

void trace_add_decision(struct names *names, const struct execution *execution,
			const struct event *event, struct text *text)
{
	struct place place = name_place(names, execution, event->pc);
	struct name object;

	text_addf(text, "%u T%d %u %s", event->decision, event->thread + 1,
		  event->alternative, operation_traits[event->kind].name);
	if (event->object) {
		text_add(text, " ");
		object = name_object(
			names, execution,
			(struct used_bytes){
				event->object,
				name_extent(names, execution, event->kind,
					    event->object, event->size),
				event->pc, &event->frame});
		name_write(&object, text);
	}
	if (event->pc && event->kind != OP_START) {
		text_add(text, " at ");
		place_write(&place, text);
	}
	text_add(text, "\n");
}

static void add_execution(struct names *names,
			  const struct execution *execution, const char *role,
			  struct text *text)
{
	if (execution->finding.class == FINDING_NONE)
		return;
	text_addf(text, "%s %s plain=%s spurious=%s%s\n", role,
		  finding_class_name(execution->finding.class),
		  execution->mode.plain == PLAIN_SHARED ? "visible" : "checked",
		  execution->mode.spurious ? "on" : "off",
		  execution->mode.weak_cas ? " weak-cas=fail" : "");
	for (uint32_t i = 0; i < execution->shared_count; i++) {
		uint64_t word = execution->shared[i];

		text_addf(text, "%s %llx\n",
			  word & EXECUTION_GUARDED ? "guarded" : "shared",
			  (unsigned long long)word &
				  ~(unsigned long long)EXECUTION_GUARDED);
	}
	for (uint32_t i = 0; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		if (!event->decision)
			continue;
		if (execution->schedule.loop &&
		    event->decision == execution->schedule.loop + 1)
			text_addf(text, "loop %u\n", event->decision);
		trace_add_decision(names, execution, event, text);
	}
}

void trace_add_seal(struct text *text, const char *bytes, size_t length)
{
	uint64_t hash = file_hash(bytes, length);

	text_addf(text, "end %016llx\n", (unsigned long long)hash);
}

void trace_write(const struct trace *trace, struct names *names,
		 const struct outcome *outcome, struct text *text)
{
	size_t from = text->length;

	text_add(text, TRACE_FIRST_LINE);
	add_word(text, "compiler", trace->compiler);
	if (trace->cplusplus_compiler)
		add_word(text, "c++", trace->cplusplus_compiler);
	add_files(trace, text);
	add_words(text, "flag", &trace->flags);
	add_words(text, "argument", &trace->arguments);
	if (trace->options.input_path)
		add_file(text, "stdin", trace->options.input_path);
	add_mode(&trace->options, outcome, text);
	add_execution(names, &outcome->failure, "failure", text);
	add_execution(names, &outcome->consequence, "consequence", text);
	trace_add_seal(text, text->bytes + from, text->length - from);
}

char *trace_path(const char *model, unsigned number)
{
	const char *slash = strrchr(model, '/');
	const char *name = slash ? slash + 1 : model;
	const char *dot = strrchr(name, '.');
	size_t length = dot && dot > name ? (size_t)(dot - name) : strlen(name);
	struct text text = {0};

	text_add_bytes(&text, name, length);
	if (number > 1)
		text_addf(&text, "-%u", number);
	text_add(&text, ".trace");
	return text.bytes;
}
