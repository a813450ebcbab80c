/* The one machine of a process: thunks have no arguments of their own. */
#include "machine/machine.h"

struct machine *mc_machine;
