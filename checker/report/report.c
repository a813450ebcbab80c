/* The report in text, for a terminal of 80 columns. */
#include "report/report.h"

#include "machine/rules.h"
#include "report/ends.h"
#include "report/limit.h"
#include "report/no_order.h"
#include "report/notes.h"
#include "report/random.h"
#include "report/round.h"
#include "report/steps.h"
#include "report/stuck.h"
#include "report/wrap.h"

#include <string.h>

#define OUTPUT_LINES_SHOWN 20u

static const char *access_verb(const struct access *access)
{
	if (access->release)
		return "frees, or returns from the function of,";
	if (access->atomic)
		return access->write ? "stores (atomic)" : "loads (atomic)";
	return access->write ? "writes" : "reads";
}

void report_place(const struct report *report,
		  const struct execution *execution, uint64_t pc,
		  struct text *text)
{
	const char *source = name_source(report->names, execution, pc);
	struct text place = {0};

	name_place(report->names, execution, pc, &place);
	if (strcmp(text_string(&place), "?") != 0)
		text_addf(text, "      %s%s%s\n", place.bytes,
			  *source ? "    " : "", source);
	text_free(&place);
}

/* The frame of the local variable at the address, from a step that used it;
 * NULL when there is none. */
static const struct event_frame *frame_of(const struct execution *execution,
					  uint64_t address)
{
	for (uint32_t i = execution->event_count; i > 0; i--) {
		const struct event *event = &execution->events[i - 1];

		if (event->object == address && event->frame.cfa)
			return &event->frame;
	}
	return NULL;
}

static void add_access(const struct report *report,
		       const struct execution *execution,
		       const struct access *access, struct text *text)
{
	text_add(text, "  ");
	name_thread(report->names, execution, access->thread, text);
	text_addf(text, " %s ", access_verb(access));
	name_object(report->names, execution, access->address, access->size,
		    frame_of(execution, access->address), text);
	text_add(text, "\n");
	report_place(report, execution, access->pc, text);
}

static void add_race(const struct report *report,
		     const struct execution *execution, struct text *text)
{
	const struct finding *finding = &execution->finding;

	add_access(report, execution, &finding->first, text);
	add_access(report, execution, &finding->second, text);
	text_add(text, "  Nothing orders these two: no lock that both hold, no "
		       "atomic, no join.\n");
	report_no_order(report, execution, text);
}

/* The access that completes the race is not made any more: it is the last
 * step. */
static void add_racing_step(const struct report *report,
			    const struct execution *execution,
			    struct text *text)
{
	const struct access *access = &execution->finding.second;
	struct event event = {.pc = access->pc,
			      .object = access->address,
			      .size = access->size,
			      .thread = access->thread,
			      .other = -1,
			      .kind = access->write ? OP_WRITE : OP_READ};
	const struct event_frame *frame = frame_of(execution, access->address);

	if (frame)
		event.frame = *frame;
	if (!access->release && !access->atomic)
		report_step(report, execution, &event,
			    report_step_count(execution) + 1, text);
}

static const char *waiting_verb(unsigned kind)
{
	switch (kind) {
	case OP_LOCK:
	case OP_RELOCK:
		return "waits to lock";
	case OP_RDLOCK:
		return "waits to lock for reading";
	case OP_WRLOCK:
		return "waits to lock for writing";
	case OP_SEM_WAIT:
		return "waits for a post of";
	case OP_BARRIER_ASLEEP:
		return "waits for others at";
	case OP_ONCE:
		return "waits for the routine of";
	case OP_JOIN:
		return "waits for the end of";
	case OP_ASLEEP:
		return "waits for a signal on";
	case OP_SEND:
		return "waits to send on";
	case OP_RECEIVE:
		return "waits for a message on";
	default:
		return "waits at";
	}
}

static void add_wait(const struct report *report,
		     const struct execution *execution, int thread,
		     struct text *text)
{
	const struct thread_view *view = &execution->threads[thread];

	if (view->kind == OP_SELECT) {
		report_cases(report, execution, view, text);
		return;
	}
	text_add(text, "  ");
	name_thread(report->names, execution, thread, text);
	text_addf(text, " %s ", waiting_verb(view->kind));
	if (view->kind == OP_JOIN)
		name_thread(report->names, execution, view->holder, text);
	else
		name_object(report->names, execution, view->object,
			    operation_extent(view->kind, 0), &view->frame,
			    text);
	text_add(text, "\n");
}

