/* Footprints: places, what was used there, what came next. */
#include "machine/footprint.h"

#include <string.h>

#include "base/alloc.h"
#include "machine/channel.h"
#include "machine/machine.h"
#include "machine/memory.h"

/* How many calls tell one place from another. */
#define CALLS 4

struct footprint *footprint_open(void)
{
	struct footprint *footprint = mem_reserve(NULL, sizeof *footprint);

	footprint->places =
		mem_reserve(NULL, FOOTPRINT_PLACES * sizeof *footprint->places);
	footprint->place_count = 1;
	footprint->objects = USED_WORDS;
	return footprint;
}

/* Sets are empty from this word on. */
static uint32_t words(const struct footprint *footprint)
{
	return footprint->objects / 64 + 1;
}

static uint64_t missing(const struct footprint_set *set,
			const struct footprint_set *part, uint32_t word)
{
	uint64_t found = 0;

	for (int mode = 0; mode < USE_MODES; mode++)
		found |= part->bits[mode][word] & ~set->bits[mode][word];
	return found;
}

/* Adds a set to another; true when that changed it. */
static bool unite(const struct footprint *footprint, struct footprint_set *to,
		  const struct footprint_set *from)
{
	uint64_t change = 0;

	for (uint32_t word = 0; word < words(footprint); word++) {
		change |= missing(to, from, word);
		for (int mode = 0; mode < USE_MODES; mode++)
			to->bits[mode][word] |= from->bits[mode][word];
	}
	return change != 0;
}

static bool contains(const struct footprint *footprint,
		     const struct footprint_set *set,
		     const struct footprint_set *part)
{
	for (uint32_t word = 0; word < words(footprint); word++)
		if (missing(set, part, word))
			return false;
	return true;
}

static bool close_once(struct footprint *footprint)
{
	bool changed = false;

	for (uint32_t i = footprint->place_count - 1; i > 0; i--) {
		struct place *place = &footprint->places[i];

		for (uint32_t j = 0; j < place->next_count; j++)
			changed |= unite(
				footprint, &place->future,
				&footprint->places[place->next[j]].future);
	}
	return changed;
}

void footprint_begin(struct footprint *footprint)
{
	for (uint32_t i = 1; i < footprint->place_count; i++)
		footprint->places[i].future = footprint->places[i].own;
	while (close_once(footprint))
		;
	footprint->stale = false;
}

static void note_use(struct footprint *footprint, uint32_t at, struct use use)
{
	struct place *place = &footprint->places[at];
	uint64_t bit = (uint64_t)1 << use.object % 64;
	uint64_t *own = &place->own.bits[use.mode][use.object / 64];

	if (*own & bit)
		return;
	*own |= bit;
	if (!footprint_has(&place->future, use.mode, use.object))
		footprint->stale = true;
}

static void add_use(struct uses *uses, unsigned object, enum use_mode mode)
{
	if (uses->count < MAX_USES)
		uses->use[uses->count++] =
			(struct use){(uint16_t)object, (uint8_t)mode};
	else
		uses->use[0] = (struct use){USED_ALL, USE_WRITE};
}

static bool is_among(const struct uses *uses, struct use use)
{
	for (int i = 0; i < uses->count; i++)
		if (uses->use[i].object == USED_ALL ||
		    (uses->use[i].object == use.object &&
		     uses->use[i].mode == use.mode))
			return true;
	return false;
}

void footprint_add(struct uses *uses, const struct uses *more)
{
	for (int i = 0; i < more->count; i++)
		if (!is_among(uses, more->use[i]))
			add_use(uses, more->use[i].object,
				(enum use_mode)more->use[i].mode);
}

/* A use of the step from there that its operation does not tell. */
static void note_beyond(struct footprint *footprint, uint32_t at,
			struct use use)
{
	struct place *place = &footprint->places[at];

	note_use(footprint, at, use);
	if (is_among(&place->beyond, use))
		return;
	add_use(&place->beyond, use.object, use.mode);
	footprint->stale = true;
}

static void note_next(struct footprint *footprint, uint32_t from, uint32_t to)
{
	struct place *place = &footprint->places[from];

	for (uint32_t i = 0; i < place->next_count; i++)
		if (place->next[i] == to)
			return;
	if (place->next_count == place->next_room) {
		place->next_room = place->next_room * 2 + 4;
		place->next = mem_resize(place->next,
					 place->next_room * sizeof(uint32_t));
	}
	place->next[place->next_count++] = to;
	if (!contains(footprint, &place->future, &footprint->places[to].future))
		footprint->stale = true;
}

