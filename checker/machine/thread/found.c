/* Findings: stated where a thread is. */
#include <stdarg.h>
#include <stdio.h>

#include "machine/thread/library.h"
#include "machine/machine.h"
#include "machine/thread/where.h"

void machine_found(struct machine *machine, int thread,
		   enum finding_class class, uint64_t address,
		   const char *format, ...)
{
	struct finding *finding = &machine->finding;
	va_list arguments;

	if (finding->class != FINDING_NONE)
		return;
	if (machine->events && thread >= 0)
		library_note_thread(machine, thread);
	finding->class = class;
	finding->thread = (int16_t)thread;
	finding->address = address;
	finding->pc = thread >= 0 ? thread_pc(machine, thread) : 0;
	if (thread >= 0 && address &&
	    machine->threads[thread].op.object == address)
		finding->size =
			operation_extent(machine->threads[thread].op.kind, 0);
	va_start(arguments, format);
	vsnprintf(finding->what, sizeof finding->what, format, arguments);
	va_end(arguments);
}
