/* Rules of what concerns no object: choices, turns, pauses. */
#include "machine/rules/rules.h"

static int choose_alternatives(const struct machine *machine, int thread)
{
	return (int)machine->threads[thread].op.size;
}

static enum performed choose_perform(struct machine *machine, int thread,
				     int way)
{
	return give(machine, thread, (uint64_t)way);
}

/* The call is made once more, and does its work (see cross_enter). */
static enum performed turn_perform(struct machine *machine, int thread, int way)
{
	(void)machine;
	(void)thread;
	(void)way;
	return PERFORMED_RUN;
}

static enum performed pause_perform(struct machine *machine, int thread,
				    int way)
{
	(void)way;
	return give(machine, thread, op_of(machine, thread)->value.low);
}

static void turn_uses(struct machine *machine, int thread, struct uses *uses)
{
	(void)machine;
	(void)thread;
	uses_add(uses, USED_LIBRARY, USE_WRITE);
}

const struct rule rule_none = {
	.uses = uses_nothing,
};

const struct rule rule_choose = {
	.alternatives = choose_alternatives,
	.perform = choose_perform,
	.uses = uses_nothing,
};

const struct rule rule_blocked = {
	.uses = uses_nothing,
};

const struct rule rule_turn = {
	.perform = turn_perform,
	.uses = turn_uses,
};

const struct rule rule_allocate = {
	.alternatives = choose_alternatives,
	.perform = choose_perform,
	.uses = uses_nothing,
};

const struct rule rule_pause = {
	.perform = pause_perform,
	.uses = uses_nothing,
};

const struct rule rule_progress = {
	.perform = pause_perform,
	.uses = uses_nothing,
};
