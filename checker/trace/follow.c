/* Following a trace in a model that has changed: by trying, and looking at what
 * the program did. */
#include "trace/follow.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "machine/world/operation.h"

/* So many operations of a thread in a row may be new, or gone. */
#define MOST_NEW 8
#define MOST_GONE 8
/* A trace of which more has changed is not followed any further. */
#define MOST_REPLAYS 200

struct follower {
	const struct elf *elf;
	const struct worker_runtime *runtime;
	const struct trace *trace;
	const struct execution *wanted; /* of the trace */
	struct words lines;             /* its decisions */
	uint32_t at;                    /* the first that is not yet made */
	struct following *following;
	/* The last replay: */
	struct outcome outcome;
	struct names names;
	int replays;
};

/* The lines of the first execution that begin with a number. */
static void find_lines(struct follower *follower, const struct text *whole)
{
	const char *at = strstr(text_string(whole), "\nfailure ");

	while (at && *++at) {
		struct text line = {0};

		if (strncmp(at, "consequence ", 12) == 0)
			return;
		text_add_bytes(&line, at, strcspn(at, "\n"));
		if (isdigit((unsigned char)*at))
			words_add(&follower->lines, line.bytes);
		at = strchr(at, '\n');
	}
}

/* Appends the decision without its number and its place; "3 T2 0 lock m at
 * x.c:14" is "T2 0 lock m".  A number of a line is none of a name. */
static void add_key(const char *line, struct text *text)
{
	const char *end = line + strlen(line), *at = line;

	while (at && (at = strstr(at, " at "))) {
		end = at;
		at += 4;
	}
	line += strcspn(line, " ");
	line += *line == ' ';
	while (line < end) {
		text_add_bytes(text, line, 1);
		if (*line++ == ':')
			line += strspn(line, "0123456789");
	}
}

static bool is_same_key(const char *one, const char *two)
{
	struct text a = {0}, b = {0};
	bool same;

	add_key(one, &a);
	add_key(two, &b);
	same = strcmp(text_string(&a), text_string(&b)) == 0;
	text_free(&a);
	text_free(&b);
	return same;
}

/* Makes these decisions, as far as they can be made. */
static void replay(struct follower *follower, const struct schedule *schedule)
{
	struct execution *execution = &follower->outcome.failure;

	if (follower->replays++)
		names_close(&follower->names);
	outcome_free(&follower->outcome);
	follower->outcome = (struct outcome){0};
	execution->mode = follower->wanted->mode;
	execution->finding.class = follower->wanted->finding.class;
	for (uint32_t i = 0; i < schedule->count; i++)
		schedule_add(&execution->schedule, schedule->decisions[i]);
	worker_replay(follower->elf, follower->runtime,
		      &follower->trace->options, &follower->outcome);
	names_open(&follower->names, follower->elf);
}

/* Appends the line of a decision that the last replay has made. */
static bool add_made(struct follower *follower, uint32_t number,
		     struct text *line)
{
	const struct execution *execution = &follower->outcome.failure;

	for (uint32_t i = 0; i < execution->event_count; i++) {
		if (execution->events[i].decision != number)
			continue;
		trace_add_decision(&follower->names, execution,
				   &execution->events[i], line);
		line->bytes[--line->length] = 0; /* the newline */
		return true;
	}
	return false;
}

/* Where the thread is after the last replay; NULL: it is not, or no more. */
static const struct thread_view *view_of(const struct follower *follower,
					 int thread)
{
	const struct execution *execution = &follower->outcome.failure;

	if ((uint32_t)thread >= execution->thread_count ||
	    execution->threads[thread].status != THREAD_ALIVE)
		return NULL;
	return &execution->threads[thread];
}

/* Appends what the thread asks for after the last replay, as a decision. */
static bool add_asked(struct follower *follower, struct decision way,
		      struct text *line)
{
	const struct thread_view *view = view_of(follower, way.thread);
	struct event event = {.decision = follower->at + 1,
			      .thread = way.thread,
			      .alternative = way.alternative};

	if (!view)
		return false;
	event.kind = view->kind;
	event.object = view->object;
	event.pc = view->pc;
	event.frame = view->frame;
	trace_add_decision(&follower->names, &follower->outcome.failure, &event,
			   line);
	line->bytes[--line->length] = 0;
	return true;
}

static struct decision wanted_at(const struct follower *follower, uint32_t at)
{
	return follower->wanted->schedule.decisions[at];
}

/* Does the thread of this decision of the trace ask for it? */
static bool asks_for(struct follower *follower, uint32_t at)
{
	struct text line = {0};
	bool same = add_asked(follower, wanted_at(follower, at), &line) &&
		    is_same_key(line.bytes, follower->lines.word[at]);

	text_free(&line);
	return same;
}

