/* The report in text, for a terminal of 80 columns. */
#include "report/text/report.h"

#include <string.h>

#include "report/text/covered.h"
#include "report/facts/story_place.h"
#include "report/text/channel_ends.h"
#include "report/text/hints.h"
#include "report/text/limit.h"
#include "report/text/no_order.h"
#include "report/text/notes.h"
#include "report/text/page.h"
#include "report/text/plain.h"
#include "report/text/random.h"
#include "report/text/round.h"
#include "report/text/steps.h"
#include "report/text/stuck.h"
#include "report/text/wrap.h"

#define OUTPUT_LINES_SHOWN 20u

static const char *access_verb(const struct access_fact *access)
{
	if (access->release)
		return access->leaves ? "leaves the function of" : "frees";
	if (access->atomic)
		return access->write ? "stores (atomic)" : "loads (atomic)";
	return access->write ? "writes" : "reads";
}

static void add_access(struct page *page, const struct access_fact *access)
{
	text_add(page->text, "  ");
	page_thread(page, access->thread, page->text);
	text_addf(page->text, " %s ", access_verb(access));
	page_name(page, &access->object, page->text);
	text_add(page->text, "\n");
	page_place(page, &access->place);
	report_locks(page, access);
}

/* Are they of two bit-fields? */
static bool are_two_fields(const struct access_fact accesses[2])
{
	const struct name *a = &accesses[0].object, *b = &accesses[1].object;

	return a->bit_field && b->bit_field &&
	       (strcmp(a->path, b->path) != 0 ||
		strcmp(a->variable, b->variable) != 0);
}

static void add_race(struct page *page)
{
	add_access(page, &page->story->accesses[0]);
	add_access(page, &page->story->accesses[1]);
	if (are_two_fields(page->story->accesses))
		text_add(page->text,
			 "  They are bit-fields of one memory location: to "
			 "write one is to write both.\n");
	report_no_order(page);
}

static void add_wait(struct page *page, int thread)
{
	const struct thread_fact *fact = &page->story->threads[thread];
	struct text *text = page->text;

	if (fact->kind == OP_SELECT) {
		report_cases(page, thread);
		return;
	}
	text_add(text, "  ");
	page_thread(page, thread, text);
	text_addf(text, " %s ", fact->verb);
	if (fact->kind == OP_JOIN)
		page_thread(page, fact->holder, text);
	else
		page_name(page, &fact->object, text);
	text_add(text, "\n");
}

static void add_waiting(struct page *page, int thread)
{
	const struct thread_fact *fact = &page->story->threads[thread];
	struct text *text = page->text;

	add_wait(page, thread);
	page_place(page, &fact->place);
	report_ends(page, fact);
	if (fact->holder < 0 || fact->kind == OP_JOIN)
		return;
	text_add(text, fact->behind ? "      queued behind the writer "
				    : "      held by ");
	page_thread(page, fact->holder, text);
	if (fact->taken_known) {
		text_add(text, ", acquired at ");
		place_write(&fact->taken, text);
	}
	text_add(text, "\n");
}

/* What each thread that is left waits for, or does for ever. */
static void add_deadlock(struct page *page)
{
	for (uint32_t i = 0; i < page->story->thread_count; i++) {
		const struct thread_fact *fact = &page->story->threads[i];

		if (fact->waits && fact->loops)
			report_round(page, (int)i);
		else if (fact->waits)
			add_waiting(page, (int)i);
	}
	report_rounds(page);
	report_stuck(page);
	page_blocks(page);
}

/* Who holds what the finding is about, and since where. */
static void add_taker(struct page *page)
{
	const struct story *story = page->story;
	struct text words = {0};

	if (story->taken.name.kind == NAME_NONE)
		return;
	if (story->taker == story->thread)
		text_add(&words, "It");
	else
		page_thread(page, story->taker, &words);
	text_add(&words, story->taken.reading ? " locked it for reading at "
					      : " locked it at ");
	place_write(&story->taken.place, &words);
	text_add(&words, ".");
	page_sentence(page, "      ", &words);
}

/* That it is some local variable, `what` says as well. */
static bool names_object(const struct story *story)
{
	return story->object.kind != NAME_NONE &&
	       (story->object.kind != NAME_STACK ||
		story->class != FINDING_OUT_OF_BOUNDS);
}

static void add_at(struct page *page)
{
	const struct story *story = page->story;

	if (story->thread >= 0) {
		text_add(page->text, "  ");
		page_thread(page, story->thread, page->text);
		text_addf(page->text, " %s", story->what);
		if (names_object(story)) {
			text_add(page->text, ": ");
			page_name(page, &story->object, page->text);
		}
		text_add(page->text, "\n");
		page_place(page, &story->place);
		add_taker(page);
	}
	page_blocks(page);
}

void report_clause(struct page *page, struct text *text)
{
	const struct story *story = page->story;

	switch (story->class) {
	case FINDING_DATA_RACE:
	case FINDING_MIXED_RACE:
		text_add(text, "data race on ");
		if (are_two_fields(story->accesses)) {
			page_name(page, &story->accesses[0].object, text);
			text_add(text, " and ");
		}
		page_name(page, &story->object, text);
		break;
	case FINDING_DEADLOCK:
		text_addf(text, "deadlock: %s", story->what);
		break;
	case FINDING_LOST_WAKEUP:
		text_add(text, "lost wake-up on ");
		page_name(page, &story->object, text);
		text_addf(text, ": %s", story->what);
		break;
	case FINDING_PARTIAL_DEADLOCK:
		text_addf(text, "partial deadlock: %s", story->what);
		break;
	case FINDING_LIVELOCK:
		report_livelock(page, text);
		break;
	default:
		text_addf(text, "%s", story->what);
	}
}

