/* An execution as a code flow in SARIF. */
#include "report/sarif/sarif_flow.h"

#include "report/sarif/sarif_place.h"
#include "report/text/event.h"

/* "T2 worker" */
static void add_thread(struct json *json, const struct page *page, int thread,
		       const char *name)
{
	struct text text = {0};

	page_thread(page, thread, &text);
	json_text(json, name, &text);
}

static void add_step(struct json *json, struct page *page,
		     const struct step *step)
{
	struct text words = {0};

	page_thread(page, step->thread, &words);
	text_add(&words, " ");
	report_event(page, step, &words);
	json_object(json, NULL);
	sarif_location(json, "location", &step->place, &words);
	json_number(json, "executionOrder", step->number);
	json_string(json, "importance",
		    step->completes_race ? "essential" : "important");
	json_end(json);
}

static bool has_steps(const struct story *story, int thread)
{
	for (uint32_t i = 0; i < story->step_count; i++)
		if (story->steps[i].number && story->steps[i].thread == thread)
			return true;
	return false;
}

static void add_flow(struct json *json, struct page *page, int thread)
{
	const struct story *story = page->story;

	json_object(json, NULL);
	add_thread(json, page, thread, "id");
	json_array(json, "locations");
	for (uint32_t i = 0; i < story->step_count; i++)
		if (story->steps[i].number && story->steps[i].thread == thread)
			add_step(json, page, &story->steps[i]);
	json_end(json);
	json_end(json);
}

void sarif_flow(struct json *json, struct page *page, const char *message)
{
	const struct story *story = page->story;
	struct text text = {0};
	bool any = false;

	for (uint32_t i = 0; i < story->thread_count; i++)
		any |= has_steps(story, (int)i);
	if (!any)
		return;
	text_add(&text, message);
	json_object(json, NULL);
	sarif_message(json, "message", &text);
	json_array(json, "threadFlows");
	for (uint32_t i = 0; i < story->thread_count; i++)
		if (has_steps(story, (int)i))
			add_flow(json, page, (int)i);
	json_end(json);
	json_end(json);
}
