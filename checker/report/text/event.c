/* Steps in words. */
#include "report/text/event.h"

#include <errno.h>
#include <string.h>

#include "machine/rules/rules.h"

static void add_values(struct page *page, const struct step *step,
		       struct text *text)
{
	bool changed = step->after.kind != VALUE_NONE;

	if (step->before.kind == VALUE_NONE)
		return;
	text_add(text, changed ? ": " : " = ");
	page_value(page, &step->before, text);
	if (!changed)
		return;
	text_add(text, " -> ");
	page_value(page, &step->after, text);
}

/* "compares word = 7 with 0: fails" */
static void add_failure(struct page *page, const struct step *step,
			struct text *text)
{
	if (!step->fails)
		return;
	if (step->expected.kind != VALUE_NONE) {
		text_add(text, " with ");
		page_value(page, &step->expected, text);
	}
	text_add(text, step->alternative ? ": fails spuriously" : ": fails");
}

/* atomic_init may be a relaxed store: nobody asked for that. */
static void add_order(const struct step *step, struct text *text)
{
	if (step->order && strcmp(step->order, "seq_cst") != 0 &&
	    !strstr(step->place.source, "atomic_init"))
		text_addf(text, " (%s)", step->order);
}

/* What stands before the name of the other thread. */
static const char *to_other(const struct step *step)
{
	switch (step->kind) {
	case OP_CREATE:
	case OP_JOIN:
	case OP_TRYJOIN:
	case OP_DETACH:
	case OP_CANCEL:
		return " ";
	case OP_SIGNAL:
	case OP_BROADCAST:
		return ", waking ";
	case OP_TRY_RECEIVE:
		return ", from ";
	case OP_SELECT:
		return step->operand == OP_RECEIVE ? ", from " : ", to ";
	default:
		return ", to ";
	}
}

static void add_other(const struct page *page, const struct step *step,
		      struct text *text)
{
	if (step->other < 0)
		return;
	text_add(text, to_other(step));
	page_thread(page, step->other, text);
	if (step->kind == OP_BROADCAST && step->operand > 1)
		text_addf(text, " and %u more", (unsigned)step->operand - 1);
}

const char *report_error(int error)
{
	switch (error) {
	case EBUSY:
		return "busy (EBUSY)";
	case EAGAIN:
		return "would block (EAGAIN)";
	case ETIMEDOUT:
		return "timed out (ETIMEDOUT)";
	case EDEADLK:
		return "would wait for itself (EDEADLK)";
	case EPERM:
		return "not the owner (EPERM)";
	case EINVAL:
		return "invalid argument (EINVAL)";
	case EOWNERDEAD:
		return "the last owner has ended (EOWNERDEAD)";
	case ENOTRECOVERABLE:
		return "never made consistent (ENOTRECOVERABLE)";
	default:
		return "an error";
	}
}

/* What a select did: the verb of the case that went. */
static const char *selected(const struct step *step)
{
	switch (step->operand) {
	case OP_SEND:
		return ": sends on";
	case OP_RECEIVE:
		return ": receives on";
	default:
		return step->waits ? "" : ": nothing is ready";
	}
}

/* What belongs to the verb. */
static void add_detail(const struct step *step, struct text *text)
{
	if (step->kind == OP_SELECT)
		text_add(text, selected(step));
	if (step->kind == OP_ALLOCATE)
		text_add(text, step->alternative ? " memory, which fails"
						 : " memory");
	if (step->kind == OP_CHOOSE)
		text_addf(text, " %u of 0..%u", step->alternative,
			  step->size - 1);
	if (step->kind == OP_TURN)
		text_addf(text, " %s", turn_name((unsigned)step->operand));
	if (step->kind == OP_EXIT)
		text_addf(text, " with status %d", (int)step->operand & 0xff);
}

void report_event(struct page *page, const struct step *step, struct text *text)
{
	text_add(text, step->verb);
	add_detail(step, text);
	if (step->object.kind != NAME_NONE) {
		text_add(text, " ");
		page_name(page, &step->object, text);
	}
	if (step->waits)
		text_add(text, ", and blocks");
	add_values(page, step, text);
	add_failure(page, step, text);
	add_order(step, text);
	add_other(page, step, text);
	if (step->error)
		text_addf(text, ": %s", report_error(step->error));
	if (step->kind == OP_ASLEEP_TIMED)
		text_add(text,
			 step->alternative ? ", spuriously" : ", timed out");
}
