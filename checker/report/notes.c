/* Notes below a verdict without a finding. */
#include "report/notes.h"

#include <string.h>

#include "machine/rules.h"
#include "report/wrap.h"

/* So that blocks are numbered from 1. */
#define FIRST_BLOCK 2
#define MAX_BLOCKS_NAMED (FIRST_BLOCK + 2 * ORDER_MAX_CYCLE)

/* Names want an execution: this one has the threads and blocks of a note. */
struct stage {
	struct execution execution;
	struct thread_view threads[MAX_THREADS];
	struct block blocks[MAX_BLOCKS_NAMED];
};

static void open_stage(struct stage *stage, const struct outcome *outcome)
{
	memset(stage, 0, sizeof *stage);
	stage->execution.base = outcome->base;
	stage->execution.threads = stage->threads;
	stage->execution.thread_count = MAX_THREADS;
	stage->execution.blocks = stage->blocks;
	stage->execution.block_count = FIRST_BLOCK;
	stage->threads[0].function = outcome->main_function;
}

static void add_weak(const struct statistics *statistics, struct text *text)
{
	if (statistics->weak)
		text_add(text, "  Note: it uses memory orders weaker than "
			       "seq_cst; what only weak memory\n"
			       "  can do was not covered.\n");
}

static void add_leaks(const struct statistics *statistics, struct text *text)
{
	if (statistics->leaked)
		text_addf(text,
			  "  Note: %llu block%s never freed when it ends "
			  "(--leaks=error makes this a\n  finding).\n",
			  (unsigned long long)statistics->leaked,
			  statistics->leaked == 1 ? " is" : "s are");
}

/* "1 thread", "at most 2 threads". */
static void add_number(uint32_t count, struct text *words)
{
	if (count == 1)
		text_add(words, "1 thread");
	else
		text_addf(words, "up to %u threads", count);
}

static void open_note(struct stage *stage, const struct outcome *outcome,
		      const struct thread_note *note)
{
	open_stage(stage, outcome);
	stage->threads[note->thread].function = note->function;
}

static void add_unfinished(const struct report *report,
			   const struct outcome *outcome, struct text *text)
{
	const struct thread_note *note = &outcome->statistics.unfinished;
	bool begun = note->kind != OP_START && note->kind != OP_NONE;
	struct text words = {0};
	struct stage stage;

	if (!note->count)
		return;
	open_note(&stage, outcome, note);
	text_add(&words, "Note: it can end while ");
	add_number(note->count, &words);
	text_add(&words, note->count == 1 ? " still lives: " : " still live: ");
	name_thread(report->names, &stage.execution, note->thread, &words);
	text_add(&words, begun ? " at " : ", which may not have begun");
	if (begun)
		name_place(report->names, &stage.execution, note->pc, &words);
	text_add(&words, " (mcheck explain unfinished-threads).");
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

static void add_unjoined(const struct report *report,
			 const struct outcome *outcome, struct text *text)
{
	const struct thread_note *note = &outcome->statistics.unjoined;
	struct text words = {0};
	struct stage stage;

	if (!note->count)
		return;
	open_note(&stage, outcome, note);
	text_add(&words, "Note: ");
	add_number(note->count, &words);
	text_addf(&words, " %s never joined or detached: ",
		  note->count == 1 ? "is" : "are");
	name_thread(report->names, &stage.execution, note->thread, &words);
	text_add(&words, ", created at ");
	name_place(report->names, &stage.execution, note->pc, &words);
	text_add(&words, " (--leaks=error makes this a finding).");
	wrap_add(text, "  ", text_string(&words));
	text_free(&words);
}

static void stage_lock(struct stage *stage, const struct order_lock *lock)
{
	struct execution *execution = &stage->execution;

	for (uint32_t i = FIRST_BLOCK; i < execution->block_count; i++)
		if (stage->blocks[i].address == lock->block.address)
			return;
	if (lock->block.size)
		stage->blocks[execution->block_count++] = lock->block;
}

static void add_lock(const struct report *report, const struct stage *stage,
		     const struct order_lock *lock, struct text *text)
{
	name_object(report->names, &stage->execution, lock->address,
		    operation_extent(OP_LOCK, 0), &lock->frame, text);
	text_add(text, " (");
	name_place(report->names, &stage->execution, lock->pc, text);
	text_add(text, ")");
}

/* "T2 pay holds a (x.c:12) and takes b (x.c:13)" */
static void add_edge(const struct report *report, const struct stage *stage,
		     const struct order_edge *edge, struct text *text)
{
	struct text words = {0};

	name_thread(report->names, &stage->execution, edge->thread, &words);
	text_add(&words, " holds ");
	add_lock(report, stage, &edge->held, &words);
	text_add(&words, " and takes ");
	add_lock(report, stage, &edge->wanted, &words);
	wrap_add(text, "    ", text_string(&words));
	text_free(&words);
}

static void add_cycle(const struct report *report,
		      const struct outcome *outcome,
		      const struct order_cycle *cycle, struct text *text)
{
	struct stage stage;

	open_stage(&stage, outcome);
	name_no_blocks(report->names);
	for (uint32_t i = 0; i < cycle->count; i++) {
		const struct order_edge *edge = &cycle->edges[i];

		stage.threads[edge->thread].function = edge->function;
		stage_lock(&stage, &edge->held);
		stage_lock(&stage, &edge->wanted);
	}
	wrap_add(text, "  ",
		 "Note: locks are taken in different orders (mcheck explain "
		 "lock-order):");
	for (uint32_t i = 0; i < cycle->count; i++)
		add_edge(report, &stage, &cycle->edges[i], text);
	name_blocks(report->names, &stage.execution, text);
}

void report_notes(const struct report *report, const struct outcome *outcome,
		  struct text *text)
{
	if (outcome->statistics.discarded &&
	    outcome->statistics.discarded == outcome->statistics.executions)
		wrap_add(text, "  ",
			 "Note: an mc_assume is false in every execution: "
			 "what comes behind it was never looked at.");
	add_weak(&outcome->statistics, text);
	add_leaks(&outcome->statistics, text);
	add_unfinished(report, outcome, text);
	add_unjoined(report, outcome, text);
	for (uint32_t i = 0; i < outcome->cycle_count; i++)
		add_cycle(report, outcome, &outcome->cycles[i], text);
}
