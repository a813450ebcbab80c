/* The report as a JSON document. */
#include "report/json/json_report.h"

#include <string.h>

#include "report/json/json.h"
#include "report/json/json_story.h"
#include "report/text/notes.h"

#define VERSION 1 /* of the schema */

static const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {[VERDICT_VERIFIED] = "verified",
					    [VERDICT_FINDING] = "finding",
					    [VERDICT_LIMIT] = "limit"};

	return names[verdict];
}

static void add_locks(struct json *json, const struct note *note)
{
	json_array(json, "locks");
	for (uint32_t i = 0; i < note->edge_count; i++) {
		const struct lock_edge *edge = &note->edges[i];

		json_object(json, NULL);
		json_thread(json, "thread", edge->thread);
		json_name(json, "held", &edge->held);
		json_place(json, "held_at", &edge->held_at);
		json_name(json, "wanted", &edge->wanted);
		json_place(json, "wanted_at", &edge->wanted_at);
		json_end(json);
	}
	json_end(json);
}

static void add_note(struct json *json, const struct facts *facts,
		     uint32_t index)
{
	const struct note *note = &facts->notes[index];
	struct text line = {0};

	report_note_line(facts, index, &line);
	json_object(json, NULL);
	json_string(json, "note", note->name);
	json_text(json, "text", &line);
	json_number(json, "count", note->count);
	if (note->thread >= 0) {
		json_thread(json, "thread", note->thread);
		json_string(json, "function",
			    note->scene.threads[note->thread].function);
		json_place(json, "place", &note->place);
	}
	if (note->kind == NOTE_LOCK_ORDER)
		add_locks(json, note);
	json_end(json);
}

static void add_notes(struct json *json, const struct facts *facts)
{
	json_array(json, "notes");
	for (uint32_t i = 0; i < facts->note_count; i++)
		add_note(json, facts, i);
	json_end(json);
}

static void add_statistics(struct json *json, const struct statistics *s)
{
	json_row(json, "statistics");
	json_number(json, "states", s->states);
	json_number(json, "transitions", s->transitions);
	json_number(json, "executions", s->executions);
	json_number(json, "depth", s->depth);
	json_number(json, "threads", s->threads);
	json_end(json);
}

/* How far it was from the whole, where that is known. */
static void add_limit(struct json *json, const struct facts *facts)
{
	const struct statistics *s = &facts->statistics;

	if (facts->verdict != VERDICT_LIMIT) {
		json_null(json, "limit");
		return;
	}
	json_object(json, "limit");
	json_string(json, "limit", facts->limit_name);
	if (s->estimate)
		json_number(json, "estimated_states", s->estimate);
	if (s->complete_preemptions >= 0)
		json_number(json, "complete_preemptions",
			    (uint64_t)s->complete_preemptions);
	if (facts->smaller && *facts->smaller)
		json_string(json, "smaller", facts->smaller);
	json_end(json);
}

/* Null when nobody asked for them. */
static void add_outcomes(struct json *json, const struct facts *facts)
{
	const char *at = facts->outcomes;

	if (!*at) {
		json_null(json, "outcomes");
		return;
	}
	json_array(json, "outcomes");
	while (*at) {
		size_t length = strcspn(at, "\n");

		json_bytes(json, NULL, at, length);
		at += length + (at[length] == '\n');
	}
	json_end(json);
	if (facts->outcomes_limit)
		json_string(json, "outcomes_limit", facts->outcomes_limit);
}

static void begin_report(struct json *json, const char *model,
			 const char *verdict)
{
	json_object(json, NULL);
	json_string(json, "schema", "mcheck-report");
	json_number(json, "version", VERSION);
	json_string(json, "model", model);
	json_string(json, "verdict", verdict);
}

void json_report(const struct facts *facts, struct text *text)
{
	struct json json = {.text = text};

	begin_report(&json, facts->model, verdict_name(facts->verdict));
	json_string(&json, "class", facts->failure.class_name);
	json_string(&json, "explorer", facts->explorer->name);
	json_string(&json, "trace", facts->trace);
	add_limit(&json, facts);
	add_statistics(&json, &facts->statistics);
	json_story(&json, "finding", facts, &facts->failure);
	json_story(&json, "consequence", facts, &facts->consequence);
	add_notes(&json, facts);
	add_outcomes(&json, facts);
	json_end(&json);
}

/* Of a model that could not be checked. */
static void add_error(const struct answer *answer, struct text *text)
{
	struct json json = {.text = text};
	struct text error = {0};

	answer_error(answer, &error);
	begin_report(&json, answer->model, answer_word(answer));
	json_text(&json, "error", &error);
	json_bytes(&json, "said", text_string(&answer->said),
		   answer->said.length);
	json_end(&json);
}

static void add_report(const struct answer *answer, struct text *text)
{
	if (answer_has_verdict(answer))
		text_add_bytes(text, text_string(&answer->fragment),
			       answer->fragment.length);
	else
		add_error(answer, text);
}

static void add_summary(struct json *json, const struct answers *answers)
{
	static const char *const words[] = {"verified", "finding", "limit",
					    "error"};

	json_row(json, "summary");
	json_number(json, "models", (uint64_t)answers->count);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		json_number(json, words[i],
			    (uint64_t)answers_count(answers, words[i]));
	json_end(json);
}

void json_document(const struct answers *answers, struct text *text)
{
	struct json json = {.text = text};
	struct text reports = {0};

	for (int i = 0; i < answers->count; i++)
		add_report(&answers->answer[i], &reports);
	if (answers->count == 1) {
		text_add(text, text_string(&reports));
	} else {
		json_object(&json, NULL);
		json_string(&json, "schema", "mcheck-reports");
		json_number(&json, "version", VERSION);
		json_array(&json, "models");
		json_objects(&json, &reports);
		json_end(&json);
		add_summary(&json, answers);
		json_end(&json);
	}
	text_free(&reports);
}
