/* Looking for pointers to blocks.
 *
 * All words that may be pointers are looked at once more after each step:
 * globals, blocks, and the frames of threads.  A reader of reports waits for
 * it, so a long execution with much memory is only looked at up to a bound. */
#include "explore/links.h"

#include "base/alloc.h"
#include "machine/thread/frame.h"

#define MOST_LINKS 8192u /* a power of 2 */
#define SOON 3u          /* accesses */
#define MOST_WORDS ((uint64_t)1 << 26)

static bool is_same(const struct link *a, const struct link *b)
{
	return a->word == b->word && a->block == b->block &&
	       a->frame.pc == b->frame.pc && a->frame.cfa == b->frame.cfa;
}

static void add(struct links *links, struct link link)
{
	hash128 hash = hash_value(link.word ^ link.frame.pc, link.block);
	uint32_t mask = 2 * MOST_LINKS - 1, at = (uint32_t)hash & mask;

	if (!links->table)
		links->table = mem_alloc((mask + 1u) * sizeof *links->table);
	for (; links->table[at]; at = (at + 1) & mask) {
		struct link *known = &links->items[links->table[at] - 1];

		if (!is_same(known, &link))
			continue;
		known->last = links->now;
		return;
	}
	if (links->count == MOST_LINKS) {
		links->cut = true;
		return;
	}
	if (!links->items)
		links->items = mem_alloc(MOST_LINKS * sizeof *links->items);
	links->items[links->count++] = link;
	links->table[at] = links->count;
}

void links_note(struct links *links, const struct machine *machine,
		uint64_t word, uint64_t value, const struct event_frame *frame)
{
	const struct block *block;

	if (!value || !region_has(&machine->region, value))
		return;
	block = block_find(machine, value);
	if (block && block->address == value && block->size)
		add(links,
		    (struct link){.word = word,
				  .first = links->now,
				  .last = links->now,
				  .block = (uint32_t)(block - machine->blocks),
				  .frame = *frame});
}

static void look_over(struct links *links, const struct machine *machine,
		      uint64_t from, uint64_t to,
		      const struct event_frame *frame)
{
	for (uint64_t at = (from + 7) & ~(uint64_t)7; at + 8 <= to; at += 8)
		links_note(links, machine, at, *(const uint64_t *)(uintptr_t)at,
			   frame);
	links->words += 1 + (to > from ? (to - from) / 8 : 0);
}

/* Its frames, and behind them its thread-local variables. */
static void look_over_stack(struct links *links, const struct machine *machine,
			    int thread)
{
	const struct event_frame none = {0, 0, 0};
	uint64_t top = machine->threads[thread].stack_top, from;
	uint64_t low = machine->threads[thread].stack_low;
	struct frame frame;
	bool more;

	if (machine->threads[thread].status != THREAD_ALIVE)
		return;
	more = frame_first(machine, thread, &frame);
	from = frame.sp < low ? low : frame.sp;
	for (; more; more = frame_next(machine, thread, &frame)) {
		struct event_frame own = {frame.pc, frame.cfa, frame.pointer};

		look_over(links, machine, from, frame.cfa, &own);
		from = frame.cfa;
	}
	look_over(links, machine, top,
		  layout_stack_top(region_base(&machine->region), thread),
		  &none);
}

void links_look(struct links *links, const struct machine *machine)
{
	const struct event_frame none = {0, 0, 0};
	uint64_t base = region_base(&machine->region);

	if (machine->block_count == 0)
		return;
	if (links->words > MOST_WORDS) {
		links->cut = true;
		return;
	}
	look_over(links, machine, base + machine->elf->data_start,
		  base + machine->elf->data_end, &none);
	links->words += machine->block_count;
	for (uint64_t i = 1; i <= machine->block_count; i++) {
		const struct block *block = &machine->blocks[i];

		if (block->live && (!block->internal || block->mapped))
			look_over(links, machine, block->address,
				  block->address + block->size, &none);
	}
	for (int i = 0; i < machine->thread_count; i++)
		look_over_stack(links, machine, i);
}

void links_look_soon(void *context, int thread)
{
	struct links *links = context;
	const struct machine *machine = links->machine;
	struct frame frame;
	struct event_frame own;

	if (links->blocks == machine->block_count) {
		if (links->tries == 0)
			return;
		links->tries--;
	} else {
		links->blocks = machine->block_count;
		links->tries = SOON;
	}
	if (thread != machine->current || links->words > MOST_WORDS ||
	    !frame_first(machine, thread, &frame))
		return;
	own = (struct event_frame){frame.pc, frame.cfa, frame.pointer};
	if (frame.sp >= machine->threads[thread].stack_low)
		look_over(links, machine, frame.sp, frame.cfa, &own);
}

void links_end(struct links *links)
{
	mem_free(links->table);
	links->table = NULL;
}
