/* The state of the model's world, and of the step at hand: the structures. */
#ifndef MCHECK_MACHINE_STATE_H
#define MCHECK_MACHINE_STATE_H

#include "race/race.h"
#include "machine/world/block.h"
#include "machine/rules/constructor.h"
#include "machine/thread/event.h"
#include "machine/limit.h"
#include "machine/memory/readable.h"
#include "machine/mode.h"
#include "machine/needs.h"
#include "machine/seen.h"
#include "machine/world/object.h"
#include "machine/world/operation.h"
#include "machine/world/region.h"
#include "machine/thread/thread.h"
#include "model/elf/elf.h"
#include "model/input.h"

struct machine_sums {
	/* Two are saved at the beginning of each step, the rest in time. */
	hash128 memory; /* words of globals and heap */
	hash128 threads;
	hash128 blocks;
	hash128 output;
	uint64_t output_length, output_lost; /* kept; beyond the room */
};

struct machine {
	struct machine_mode mode;
	const struct elf *elf;
	const struct machine_runtime *runtime;
	struct model_needs needs;
	struct model_seen seen;
	struct input input;
	struct region region;
	struct undo undo;
	struct race *race; /* one of the two below */
	struct race *detector, *oracle;
	bool clang; /* compiled the model */
	struct function_list constructors, finishers;
	uint64_t argument_texts; /* of argv[0] and those behind it, in a row */
	unsigned char *library;  /* per byte of code, see library.h; or NULL */

	/* The state: every change is saved to the undo log first. */
	struct thread threads[MAX_THREADS];
	int64_t thread_count; /* ever created in this execution */
	int64_t alive;
	int64_t unjoined;     /* finished, their knowledge not yet passed on */
	int64_t atomic_owner; /* the thread + 1 that alone may go, or 0 */
	uint64_t late_ms; /* not in fingerprints: see runtime/threads/clock.c */
	struct object_table objects;
	struct holds *held;          /* of each thread, see held.h */
	struct lock_order *order;    /* see lock_order.h */
	struct guards *guards;       /* see guard.h */
	struct footprint *footprint; /* see footprint.h; NULL: never needed */
	struct block *blocks;
	uint64_t block_count; /* block 0 is not used */
	struct machine_sums sums;
	/* The step at hand. */
	uint64_t step;  /* its number; never goes back */
	uint64_t stamp; /* on what was saved; a straight execution has one */
	int current, stepped;   /* who runs; whose step it is */
	int queue[MAX_THREADS]; /* threads to run on in this step */
	int queued;
	int other; /* another thread that the step concerns, or -1 */
	struct access kept_back; /* a read of what was never set; see unset.h */
	bool saw_keys;           /* which keys are left */
	int error;               /* that its call returns, for a report */
	bool in_vain; /* it has not got what it tried to get, or waited for */
	/* What its record says in place of the operation's object and operand:
	 * of a select, the channel and what is done there; of a broadcast, how
	 * many it wakes. */
	uint64_t shown_object, shown_operand;
	uint64_t *dirty; /* words whose new value is not yet in the sum */
	size_t dirty_count, dirty_room;
	struct thread_copies copies;        /* threads as they were before */
	uint64_t changed[MAX_THREADS / 64]; /* which those are */
	/* With footprints: those that came to another operation, or ended. */
	uint64_t moved[MAX_THREADS / 64];
	uint64_t plain_count; /* accesses in this step */
	bool watched;         /* note what it does to shared memory: */
	unsigned touched;     /* a set of enum touch, see memory.h */
	struct range written; /* the last plain write stated in it */
	/* How the execution ended, or what is to be done about it. */
	struct finding finding;
	enum limit limit;
	bool ended;
	bool discarded; /* stuck because an mc_assume was false */
	int exit_status;
	bool promoted; /* a word proved to be shared: start again */
	char *output;
	struct event_log *events; /* NULL: nothing is recorded */
	struct readable readable;
	uint64_t library_stack; /* bytes that the library may dirty below sp */
};

#endif