static void add_waiting(const struct report *report,
			const struct execution *execution, int thread,
			struct text *text)
{
	const struct thread_view *view = &execution->threads[thread];

	add_wait(report, execution, thread, text);
	report_place(report, execution, view->pc, text);
	report_ends(report, execution, thread, text);
	if (view->holder < 0 || view->kind == OP_JOIN)
		return;
	text_add(text,
		 view->behind ? "      behind the writer " : "      held by ");
	name_thread(report->names, execution, view->holder, text);
	if (view->holder_pc) {
		text_add(text, ", who took it at ");
		name_place(report->names, execution, view->holder_pc, text);
	}
	text_add(text, "\n");
}

/* What each thread that is left waits for, or does for ever. */
static void add_deadlock(const struct report *report,
			 const struct execution *execution, struct text *text)
{
	bool ended = execution->finding.class == FINDING_PARTIAL_DEADLOCK &&
		     !execution->schedule.loop;

	for (uint32_t i = 0; i < execution->thread_count; i++) {
		const struct thread_view *view = &execution->threads[i];

		if (view->status != THREAD_ALIVE || view->kind == OP_NONE ||
		    (ended && !view->stuck))
			continue;
		if (report_goes_round(execution, (int)i))
			report_round(report, execution, (int)i, text);
		else
			add_waiting(report, execution, (int)i, text);
	}
	report_rounds(execution, text);
	report_stuck(report, execution, text);
	name_blocks(report->names, execution, text);
}

static bool is_deadlock(const struct execution *execution)
{
	enum finding_class class = execution->finding.class;

	return class == FINDING_DEADLOCK || class == FINDING_LOST_WAKEUP ||
	       class == FINDING_PARTIAL_DEADLOCK || class == FINDING_LIVELOCK;
}

static void add_at(const struct report *report,
		   const struct execution *execution, struct text *text)
{
	const struct finding *finding = &execution->finding;

	if (finding->thread >= 0) {
		text_add(text, "  ");
		name_thread(report->names, execution, finding->thread, text);
		text_addf(text, " %s", finding->what);
		if (finding->address) {
			text_add(text, ": ");
			name_object(report->names, execution, finding->address,
				    finding->size ? finding->size : 1, NULL,
				    text);
		}
		text_add(text, "\n");
		report_place(report, execution, finding->pc, text);
	}
	name_blocks(report->names, execution, text);
}

/* By which a local condition variable is named: a frame of its thread. */
static const struct event_frame *
sleeper_frame(const struct execution *execution)
{
	for (uint32_t i = 0; i < execution->thread_count; i++)
		if (execution->threads[i].object == execution->finding.address)
			return &execution->threads[i].frame;
	return NULL;
}

/* What is wrong, in a clause. */
static void add_clause(const struct report *report,
		       const struct execution *execution, struct text *text)
{
	const struct finding *finding = &execution->finding;

	switch (finding->class) {
	case FINDING_DATA_RACE:
	case FINDING_MIXED_RACE:
		text_add(text, "data race on ");
		name_object(report->names, execution, finding->address,
			    finding->size,
			    frame_of(execution, finding->address), text);
		break;
	case FINDING_DEADLOCK:
		text_addf(text, "deadlock: %s", finding->what);
		break;
	case FINDING_LOST_WAKEUP:
		text_add(text, "lost wake-up on ");
		name_object(report->names, execution, finding->address,
			    operation_extent(OP_ASLEEP, 0),
			    sleeper_frame(execution), text);
		text_addf(text, ": %s", finding->what);
		break;
	case FINDING_PARTIAL_DEADLOCK:
		text_addf(text, "partial deadlock: %s", finding->what);
		break;
	case FINDING_LIVELOCK:
		text_addf(text, "livelock: %s", "some threads go on for ever");
		break;
	default:
		text_addf(text, "%s", finding->what);
	}
}

static void add_heading(const struct report *report,
			const struct execution *execution, struct text *text)
{
	struct text words = {0};

	text_addf(&words, "%s: ", report->model);
	add_clause(report, execution, &words);
	wrap_add(text, "", text_string(&words));
	text_add(text, "\n");
	text_free(&words);
}

