/* What comes after a function of the model's that was called for it. */
#include "machine/call.h"

#include "runtime/after.h"

call_next *const call_table[CALL_COUNT] = {
	[CALL_ONCE_DONE] = after_once,
	[CALL_THREAD_EXIT] = after_destructor,
	[CALL_PROGRAM_EXIT] = after_exit_handler,
	[CALL_SORT] = after_comparison,
	[CALL_SEARCH] = after_probe,
	[CALL_CONSTRUCTOR] = after_constructor,
	[CALL_LOCAL_DESTRUCTOR] = after_local_destructor,
};
