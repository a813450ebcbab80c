/* A model's thread: creation, running on, saving, hashing.
 *
 * Kept true: all bytes of a stack below its stack pointer are zero.  So what a
 * function finds in a variable that it never set depends on nothing that was
 * explored before, and two equal stacks are equal to the last byte. */
#include "machine/thread/thread.h"

#include <stddef.h>
#include <string.h>

#include "base/alloc.h"
#include "machine/machine.h"
#include "machine/thread/targets.h"

/* The words of the structure that are hashed, and those that are undone. */
#define HASHED_WORDS (offsetof(struct thread, result) / 8)
#define THREAD_WORDS (offsetof(struct thread, stack_low) / 8)
_Static_assert(sizeof(struct operation) == 72 &&
		       HASHED_WORDS == 9 + CROSS_SAVED + 3 + CROSS_CALL + 3 &&
		       THREAD_WORDS == HASHED_WORDS + 9,
	       "holes would not be the same in equal states");

/* Where things lie in the thread's slot. */
static void lay_out(struct machine *machine, int slot, struct thread *thread)
{
	uint64_t base = region_slot(&machine->region, slot);
	uint64_t top = layout_stack_top(region_base(&machine->region), slot);

	thread->stack_low = base + STACK_GUARD;
	thread->stack_top = top;
	thread->errno_address = top - ERRNO_ROOM;
	thread->local = layout_local(top, machine->elf->tls_size,
				     machine->elf->tls_align);
	thread->sp = thread->local - FIRST_FRAME;
	if (thread->heap_top == 0)
		thread->heap_top = base + HEAP_OFFSET + AREA_SIZE;
}

/* The first frame: the function, entered by a return, and where it returns. */
static void fill_stack(struct machine *machine, const struct thread *thread)
{
	uint64_t *frame = (uint64_t *)(uintptr_t)thread->sp;
	const struct elf *elf = machine->elf;

	frame[0] = thread->function;
	frame[1] = (uint64_t)(uintptr_t)cross_thread_return;
	memcpy((void *)(uintptr_t)thread->local,
	       machine->region.base + elf->tls_address, elf->tls_file_size);
}

int thread_create(struct machine *machine, uint64_t function, uint64_t argument,
		  int creator)
{
	int slot = (int)machine->thread_count;
	struct thread *thread = &machine->threads[slot];

	if (slot == MAX_THREADS) {
		machine->limit = LIMIT_THREADS;
		return -1;
	}
	if (!targets_allow(machine, creator, function))
		return -1;
	thread_save(machine, slot);
	undo_save(&machine->undo, &machine->thread_count,
		  sizeof machine->thread_count + sizeof machine->alive);
	machine->thread_count++;
	machine->alive++;
	thread->function = function;
	thread->start[0] = argument;
	thread->status = THREAD_ALIVE;
	thread->creator = (int16_t)creator;
	thread->op.kind = OP_START;
	lay_out(machine, slot, thread);
	fill_stack(machine, thread);
	race_thread_begin(machine->race, slot, creator);
	return slot;
}

static uint64_t *room_for_copy(struct thread_copies *copies, size_t words)
{
	uint64_t *at;

	if (copies->count + words > copies->room) {
		copies->room = copies->count * 2 + words + 1024;
		copies->words = mem_resize(
			copies->words, copies->room * sizeof *copies->words);
	}
	at = copies->words + copies->count;
	copies->count += words;
	return at;
}

/* A copy: the slot, how many words of stack, the structure, the stack. */
void thread_save(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];
	size_t stack;
	uint64_t *at;

	machine->changed[slot / 64] |= (uint64_t)1 << slot % 64;
	if (thread->stamp == machine->stamp || machine->mode.straight)
		return;
	thread->stamp = machine->stamp;
	stack = thread->sp ? thread->stack_top - thread->sp : 0;
	at = room_for_copy(&machine->copies, 2 + THREAD_WORDS + stack / 8);
	at[0] = (uint64_t)slot;
	at[1] = stack / 8;
	memcpy(at + 2, thread, THREAD_WORDS * 8);
	if (stack)
		memcpy(at + 2 + THREAD_WORDS, (void *)(uintptr_t)thread->sp,
		       stack);
}

/* The thread has asked (or was stopped): takes its registers over, and clears
 * what it left below its stack pointer. */
static void suspend(struct machine *machine, struct thread *thread)
{
	uint64_t low = mc_cross.low - machine->library_stack;

	memcpy(thread->saved, mc_cross.saved, sizeof thread->saved);
	thread->sp = mc_cross.sp;
	if (low < thread->stack_low)
		low = thread->stack_low;
	if (low < thread->sp)
		memset((void *)(uintptr_t)low, 0, thread->sp - low);
	memset(thread->result, 0, sizeof thread->result);
	if (thread->again)
		memcpy(thread->call, mc_cross.call, sizeof thread->call);
}

