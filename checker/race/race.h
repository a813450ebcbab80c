/* The race detector: happens-before, in a finite form.
 *
 * What must be known of the past is, for each access that may still race, who
 * has seen it.  All accesses of one thread between two of its releases are
 * seen by the same holders (threads, and what threads synchronise on), so they
 * form a class; a holder is a bit set of the classes it knows:
 *
 *               class 0  class 1  class 2        place x: written in class 1
 *   thread T1      1        1        0           place y: written in class 0,
 *   thread T2      0        1        1                    read in class 2
 *   mutex  m       0        1        0
 *
 *   T2 writes x: it knows class 1, no race.   T2 writes y: a race with T1's.
 *
 * acquire: T |= m.  release: m |= T (or m = T), and T opens a new class.
 * This is Goldilocks (Elmas, Qadeer, Tasiran: "Goldilocks: a race and
 * transaction-aware Java runtime", PLDI 2007), whose lock set of a place is a
 * column here.  A class that each living thread knows can never race again,
 * because every later thread inherits what its creator knows: it is settled
 * and forgotten.  So the knowledge is finite, and equal for equal futures. */
#ifndef MCHECK_RACE_RACE_H
#define MCHECK_RACE_RACE_H

#include "base/hash.h"
#include "base/undo.h"
#include "race/finding.h"

#define RACE_MAX_CLASSES 1024
#define RACE_MAX_HOLDERS (1 << 16)
#define RACE_MAX_RECORDS (1 << 22)
#define RACE_NO_CLASS 0xffffu

/* Who holds knowledge: an index.  Threads are the first MAX_THREADS. */
typedef uint32_t race_holder;

enum race_kind { RACE_READ, RACE_ATOMIC_READ, RACE_ATOMIC_WRITE, RACE_WRITE };

struct race;

/* A detector whose every change is saved to `undo`; with NULL it is the
 * oracle instead: the same interface over plain vector clocks that never
 * forget (Mattern 1989), for one execution at a time. */
struct race *race_open(struct undo *undo);
void race_close(struct race *race);

/* The oracle forgets everything, for a new execution. */
void race_reset(struct race *race);

/* A step begins: undo_to will not go back to between here and the next one, so
 * that one copy of what changes in between is enough. */
void race_step(struct race *race);

/* `child` begins to live with what `parent` knows (parent < 0: the first). */
void race_thread_begin(struct race *race, int child, int parent);
void race_thread_end(struct race *race, int thread);

/* A new holder that knows nothing; `key` names it in every execution alike. */
race_holder race_holder_new(struct race *race, uint64_t key);

/* `to` learns what `from` knows; `only`: and forgets all else.  Passing on
 * from a thread is a release: its later accesses are not passed on. */
void race_pass(struct race *race, race_holder to, race_holder from, bool only);
void race_forget(struct race *race, race_holder holder);

/* An access to the bytes `mask` of the word at `address`, whose list of
 * records begins at *list (0: empty; kept by the caller).  Returns false and
 * fills `earlier` (thread, pc, kind) when it races with an earlier access. */
bool race_access(struct race *race, uint32_t *list, uint64_t address,
		 uint8_t mask, enum race_kind kind, int thread, uint64_t pc,
		 struct access *earlier);

/* Is nothing remembered?  Then passing knowledge on changes nothing. */
bool race_idle(const struct race *race);

/* The fingerprint of all knowledge. */
hash128 race_hash(const struct race *race);

/* False once a table was too small: then there is no verdict. */
bool race_complete(const struct race *race);

#endif
