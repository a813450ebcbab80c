/* The steps as a table. */
#include "report/html/table.h"

#include <string.h>

#include "report/html/escape.h"
#include "report/text/event.h"

/* Of a line of the source. */
#define SOURCE_SHOWN 160u

static void add_thread(struct scene *scene, int thread, struct text *text)
{
	struct text words = {0};

	text_addf(text, "<td class=\"thread t%d\">", thread % 8);
	page_thread(&scene->page, thread, &words);
	html_words(text, &words);
	text_add(text, "</td>");
}

static void add_place(const struct place *place, struct text *text)
{
	struct text words = {0};
	size_t length = strlen(place->source);
	bool cut = length > SOURCE_SHOWN;

	scene_place(place, &words);
	text_add(text, "<td class=\"place\">");
	html_words(text, &words);
	text_add(text, "</td><td class=\"code\"><code>");
	html_escape(text, place->source, cut ? SOURCE_SHOWN : length);
	text_add(text, cut ? "...</code></td>" : "</code></td>");
}

/* What the step comes after, in other threads. */
static void add_order(const struct scene *scene, uint32_t index,
		      struct text *text)
{
	const struct story *story = scene->story;
	const char *before = "";

	text_add(text, "<td class=\"order\">");
	for (uint32_t i = 0; i < scene->edges.count; i++) {
		const struct edge *edge = &scene->edges.edges[i];

		if (edge->to != index)
			continue;
		text_addf(text, "%s<a href=\"#%s-%u\">%u</a> (%s)", before,
			  scene->id, story->steps[edge->from].number,
			  story->steps[edge->from].number,
			  edge_name(edge->kind));
		before = "; ";
	}
	if (story->steps[index].completes_race)
		text_addf(text, "%snothing orders it after the other access",
			  before);
	text_add(text, "</td></tr>\n");
}

static void add_step(struct scene *scene, uint32_t index, struct text *text)
{
	const struct step *step = &scene->story->steps[index];
	struct text words = {0};

	text_addf(text,
		  "<tr id=\"%s-%u\"%s><th scope=\"row\">"
		  "<a href=\"#%s-%u\">%u</a></th>",
		  scene->id, step->number,
		  step->completes_race ? " class=\"wrong\"" : "", scene->id,
		  step->number, step->number);
	add_thread(scene, step->thread, text);
	text_add(text, "<td class=\"what\">");
	report_event(&scene->page, step, &words);
	html_words(text, &words);
	text_add(text, "</td>");
	add_place(&step->place, text);
	add_order(scene, index, text);
}

static void add_end(struct scene *scene, int thread, struct text *text)
{
	struct text words = {0};

	text_addf(text,
		  "<tr id=\"%s-end-%d\" class=\"wrong\"><th scope=\"row\">"
		  "<a href=\"#%s-end\">end</a></th>",
		  scene->id, thread + 1, scene->id);
	add_thread(scene, thread, text);
	text_add(text, "<td class=\"what\">");
	scene_end(scene, thread, &words);
	html_words(text, &words);
	text_add(text, "</td>");
	add_place(scene_end_place(scene, thread), text);
	text_add(text, "<td class=\"order\"></td></tr>\n");
}

static void add_caption(const struct scene *scene, struct text *text)
{
	const struct story *story = scene->story;
	uint32_t before = 0;

	for (uint32_t i = 0; i < scene->first; i++)
		before += story->steps[i].number != 0;
	text_add(text, "<caption>One row for each step, in the order of time");
	if (before)
		text_addf(text, "; %u earlier steps are not shown", before);
	if (story->has_loop)
		text_add(text, "; the last of them repeat forever");
	text_add(text, ".</caption>\n");
}

void html_table(struct scene *scene, struct text *text)
{
	const struct story *story = scene->story;

	text_addf(text, "<div class=\"wide\"><table id=\"%s-table\">\n",
		  scene->id);
	add_caption(scene, text);
	text_add(
		text,
		"<thead><tr><th scope=\"col\">Step</th>"
		"<th scope=\"col\">Thread</th><th scope=\"col\">What it does"
		"</th><th scope=\"col\">Where</th><th scope=\"col\">Source</th>"
		"<th scope=\"col\">Comes after step</th></tr></thead>\n"
		"<tbody>\n");
	for (uint32_t i = scene->first; i < story->step_count; i++)
		if (story->steps[i].number)
			add_step(scene, i, text);
	for (uint32_t i = 0; i < story->thread_count; i++)
		if (scene_has_end(scene, (int)i))
			add_end(scene, (int)i, text);
	text_add(text, "</tbody></table></div>\n");
}
