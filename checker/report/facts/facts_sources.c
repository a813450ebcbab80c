/* The files of the model that an execution passes through. */
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/file.h"
#include "report/facts/facts_parts.h"

/* A model has a few files, and a page has no use for a larger one. */
#define MAX_SOURCES 16u
#define MAX_BYTES (1 << 20)

/* Is the path a line of `files`?  A line of the source can name any file in
 * the world: only what the compiler was given is read. */
static bool is_of_model(const char *files, const char *path)
{
	size_t length = strlen(path);

	while (*files) {
		size_t line = strcspn(files, "\n");

		if (line == length && memcmp(files, path, length) == 0)
			return true;
		files += line + (files[line] == '\n');
	}
	return false;
}

static bool is_readable(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISREG(about.st_mode) &&
	       about.st_size <= MAX_BYTES;
}

static void add_source(struct facts *facts, const struct place *place)
{
	struct source_fact *source = &facts->sources[facts->source_count];
	struct text text = {0};

	if (!place->file || facts->source_count == MAX_SOURCES)
		return;
	for (uint32_t i = 0; i < facts->source_count; i++)
		if (strcmp(facts->sources[i].path, place->file) == 0)
			return;
	if (!is_of_model(facts->files, place->file) ||
	    !is_readable(place->file) || !file_read(place->file, &text))
		return;
	*source = (struct source_fact){place->file, text.bytes, text.length};
	facts->source_count++;
}

static void add_story(struct facts *facts, const struct story *story)
{
	if (story->class == FINDING_NONE)
		return;
	for (uint32_t i = 0; i < story->step_count; i++) {
		const struct step *step = &story->steps[i];

		if (step->number &&
		    (i == 0 || step->place.file != step[-1].place.file))
			add_source(facts, &step->place);
	}
	for (uint32_t i = 0; i < story->thread_count; i++)
		if (story->threads[i].waits)
			add_source(facts, &story->threads[i].place);
	if (story->thread >= 0)
		add_source(facts, &story->place);
}

void facts_sources(struct facts *facts)
{
	facts->sources = mem_alloc(MAX_SOURCES * sizeof *facts->sources + 1);
	add_story(facts, &facts->failure);
	add_story(facts, &facts->consequence);
}