/* "models/counter.c:14:9: error: data race on counter": editors and CI know
 * this form. */
static void add_heading(struct page *page)
{
	struct place place = story_place(page->story);
	struct text words = {0};
	size_t start = page->text->length;

	text_add(page->text, place.file ? place.file : page->facts->model);
	if (place.file)
		text_addf(page->text, ":%u", place.line);
	if (place.file && place.column)
		text_addf(page->text, ":%u", place.column);
	text_add(page->text, ": error: ");
	report_clause(page, &words);
	wrap_behind(page->text, start, "", text_string(&words));
	text_free(&words);
	text_add(page->text, "\n");
}

static void add_output_line(const char *line, size_t length, struct text *text)
{
	struct text shown = {0};

	for (size_t i = 0; i < length; i++)
		text_addf(&shown, "%c",
			  line[i] >= ' ' && line[i] < 127 ? line[i] : '.');
	text_add(text, "  | ");
	plain_add_cut(text, text_string(&shown), shown.length);
	text_add(text, "\n");
	text_free(&shown);
}

static void add_output(const struct story *story, struct text *text)
{
	const char *at = story->output;
	const char *end = at + story->output_length;
	unsigned lines = 0;

	if (at == end)
		return;
	text_add(text, "\nOutput of this execution:\n");
	for (; at < end && lines < OUTPUT_LINES_SHOWN; lines++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		stop = stop ? stop : end;
		add_output_line(at, (size_t)(stop - at), text);
		at = stop < end ? stop + 1 : end;
	}
	if (at < end || story->output_lost)
		text_addf(text, "  (%llu more bytes)\n",
			  (unsigned long long)(end - at) +
				  (unsigned long long)story->output_lost);
}

/* What this execution came to. */
static void add_end(struct page *page)
{
	if (finding_is_race(page->story->class))
		add_race(page);
	else
		add_at(page);
	if (page->story->is_deadlock)
		add_deadlock(page);
}

static void add_consequence(struct page *page)
{
	text_addf(page->text, "\nPossible consequence: %s\n",
		  page->story->what);
	report_steps(page);
	add_end(page);
}

static void add_failure(const struct facts *facts, struct text *text)
{
	struct page page = {.facts = facts, .text = text};

	page_begin(&page, &facts->failure);
	add_heading(&page);
	add_end(&page);
	text_add(text, "\nHow it happens:\n");
	report_steps(&page);
	page_blocks(&page);
	if (facts->consequence.class != FINDING_NONE) {
		page_begin(&page, &facts->consequence);
		add_consequence(&page);
	}
	add_output(page.story, text);
	page_begin(&page, NULL);
}

static void add_covered(const struct facts *facts, struct text *text)
{
	const struct statistics *s = &facts->statistics;

	if (facts->random) {
		report_random(facts, text);
		return;
	}
	text_add(text, "  ");
	report_covered(facts, text);
	text_addf(text, ", at most %u thread%s\n", s->threads,
		  s->threads == 1 ? "" : "s");
}

static void add_verified(const struct facts *facts, struct text *text)
{
	text_addf(text, "%s: verified\n", facts->model);
	text_add(text, "  every execution under sequential consistency was "
		       "covered\n");
	add_covered(facts, text);
	if (facts->statistics.unstored)
		text_add(text, "  (some were counted more than once: --memory "
			       "had no room for "
			       "all)\n");
	report_notes(facts, text);
}

static void add_outcomes(const struct facts *facts, struct text *text)
{
	const char *at = facts->outcomes;

	/* A finding comes before the limit, which would not be told then. */
	if (facts->random)
		text_add(text, "Outcomes of these executions:\n");
	else if (facts->outcomes_limit && facts->verdict == VERDICT_FINDING)
		text_addf(text, "Possible outcomes, up to the limit (%s):\n",
			  facts->outcomes_limit);
	else
		text_add(text, "Possible outcomes:\n");
	while (*at) {
		size_t length = strcspn(at, "\n");

		text_add(text, "  ");
		text_add_bytes(text, at, length);
		text_add(text, length ? "\n" : "(nothing)\n");
		at += length + 1;
	}
	text_add(text, "\n");
}

static void add_finding(const struct facts *facts, struct text *text)
{
	const char *class = facts->failure.class_name;

	add_failure(facts, text);
	report_hints(facts, text);
	text_add(text, "\n");
	if (facts->random)
		report_found(facts, text);
	if (facts->trace)
		text_addf(text, "Replay it with: mcheck replay %s\n",
			  facts->trace);
	if (facts->failure.class == FINDING_LIVELOCK)
		text_add(text, "Meant to run forever? Mark useful work with "
			       "mc_progress(), or use --endless=allow.\n");
	text_addf(text, "Learn more: mcheck explain %s\n", class);
	text_addf(text, "verdict: finding %s\n", class);
}

void report_write(const struct facts *facts, struct text *text)
{
	size_t from = text->length;

	if (*facts->outcomes)
		add_outcomes(facts, text);
	switch (facts->verdict) {
	case VERDICT_FINDING:
		add_finding(facts, text);
		break;
	case VERDICT_LIMIT:
		if (!facts->quiet) {
			limit_report(facts, text);
			report_notes(facts, text);
		}
		text_addf(text, "verdict: limit %s\n", facts->limit_name);
		break;
	case VERDICT_VERIFIED:
		if (!facts->quiet)
			add_verified(facts, text);
		text_add(text, "verdict: verified\n");
		break;
	}
	plain_make(text, from);
}
