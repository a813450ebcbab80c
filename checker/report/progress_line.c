/* The line that tells how far a search is. */
#include "report/progress_line.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/terminal.h"
#include "base/text.h"
#include "report/text/number.h"

#define COLUMNS 79u

/* States a second: of late, unless the search has begun again. */
static double rate_of(const struct progress_line *line,
		      const struct progress *progress, double seconds)
{
	uint64_t states = progress->states;

	if (states > line->states && seconds > line->seconds)
		return (double)(states - line->states) /
		       (seconds - line->seconds);
	return seconds > 0 ? (double)states / seconds : 0;
}

/* Another part, if there is room for it. */
static void add(struct text *text, const char *part)
{
	if (text->length + strlen(part) <= COLUMNS)
		text_add(text, part);
}

static void add_estimate(const struct progress *progress, double rate,
			 struct text *text)
{
	uint64_t states = progress->states, estimate = progress->estimate;
	struct number share;
	struct text part = {0};

	if (estimate <= states || states == 0)
		return;
	share = number_share(states, estimate);
	text_addf(&part, ", %s%s done",
		  isdigit((unsigned char)*share.text) ? "about " : "",
		  share.text);
	add(text, part.bytes);
	part.length = 0;
	if (rate > 0) {
		text_addf(&part, ", %s left",
			  number_time((double)(estimate - states) / rate).text);
		add(text, part.bytes);
	}
	text_free(&part);
}

static void add_numbers(const struct progress_line *line,
			const struct progress *progress, double seconds,
			struct text *text)
{
	double rate = rate_of(line, progress, seconds);
	struct text part = {0};

	text_addf(text, "%s: ", number_time(seconds).text);
	if (progress->states)
		text_addf(text, "%s states, %s/s",
			  number_text(progress->states).text,
			  number_text((uint64_t)rate).text);
	else
		text_addf(text, "%s executions",
			  number_text(progress->executions).text);
	text_addf(&part, ", depth %s", number_text(progress->depth).text);
	add(text, part.bytes);
	text_free(&part);
	if (progress->complete_preemptions >= 0) {
		struct text level = {0};

		text_addf(&level, ", up to %d preemptions done",
			  progress->complete_preemptions);
		add(text, level.bytes);
		text_free(&level);
	}
	add_estimate(progress, rate, text);
}

static void wipe(struct progress_line *line)
{
	if (line->shown)
		fputs(terminal_clear_line(2), stderr);
	line->shown = false;
}

/* Leaves the cursor in the first column, where what the terminal adds for
 * Ctrl-C makes no new line.  A line as wide as the terminal would. */
static void show(const struct text *text)
{
	int width = (int)terminal_columns(2) - 1;

	fprintf(stderr, "%s%.*s\r", terminal_clear_line(2), width,
		text_string(text));
}

void progress_line_tell(void *context, enum watch_moment moment,
			const struct progress *progress, double seconds)
{
	struct progress_line *line = context;
	struct text text = {0};

	if (moment != WATCH_TICK)
		wipe(line);
	if (progress->phase == PHASE_SIMPLER)
		text_add(&text, "found one; looking for a shorter execution");
	else if (progress->phase == PHASE_CONSEQUENCE)
		text_add(&text, "found a data race; looking for a consequence");
	else
		add_numbers(line, progress, seconds, &text);
	if (moment == WATCH_ASKED)
		fprintf(stderr, "%s\n", text_string(&text));
	else if (moment == WATCH_TICK)
		show(&text);
	line->shown = moment == WATCH_TICK;
	line->states = progress->states;
	line->seconds = seconds;
	text_free(&text);
	fflush(stderr);
}