/* Where the thread stands.  Any function of its own state would do; the better
 * it tells where a thread is, the less it may do from there. */
static uint64_t place_key(const struct machine *machine, int slot)
{
	const struct thread *thread = &machine->threads[slot];
	uint64_t key =
		hash_fold((uint64_t)slot << 16 | thread->op.kind, HASH_KEY_B);
	uint64_t frame = thread->saved[1];

	if (thread->status != THREAD_ALIVE)
		return key;
	key = hash_fold(key ^ thread_raw_pc(machine, slot), HASH_KEY_D);
	for (int i = 0; i < CALLS; i++) {
		const uint64_t *link = (const uint64_t *)(uintptr_t)frame;

		if (frame % 8 || frame < thread->sp ||
		    frame + 16 > thread->stack_top)
			break;
		key = hash_fold(key ^ link[1], HASH_KEY_D);
		frame = link[0];
	}
	return key;
}

/* With no room left, all new places are one, where all may happen. */
static uint32_t new_place(struct footprint *footprint, uint64_t key)
{
	uint32_t at = footprint->place_count;

	if (at == FOOTPRINT_PLACES)
		return FOOTPRINT_PLACES - 1;
	footprint->place_count++;
	footprint->places[at].key = key;
	footprint->stale = true;
	if (at == FOOTPRINT_PLACES - 1)
		note_use(footprint, at, (struct use){USED_ALL, USE_WRITE});
	return at;
}

static uint32_t find_place(struct footprint *footprint, uint64_t key)
{
	uint32_t mask = sizeof footprint->slots / sizeof *footprint->slots - 1;
	uint32_t i = (uint32_t)key & mask;

	while (footprint->slots[i]) {
		if (footprint->places[footprint->slots[i]].key == key)
			return footprint->slots[i];
		i = (i + 1) & mask;
	}
	if (footprint->place_count == FOOTPRINT_PLACES)
		return FOOTPRINT_PLACES - 1;
	return footprint->slots[i] = new_place(footprint, key);
}

void footprint_index(struct footprint *footprint)
{
	uint32_t mask = sizeof footprint->slots / sizeof *footprint->slots - 1;

	memset(footprint->slots, 0, sizeof footprint->slots);
	for (uint32_t at = 1; at < footprint->place_count; at++) {
		uint32_t i = (uint32_t)footprint->places[at].key & mask;

		while (footprint->slots[i])
			i = (i + 1) & mask;
		footprint->slots[i] = at;
	}
}

/* The number of the half word: that of its word is kept in its cell's flags. */
static unsigned number_of(struct machine *machine, uint64_t address)
{
	struct footprint *footprint = machine->footprint;
	struct cell *cell;

	if (!region_has(&machine->region, address))
		return USED_ALL;
	cell = region_cell(&machine->region, address);
	if (!(cell->flags >> CELL_NUMBER_SHIFT)) {
		memory_note_used(machine, cell);
		cell->flags |= footprint->objects << CELL_NUMBER_SHIFT;
		if (footprint->objects < FOOTPRINT_OBJECTS - 2)
			footprint->objects += 2;
	}
	return (cell->flags >> CELL_NUMBER_SHIFT) + (address >> 2 & 1);
}

static void add_word(struct machine *machine, struct uses *uses,
		     uint64_t address, enum use_mode mode)
{
	add_use(uses, number_of(machine, address), mode);
}

static void add_range(struct machine *machine, struct uses *uses,
		      uint64_t address, uint64_t size, enum use_mode mode)
{
	uint64_t last = (address + size - 1) & ~(uint64_t)3;

	for (uint64_t half = address & ~(uint64_t)3; half <= last; half += 4) {
		add_word(machine, uses, half, mode);
		if (uses->use[0].object == USED_ALL)
			return;
	}
}

/* The thread that a handle names may not exist yet, and does once others have
 * created some. */
static void add_target(const struct machine *machine, struct uses *uses,
		       uint64_t handle, bool end)
{
	if (handle < 1 || handle > (uint64_t)machine->thread_count) {
		add_use(uses, USED_ALL, USE_WRITE);
		return;
	}
	add_use(uses, USED_SLOTS, USE_READ);
	add_use(uses, USED_JOINS + (unsigned)handle - 1, USE_WRITE);
	if (end)
		add_use(uses, USED_ENDS + (unsigned)handle - 1, USE_WRITE);
}

/* This holds of all uses of something, those before as well. */
static void changes_all(bool *what, struct footprint *footprint)
{
	*what = footprint->stale = true;
	footprint->revision++;
}

