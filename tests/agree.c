/* Random programs, and whether two explorers agree about one. */
#include "agree.h"

#include <string.h>

#include "model/compile.h"
#include "runtime/runtime.h"

void compile_random(const char *path, struct elf *elf)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};

	words_add(&request.files, top_path(path));
	compile_model(&request, &compiled);
	ck_assert_msg(elf_open(elf, compiled.object, &why), "%s",
		      text_string(&why));
	compile_clean(&compiled);
}

struct outcome explore_random_program(const struct elf *elf,
				      struct random_program *program,
				      struct check_options options)
{
	static const struct worker_runtime runtime = {&runtime_for_machine,
						      runtime_catch_faults};
	struct outcome outcome;

	options.outcomes = true;
	options.argc = program->argc;
	options.argv = program->argv;
	worker_check(elf, &runtime, &options, &outcome);
	return outcome;
}

bool has_race(const struct outcome *outcome)
{
	return strstr(text_string(&outcome->outcomes), "finding data-race") ||
	       strstr(text_string(&outcome->outcomes), "finding mixed-race");
}

bool agree(const struct outcome *states, const struct outcome *brute)
{
	if (has_race(states) || has_race(brute))
		return has_race(states) && has_race(brute);
	return strcmp(text_string(&states->outcomes),
		      text_string(&brute->outcomes)) == 0;
}

static bool has_line(const char *text, const char *line, size_t length)
{
	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (strncmp(text, line, length) == 0 &&
		    (text[length] == '\n' || !text[length]))
			return true;
	}
	return false;
}

bool is_reduced(const struct outcome *reduced, const struct outcome *full)
{
	const char *some = text_string(&reduced->outcomes);
	const char *all = text_string(&full->outcomes);

	if (!strstr(all, "finding "))
		return strcmp(some, all) == 0;
	if (!strstr(some, "finding ") || has_race(full))
		return strstr(some, "finding ") != NULL;
	for (const char *line = some; *line; line = strchr(line, '\n') + 1)
		if (!has_line(all, line, strcspn(line, "\n")))
			return false;
	return true;
}
