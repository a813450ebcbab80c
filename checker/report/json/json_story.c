/* A story in JSON: docs/json.md says what the members mean. */
#include "report/json/json_story.h"

#include "report/text/event.h"
#include "report/text/report.h"

/* A story while it is written. */
struct teller {
	struct json *json;
	struct page page; /* knows which blocks were named */
};

void json_place(struct json *json, const char *name, const struct place *place)
{
	if (!place->file) {
		json_null(json, name);
		return;
	}
	json_row(json, name);
	json_string(json, "file", place->file);
	json_number(json, "line", place->line);
	if (place->column)
		json_number(json, "column", place->column);
	if (place->function)
		json_string(json, "function", place->function);
	json_string(json, "source", place->source);
	json_end(json);
}

void json_thread(struct json *json, const char *name, int thread)
{
	if (thread < 0)
		json_null(json, name);
	else
		json_number(json, name, (uint64_t)thread + 1);
}

void json_name(struct json *json, const char *name, const struct name *object)
{
	struct text text = {0};

	name_write(object, &text);
	json_text(json, name, &text);
}

/* The same, of an object whose block is to be described. */
static void add_name(struct teller *teller, const char *name,
		     const struct name *object)
{
	struct text text = {0};

	page_name(&teller->page, object, &text);
	json_text(teller->json, name, &text);
}

static void add_value(struct teller *teller, const char *name,
		      const struct value *value)
{
	struct text text = {0};

	if (value->kind == VALUE_NONE)
		return;
	page_value(&teller->page, value, &text);
	json_text(teller->json, name, &text);
}

static const char *state_of(const struct thread_fact *fact)
{
	if (fact->ended)
		return "ended";
	if (!fact->alive)
		return "none";
	return fact->loops ? "loops" : fact->waits ? "waits" : "runs";
}

static void add_looks(struct teller *teller, const struct thread_fact *fact)
{
	const struct story *story = teller->page.story;
	struct json *json = teller->json;

	json_array(json, "looks");
	for (uint32_t i = 0; i < fact->look_count; i++) {
		const struct look *look = &fact->looks[i];

		json_row(json, NULL);
		json_number(json, "step", story->steps[look->step].number);
		json_truth(json, "varies", look->varies);
		json_truth(json, "fails", look->fails);
		json_thread(json, "changed_by", look->changer);
		json_end(json);
	}
	json_end(json);
}

static void add_cases(struct teller *teller, const struct thread_fact *fact)
{
	struct json *json = teller->json;

	json_array(json, "cases");
	for (uint32_t i = 0; i < fact->cases_named; i++) {
		json_row(json, NULL);
		json_string(json, "operation",
			    fact->cases[i].sends ? "send" : "receive");
		add_name(teller, "object", &fact->cases[i].channel);
		json_end(json);
	}
	json_end(json);
}

/* What a thread that has not ended is about to do. */
static void add_pending(struct teller *teller, const struct thread_fact *fact)
{
	struct json *json = teller->json;

	if (fact->kind != OP_NONE) {
		json_string(json, "operation", fact->operation);
		add_name(teller, "object", &fact->object);
	}
	json_thread(json, "waits_for", fact->holder);
	if (fact->taken_known)
		json_place(json, "taken", &fact->taken);
	json_place(json, "place", &fact->place);
	if (fact->waits && fact->kind == OP_SELECT)
		add_cases(teller, fact);
	if (fact->look_count)
		add_looks(teller, fact);
}

static void add_threads(struct teller *teller)
{
	const struct story *story = teller->page.story;
	struct json *json = teller->json;

	json_array(json, "threads");
	for (uint32_t i = 0; i < story->thread_count; i++) {
		const struct thread_fact *fact = &story->threads[i];

		json_object(json, NULL);
		json_thread(json, "thread", (int)i);
		json_string(json, "function", fact->function);
		json_string(json, "state", state_of(fact));
		if (fact->alive)
			add_pending(teller, fact);
		json_end(json);
	}
	json_end(json);
}

