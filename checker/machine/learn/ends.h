/* Which threads end, in some execution.
 *
 * A thread that does is not meant to run for ever: where it goes on without an
 * end, that is no service (see explore/states/service.h).  It may be seen to
 * end only after such an execution was taken for service: then the search
 * begins again, and knows.  The reduction leaves out orders, not what threads
 * come to: who ends in some execution ends in one that is explored. */
#ifndef MCHECK_MACHINE_LEARN_ENDS_H
#define MCHECK_MACHINE_LEARN_ENDS_H

#include "machine/machine.h"

/* The thread has ended, or has ended the program. */
void ends_note(struct machine *machine, int thread);

/* Does it, as far as was seen? */
bool ends_seen(const struct machine *machine, int thread);

/* It goes on in an execution that is taken for service. */
void ends_serves(struct machine *machine, int thread);

#endif
