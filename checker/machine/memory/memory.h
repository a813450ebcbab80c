/* The model's memory: is an access valid, is it a race, what does it change? */
#ifndef MCHECK_MACHINE_MEMORY_MEMORY_H
#define MCHECK_MACHINE_MEMORY_MEMORY_H

#include "machine/machine.h"
#include "machine/world/memory_flags.h"
#include "machine/thread/where.h"

/* Whose a byte of a variable is, if anybody's. */
enum owned { OWNED = 1, OWNED_CONSTANT /* nobody may write it */ };

/* An access by `thread`, about to happen at `pc`: checked for validity and for
 * races, noted for undo and fingerprint, recorded.  False when it is a finding
 * (then it must not happen).  Atomic accesses are checked as such. */
bool memory_access(struct machine *machine, int thread, uint64_t address,
		   uint64_t size, enum race_kind kind, uint64_t pc);

/* The same for a range, not empty, that memory_check allows. */
bool memory_use(struct machine *machine, int thread, uint64_t address,
		uint64_t size, enum race_kind kind, uint64_t pc);

/* What a step that is watched does to memory that is not its thread's own. */
enum touch {
	TOUCH_WRITE = 1,
	TOUCH_LOOK = 2 /* it reads with a lock held, or atomically */
};

/* The last recorded write has happened by now: notes its new value. */
void memory_settle_event(struct machine *machine);

/* What memmove and memset do, in one piece; nothing, when it is a finding. */
void memory_copy(struct machine *machine, int thread, uint64_t to,
		 uint64_t from, uint64_t size, uint64_t pc);
void memory_fill(struct machine *machine, int thread, uint64_t to, int byte,
		 uint64_t size, uint64_t pc);

/* Only: may the range be read or written at all?  States the finding. */
bool memory_check(struct machine *machine, int thread, uint64_t address,
		  uint64_t size, bool write, uint64_t pc);

/* The bytes are about to change, outside of any model access. */
void memory_touch(struct machine *machine, uint64_t address, uint64_t size);

/* The life of a range of the thread's own stack ends: a function returns, or
 * the thread is over.  Where others have used it, that races with their uses
 * like the free of a block. */
void memory_end(struct machine *machine, int thread, uint64_t address,
		uint64_t size);

/* Is a plain access an operation that the explorer schedules? */
bool memory_visible(struct machine *machine, int thread, uint64_t address,
		    uint64_t size, bool write);

/* At the end of a step: the new values into the sum of hashes. */
void memory_settle(struct machine *machine);

/* A value in the model's memory, size 1, 2, 4, 8 or 16, little-endian. */
struct wide memory_get(uint64_t address, uint32_t size);
void memory_put(struct machine *machine, uint64_t address, uint32_t size,
		struct wide value);
/* The same behind a memory_access or memory_use that writes. */
void memory_set(uint64_t address, uint32_t size, struct wide value);

#endif
