/* The results of one model in SARIF. */
#include "report/facts/story_place.h"
#include "report/json/json.h"
#include "report/sarif/sarif.h"
#include "report/sarif/sarif_flow.h"
#include "report/sarif/sarif_place.h"
#include "report/sarif/sarif_rule.h"
#include "report/text/notes.h"
#include "report/text/report.h"

static void begin_result(struct json *json, const char *rule, const char *level,
			 struct text *message)
{
	json_object(json, NULL);
	sarif_rule(json, rule);
	json_string(json, "level", level);
	sarif_message(json, "message", message);
}

/* The one place of a result; the file when no other is known. */
static void add_location(struct json *json, const struct facts *facts,
			 struct place place)
{
	struct text none = {0};

	if (!place.file)
		place = (struct place){.file = facts->model};
	json_array(json, "locations");
	sarif_location(json, NULL, &place, &none);
	json_end(json);
}

static void end_result(struct json *json, const struct facts *facts,
		       const char *verdict)
{
	json_object(json, "properties");
	json_string(json, "model", facts->model);
	json_string(json, "verdict", verdict);
	if (facts->trace)
		json_string(json, "trace", facts->trace);
	json_end(json);
	json_end(json);
}

/* "T2 increment reads counter" */
static void add_access(struct json *json, struct page *page,
		       const struct access_fact *access)
{
	struct text words = {0};

	page_thread(page, access->thread, &words);
	text_add(&words, access->release ? " ends the lifetime of "
			 : access->write ? " writes "
					 : " reads ");
	page_name(page, &access->object, &words);
	sarif_location(json, NULL, &access->place, &words);
}

/* Where threads wait or loop. */
static void add_waiting(struct json *json, struct page *page)
{
	const struct story *story = page->story;

	for (uint32_t i = 0; i < story->thread_count; i++) {
		const struct thread_fact *fact = &story->threads[i];
		struct text words = {0};

		if (!fact->waits || !fact->place.file)
			continue;
		page_thread(page, (int)i, &words);
		text_add(&words, fact->loops ? " loops" : " waits");
		sarif_location(json, NULL, &fact->place, &words);
	}
}

static void add_related(struct json *json, struct page *page)
{
	const struct story *story = page->story;

	json_array(json, "relatedLocations");
	if (finding_is_race(story->class)) {
		add_access(json, page, &story->accesses[0]);
		add_access(json, page, &story->accesses[1]);
	} else {
		add_waiting(json, page);
	}
	json_end(json);
}

static void add_flows(struct json *json, const struct facts *facts,
		      struct page *page)
{
	json_array(json, "codeFlows");
	sarif_flow(json, page, "How it happens");
	if (facts->consequence.class != FINDING_NONE) {
		page_begin(page, &facts->consequence);
		sarif_flow(json, page, "A possible consequence");
	}
	json_end(json);
}

static void add_finding(struct json *json, const struct facts *facts)
{
	struct page page = {.facts = facts, .text = json->text};
	struct text message = {0};

	page_begin(&page, &facts->failure);
	report_clause(&page, &message);
	begin_result(json, facts->failure.class_name, "error", &message);
	add_location(json, facts, story_place(&facts->failure));
	add_related(json, &page);
	add_flows(json, facts, &page);
	end_result(json, facts, "finding");
	page_begin(&page, NULL);
}

static void add_limit(struct json *json, const struct facts *facts)
{
	struct text message = {0};

	text_addf(&message,
		  "limit %s: not all executions were covered, and nothing was "
		  "found in those that were",
		  facts->limit_name);
	begin_result(json, "limit", "warning", &message);
	add_location(json, facts, (struct place){.file = NULL});
	end_result(json, facts, "limit");
}

static void add_note(struct json *json, const struct facts *facts,
		     uint32_t index)
{
	const struct note *note = &facts->notes[index];
	struct text message = {0};

	report_note_line(facts, index, &message);
	begin_result(json, note->name, "note", &message);
	add_location(json, facts,
		     note->edge_count ? note->edges[0].wanted_at : note->place);
	end_result(json, facts,
		   facts->verdict == VERDICT_LIMIT ? "limit" : "verified");
}

void sarif_report(const struct facts *facts, struct text *text)
{
	struct json json = {.text = text};

	if (facts->verdict == VERDICT_FINDING)
		add_finding(&json, facts);
	if (facts->verdict == VERDICT_LIMIT)
		add_limit(&json, facts);
	for (uint32_t i = 0; i < facts->note_count; i++) {
		json = (struct json){.text = text};
		add_note(&json, facts, i);
	}
}