static enum use_mode meeting(struct machine *machine, uint64_t address)
{
	const struct footprint *footprint = machine->footprint;
	unsigned number = number_of(machine, address);

	return footprint->apart[number] || !machine->mode.meetings ? USE_WRITE
								   : USE_MEET;
}

/* All who come to a barrier go on together, and who came last does not show;
 * unless there are more of them than it lets through at once. */
static void add_meeting(struct machine *machine, int thread, struct uses *uses)
{
	struct footprint *footprint = machine->footprint;
	uint64_t address = machine->threads[thread].op.object;
	const struct object *barrier =
		object_find(machine, address, OBJECT_BARRIER);
	unsigned number = number_of(machine, address);
	uint64_t *meets = &footprint->meets[number];

	*meets |= (uint64_t)1 << thread % 64;
	if (!footprint->apart[number] &&
	    (!barrier || thread >= 64 ||
	     (uint64_t)__builtin_popcountll(*meets) > barrier->capacity))
		changes_all(&footprint->apart[number], footprint);
	add_use(uses, number, meeting(machine, address));
}

/* An addition to a part of a word and one to all of it do not commute: the one
 * passes on a carry, the other does not. */
static void note_shape(struct machine *machine, uint64_t half,
		       const struct operation *op)
{
	struct footprint *footprint = machine->footprint;
	unsigned number = number_of(machine, half);
	uint64_t *meets = &footprint->meets[number];

	*meets |= (uint64_t)1
		  << (4 * (unsigned)__builtin_ctz(op->size) + op->object % 4);
	if (!footprint->apart[number] && __builtin_popcountll(*meets) > 1)
		changes_all(&footprint->apart[number], footprint);
}

static void add_update(struct machine *machine, const struct operation *op,
		       struct uses *uses)
{
	uint64_t last = op->object + op->size - 1;

	for (uint64_t half = op->object & ~(uint64_t)3; half <= last;
	     half += 4) {
		if (op->unused)
			note_shape(machine, half, op);
		add_word(machine, uses, half,
			 op->unused ? meeting(machine, half) : USE_WRITE);
	}
}

/* Additions in a different order leave the same sum, but not the same
 * knowledge: who came second knows what the first one passed on. */
void footprint_perform(struct machine *machine, int thread)
{
	const struct operation *op = &machine->threads[thread].op;
	struct footprint *footprint = machine->footprint;
	uint64_t last = op->object + op->size - 1;

	if (op->kind != OP_UPDATE || !op->unused || race_idle(machine->race) ||
	    machine_alone(machine) || !region_has(&machine->region, op->object))
		return;
	for (uint64_t half = op->object & ~(uint64_t)3; half <= last;
	     half += 4) {
		bool *apart = &footprint->apart[number_of(machine, half)];

		if (!*apart)
			changes_all(apart, footprint);
	}
}

static void add_cases(struct machine *machine, int thread, struct uses *uses)
{
	struct select_case at;

	for (uint64_t i = 0; select_case_at(machine, thread, i, &at); i++)
		if (at.channel)
			add_word(machine, uses, at.channel, USE_WRITE);
}