static void add_output(const struct execution *execution, struct text *text)
{
	const char *at = execution->output;
	const char *end = at + execution->output_length;
	unsigned lines = 0;

	if (at == end)
		return;
	text_add(text, "\nWhat this execution printed:\n");
	for (; at < end && lines < OUTPUT_LINES_SHOWN; lines++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		stop = stop ? stop : end;
		text_add(text, "  | ");
		for (; at < stop; at++)
			text_addf(text, "%c",
				  *at >= ' ' && *at < 127 ? *at : '.');
		text_add(text, "\n");
		at = stop < end ? stop + 1 : end;
	}
	if (at < end || execution->output_lost)
		text_addf(text, "  (%llu more bytes)\n",
			  (unsigned long long)(end - at) +
				  (unsigned long long)execution->output_lost);
}

static void add_failure(const struct report *report,
			const struct outcome *outcome, struct text *text)
{
	const struct execution *failure = &outcome->failure;
	const struct execution *consequence = &outcome->consequence;

	name_no_blocks(report->names);
	add_heading(report, failure, text);
	if (finding_is_race(failure->finding.class))
		add_race(report, failure, text);
	else
		add_at(report, failure, text);
	if (is_deadlock(failure))
		add_deadlock(report, failure, text);
	text_add(text, "\nHow it comes to that:\n");
	report_steps(report, failure, text);
	if (finding_is_race(failure->finding.class))
		add_racing_step(report, failure, text);
	name_blocks(report->names, failure, text);
	if (consequence->finding.class == FINDING_NONE) {
		add_output(failure, text);
		return;
	}
	name_no_blocks(report->names);
	text_addf(text, "\nWhat it can lead to: %s\n",
		  consequence->finding.what);
	report_steps(report, consequence, text);
	add_at(report, consequence, text);
	if (is_deadlock(consequence))
		add_deadlock(report, consequence, text);
	add_output(consequence, text);
}

/* " 3 states" */
static void add_count(uint64_t count, const char *noun, struct text *text)
{
	text_addf(text, " %llu %s%s", (unsigned long long)count, noun,
		  count == 1 ? "" : "s");
}

static void add_covered(const struct report *report,
			const struct outcome *outcome, struct text *text)
{
	const struct statistics *s = &outcome->statistics;

	if (report->random) {
		report_random(outcome, report->random->seed, text);
		return;
	}
	text_add(text, " ");
	if (report->explorer == EXPLORER_BRUTE)
		add_count(s->executions, "execution", text);
	else
		add_count(s->states, "state", text);
	text_add(text, ",");
	add_count(s->transitions, "transition", text);
	text_addf(text, ", at most %u thread%s\n", s->threads,
		  s->threads == 1 ? "" : "s");
}

static void add_verified(const struct report *report,
			 const struct outcome *outcome, struct text *text)
{
	text_addf(text, "%s: verified\n", report->model);
	text_add(text, "  every execution under sequential consistency was "
		       "covered\n");
	add_covered(report, outcome, text);
	if (outcome->statistics.unstored)
		text_add(text, "  (some counted more than once, as --memory "
			       "had no room for all)\n");
	report_notes(report, outcome, text);
}

static void add_outcomes(const struct report *report,
			 const struct outcome *outcome, struct text *text)
{
	const char *at = text_string(&outcome->outcomes);

	text_addf(text, "What %sexecutions print, or end in:\n",
		  report->random ? "these " : "");
	while (*at) {
		size_t length = strcspn(at, "\n");

		text_add(text, "  ");
		text_add_bytes(text, at, length);
		text_add(text, length ? "\n" : "(nothing)\n");
		at += length + 1;
	}
	text_add(text, "\n");
}

void report_write(const struct report *report, const struct outcome *outcome,
		  struct text *text)
{
	enum finding_class class = outcome->failure.finding.class;

	if (outcome->outcomes.length)
		add_outcomes(report, outcome, text);
	if (class != FINDING_NONE) {
		add_failure(report, outcome, text);
		text_add(text, "\n");
		if (report->random)
			report_found(outcome, report->random, text);
		if (report->trace)
			text_addf(text, "Replay it with: mcheck replay %s\n",
				  report->trace);
		text_addf(text, "Explained by: mcheck explain %s\n",
			  finding_class_name(class));
		text_addf(text, "verdict: finding %s\n",
			  finding_class_name(class));
	} else if (outcome->limit != LIMIT_NONE) {
		if (!report->quiet) {
			limit_report(report, outcome, text);
			report_notes(report, outcome, text);
		}
		text_addf(text, "verdict: limit %s\n",
			  limit_name(outcome->limit));
	} else {
		if (!report->quiet)
			add_verified(report, outcome, text);
		text_add(text, "verdict: verified\n");
	}
}
