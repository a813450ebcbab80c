/* Following a trace in a model that has changed since it was written.
 *
 * A decision of the trace fits where its thread asks for the same kind of
 * operation on an object of the same name, as its line in the trace has it:
 *
 *   trace    T2 lock a    T2 lock b    T3 lock b
 *   program  T2 lock a  + T2 lock c  + T2 lock b     T3 unlock b: they part
 *
 * A few operations of the thread may have been added before, or be gone. */
#ifndef MCHECK_TRACE_FOLLOW_H
#define MCHECK_TRACE_FOLLOW_H

#include "explore/run/worker.h"
#include "trace/trace.h"

struct following {
	struct schedule schedule; /* what the program can make of the trace */
	uint32_t added;           /* of these the trace has not */
	uint32_t gone;            /* decisions that the program has not */
	uint32_t parts;           /* at this decision of the trace; 0: never */
	struct text was, is;      /* what either has there */
	bool fails;               /* it ends with a finding of the same class */
};

/* `whole`: the text of the trace; `outcome`: what was read from it.  What is in
 * `following` belongs to the caller. */
void follow_trace(const struct elf *elf, const struct worker_runtime *runtime,
		  const struct trace *trace, const struct outcome *outcome,
		  const struct text *whole, struct following *following);

#endif
