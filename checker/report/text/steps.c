/* The steps of an execution. */
#include "report/text/steps.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/world/operation_kind.h"
#include "report/text/event.h"
#include "report/text/hints.h"

/* Of a longer execution only so many last steps are looked at. */
#define STEPS_SEEN 400u
/* A report has so many lines, if it can; and so many of them are for steps. */
#define REPORT_LINES 40u
#define FEWEST_LINES 16u
/* Below steps and hints: a blank line, replay, learn more, the verdict. */
#define LINES_BELOW 4u
/* For a step. */
#define MOST_LINES 3u
/* Of many steps in a row by one thread, so many are shown at both ends; or
 * fewer, if need be. */
#define ENDS_SHOWN 2u
/* So many steps that two executions begin with are told once. */
#define FEWEST_SHARED 4u
#define COLUMNS 78u
#define INDENT 22u /* of the lines behind the first */
/* As many steps in a row are seen to repeat, and from so many times on. */
#define LONGEST_BLOCK 8u
#define FEWEST_TIMES 3u

/* Pads the text since `from` to `width`. */
static void pad(struct text *text, size_t from, size_t width)
{
	while (text->length - from < width)
		text_add(text, " ");
}

/* "x.c:12" at the right edge, on a line of its own when there is no room. */
static void add_right(struct text *text, size_t start,
		      const struct place *place)
{
	const char *slash = place->file ? strrchr(place->file, '/') : NULL;
	const char *name = slash ? slash + 1 : place->file;
	struct text words = {0};
	size_t room;

	if (!name) {
		text_add(text, "\n");
		return;
	}
	text_addf(&words, "%s:%u", name, place->line);
	room = words.length < COLUMNS ? COLUMNS - words.length : 0;
	if (text->length - start + 2 > room) {
		text_add(text, "\n");
		start = text->length;
	}
	pad(text, start, room);
	text_addf(text, "%s\n", words.bytes);
	text_free(&words);
}

/* What happens, on several lines if need be; returns where the last begins. */
static size_t add_words(struct page *page, const struct step *step,
			size_t start)
{
	struct text *text = page->text, words = {0};
	const char *at, *end;

	report_event(page, step, &words);
	for (at = text_string(&words); *at; at = end) {
		end = at + strcspn(at + 1, " ") + 1;
		if (text->length - start + (size_t)(end - at) > COLUMNS) {
			text_add(text, "\n");
			start = text->length;
			pad(text, start, INDENT);
		}
		text_add_bytes(text, at, (size_t)(end - at));
	}
	text_free(&words);
	return start;
}

/* "   3. T2 worker   locks a                              x.c:12" */
static void add_step(struct page *page, const struct step *step)
{
	struct text *text = page->text;
	size_t start = text->length;

	text_addf(text, "%4u. ", step->number);
	page_thread(page, step->thread, text);
	pad(text, start, 20);
	text_add(text, " ");
	start = add_words(page, step, start);
	add_right(text, start, &step->place);
}

/* Steps to show, up to the beginning or end of the loop. */
struct stretch {
	const struct step **steps;
	uint32_t count;
};

/* The same thread does the same, with the same values. */
static bool is_same(const struct step *a, const struct step *b)
{
	return a->thread == b->thread && a->kind == b->kind && a->pc == b->pc &&
	       a->address == b->address &&
	       (a->operand == b->operand ||
		operation_is(a->kind, TRAIT_PLAIN)) &&
	       a->alternative == b->alternative && a->other == b->other &&
	       a->error == b->error && a->size == b->size &&
	       a->fails == b->fails && a->expected.bits == b->expected.bits &&
	       a->old_bits == b->old_bits && a->new_bits == b->new_bits &&
	       a->before.kind == b->before.kind &&
	       a->after.kind == b->after.kind;
}

/* Is nothing left out between this step and the one before? */
static bool follows(const struct step *const *steps, uint32_t at)
{
	return steps[at]->number == steps[at - 1]->number + 1;
}

/* How often the first `size` steps come, one time after the other. */
static uint32_t times(struct stretch stretch, uint32_t size)
{
	uint32_t same = size;

	while (same < stretch.count && follows(stretch.steps, same) &&
	       is_same(stretch.steps[same], stretch.steps[same - size]))
		same++;
	return same / size;
}

/* The steps that are left out before this one are of its thread. */
static void add_gap(struct page *page, const struct step *const *steps,
		    uint32_t at)
{
	if (at == 0 || follows(steps, at))
		return;
	text_add(page->text, "      (");
	page_thread(page, steps[at]->thread, page->text);
	text_addf(page->text, " goes on: %u steps not shown)\n",
		  steps[at]->number - steps[at - 1]->number - 1);
}