/* dispatch */
void footprint_uses(struct machine *machine, int thread, struct uses *uses)
{
	const struct operation *op = &machine->threads[thread].op;

	uses->count = 0;
	switch ((enum operation_kind)op->kind) {
	case OP_NONE:
	case OP_START:
	case OP_CHOOSE:
	case OP_ALLOCATE:
	case OP_BLOCKED:
	case OP_PAUSE:
	case OP_PROGRESS:
	case OP_FENCE: /* between the thread and what it keeps for fences */
		break;
	case OP_CREATE:
		add_use(uses, USED_SLOTS, USE_WRITE);
		break;
	case OP_JOIN:
		add_target(machine, uses, op->operand, false);
		break;
	case OP_TRYJOIN:
	case OP_DETACH:
		add_target(machine, uses, op->operand, true);
		break;
	case OP_LOAD:
	case OP_READ:
		add_range(machine, uses, op->object, op->size, USE_READ);
		break;
	case OP_STORE:
	case OP_WRITE:
	case OP_COMPARE_EXCHANGE:
		add_range(machine, uses, op->object, op->size, USE_WRITE);
		break;
	case OP_UPDATE:
		add_update(machine, op, uses);
		break;
	case OP_LOCK:
	case OP_UNLOCK:
	case OP_RELOCK:
		add_word(machine, uses, op->object, USE_HOLD);
		break;
	case OP_TRYLOCK:
	case OP_TIMEDLOCK:
	case OP_MUTEX_INIT:
	case OP_MUTEX_DESTROY:
	case OP_MUTEX_CONSISTENT:
	case OP_ASLEEP:
	case OP_ASLEEP_TIMED:
	case OP_SIGNAL:
	case OP_BROADCAST:
	case OP_COND_INIT:
	case OP_COND_DESTROY:
	case OP_RDLOCK:
	case OP_WRLOCK:
	case OP_TRYRDLOCK:
	case OP_TRYWRLOCK:
	case OP_RWUNLOCK:
	case OP_RWLOCK_INIT:
	case OP_RWLOCK_DESTROY:
	case OP_SEM_WAIT:
	case OP_SEM_TRYWAIT:
	case OP_SEM_POST:
	case OP_SEM_GETVALUE:
	case OP_SEM_INIT:
	case OP_SEM_DESTROY:
	case OP_BARRIER_INIT:
	case OP_BARRIER_DESTROY:
	case OP_ONCE:
	case OP_ONCE_DONE:
	case OP_SEND:
	case OP_TRY_SEND:
	case OP_RECEIVE:
	case OP_TRY_RECEIVE:
	case OP_CLOSE:
	case OP_CHANNEL_DESTROY:
		add_word(machine, uses, op->object, USE_WRITE);
		break;
	case OP_BARRIER_WAIT:
	case OP_BARRIER_ASLEEP:
		add_meeting(machine, thread, uses);
		break;
	case OP_WAIT:
		add_word(machine, uses, op->object, USE_WRITE);
		add_word(machine, uses, op->operand, USE_HOLD);
		break;
	case OP_SELECT:
		add_cases(machine, thread, uses);
		break;
	case OP_TURN:
		add_use(uses, USED_LIBRARY, USE_WRITE);
		break;
	case OP_FINISH:
		if (machine->robust)
			add_use(uses, USED_ALL, USE_WRITE);
		else
			add_use(uses, USED_ENDS + (unsigned)thread, USE_WRITE);
		break;
	default: /* the end of the program, atomic blocks, whole ranges */
		add_use(uses, USED_ALL, USE_WRITE);
		break;
	}
}

/* Others can go, or not, because it asks: a writer that waits stops readers,
 * who comes to a rendezvous frees his partner. */
static bool arrival_matters(unsigned kind)
{
	return kind == OP_WRLOCK || kind == OP_SEND || kind == OP_RECEIVE ||
	       kind == OP_SELECT || kind == OP_TRY_SEND ||
	       kind == OP_TRY_RECEIVE;
}

static void note_uses(struct footprint *footprint, uint32_t at,
		      const struct uses *uses,
		      void (*note)(struct footprint *footprint, uint32_t at,
				   struct use use))
{
	for (int i = 0; i < uses->count; i++)
		note(footprint, at, uses->use[i]);
}

/* It ended in this step, which so has uses beyond its operation. */
static void note_end(struct machine *machine, int slot, uint32_t from)
{
	struct footprint *footprint = machine->footprint;

	if (slot == 0 && machine->alive > 0 && !footprint->last_matters)
		changes_all(&footprint->last_matters, footprint);
	note_beyond(footprint, from,
		    (struct use){(uint16_t)(USED_ENDS + slot), USE_WRITE});
	if (footprint->last_matters)
		note_beyond(footprint, from,
			    (struct use){USED_LAST, USE_WRITE});
}

void footprint_arrive(struct machine *machine, int slot, uint32_t from)
{
	struct footprint *footprint = machine->footprint;
	struct thread *thread = &machine->threads[slot];
	uint32_t before = thread->place ? thread->place : from;
	uint32_t now = find_place(footprint, place_key(machine, slot));
	struct uses uses;

	thread->place = now;
	if (before)
		note_next(footprint, before, now);
	/* Alone, it has nobody to conflict with: see persistent.c. */
	if (thread->status == THREAD_ALIVE && !machine_alone(machine)) {
		footprint_uses(machine, slot, &uses);
		note_uses(footprint, now, &uses, note_use);
		if (from && arrival_matters(thread->op.kind))
			note_uses(footprint, from, &uses, note_beyond);
	}
	if (thread->status == THREAD_FINISHED && from && before != now)
		note_end(machine, slot, from);
	if (from && machine->saw_keys)
		note_beyond(footprint, from,
			    (struct use){USED_LIBRARY, USE_WRITE});
}
