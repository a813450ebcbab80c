/* The table of rules: one entry an operation. */
#include "machine/rules/rules.h"

const struct rule *const operation_rules[OP_KIND_COUNT] = {
#define OPERATION(kind, rule, ...) [kind] = &rule_##rule,
#include "machine/world/operations.inc"
};

void rule_uses(struct machine *machine, int thread, struct uses *uses)
{
	const struct rule *rule = rule_of(machine, thread);

	uses->count = 0;
	if (rule->uses)
		rule->uses(machine, thread, uses);
	else
		uses_add(uses, USED_ALL, USE_WRITE);
}
