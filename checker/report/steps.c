/* The steps of an execution. */
#include "report/steps.h"

#include <string.h>

#include "machine/rules.h"

/* Of a longer execution only so many last steps are shown. */
#define STEPS_SHOWN 40u
#define COLUMNS 78u
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
static void add_right(struct text *text, size_t start, const char *place)
{
	const char *slash = strrchr(place, '/');
	const char *name = slash ? slash + 1 : place;
	size_t room = COLUMNS - strlen(name);

	if (strcmp(name, "?") == 0) {
		text_add(text, "\n");
		return;
	}
	if (strlen(name) >= COLUMNS)
		room = 0;
	if (text->length - start + 2 > room) {
		text_add(text, "\n");
		start = text->length;
	}
	pad(text, start, room);
	text_addf(text, "%s\n", name);
}

void report_step(const struct report *report, const struct execution *execution,
		 const struct event *event, unsigned number, struct text *text)
{
	size_t start = text->length;
	struct text place = {0};

	text_addf(text, "%4u. ", number);
	name_thread(report->names, execution, event->thread, text);
	pad(text, start, 20);
	text_add(text, " ");
	report_event(report->names, execution, event, text);
	name_place(report->names, execution, event->pc, &place);
	add_right(text, start, text_string(&place));
	text_free(&place);
}

/* Creation of threads and the like is told with the threads; the steps of a
 * search that only start a thread tell nothing. */
static bool is_shown(const struct event *event)
{
	return event->kind != OP_START &&
	       (event->kind != OP_PAUSE || event->local) && !event->quiet;
}

unsigned report_step_count(const struct execution *execution)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < execution->event_count; i++)
		count += is_shown(&execution->events[i]);
	return count;
}

/* The steps to show from `from` on, up to the beginning or end of the loop. */
struct stretch {
	const struct event *events;
	uint32_t count;
};

/* The same thread does the same, with the same values. */
static bool is_same(const struct event *a, const struct event *b)
{
	return a->thread == b->thread && a->kind == b->kind && a->pc == b->pc &&
	       a->object == b->object && a->operand == b->operand &&
	       a->alternative == b->alternative && a->other == b->other &&
	       a->error == b->error && a->size == b->size &&
	       a->before == b->before && a->after == b->after &&
	       a->has_before == b->has_before && a->has_after == b->has_after;
}

/* How often the first `size` steps come, one time after the other. */
static uint32_t times(struct stretch stretch, uint32_t size)
{
	uint32_t same = size;

	while (same < stretch.count &&
	       is_same(&stretch.events[same], &stretch.events[same - size]))
		same++;
	return same / size;
}

/* The first steps, or a block of them that repeats; returns how many these
 * are. */
static uint32_t add_block(const struct report *report,
			  const struct execution *execution,
			  struct stretch stretch, unsigned number,
			  struct text *text)
{
	uint32_t size = 1;

	while (size <= LONGEST_BLOCK && times(stretch, size) < FEWEST_TIMES)
		size++;
	if (size > LONGEST_BLOCK) {
		report_step(report, execution, stretch.events, number, text);
		return 1;
	}
	for (uint32_t i = 0; i < size; i++)
		report_step(report, execution, &stretch.events[i], number + i,
			    text);
	text_addf(text, "      (the same %u more times)\n",
		  times(stretch, size) - 1);
	return times(stretch, size) * size;
}

static void add_stretch(const struct report *report,
			const struct execution *execution,
			struct stretch stretch, unsigned number,
			struct text *text)
{
	for (uint32_t i = 0; i < stretch.count;)
		i += add_block(
			report, execution,
			(struct stretch){stretch.events + i, stretch.count - i},
			number + i, text);
}

/* The events to show, without the first `skip`, to `room`; and how many there
 * are before the loop, skipped ones among them. */
static struct stretch choose(const struct execution *execution,
			     struct event *room, unsigned skip,
			     unsigned *before)
{
	uint32_t loop = execution->schedule.loop;
	struct stretch stretch = {room, 0};
	bool in_loop = false;

	*before = 0;
	for (uint32_t i = 0; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		in_loop |= loop && event->decision == loop + 1;
		if (!is_shown(event))
			continue;
		*before += !in_loop;
		if (skip && skip--)
			continue;
		room[stretch.count++] = *event;
	}
	return stretch;
}

void report_steps(const struct report *report,
		  const struct execution *execution, struct text *text)
{
	unsigned all = report_step_count(execution);
	unsigned skip = all > STEPS_SHOWN ? all - STEPS_SHOWN : 0;
	struct event room[STEPS_SHOWN];
	struct stretch stretch;
	unsigned before;
	uint32_t cut;

	if (all == 0)
		text_add(text, "  (no operation comes before it)\n");
	if (skip)
		text_addf(text, "      (%u earlier steps are not shown)\n",
			  skip);
	stretch = choose(execution, room, skip, &before);
	cut = before > skip ? before - skip : 0;
	add_stretch(report, execution, (struct stretch){room, cut}, skip + 1,
		    text);
	if (!execution->schedule.loop)
		return;
	if (before < skip)
		text_addf(text, "  From step %u on, for ever:\n", before + 1);
	else
		text_add(text, "  From here on, for ever:\n");
	add_stretch(report, execution,
		    (struct stretch){room + cut, stretch.count - cut},
		    skip + cut + 1, text);
	text_addf(text, "      and again from step %u on\n", before + 1);
}
