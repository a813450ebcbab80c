/* The model's world: threads, memory, synchronisation objects.  It knows how C
 * behaves; it never decides. */
#ifndef MCHECK_MACHINE_MACHINE_H
#define MCHECK_MACHINE_MACHINE_H

#include "machine/given.h"
#include "machine/state.h"
#define OUTPUT_ROOM (64u << 10)

/* A machine with the model loaded and its main thread about to start.  `why`
 * says what is wrong when it gives NULL.  One per process: the runtime enters
 * it through mc_machine. */
struct machine *machine_open(const struct elf *elf,
			     const struct machine_runtime *runtime,
			     struct text *why);

/* Back to the beginning, in another mode. */
void machine_start(struct machine *machine, struct machine_mode mode, int argc,
		   char *const *argv);

/* Back to the beginning, and forgets which words are shared. */
void machine_forget(struct machine *machine);

/* In how many ways can the thread go now?  0: blocked.  With `spurious`
 * false, it is also blocked when it can go only spuriously: a wake-up without a
 * signal, or a reader that overtakes a writer. */
int machine_alternatives(const struct machine *machine, int thread,
			 bool spurious);

/* Can the thread go, if at all, only spuriously? */
bool machine_only_spurious(const struct machine *machine, int thread);

/* Is this alternative spurious: a wake-up without a signal, a failure for no
 * reason?  It may never happen again, however often it could. */
bool machine_is_spurious(const struct machine *machine, int thread,
			 int alternative);

/* The thread goes in way `alternative`, up to its next operation. */
void machine_step(struct machine *machine, int thread, int alternative);

/* Is the execution over (ended, discarded, found, limited)? */
static inline bool machine_over(const struct machine *machine)
{
	return machine->ended || machine->discarded ||
	       machine->limit != LIMIT_NONE ||
	       machine->finding.class != FINDING_NONE;
}

/* The execution that was over, or had a finding, goes on from here. */
static inline void machine_go_on(struct machine *machine)
{
	machine->ended = machine->discarded = false;
	machine->finding.class = FINDING_NONE;
}

/* Back to the state that the mark of the undo log is of. */
static inline void machine_return(struct machine *machine, size_t mark)
{
	undo_to(&machine->undo, mark);
	machine_go_on(machine);
}

/* The fingerprint of the state. */
hash128 machine_fingerprint(const struct machine *machine);

/* The same from scratch, by looking at everything; for tests and checks. */
hash128 machine_fingerprint_slow(struct machine *machine);

/* How many words of the model's memory that looks at. */
uint64_t machine_memory_words(const struct machine *machine);
/* Has memory changed behind the hooks?  Nothing undoes that, ever. */
bool machine_changed_unseen(struct machine *machine);

/* Only the running thread lives, and it knows the end of all others. */
static inline bool machine_alone(const struct machine *machine)
{
	return machine->alive == 1 && machine->unjoined == 0;
}

/* States a finding at the thread's present place; the first one stays. */
void machine_found(struct machine *machine, int thread,
		   enum finding_class class, uint64_t address,
		   const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Is a thread's way barred by an mc_assume that was false?  Then what the
 * others do still counts, but not that nothing goes on. */
bool machine_is_barred(const struct machine *machine);

/* Once nobody can go: states a deadlock, or a lost wake-up when all that is
 * wrong is a missing signal.  (These two are in stuck.c.) */
void machine_deadlock(struct machine *machine);

/* Once no end can be reached any more: states a livelock, or a partial deadlock
 * when some threads do not go on at all. */
void machine_livelock(struct machine *machine);

extern struct machine *mc_machine;

#endif