/* The first steps, or a block of them that repeats; returns how many these
 * are. */
static uint32_t add_block(struct page *page, struct stretch stretch)
{
	uint32_t size = 1;

	while (size <= LONGEST_BLOCK && times(stretch, size) < FEWEST_TIMES)
		size++;
	if (size > LONGEST_BLOCK) {
		add_step(page, stretch.steps[0]);
		return 1;
	}
	for (uint32_t i = 0; i < size; i++)
		add_step(page, stretch.steps[i]);
	text_addf(page->text, "      (repeated %u more times)\n",
		  times(stretch, size) - 1);
	return times(stretch, size) * size;
}

static void add_stretch(struct page *page, struct stretch stretch)
{
	for (uint32_t i = 0; i < stretch.count;) {
		add_gap(page, stretch.steps, i);
		i += add_block(page, (struct stretch){stretch.steps + i,
						      stretch.count - i});
	}
}

/* What is shown of the steps that have a number and were made. */
struct view {
	const struct step *steps[STEPS_SEEN];
	uint32_t count;
	unsigned skip;   /* the first have numbers up to this */
	unsigned shared; /* and these are told of the execution above */
};

/* Those from index `from` to `to` of the story's steps. */
static struct stretch part(const struct view *view, const struct story *story,
			   uint32_t from, uint32_t to)
{
	struct stretch stretch = {(const struct step **)view->steps, 0};

	while (stretch.count < view->count &&
	       stretch.steps[0] < &story->steps[from]) {
		stretch.steps++;
		if (stretch.steps == view->steps + view->count)
			return stretch;
	}
	while (stretch.steps + stretch.count < view->steps + view->count &&
	       stretch.steps[stretch.count] < &story->steps[to])
		stretch.count++;
	return stretch;
}

/* How many have a number before the loop. */
static unsigned numbers_before(const struct story *story)
{
	unsigned before = 0;

	for (uint32_t i = 0; i < story->loop; i++)
		if (story->steps[i].number)
			before = story->steps[i].number;
	return before;
}

static void add_loop(struct page *page, const struct view *view)
{
	const struct story *story = page->story;
	unsigned before = numbers_before(story);

	if (before < view->skip)
		text_addf(page->text, "  From step %u on, forever:\n",
			  before + 1);
	else
		text_add(page->text, "  From here on, forever:\n");
	add_stretch(page, part(view, story, story->loop, story->step_count));
	text_addf(page->text, "      and again from step %u\n", before + 1);
}

static void add_view(struct page *page, const struct view *view)
{
	const struct story *story = page->story;

	if (story->steps_shown == 0)
		text_add(page->text, "  (nothing happens before it)\n");
	if (view->shared)
		text_addf(page->text, "      (steps 1 to %u as above)\n",
			  view->shared);
	if (view->skip > view->shared)
		text_addf(page->text, "      (%u earlier steps not shown)\n",
			  view->skip - view->shared);
	add_stretch(page, part(view, story, 0, story->loop));
	if (story->has_loop)
		add_loop(page, view);
	if (story->step_count &&
	    story->steps[story->step_count - 1].completes_race)
		add_step(page, &story->steps[story->step_count - 1]);
}

static unsigned lines_of(const struct text *text)
{
	unsigned lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->bytes[i] == '\n';
	return lines;
}

/* How many lines it would be, with the blocks that it names. */
static unsigned lines_of_view(const struct page *page, const struct view *view)
{
	struct text text = {0};
	struct page trial = {
		.facts = page->facts, .story = page->story, .text = &text};
	size_t blocks = page->story->block_count + 1;
	unsigned lines;

	trial.named = mem_alloc(blocks);
	trial.described = mem_alloc(blocks);
	memcpy(trial.named, page->named, blocks);
	memcpy(trial.described, page->described, blocks);
	add_view(&trial, view);
	page_blocks(&trial);
	lines = lines_of(&text);
	text_free(&text);
	mem_free(trial.named);
	mem_free(trial.described);
	return lines;
}

/* Does it concern another thread, or not turn out as it may be thought to? */
static bool matters(const struct step *step)
{
	return step->other >= 0 || step->waits || step->error || step->fails ||
	       step->kind == OP_WAIT || step->kind == OP_SIGNAL ||
	       step->kind == OP_BROADCAST;
}