static void add_accesses(struct teller *teller)
{
	const struct story *story = teller->page.story;
	struct json *json = teller->json;

	json_array(json, "accesses");
	for (int i = 0; i < 2; i++) {
		const struct access_fact *access = &story->accesses[i];

		json_object(json, NULL);
		json_thread(json, "thread", access->thread);
		json_string(json, "access",
			    access->release ? "free"
			    : access->write ? "write"
					    : "read");
		json_truth(json, "atomic", access->atomic);
		add_name(teller, "object", &access->object);
		json_place(json, "place", &access->place);
		json_end(json);
	}
	json_end(json);
}

static void add_step(struct teller *teller, const struct step *step)
{
	struct json *json = teller->json;
	struct text words = {0};

	report_event(&teller->page, step, &words);
	json_row(json, NULL);
	json_number(json, "step", step->number);
	if (step->decision)
		json_number(json, "decision", step->decision);
	json_thread(json, "thread", step->thread);
	json_string(json, "operation", step->operation);
	json_string(json, "verb", step->verb);
	json_text(json, "text", &words);
	add_name(teller, "object", &step->object);
	if (step->other >= 0)
		json_thread(json, "other", step->other);
	add_value(teller, "before", &step->before);
	add_value(teller, "after", &step->after);
	if (step->order)
		json_string(json, "order", step->order);
	if (step->waits)
		json_truth(json, "blocks", true);
	if (step->error)
		json_string(json, "error", report_error(step->error));
	if (step->completes_race)
		json_truth(json, "completes_race", true);
	json_place(json, "place", &step->place);
	json_end(json);
}

static void add_steps(struct teller *teller)
{
	const struct story *story = teller->page.story;

	json_array(teller->json, "steps");
	for (uint32_t i = 0; i < story->step_count; i++)
		if (story->steps[i].number)
			add_step(teller, &story->steps[i]);
	json_end(teller->json);
}

/* The number of the first step of a livelock's loop. */
static void add_loop(struct teller *teller)
{
	const struct story *story = teller->page.story;
	uint32_t number = 0;

	for (uint32_t i = story->loop; i < story->step_count && !number; i++)
		number = story->steps[i].number;
	if (story->has_loop && number)
		json_number(teller->json, "loop", number);
	else
		json_null(teller->json, "loop");
}

static void add_block(struct json *json, const struct block_fact *block)
{
	json_object(json, NULL);
	json_name(json, "name", &block->name);
	if (!block->channel)
		json_number(json, "size", block->size);
	json_thread(json, "thread", block->thread);
	json_place(json, "place", &block->place);
	if (block->freed) {
		json_thread(json, "freed_by", block->free_thread);
		json_place(json, "freed", &block->free_place);
	}
	json_end(json);
}

/* Of what was named before. */
static void add_blocks(struct teller *teller)
{
	const struct page *page = &teller->page;

	json_array(teller->json, "blocks");
	for (uint32_t i = FIRST_BLOCK; i < page->story->block_count; i++)
		if (page->named[i])
			add_block(teller->json, &page->story->blocks[i]);
	json_end(teller->json);
}

static void add_message(struct teller *teller)
{
	struct text words = {0};

	report_clause(&teller->page, &words);
	json_text(teller->json, "message", &words);
}

static void add_output(struct json *json, const struct story *story)
{
	json_bytes(json, "output", story->output_length ? story->output : "",
		   story->output_length);
	if (story->output_lost)
		json_number(json, "output_lost", story->output_lost);
}

void json_story(struct json *json, const char *name, const struct facts *facts,
		const struct story *story)
{
	struct teller teller = {json, {.facts = facts}};

	if (story->class == FINDING_NONE) {
		json_null(json, name);
		return;
	}
	page_begin(&teller.page, story);
	json_object(json, name);
	json_string(json, "class", story->class_name);
	add_message(&teller);
	json_thread(json, "thread", story->thread);
	add_name(&teller, "object", &story->object);
	json_place(json, "place", &story->place);
	if (finding_is_race(story->class))
		add_accesses(&teller);
	add_threads(&teller);
	add_steps(&teller);
	add_loop(&teller);
	add_blocks(&teller);
	add_output(json, story);
	json_end(json);
	page_begin(&teller.page, NULL);
}
