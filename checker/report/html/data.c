/* The steps as data for the page's script. */
#include "report/html/data.h"

#include <string.h>

#include "report/facts/holds.h"
#include "report/html/scene.h"
#include "report/json/json.h"
#include "report/text/event.h"
#include "report/text/report.h"

static void add_place(struct json *json, const struct scene *scene,
		      const struct place *place)
{
	const struct facts *facts = scene->page.facts;
	struct text words = {0};

	if (!place->file)
		return;
	for (uint32_t i = 0; i < facts->source_count; i++)
		if (strcmp(facts->sources[i].path, place->file) == 0)
			json_number(json, "file", i);
	json_number(json, "line", place->line);
	scene_place(place, &words);
	json_text(json, "place", &words);
}

static void add_value(struct json *json, struct scene *scene, const char *name,
		      const struct value *value)
{
	struct text words = {0};

	if (value->kind == VALUE_NONE)
		return;
	page_value(&scene->page, value, &words);
	json_text(json, name, &words);
}

static void add_step(struct json *json, struct scene *scene,
		     const struct step *step)
{
	struct text words = {0};

	json_row(json, NULL);
	json_number(json, "number", step->number);
	json_number(json, "thread", (uint64_t)step->thread);
	report_event(&scene->page, step, &words);
	json_text(json, "what", &words);
	add_place(json, scene, &step->place);
	if (step->before.kind != VALUE_NONE) {
		page_name(&scene->page, &step->object, &words);
		json_text(json, "object", &words);
		add_value(json, scene, "before", &step->before);
		add_value(json, scene, "value",
			  step->after.kind != VALUE_NONE ? &step->after
							 : &step->before);
	}
	if (step->completes_race)
		json_truth(json, "wrong", true);
	json_end(json);
}

static uint64_t number_of(const struct scene *scene, uint32_t index)
{
	return scene->story->steps[index].number;
}

static void add_edges(struct json *json, const struct scene *scene)
{
	json_array(json, "edges");
	for (uint32_t i = 0; i < scene->edges.count; i++) {
		const struct edge *edge = &scene->edges.edges[i];

		json_row(json, NULL);
		json_number(json, "from", number_of(scene, edge->from));
		json_number(json, "to", number_of(scene, edge->to));
		json_string(json, "what", edge_name(edge->kind));
		json_truth(json, "orders", edge_orders(edge->kind));
		json_end(json);
	}
	json_end(json);
}

/* A lock that some part of the library takes has steps without a number. */
static void add_hold(struct json *json, struct scene *scene,
		     const struct lock_hold *hold)
{
	const struct story *story = scene->story;
	const struct step *from = &story->steps[hold->from];
	struct text words = {0};
	bool open = hold->to == story->step_count;

	if (!from->number || (!open && !story->steps[hold->to].number))
		return;
	json_row(json, NULL);
	json_number(json, "thread", (uint64_t)hold->thread);
	json_number(json, "from", from->number);
	if (!open)
		json_number(json, "to", number_of(scene, hold->to));
	page_name(&scene->page, &from->object, &words);
	json_text(json, "lock", &words);
	json_truth(json, "reading", hold->reading);
	json_end(json);
}

static void add_holds(struct json *json, struct scene *scene)
{
	struct lock_holds holds = {0};

	holds_make(&holds, scene->story, scene->first);
	json_array(json, "holds");
	for (uint32_t i = 0; i < holds.count; i++)
		add_hold(json, scene, &holds.holds[i]);
	json_end(json);
	holds_free(&holds);
}

static void add_ends(struct json *json, struct scene *scene)
{
	const struct story *story = scene->story;

	json_array(json, "ends");
	for (uint32_t i = 0; i < story->thread_count; i++) {
		struct text words = {0};

		if (!scene_has_end(scene, (int)i))
			continue;
		json_row(json, NULL);
		json_number(json, "thread", i);
		scene_end(scene, (int)i, &words);
		json_text(json, "what", &words);
		add_place(json, scene, scene_end_place(scene, (int)i));
		if (story->threads[i].waits && story->threads[i].next >= 0)
			json_number(json, "next",
				    (uint64_t)story->threads[i].next);
		json_end(json);
	}
	json_end(json);
}

static void add_race(struct json *json, const struct scene *scene)
{
	const struct story *story = scene->story;
	uint32_t other = story_racing_step(story);

	if (other == UINT32_MAX || other < scene->first)
		return;
	json_array(json, "race");
	json_number(json, NULL, number_of(scene, other));
	json_number(json, NULL, number_of(scene, story->step_count - 1));
	json_end(json);
}

/* The number of the first step that repeats for ever. */
static void add_loop(struct json *json, const struct scene *scene)
{
	const struct story *story = scene->story;
	uint32_t i = story->loop;

	while (i < story->step_count && !story->steps[i].number)
		i++;
	if (story->has_loop && i < story->step_count)
		json_number(json, "loop", story->steps[i].number);
}

static void add_lists(struct json *json, struct scene *scene)
{
	const struct story *story = scene->story;

	json_array(json, "threads");
	for (uint32_t i = 0; i < story->thread_count; i++) {
		struct text words = {0};

		page_thread(&scene->page, (int)i, &words);
		json_text(json, NULL, &words);
	}
	json_end(json);
	json_array(json, "steps");
	for (uint32_t i = scene->first; i < story->step_count; i++)
		if (story->steps[i].number)
			add_step(json, scene, &story->steps[i]);
	json_end(json);
	add_edges(json, scene);
	add_holds(json, scene);
	add_ends(json, scene);
}

static void add_story(struct json *json, const struct facts *facts,
		      bool failure)
{
	struct scene scene;
	struct text words = {0};

	if (!scene_open(&scene, facts, failure))
		return;
	json_object(json, NULL);
	json_string(json, "id", scene.id);
	report_clause(&scene.page, &words);
	json_text(json, "title", &words);
	add_loop(json, &scene);
	add_lists(json, &scene);
	add_race(json, &scene);
	json_end(json);
	scene_close(&scene);
}

static void add_all(struct json *json, const struct facts *facts)
{
	json_object(json, NULL);
	json_array(json, "files");
	for (uint32_t i = 0; i < facts->source_count; i++)
		json_string(json, NULL, facts->sources[i].path);
	json_end(json);
	json_array(json, "stories");
	add_story(json, facts, true);
	add_story(json, facts, false);
	json_end(json);
	json_end(json);
}

/* In JSON, < is only in strings, and may be written so everywhere there. */
void html_data(const struct facts *facts, struct text *text)
{
	struct text plain = {0};
	struct json json = {.text = &plain};

	add_all(&json, facts);
	for (size_t i = 0; i < plain.length; i++)
		if (plain.bytes[i] == '<')
			text_add(text, "\\u003c");
		else
			text_add_bytes(text, plain.bytes + i, 1);
	text_free(&plain);
}
