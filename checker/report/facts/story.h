/* One execution as a report needs it: plain data, made once.  A thread is its
 * index in `threads`; people see it as T1, T2 ...; -1 is none. */
#ifndef MCHECK_REPORT_FACTS_STORY_H
#define MCHECK_REPORT_FACTS_STORY_H

#include "explore/execution.h"
#include "report/facts/thread_fact.h"

/* Two steps with the same `pc` and `address` are of one place and object. */
struct step {
	uint32_t number;   /* from 1 on; 0: it is of no use to a reader */
	uint32_t decision; /* in the trace; 0: none */
	int thread, other; /* other: whom it concerns, as event.h has it */
	int error;         /* that the call returns; 0: none */
	enum operation_kind kind;
	const char *operation; /* "lock", as in a trace */
	const char *verb;      /* "locks" */
	const char *order;     /* "acquire"; NULL: it has none */
	struct name object;
	struct value before, after; /* VALUE_NONE: not known */
	struct value expected;      /* by a compare-exchange */
	struct place place;
	uint64_t pc, address, operand, old_bits, new_bits;
	uint32_t size, alternative;
	bool write, waits, quiet, local; /* as in event.h */
	bool completes_race;             /* it was not made any more */
	bool fails; /* a compare-exchange; alternative 0: as it must */
};

/* A lock that a thread holds. */
#define LOCKS_SHOWN 4u
struct lock_fact {
	struct name name;
	struct place place; /* where it took it */
	uint64_t address;
	bool reading; /* a read-write lock, held for that */
};

/* Of a data race, in the order of the execution.  `pause`: index of the sleep
 * or yield before it in its thread, or -1. */
struct access_fact {
	int thread, pause;
	bool locks_known;
	uint32_t lock_count;
	struct lock_fact locks[LOCKS_SHOWN];
	bool write, atomic, release;
	bool leaves; /* release: the object is a local variable; else freed */
	struct name object;
	struct place place;
};

struct too_weak_fact {
	uint32_t step;
	bool acquire, release; /* what its order would have to do */
};

struct block_fact {
	struct name name;
	uint64_t size;
	int thread, free_thread;
	struct place place, free_place;
	bool channel, freed;
};

struct story {
	enum finding_class class; /* FINDING_NONE: there is no such story */
	const char *class_name;   /* "data-race" */
	const char *what;         /* a clause about the model */
	int thread;               /* whose doing it is, or -1 */
	struct place place;
	struct name object;             /* that it is about, or none */
	bool is_volatile;               /* that object */
	bool is_deadlock;               /* threads wait or go round for ever */
	struct access_fact accesses[2]; /* of a race */
	/* Steps whose memory orders are too weak to order these two. */
	struct too_weak_fact too_weak[MAX_TOO_WEAK];
	uint32_t too_weak_count;
	struct lock_fact taken; /* the object, by who holds it; or none */
	int taker;
	struct thread_fact *threads;
	struct block_fact *blocks; /* names of blocks are indexes */
	struct step *steps;        /* a race's last one is not made any more */
	uint32_t thread_count, block_count, step_count;
	uint32_t steps_shown; /* that have a number and were made */
	bool has_loop;        /* a livelock: */
	uint32_t loop;        /* index of the step from which all repeats */
	uint32_t looping;     /* how many threads do */
	const char *output;   /* what the execution printed */
	uint64_t output_length, output_lost;
};

/* The index from which on there are at most `most` steps with a number; what
 * is in between, and has none, is bounded too. */
uint32_t story_last_steps(const struct story *story, uint32_t most);

/* The index of the step that is the first access of the race which the last
 * step completes; UINT32_MAX: it is not among the steps. */
uint32_t story_racing_step(const struct story *story);

#endif