/* All that is left of the trace at once: takes over what fits. */
static void go_on(struct follower *follower)
{
	struct following *following = follower->following;
	struct schedule schedule = {0};
	uint32_t total = follower->wanted->schedule.count;
	bool fits = true;

	for (uint32_t i = 0; i < following->schedule.count; i++)
		schedule_add(&schedule, following->schedule.decisions[i]);
	for (uint32_t i = follower->at; i < total; i++)
		schedule_add(&schedule, wanted_at(follower, i));
	replay(follower, &schedule);
	while (fits && follower->at < total) {
		struct text line = {0};

		fits = add_made(follower, following->schedule.count + 1,
				&line) &&
		       is_same_key(line.bytes,
				   follower->lines.word[follower->at]);
		if (fits)
			schedule_add(&following->schedule,
				     wanted_at(follower, follower->at++));
		text_free(&line);
	}
	following->fails = follower->outcome.failure.schedule.count ==
				   following->schedule.count &&
			   follower->outcome.failure.finding.class ==
				   follower->wanted->finding.class;
	schedule_free(&schedule);
}

/* Operations that the thread has now before the one that it has in the trace.
 * If that does not come, nothing has changed. */
static bool pass_new(struct follower *follower)
{
	struct schedule *schedule = &follower->following->schedule;
	struct decision wanted = wanted_at(follower, follower->at);
	uint32_t before = schedule->count;

	for (int i = 0; i < MOST_NEW; i++) {
		const struct thread_view *view =
			view_of(follower, wanted.thread);

		if (!view)
			break;
		schedule_add(schedule,
			     (struct decision){.thread = wanted.thread,
					       .kind = view->kind});
		replay(follower, schedule);
		if (follower->outcome.failure.schedule.count != schedule->count)
			break;
		if (asks_for(follower, follower->at)) {
			follower->following->added += schedule->count - before;
			return true;
		}
	}
	schedule->count = before;
	replay(follower, schedule);
	return false;
}

/* Does the thread ask for one of its next operations in the trace? */
static bool leave_gone(struct follower *follower)
{
	int left = MOST_GONE;
	int thread = wanted_at(follower, follower->at).thread;

	for (uint32_t i = follower->at + 1;
	     i < follower->wanted->schedule.count && left > 0; i++) {
		if (wanted_at(follower, i).thread != thread)
			continue;
		left--;
		if (!asks_for(follower, i))
			continue;
		follower->at++;
		follower->following->gone++;
		return true;
	}
	return false;
}

/* "T2 0 lock a at x.c:14": without its number and its way. */
static void add_words(const char *line, struct text *text)
{
	int i = 0;

	for (; *line; i++) {
		size_t length = strcspn(line, " ");

		if (i != 0 && i != 2)
			text_addf(text, "%s%.*s", i > 1 ? " " : "", (int)length,
				  line);
		line += length + (line[length] == ' ');
	}
}

static void part(struct follower *follower)
{
	struct following *following = follower->following;
	struct decision wanted = wanted_at(follower, follower->at);
	struct text line = {0};

	following->parts = follower->at + 1;
	add_words(follower->lines.word[follower->at], &following->was);
	if (!add_asked(follower, wanted, &line)) {
		text_addf(&following->is, "T%d is not there",
			  wanted.thread + 1);
		return;
	}
	add_words(line.bytes, &following->is);
	if (asks_for(follower, follower->at))
		text_add(&following->is, ", which cannot go on there");
	text_free(&line);
}

void follow_trace(const struct elf *elf, const struct worker_runtime *runtime,
		  const struct trace *trace, const struct outcome *outcome,
		  const struct text *whole, struct following *following)
{
	struct follower follower = {.elf = elf,
				    .runtime = runtime,
				    .trace = trace,
				    .wanted = &outcome->failure,
				    .following = following};

	find_lines(&follower, whole);
	if ((uint32_t)follower.lines.count != follower.wanted->schedule.count)
		error_exit("the trace does not say what its decisions are; run "
			   "mcheck on the model again");
	for (;;) {
		go_on(&follower);
		if (follower.at == follower.wanted->schedule.count ||
		    following->fails)
			break;
		replay(&follower, &following->schedule);
		if (follower.replays > MOST_REPLAYS ||
		    asks_for(&follower, follower.at) ||
		    (!pass_new(&follower) && !leave_gone(&follower))) {
			part(&follower);
			break;
		}
	}
	names_close(&follower.names);
	outcome_free(&follower.outcome);
	words_free(&follower.lines);
}
