/* One moment of an execution, on a screen. */
#include "report/step/screen.h"

#include <string.h>

#include "report/step/source.h"
#include "report/text/event.h"
#include "report/text/report.h"
#include "report/text/wrap.h"

#define COLUMNS 78u
#define THREAD_COLUMNS 14u /* at least, */
#define MOST_COLUMNS 26u   /* and at most */
#define PLACE_COLUMNS 18u
#define LOCK_COLUMNS 38u
#define THREADS_SHOWN 8u

/* "x.c:12" */
static void add_short_place(const struct place *place, struct text *text)
{
	const char *slash = place->file ? strrchr(place->file, '/') : NULL;

	if (place->file)
		text_addf(text, "%s:%u", slash ? slash + 1 : place->file,
			  place->line);
}

/* Pads to the column, and two further where that is passed. */
static void pad(struct text *text, size_t start, size_t column)
{
	size_t used = text->length - start;

	text_addf(text, "%*s", used + 2 <= column ? (int)(column - used) : 2,
		  "");
}

/* Appends a line, cut to the width, and frees it. */
static void add_line(struct text *text, struct text *line)
{
	source_add_line(text, text_string(line), line->length, COLUMNS);
	text_add(text, "\n");
	text_free(line);
}

/* Appends the line with the words, which go on below the column; frees it. */
static void add_folded(struct text *text, struct text *line, const char *words,
		       size_t column)
{
	while (*words) {
		size_t length = strcspn(words + 1, " ") + 1;

		if (line->length + length > COLUMNS && line->length > column) {
			add_line(text, line);
			text_addf(line, "%*s", (int)column, "");
			words += *words == ' ';
			continue;
		}
		text_add_bytes(line, words, length);
		words += length;
	}
	add_line(text, line);
}

static void add_title(const struct moment *moment, struct text *text)
{
	struct text line = {0};

	text_addf(&line, "-- step %u of %u ", moment->number,
		  moment_count(moment->story));
	while (line.length < COLUMNS)
		text_add(&line, "-");
	add_line(text, &line);
}

/* "T2 save locks checking_lock (deadlock.c:14)" */
static void add_step(const struct moment *moment, struct text *text)
{
	const struct step *step = moment_step(moment);
	struct text words = {0};

	if (!step) {
		text_add(text, "Nothing has happened yet.\n");
		return;
	}
	page_thread(moment->page, step->thread, &words);
	text_add(&words, " ");
	report_event(moment->page, step, &words);
	if (step->place.file) {
		text_add(&words, " (");
		add_short_place(&step->place, &words);
		text_add(&words, ")");
	}
	wrap_add(text, "", text_string(&words));
	text_free(&words);
	source_around(&step->place, text);
}

/* What is found wrong, at the end; where a loop begins. */
static void add_remark(const struct moment *moment, struct text *text)
{
	const struct story *story = moment->story;
	struct text words = {0};

	if (moment->last) {
		text_add(&words, "Here: ");
		report_clause(moment->page, &words);
		text_add(&words,
			 story->has_loop ? "; the loop begins again" : "");
	} else if (story->has_loop && moment->end <= story->loop &&
		   moment_at(moment->page, moment->holds, moment->number + 1)
				   .end > story->loop) {
		text_add(&words, "From here on, all that follows repeats "
				 "forever.");
	}
	if (words.length)
		wrap_add(text, "", words.bytes);
	text_free(&words);
}

/* Where the place of a thread begins. */
static size_t place_column(const struct moment *moment)
{
	size_t column = THREAD_COLUMNS;

	for (uint32_t i = 0; i < moment->story->thread_count; i++) {
		struct text name = {0};

		page_thread(moment->page, (int)i, &name);
		if (name.length > column)
			column = name.length;
		text_free(&name);
	}
	return 6 + (column < MOST_COLUMNS ? column : MOST_COLUMNS);
}

static void add_thread(const struct moment *moment, int thread, size_t column,
		       struct text *text)
{
	const struct step *step = moment_step(moment);
	struct text line = {0}, words = {0};
	struct place place = moment_thread(moment, thread, &words);

	text_add(&line, step && step->thread == thread ? "  > " : "    ");
	page_thread(moment->page, thread, &line);
	pad(&line, 0, column);
	add_short_place(&place, &line);
	pad(&line, 0, column + PLACE_COLUMNS);
	add_folded(text, &line, text_string(&words), column + PLACE_COLUMNS);
	text_free(&words);
}

void screen_threads(const struct moment *moment, bool all, struct text *text)
{
	const struct step *step = moment_step(moment);
	uint32_t shown = 0, left = 0;

	text_add(text, "  threads\n");
	for (uint32_t i = 0; i < moment->story->thread_count; i++) {
		bool here = step && step->thread == (int)i;

		if (all || here || shown < THREADS_SHOWN) {
			add_thread(moment, (int)i, place_column(moment), text);
			shown++;
		} else {
			left++;
		}
	}
	if (left)
		text_addf(text, "    (%u more: t)\n", left);
}

static void add_locks(const struct moment *moment, struct text *text)
{
	bool any = false;

	for (uint32_t i = 0; i < moment->holds->count; i++) {
		const struct lock_hold *hold = &moment->holds->holds[i];
		const struct step *taken = &moment->story->steps[hold->from];
		struct text line = {0};

		if (hold->from >= moment->end || hold->to < moment->end)
			continue;
		text_add(text, any ? "" : "  locks\n");
		any = true;
		text_add(&line, "    ");
		page_name(moment->page, &taken->object, &line);
		pad(&line, 0, LOCK_COLUMNS);
		page_thread(moment->page, hold->thread, &line);
		text_addf(&line, "%s, since step %u",
			  hold->reading ? ", to read" : "", taken->number);
		add_line(text, &line);
	}
}

void screen_write(const struct moment *moment, const struct words *chosen,
		  bool all_threads, struct text *text)
{
	add_title(moment, text);
	add_step(moment, text);
	add_remark(moment, text);
	screen_threads(moment, all_threads, text);
	add_locks(moment, text);
	watch_values(moment, chosen, text);
}
