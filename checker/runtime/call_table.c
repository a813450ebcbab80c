/* What comes after a function of the model's that was called for it. */
#include "machine/thread/targets.h"
#include "runtime/threads/continuations.h"

static call_next *const call_table[CALL_COUNT] = {
	[CALL_ONCE_DONE] = after_once,
	[CALL_THREAD_EXIT] = after_destructor,
	[CALL_PROGRAM_EXIT] = after_exit_handler,
	[CALL_SORT] = after_comparison,
	[CALL_SEARCH] = after_probe,
	[CALL_CONSTRUCTOR] = after_constructor,
	[CALL_LOCAL_DESTRUCTOR] = after_local_destructor,
};

int call_return(uint64_t value)
{
	uint64_t words[CALL_MAX_WORDS] = {0};
	enum call_then then = call_take_off(words);

	return call_table[then](value, words);
}

int wild_call(void)
{
	targets_allow(mc_machine, mc_machine->current, 1);
	return ASK;
}