void thread_run(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];

	thread_save(machine, slot);
	memcpy(mc_cross.saved, thread->saved, sizeof thread->saved);
	memcpy(mc_cross.result, thread->result, sizeof thread->result);
	memcpy(mc_cross.start, thread->start, sizeof thread->start);
	memset(thread->start, 0, sizeof thread->start);
	mc_cross.sp = thread->sp;
	mc_cross.local = thread->local;
	mc_cross.again = thread->again;
	if (thread->again) {
		memcpy(mc_cross.call, thread->call, sizeof thread->call);
		memset(thread->call, 0, sizeof thread->call);
		thread->again = false;
	}
	thread->op.kind = OP_NONE;
	machine->current = slot;
	machine->plain_count = 0;
	cross_enter();
	machine->current = -1;
	suspend(machine, thread);
}

void thread_clear(struct machine *machine, int slot)
{
	struct thread *thread = &machine->threads[slot];

	memset((void *)(uintptr_t)thread->sp, 0,
	       thread->stack_top - thread->sp);
	memset((void *)thread, 0, offsetof(struct thread, stack_low));
}

/* The place of a word of the structure: no address is so high. */
static uint64_t place_of(int slot, size_t word)
{
	return (uint64_t)(slot + 1) << 48 | word;
}

hash128 thread_hash(const struct machine *machine, int slot)
{
	const struct thread *thread = &machine->threads[slot];
	uint64_t word[HASHED_WORDS];
	hash128 sum = 0;

	memcpy(word, thread, sizeof word);
	for (size_t i = 0; i < HASHED_WORDS; i++)
		sum += hash_word(place_of(slot, i), word[i]);
	for (uint64_t at = thread->sp; at < thread->stack_top; at += 8)
		sum += hash_word(at, *(const uint64_t *)(uintptr_t)at);
	return sum;
}

/* Words of a thread, now and before the step.  The first `hashed` of them have
 * the places `first`, `first` + `stride` ... */
struct words {
	const unsigned char *now;
	const uint64_t *old;
	size_t count, hashed;
	uint64_t first, stride;
};

static inline uint64_t word_at(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, 8);
	return word;
}

/* The word is another one than before. */
static void settle_word(struct machine *machine, const struct words *words,
			size_t i)
{
	uint64_t place = words->first + i * words->stride;

	if (i < words->hashed)
		machine->sums.threads +=
			hash_word(place, word_at(words->now + i * 8)) -
			hash_word(place, words->old[i]);
	undo_pair(&machine->undo, words->now + i * 8, words->old[i]);
}

/* Most words are the same: some are looked at together, by pairs. */
typedef uint64_t pair __attribute__((vector_size(16)));
#define TOGETHER ((size_t)8)

static inline pair differ(const unsigned char *now, const uint64_t *old)
{
	pair a, b;

	memcpy(&a, now, sizeof a);
	memcpy(&b, old, sizeof b);
	return a ^ b;
}

static inline bool are_same(const unsigned char *now, const uint64_t *old)
{
	pair any = differ(now, old) | differ(now + 16, old + 2) |
		   differ(now + 32, old + 4) | differ(now + 48, old + 6);

	return (any[0] | any[1]) == 0;
}

static void settle_words(struct machine *machine, const struct words *words)
{
	const unsigned char *now = words->now;
	const uint64_t *old = words->old;
	size_t count = words->count, i = 0, end;
	uint64_t changed = 0;

	for (; i < count; i = end) {
		end = i + TOGETHER;
		if (end > count)
			end = count;
		else if (are_same(now + i * 8, old + i))
			continue;
		for (; i < end; i++)
			if (word_at(now + i * 8) != old[i]) {
				settle_word(machine, words, i);
				changed++;
			}
	}
	undo_end_pairs(&machine->undo, changed);
}

/* The stack has grown to `sp`: what is below `low` was zero before. */
static void settle_below(struct machine *machine, uint64_t sp, uint64_t low)
{
	uint64_t changed = 0;

	for (uint64_t at = sp; at < low; at += 8) {
		const unsigned char *word = (unsigned char *)(uintptr_t)at;

		if (word_at(word) == 0)
			continue;
		machine->sums.threads += hash_word(at, word_at(word));
		undo_pair(&machine->undo, word, 0);
		changed++;
	}
	undo_end_pairs(&machine->undo, changed);
}

static void settle_stack(struct machine *machine, const struct thread *thread,
			 const uint64_t *old, size_t count)
{
	uint64_t low = thread->stack_top - count * 8;
	struct words words = {.now = (unsigned char *)(uintptr_t)low,
			      .old = old,
			      .count = count,
			      .hashed = count,
			      .first = low,
			      .stride = 8};

	settle_words(machine, &words);
	if (thread->sp < low)
		settle_below(machine, thread->sp, low);
}

void thread_settle(struct machine *machine)
{
	struct thread_copies *copies = &machine->copies;

	for (size_t i = 0; i < copies->count;) {
		const uint64_t *at = copies->words + i;
		const struct thread *thread = &machine->threads[at[0]];
		struct words words = {.now = (const unsigned char *)thread,
				      .old = at + 2,
				      .count = THREAD_WORDS,
				      .hashed = HASHED_WORDS,
				      .first = place_of((int)at[0], 0),
				      .stride = 1};

		settle_words(machine, &words);
		settle_stack(machine, thread, at + 2 + THREAD_WORDS, at[1]);
		i += 2 + THREAD_WORDS + at[1];
	}
	copies->count = 0;
}
