/* The happens-before graph of an execution, for Graphviz. */
#include "report/dot/dot.h"

#include <stdio.h>

#include "base/utf8.h"
#include "report/facts/edges.h"
#include "report/text/event.h"
#include "report/text/report.h"

/* A graph with more nodes is none that a person reads. */
#define STEPS_SHOWN 400u

struct graph {
	struct page page;
	const struct story *story;
	uint32_t first; /* index of the first step that is shown */
	struct text *text;
};

static void add_escaped(struct text *text, const char *bytes, size_t length)
{
	size_t size;

	for (size_t i = 0; i < length; i += size) {
		uint32_t character = utf8_read(bytes + i, length - i, &size);

		if (character == '\n')
			text_add(text, "\\n");
		else if (character == '"' || character == '\\')
			text_addf(text, "\\%c", (int)character);
		else
			utf8_add(text, utf8_is_control(character) ? UTF8_INVALID
								  : character);
	}
}

/* label="..."; frees the words. */
static void add_label(struct text *text, struct text *words)
{
	text_add(text, "label=\"");
	add_escaped(text, text_string(words), words->length);
	text_add(text, "\"");
	text_free(words);
}

static void add_step(struct graph *graph, uint32_t index)
{
	const struct step *step = &graph->story->steps[index];
	struct text words = {0};

	text_addf(&words, "%u. ", step->number);
	report_event(&graph->page, step, &words);
	if (step->place.file) {
		text_add(&words, "\n");
		place_write(&step->place, &words);
	}
	text_addf(graph->text, "\t\ts%u [", step->number);
	add_label(graph->text, &words);
	text_add(graph->text,
		 step->completes_race ? ", color=red, penwidth=2];\n" : "];\n");
}

/* What a thread waits for, for ever. */
static void add_waiting(struct graph *graph, const struct thread_fact *fact,
			struct text *words)
{
	text_addf(words, "%s ", fact->verb);
	if (fact->kind == OP_JOIN)
		page_thread(&graph->page, fact->holder, words);
	else if (fact->kind != OP_SELECT)
		page_name(&graph->page, &fact->object, words);
}

/* The last node of a thread that waits or loops, or does what is wrong. */
static void add_end(struct graph *graph, int thread)
{
	const struct thread_fact *fact = &graph->story->threads[thread];
	const struct place *place =
		fact->waits ? &fact->place : &graph->story->place;
	struct text words = {0};

	if (!fact->waits)
		text_add(&words, graph->story->what);
	else if (fact->loops)
		text_add(&words, "loops forever");
	else
		add_waiting(graph, fact, &words);
	if (place->file) {
		text_add(&words, "\n");
		place_write(place, &words);
	}
	text_addf(graph->text, "\t\tend%d [", thread + 1);
	add_label(graph->text, &words);
	text_add(graph->text, ", color=red, style=dashed];\n");
}

static bool has_end(const struct story *story, int thread)
{
	return story->threads[thread].waits ||
	       (story->thread == thread && !finding_is_race(story->class));
}

static void add_arrow(struct graph *graph, uint32_t from, const char *to)
{
	if (from)
		text_addf(graph->text, "\t\ts%u -> %s;\n", from, to);
}

/* A thread's steps, one below the other. */
static void add_thread(struct graph *graph, int thread)
{
	const struct story *story = graph->story;
	struct text words = {0};
	uint32_t last = 0;
	char name[24];

	page_thread(&graph->page, thread, &words);
	text_addf(graph->text, "\tsubgraph cluster_t%d {\n\t\t", thread + 1);
	add_label(graph->text, &words);
	text_add(graph->text, ";\n");
	for (uint32_t i = graph->first; i < story->step_count; i++) {
		const struct step *step = &story->steps[i];

		if (step->thread != thread || !step->number)
			continue;
		add_step(graph, i);
		snprintf(name, sizeof name, "s%u", step->number);
		add_arrow(graph, last, name);
		last = step->number;
	}
	if (has_end(story, thread)) {
		add_end(graph, thread);
		snprintf(name, sizeof name, "end%d", thread + 1);
		add_arrow(graph, last, name);
	}
	text_add(graph->text, "\t}\n");
}

static void add_edges(struct graph *graph)
{
	struct edges edges = {0};

	edges_make(&edges, graph->story, graph->first);
	for (uint32_t i = 0; i < edges.count; i++) {
		const struct edge *edge = &edges.edges[i];

		text_addf(graph->text, "\ts%u -> s%u [label=\"%s\"%s];\n",
			  graph->story->steps[edge->from].number,
			  graph->story->steps[edge->to].number,
			  edge_name(edge->kind),
			  edge_orders(edge->kind) ? ", color=blue"
						  : ", style=dotted");
	}
	edges_free(&edges);
}

/* Who waits for whom. */
static void add_waits(struct graph *graph)
{
	const struct story *story = graph->story;

	for (uint32_t i = 0; i < story->thread_count; i++) {
		const struct thread_fact *fact = &story->threads[i];

		if (fact->waits && !fact->loops && fact->next >= 0 &&
		    story->threads[fact->next].waits)
			text_addf(graph->text,
				  "\tend%u -> end%d [label=\"waits for\", "
				  "color=red, constraint=false];\n",
				  i + 1, fact->next + 1);
	}
}

/* The other access of the race that the last step completes. */
static void add_race(struct graph *graph)
{
	const struct story *story = graph->story;
	uint32_t last = story->step_count ? story->step_count - 1 : 0;
	uint32_t other = story_racing_step(story);

	if (other != UINT32_MAX && other >= graph->first)
		text_addf(graph->text,
			  "\ts%u -> s%u [label=\"data race: not ordered\", "
			  "color=red, dir=both, constraint=false];\n",
			  story->steps[other].number,
			  story->steps[last].number);
}

static void add_story(struct graph *graph)
{
	const struct story *story = graph->story;

	page_begin(&graph->page, story);
	graph->first = story_last_steps(story, STEPS_SHOWN);
	for (uint32_t i = 0; i < story->thread_count; i++)
		add_thread(graph, (int)i);
	add_edges(graph);
	add_waits(graph);
	add_race(graph);
	page_begin(&graph->page, NULL);
}

static void add_title(struct graph *graph, const struct facts *facts)
{
	struct text words = {0};

	text_addf(&words, "%s: ", facts->model);
	page_begin(&graph->page, &facts->failure);
	if (facts->verdict == VERDICT_FINDING)
		report_clause(&graph->page, &words);
	else if (facts->verdict == VERDICT_VERIFIED)
		text_add(&words, "verified");
	else
		text_addf(&words, "limit %s", facts->limit_name);
	text_add(graph->text, "\t");
	add_label(graph->text, &words);
	text_add(graph->text, ";\n");
}

void dot_write(const struct facts *facts, struct text *text)
{
	struct graph graph = {.page = {.facts = facts, .text = text},
			      .story = &facts->failure,
			      .text = text};

	text_add(text, "digraph mcheck {\n"
		       "\tlabelloc=t;\n"
		       "\tnode [shape=box, fontname=\"monospace\"];\n");
	add_title(&graph, facts);
	if (facts->verdict == VERDICT_FINDING)
		add_story(&graph);
	page_begin(&graph.page, NULL);
	text_add(text, "}\n");
}
