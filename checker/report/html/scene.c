/* An execution as the page shows it. */
#include "report/html/scene.h"

#include <string.h>

bool scene_open(struct scene *scene, const struct facts *facts, bool failure)
{
	const struct story *story =
		failure ? &facts->failure : &facts->consequence;

	*scene = (struct scene){.page = {.facts = facts},
				.story = story,
				.id = failure ? "step" : "consequence"};
	if (story->class == FINDING_NONE)
		return false;
	page_begin(&scene->page, story);
	scene->first = story_last_steps(story, SCENE_STEPS);
	edges_make(&scene->edges, story, scene->first);
	return true;
}

void scene_close(struct scene *scene)
{
	page_begin(&scene->page, NULL);
	edges_free(&scene->edges);
}

bool scene_has_end(const struct scene *scene, int thread)
{
	const struct story *story = scene->story;

	return story->threads[thread].waits ||
	       (story->thread == thread && !finding_is_race(story->class));
}

static void add_cases(struct scene *scene, const struct thread_fact *fact,
		      struct text *words)
{
	text_add(words, "waits for a channel");
	for (uint32_t i = 0; i < fact->cases_named; i++) {
		text_add(words, i ? " or " : ": ");
		text_add(words, fact->cases[i].sends ? "to send on "
						     : "to receive on ");
		page_name(&scene->page, &fact->cases[i].channel, words);
	}
}

static void add_wait(struct scene *scene, const struct thread_fact *fact,
		     struct text *words)
{
	text_addf(words, "%s ", fact->verb);
	if (fact->kind == OP_JOIN) {
		page_thread(&scene->page, fact->holder, words);
		return;
	}
	page_name(&scene->page, &fact->object, words);
	if (fact->holder < 0)
		return;
	text_add(words, fact->behind ? ", behind " : ", held by ");
	page_thread(&scene->page, fact->holder, words);
}

void scene_end(struct scene *scene, int thread, struct text *words)
{
	const struct story *story = scene->story;
	const struct thread_fact *fact = &story->threads[thread];

	if (fact->waits && fact->loops) {
		text_add(words, "loops forever");
	} else if (fact->waits && fact->kind == OP_SELECT) {
		add_cases(scene, fact, words);
	} else if (fact->waits) {
		add_wait(scene, fact, words);
	} else {
		text_add(words, story->what);
		if (story->object.kind != NAME_NONE) {
			text_add(words, ": ");
			page_name(&scene->page, &story->object, words);
		}
	}
}

const struct place *scene_end_place(const struct scene *scene, int thread)
{
	const struct thread_fact *fact = &scene->story->threads[thread];

	return fact->waits ? &fact->place : &scene->story->place;
}

void scene_place(const struct place *place, struct text *words)
{
	const char *slash = place->file ? strrchr(place->file, '/') : NULL;

	if (place->file)
		text_addf(words, "%s:%u", slash ? slash + 1 : place->file,
			  place->line);
}
