/* Notes below a verdict without a finding, as facts. */
#include <string.h>

#include "machine/rules/rules.h"
#include "report/facts/facts_parts.h"

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

/* What an enum note_kind is called. */
static const char *note_name(enum note_kind kind)
{
	switch (kind) {
	case NOTE_ASSUMED_AWAY:
		return "assumed-away";
	case NOTE_WEAK_ORDERS:
		return "weak-orders";
	case NOTE_ENDLESS:
		return "endless";
	case NOTE_NO_INPUT:
		return "no-input";
	case NOTE_WRITTEN_FILES:
		return "written-files";
	case NOTE_HANDLERS:
		return "handlers";
	case NOTE_LEAKS:
		return "leaks";
	case NOTE_UNFINISHED:
		return "unfinished-threads";
	case NOTE_UNJOINED:
		return "unjoined-threads";
	case NOTE_LOCK_ORDER:
		return "lock-order";
	}
	return "note";
}

static struct note *add_note(struct facts *facts, enum note_kind kind,
			     uint64_t count)
{
	struct note *note = &facts->notes[facts->note_count++];

	note->kind = kind;
	note->name = note_name(kind);
	note->count = count;
	note->thread = -1;
	return note;
}

static void add_thread_note(struct facts *facts, struct names *names,
			    const struct outcome *outcome, enum note_kind kind,
			    const struct thread_note *from)
{
	struct note *note;
	struct stage stage;

	if (!from->count)
		return;
	open_stage(&stage, outcome);
	stage.threads[from->thread].function = from->function;
	note = add_note(facts, kind, from->count);
	note->thread = from->thread;
	note->begun = from->kind != OP_START && from->kind != OP_NONE;
	note->place = name_place(names, &stage.execution, from->pc);
	story_scene(&note->scene, names, &stage.execution);
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

static struct name lock_name(struct names *names, const struct stage *stage,
			     const struct order_lock *lock)
{
	return name_object(names, &stage->execution,
			   (struct used_bytes){lock->address,
					       operation_extent(OP_LOCK, 0),
					       lock->pc, &lock->frame});
}

static void add_cycle(struct facts *facts, struct names *names,
		      const struct outcome *outcome,
		      const struct order_cycle *cycle)
{
	struct note *note = add_note(facts, NOTE_LOCK_ORDER, 1);
	struct stage stage;

	open_stage(&stage, outcome);
	for (uint32_t i = 0; i < cycle->count; i++) {
		const struct order_edge *edge = &cycle->edges[i];

		stage.threads[edge->thread].function = edge->function;
		stage_lock(&stage, &edge->held);
		stage_lock(&stage, &edge->wanted);
	}
	for (uint32_t i = 0; i < cycle->count; i++) {
		const struct order_edge *edge = &cycle->edges[i];

		note->edges[note->edge_count++] = (struct lock_edge){
			.thread = edge->thread,
			.held = lock_name(names, &stage, &edge->held),
			.wanted = lock_name(names, &stage, &edge->wanted),
			.held_at = name_place(names, &stage.execution,
					      edge->held.pc),
			.wanted_at = name_place(names, &stage.execution,
						edge->wanted.pc)};
	}
	story_scene(&note->scene, names, &stage.execution);
}

void facts_notes(struct facts *facts, struct names *names,
		 const struct outcome *outcome)
{
	const struct statistics *s = &outcome->statistics;

	if (s->discarded && s->discarded == s->executions)
		add_note(facts, NOTE_ASSUMED_AWAY, s->discarded);
	if (s->weak)
		add_note(facts, NOTE_WEAK_ORDERS, 1);
	if (s->endless)
		add_note(facts, NOTE_ENDLESS, 1);
	if (s->handlers)
		add_note(facts, NOTE_HANDLERS, 1);
	if (s->written_files)
		add_note(facts, NOTE_WRITTEN_FILES, 1);
	if (s->no_input)
		add_note(facts, NOTE_NO_INPUT, 1);
	if (s->leaked)
		add_note(facts, NOTE_LEAKS, s->leaked);
	add_thread_note(facts, names, outcome, NOTE_UNFINISHED, &s->unfinished);
	add_thread_note(facts, names, outcome, NOTE_UNJOINED, &s->unjoined);
	for (uint32_t i = 0; i < outcome->cycle_count; i++)
		add_cycle(facts, names, outcome, &outcome->cycles[i]);
}
