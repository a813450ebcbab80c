/* The model's world: opening, starting. */
#include "machine/machine.h"

#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "machine/fingerprint.h"
#include "machine/learn/footprint.h"
#include "machine/learn/guard.h"
#include "machine/memory/heap.h"
#include "machine/thread/library.h"
#include "machine/learn/lock_order.h"
#include "machine/memory/memory.h"
#include "machine/thread/targets.h"
#include "machine/thread/thread.h"

#define SCRATCH_SIZE ((size_t)1 << 20)

/* Which bytes of the image belong to a variable. */
static void note_owned(struct machine *machine, const struct elf *elf)
{
	struct region *region = &machine->region;
	uint64_t start, size;

	region->local_owned = mem_reserve(NULL, elf->tls_size + 1);
	for (int i = 0; i < elf->symbol_count; i++) {
		const struct elf_symbol *symbol = &elf->symbols[i];

		if (symbol->writable &&
		    symbol->address + symbol->size <= elf->memory_size)
			memset(region->owned + symbol->address, OWNED,
			       symbol->size);
		if (symbol->thread_local_ &&
		    symbol->address + symbol->size <= elf->tls_size)
			memset(region->local_owned + symbol->address, OWNED,
			       symbol->size);
	}
	/* Compilers put constants without a name here. */
	if (elf_section_range(elf, ".data.rel.ro", &start, &size))
		memset(region->owned + start, OWNED_CONSTANT, size);
}

static void open_stacks(struct machine *machine)
{
	unsigned char *scratch = mem_reserve(NULL, SCRATCH_SIZE);

	mc_cross.scratch_top =
		(uint64_t)(uintptr_t)(scratch + SCRATCH_SIZE) & ~(uint64_t)15;
	machine->library_stack = 512;
}

static void prepare(void *context, const char *name)
{
	struct machine *machine = context;

	machine->runtime->prepare(machine, name);
}

struct machine *machine_open(const struct elf *elf,
			     const struct machine_runtime *runtime,
			     struct text *why)
{
	struct machine *machine = mem_reserve(NULL, sizeof *machine);

	if (elf->stubs_end > REGION_IMAGE) {
		text_addf(why, "the program's variables take more than %u MiB",
			  (unsigned)(REGION_IMAGE >> 20));
		return NULL;
	}
	machine->elf = elf;
	machine->current = -1;
	mc_machine = machine;
	machine->runtime = runtime;
	mc_cross.thread_return = runtime->thread_return;
	mc_cross.call_return = runtime->call_return;
	mc_cross.frame_end = runtime->frame_end;
	mc_cross.wild_call = runtime->wild_call;
	open_stacks(machine);
	region_open(&machine->region);
	machine->region.image_size =
		(elf->memory_size + 4095) & ~(uint64_t)4095;
	if (!elf_load(elf, machine->region.base, runtime->bind, why))
		return NULL;
	targets_open(machine);
	note_owned(machine, elf);
	constructor_open(machine);
	library_open(machine);
	machine->needs = needs_of(elf);
	readable_open(&machine->readable);
	elf_undefined(elf, prepare, machine);
	machine->clang = memmem(elf->file.bytes, elf->file.length,
				"clang version", 13) != NULL;
	object_open(&machine->objects);
	machine->held = held_open();
	machine->order = order_open();
	machine->guards = guard_open();
	machine->blocks = mem_reserve(NULL, MAX_BLOCKS * sizeof(struct block));
	machine->output = mem_reserve(NULL, OUTPUT_ROOM);
	machine->detector = race_open(&machine->undo);
	machine->oracle = race_open(NULL);
	return machine;
}

/* argv and its strings, as a block of the first thread's. */
static uint64_t copy_arguments(struct machine *machine, int argc,
			       char *const *argv)
{
	uint64_t size = ((uint64_t)argc + 1) * 8, at;
	struct block *block;
	uint64_t *list;
	char *strings;

	for (int i = 0; i < argc; i++)
		size += strlen(argv[i]) + 1;
	at = heap_allocate(machine, 0, size, 16, true, 0);
	must_hold(at != 0);
	block = &machine->blocks[machine->block_count];
	block->internal = true;
	list = (uint64_t *)(uintptr_t)at;
	machine->argument_texts = at + ((uint64_t)argc + 1) * 8;
	strings = (char *)(uintptr_t)machine->argument_texts;
	for (int i = 0; i < argc; i++) {
		list[i] = (uint64_t)(uintptr_t)strings;
		strings = stpcpy(strings, argv[i]) + 1;
	}
	machine->sums.memory += fingerprint_range(at, at + size);
	return at;
}

static void go_back(struct machine *machine)
{
	if (machine->mode.straight)
		for (int i = 0; i < machine->thread_count; i++)
			thread_clear(machine, i);
	undo_to(&machine->undo, 0);
}

void machine_start(struct machine *machine, struct machine_mode mode, int argc,
		   char *const *argv)
{
	struct thread *first = &machine->threads[0];

	go_back(machine);
	machine->mode = mode;
	machine->race = mode.oracle ? machine->oracle : machine->detector;
	race_reset(machine->race);
	memset(&machine->finding, 0, sizeof machine->finding);
	machine->limit = LIMIT_NONE;
	machine->ended = machine->discarded = machine->promoted = false;
	machine->exit_status = 0;
	machine->other = -1;
	machine->dirty_count = 0;
	machine->copies.count = 0;
	machine->kept_back.size = 0;
	machine->step++;
	machine->stamp++;
	race_step(machine->race);
	undo_save(&machine->undo, &machine->sums, sizeof machine->sums);
	thread_create(machine,
		      region_base(&machine->region) +
			      machine->elf->main_address,
		      (uint64_t)argc, -1);
	first->start[1] = copy_arguments(machine, argc, argv);
	if (mode.footprints && !machine->footprint)
		machine->footprint = footprint_open();
	if (mode.footprints)
		footprint_arrive(machine, 0, 0, &(struct uses){0});
	memset(machine->changed, 0, sizeof machine->changed);
	thread_settle(machine);
	fingerprint_note_constant(machine);
}

void machine_forget(struct machine *machine)
{
	go_back(machine);
	memory_forget_flags(machine);
	machine->seen = (struct model_seen){0};
}
