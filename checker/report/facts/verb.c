/* The verbs of operations. */
#include "report/facts/verb.h"

#include "machine/world/operation_kind.h"

const char *verb_of(const struct event *event)
{
	const char *verb = operation_traits[event->kind].verb;

	if (event->kind == OP_PAUSE && event->local)
		verb = event->operand == PAUSE_SLEEP ? "sleeps" : "yields";
	if (event->fails)
		verb = "compares";
	return verb ? verb : "continues";
}

const char *verb_waiting(unsigned kind)
{
	const char *verb = operation_traits[kind].waiting;

	return verb ? verb : "waits at";
}
