/* The steps of an execution. */
#include "report/text/steps.h"

#include <string.h>

#include "report/text/event.h"

/* Of a longer execution only so many last steps are shown. */
#define STEPS_SHOWN 40u
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
	       a->address == b->address && a->operand == b->operand &&
	       a->alternative == b->alternative && a->other == b->other &&
	       a->error == b->error && a->size == b->size &&
	       a->fails == b->fails && a->expected.bits == b->expected.bits &&
	       a->old_bits == b->old_bits && a->new_bits == b->new_bits &&
	       a->before.kind == b->before.kind &&
	       a->after.kind == b->after.kind;
}

/* How often the first `size` steps come, one time after the other. */
static uint32_t times(struct stretch stretch, uint32_t size)
{
	uint32_t same = size;

	while (same < stretch.count &&
	       is_same(stretch.steps[same], stretch.steps[same - size]))
		same++;
	return same / size;
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
	for (uint32_t i = 0; i < stretch.count;)
		i += add_block(page, (struct stretch){stretch.steps + i,
						      stretch.count - i});
}

/* Those of the steps from `from` to `to` that are shown, without those of a
 * number up to `skip`. */
static struct stretch choose(const struct story *story, uint32_t from,
			     uint32_t to, unsigned skip,
			     const struct step **room)
{
	struct stretch stretch = {room, 0};

	for (uint32_t i = from; i < to; i++) {
		const struct step *step = &story->steps[i];

		if (step->number > skip && !step->completes_race)
			room[stretch.count++] = step;
	}
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

static void add_loop(struct page *page, unsigned skip, const struct step **room)
{
	const struct story *story = page->story;
	unsigned before = numbers_before(story);

	if (before < skip)
		text_addf(page->text, "  From step %u on, forever:\n",
			  before + 1);
	else
		text_add(page->text, "  From here on, forever:\n");
	add_stretch(page,
		    choose(story, story->loop, story->step_count, skip, room));
	text_addf(page->text, "      and again from step %u\n", before + 1);
}

void report_steps(struct page *page)
{
	const struct story *story = page->story;
	unsigned all = story->steps_shown;
	unsigned skip = all > STEPS_SHOWN ? all - STEPS_SHOWN : 0;
	const struct step *room[STEPS_SHOWN];

	if (all == 0)
		text_add(page->text, "  (nothing happens before it)\n");
	if (skip)
		text_addf(page->text, "      (%u earlier steps not shown)\n",
			  skip);
	add_stretch(page, choose(story, 0, story->loop, skip, room));
	if (story->has_loop)
		add_loop(page, skip, room);
	if (story->step_count &&
	    story->steps[story->step_count - 1].completes_race)
		add_step(page, &story->steps[story->step_count - 1]);
}