/* The thread that makes the step at `at` makes all from there up to the end
 * that is returned; none of the loop's, and none that matters. */
static uint32_t end_of_run(const struct view *view, const struct story *story,
			   uint32_t at)
{
	const struct step *loop = &story->steps[story->loop];
	uint32_t end = at + 1;

	while (end < view->count && view->steps[end] < loop &&
	       follows(view->steps, end) && !matters(view->steps[end]) &&
	       !matters(view->steps[at]) &&
	       view->steps[end]->thread == view->steps[at]->thread)
		end++;
	return end;
}

/* Leaves out the middle of the first run of one thread's that is long enough,
 * so that `ends` steps are left at both ends; but not of the last one, which
 * leads to what is wrong, unless that is to go on for ever. */
static bool fold_one(struct view *view, const struct story *story,
		     uint32_t ends)
{
	for (uint32_t at = 0, end; at < view->count; at = end) {
		uint32_t last;

		end = end_of_run(view, story, at);
		if (end - at < 2 * ends + 2 ||
		    (end == view->count &&
		     story->class != FINDING_ENDLESS_LOOP))
			continue;
		last = end - ends;
		memmove(&view->steps[at + ends], &view->steps[last],
			(view->count - last) * sizeof *view->steps);
		view->count -= last - (at + ends);
		return true;
	}
	return false;
}

/* The first ones go, as many as surely take `lines`; but not all. */
static bool skip_first(struct view *view, unsigned lines)
{
	uint32_t count = lines / MOST_LINES + 1;

	if (view->count < count + FEWEST_LINES / 2)
		return false;
	view->count -= count;
	memmove(view->steps, view->steps + count,
		view->count * sizeof *view->steps);
	view->skip = view->steps[0]->number - 1;
	return true;
}

/* The last ones of the story, after those with a number up to `shared`. */
static void fill_view(struct view *view, const struct story *story,
		      unsigned shared)
{
	unsigned all = story->steps_shown;

	view->count = 0;
	view->shared = shared;
	view->skip = all > shared + STEPS_SEEN ? all - STEPS_SEEN : shared;
	for (uint32_t i = 0; i < story->step_count; i++) {
		const struct step *step = &story->steps[i];

		if (step->number > view->skip && !step->completes_race)
			view->steps[view->count++] = step;
	}
}

/* With how many steps, numbered from 1 on, does it begin as the failure does,
 * that is told above? */
static unsigned shared_steps(const struct page *page)
{
	const struct story *here = page->story, *above = &page->facts->failure;
	unsigned shared = 0;

	if (here != &page->facts->consequence)
		return 0;
	for (uint32_t i = 0, k = 0;; i++, k++) {
		while (i < here->step_count && !here->steps[i].number)
			i++;
		while (k < above->step_count && !above->steps[k].number)
			k++;
		if (i == here->step_count || k == above->step_count ||
		    above->steps[k].completes_race ||
		    !is_same(&here->steps[i], &above->steps[k]))
			break;
		shared++;
	}
	return shared < FEWEST_SHARED ? 0 : shared;
}

static unsigned lines_of_hints(const struct facts *facts)
{
	struct text hints = {0};
	unsigned lines;

	report_hints(facts, &hints);
	lines = lines_of(&hints);
	text_free(&hints);
	return lines;
}

/* How many lines there are for the steps.  A consequence gets its share. */
static unsigned room_for(const struct page *page)
{
	bool before = page->facts->consequence.class != FINDING_NONE &&
		      page->story == &page->facts->failure;
	unsigned taken = lines_of(page->text) + LINES_BELOW +
			 (before ? FEWEST_LINES : 0) +
			 (page->story->class == FINDING_LIVELOCK);
	unsigned below = lines_of_hints(page->facts), room;
	unsigned fewest = below ? FEWEST_LINES / 2 : FEWEST_LINES;

	taken += below;
	room = taken < REPORT_LINES ? REPORT_LINES - taken : 0;
	return room > fewest ? room : fewest;
}

void report_steps(struct page *page)
{
	struct view *view = mem_alloc(sizeof *view);
	unsigned room = room_for(page), lines;

	fill_view(view, page->story, shared_steps(page));
	for (uint32_t ends = ENDS_SHOWN; ends > 0; ends--)
		while ((lines = lines_of_view(page, view)) > room &&
		       fold_one(view, page->story, ends))
			;
	while (lines > room && skip_first(view, lines - room))
		lines = lines_of_view(page, view);
	add_view(page, view);
	mem_free(view);
}
