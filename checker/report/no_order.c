/* What looks like synchronisation in a data race, and is none. */
#include "report/no_order.h"

#include "machine/operation_kind.h"
#include "report/wrap.h"

/* The last sleep or yield of the access's thread before the access; when the
 * access is not recorded it is the last thing that happens. */
static const struct event *pause_before(const struct execution *execution,
					const struct access *access)
{
	const struct event *pause = NULL, *before = NULL;

	for (uint32_t i = 0; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		if (event->thread != access->thread)
			continue;
		if (event->kind == OP_PAUSE && event->local)
			pause = event;
		else if (event->pc == access->pc)
			before = pause;
	}
	return access == &execution->finding.second ? pause : before;
}

static void add_pause(const struct report *report,
		      const struct execution *execution,
		      const struct access *access, struct text *text)
{
	const struct event *pause = pause_before(execution, access);
	struct text words = {0};

	if (!pause)
		return;
	name_thread(report->names, execution, pause->thread, &words);
	text_add(&words,
		 pause->operand == PAUSE_SLEEP ? " sleeps at " : " yields at ");
	name_place(report->names, execution, pause->pc, &words);
	text_add(&words, pause->operand == PAUSE_SLEEP
				 ? ": a sleep makes an order likely, never "
				   "certain."
				 : ": that lets others go first, and orders "
				   "nothing.");
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

void report_no_order(const struct report *report,
		     const struct execution *execution, struct text *text)
{
	const struct finding *finding = &execution->finding;
	struct text words = {0};

	add_pause(report, execution, &finding->first, text);
	add_pause(report, execution, &finding->second, text);
	if (!dwarf_is_volatile(report->names->dwarf,
			       finding->address - execution->base))
		return;
	name_object(report->names, execution, finding->address, finding->size,
		    NULL, &words);
	text_add(&words, " is volatile: that tells the compiler to make each "
			 "access, and orders none. An _Atomic would.");
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}
