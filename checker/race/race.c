/* The race detector: who knows which class of accesses. */
#include "race/race.h"

#include <stddef.h>

#include "base/alloc.h"
#include "base/error.h"
#include "race/race_parts.h"

/* Saves a field to the undo log and gives it a new value. */
#define SET(race, field, value) \
	(undo_save((race)->undo, &(field), sizeof(field)), (field) = (value))

struct race *race_open(struct undo *undo)
{
	struct race *race = mem_reserve(NULL, sizeof *race);

	race->undo = undo;
	race->stamp = 1;
	if (!undo) {
		race->oracle = oracle_open();
		return race;
	}
	race->rows = mem_reserve(NULL, RACE_MAX_HOLDERS * sizeof *race->rows);
	race->records =
		mem_reserve(NULL, RACE_MAX_RECORDS * sizeof *race->records);
	race->holder_count = MAX_THREADS;
	race->record_count = 1;
	for (unsigned i = 0; i < MAX_THREADS; i++) {
		race->rows[i].key = i;
		race->open[i] = RACE_NO_CLASS;
	}
	return race;
}

void race_reset(struct race *race)
{
	if (race->oracle)
		oracle_reset(race->oracle);
}

bool race_complete(const struct race *race)
{
	return !race->incomplete;
}

bool race_idle(const struct race *race)
{
	return !race->oracle && race->class_count == 0;
}

hash128 race_hash(const struct race *race)
{
	return race->sum;
}

static bool is_alive(const struct race *race, race_holder holder)
{
	return holder < MAX_THREADS &&
	       race->alive[holder / 64] >> holder % 64 & 1;
}

static bool knows(const struct race *race, race_holder holder, unsigned class)
{
	return race->rows[holder].bits[class / 64] >> class % 64 & 1;
}

static hash128 holder_weight(const struct race *race, race_holder holder)
{
	return hash_value(race->rows[holder].key, HASH_KEY_C);
}

/* Sets or clears one bit of the matrix; the caller keeps the fingerprint. */
static void set_bit(struct race *race, race_holder holder, unsigned class,
		    bool on)
{
	uint64_t *word = &race->rows[holder].bits[class / 64];
	uint64_t bit = (uint64_t)1 << class % 64;

	SET(race, *word, on ? *word | bit : *word & ~bit);
}

/* The factor of a set of holders: not linear in them, or two classes known to
 * one holder each would count like one that is known to both.  Odd, so that
 * no factor is lost in the product modulo 2^128. */
static hash128 factor(hash128 holders)
{
	return hash_value((uint64_t)holders, (uint64_t)(holders >> 64)) | 1;
}

/* Saves the head, once a step. */
static void save_head(struct race *race)
{
	if (race->head_stamp == race->stamp)
		return;
	race->head_stamp = race->stamp;
	undo_save(race->undo, &race->sum,
		  offsetof(struct race, alive) - offsetof(struct race, sum));
}

/* Saves the class, and the head, once a step. */
static void save_class(struct race *race, struct race_class *class)
{
	save_head(race);
	if (class->stamp == race->stamp)
		return;
	class->stamp = race->stamp;
	undo_save(race->undo, class, offsetof(struct race_class, stamp));
}

/* Every change of a saved class's two sums goes through here. */
static void weigh(struct race *race, struct race_class *class, hash128 places,
		  hash128 holders)
{
	hash128 before = class->part;

	class->places += places;
	class->holders += holders;
	class->part =
		class->places ? class->places * factor(class->holders) : 0;
	race->sum += class->part - before;
}

/* The holders from `from` up to `to` forget the class. */
static void forget_class(struct race *race, unsigned index, race_holder from,
			 race_holder to)
{
	for (race_holder h = from; h < to; h++)
		if (knows(race, h, index))
			set_bit(race, h, index, false);
}

/* The class is settled or has no record left: its slot is free again, and
 * what records there are of it are void by their generation. */
static void class_free(struct race *race, unsigned index)
{
	struct race_class *class = &race->classes[index];

	save_class(race, class);
	race->sum -= class->part;
	class->places = class->holders = class->part = 0;
	forget_class(race, index, 0, (race_holder)race->thread_top);
	forget_class(race, index, MAX_THREADS, (race_holder)race->holder_count);
	if (race->open[class->thread] == index)
		SET(race, race->open[class->thread], RACE_NO_CLASS);
	race->class_count--;
	class->used = false;
	class->records = 0;
	class->knowers = 0;
	class->generation++;
}

static void learn(struct race *race, race_holder holder, unsigned index)
{
	struct race_class *class = &race->classes[index];

	set_bit(race, holder, index, true);
	save_class(race, class);
	weigh(race, class, 0, holder_weight(race, holder));
	if (!is_alive(race, holder))
		return;
	class->knowers++;
	if (class->knowers == race->living)
		class_free(race, index);
}

static void unlearn(struct race *race, race_holder holder, unsigned index)
{
	struct race_class *class = &race->classes[index];

	set_bit(race, holder, index, false);
	save_class(race, class);
	weigh(race, class, 0, -holder_weight(race, holder));
	if (is_alive(race, holder))
		class->knowers--;
}

static unsigned class_new(struct race *race, int thread)
{
	unsigned index = 0;
	struct race_class *class;

	while (index < RACE_MAX_CLASSES && race->classes[index].used)
		index++;
	if (index == RACE_MAX_CLASSES) {
		race->incomplete = true;
		return RACE_NO_CLASS;
	}
	class = &race->classes[index];
	save_class(race, class);
	if (index / 64 + 1 > race->words)
		race->words = index / 64 + 1;
	race->class_count++;
	class->used = true;
	class->thread = (int16_t)thread;
	learn(race, (race_holder)thread, index);
	SET(race, race->open[thread], (uint16_t)index);
	return index;
}

void race_step(struct race *race)
{
	race->stamp++;
}

void race_thread_begin(struct race *race, int child, int parent)
{
	if (race->oracle) {
		oracle_thread_begin(race->oracle, child, parent);
		return;
	}
	save_head(race);
	if ((uint64_t)child >= race->thread_top)
		race->thread_top = (uint64_t)child + 1;
	/* First what it knows, then that it lives: a class settles only when
	 * a thread learns of it, and a child knows what its parent knows. */
	if (parent >= 0)
		race_pass(race, (race_holder)child, (race_holder)parent, true);
	SET(race, race->alive[child / 64],
	    race->alive[child / 64] | (uint64_t)1 << child % 64);
	race->living++;
	for (unsigned c = 0; c < race->words * 64; c++)
		if (knows(race, (race_holder)child, c)) {
			save_class(race, &race->classes[c]);
			race->classes[c].knowers++;
		}
}

void race_thread_end(struct race *race, int thread)
{
	if (race->oracle)
		return;
	SET(race, race->alive[thread / 64],
	    race->alive[thread / 64] & ~((uint64_t)1 << thread % 64));
	save_head(race);
	race->living--;
	if (race->open[thread] != RACE_NO_CLASS)
		SET(race, race->open[thread], RACE_NO_CLASS);
	for (unsigned c = 0; c < race->words * 64; c++) {
		struct race_class *class = &race->classes[c];

		if (!class->used)
			continue;
		if (knows(race, (race_holder)thread, c)) {
			save_class(race, class);
			class->knowers--;
		}
		if (race->living > 0 && class->knowers == race->living)
			class_free(race, c);
	}
}

race_holder race_holder_new(struct race *race, uint64_t key)
{
	race_holder holder;

	if (race->oracle)
		return oracle_holder_new(race->oracle);
	if (race->holder_count == RACE_MAX_HOLDERS) {
		race->incomplete = true;
		return RACE_MAX_HOLDERS - 1;
	}
	save_head(race);
	holder = (race_holder)race->holder_count++;
	SET(race, race->rows[holder].key,
	    hash_fold(key ^ HASH_KEY_B, HASH_KEY_D));
	return holder;
}

/* One word of 64 classes; settling frees only the class at hand. */
static void pass_word(struct race *race, race_holder to, race_holder from,
		      bool only, unsigned word)
{
	uint64_t source = race->rows[from].bits[word];
	uint64_t target = race->rows[to].bits[word];
	uint64_t gained = source & ~target;
	uint64_t lost = only ? target & ~source : 0;

	for (; gained; gained &= gained - 1)
		learn(race, to, word * 64 + (unsigned)__builtin_ctzll(gained));
	for (; lost; lost &= lost - 1)
		unlearn(race, to, word * 64 + (unsigned)__builtin_ctzll(lost));
}

void race_pass(struct race *race, race_holder to, race_holder from, bool only)
{
	if (race->oracle) {
		oracle_pass(race->oracle, to, from, only);
		return;
	}
	for (unsigned word = 0; word < race->words; word++)
		pass_word(race, to, from, only, word);
	if (from < MAX_THREADS && race->open[from] != RACE_NO_CLASS)
		SET(race, race->open[from], RACE_NO_CLASS);
}

void race_forget(struct race *race, race_holder holder)
{
	if (race->oracle) {
		oracle_forget(race->oracle, holder);
		return;
	}
	for (unsigned word = 0; word < race->words; word++) {
		uint64_t lost = race->rows[holder].bits[word];

		for (; lost; lost &= lost - 1)
			unlearn(race, holder,
				word * 64 + (unsigned)__builtin_ctzll(lost));
	}
}

/* Does whatever races with `old` race with `new` as well?  Then, when `new`
 * comes after `old` in happens-before, `old` need not be remembered: who has
 * seen `new` has seen `old` (FastTrack, Flanagan and Freund, PLDI 2009). */
static bool covers(enum race_kind new, enum race_kind old)
{
	return new == RACE_WRITE || new == old || old == RACE_ATOMIC_READ;
}

static hash128 place_hash(uint64_t address, const struct race_record *record)
{
	return hash_value(address * 4 + record->kind, record->mask);
}

static bool is_void(const struct race *race, const struct race_record *record)
{
	const struct race_class *class = &race->classes[record->class];

	return record->generation != class->generation;
}

/* Takes the record at *link out of its list. */
static void record_free(struct race *race, uint32_t *link)
{
	uint32_t index = *link;
	struct race_record *record = &race->records[index];

	save_head(race);
	SET(race, *link, record->next);
	SET(race, record->next, (uint32_t)race->free_record);
	race->free_record = index;
}

/* The record's bytes become `mask`; with none left it goes, and with its last
 * record its class.  But not the one that the thread at hand writes in: it is
 * about to get a record, and would be made anew with the same knowledge, which
 * is that of the thread alone, as it has passed nothing on since. */
static void record_shrink(struct race *race, uint32_t *link, uint64_t address,
			  uint8_t mask, int thread)
{
	struct race_record *record = &race->records[*link];
	unsigned index = record->class;
	struct race_class *class = &race->classes[index];
	hash128 before = place_hash(address, record);

	save_class(race, class);
	SET(race, record->mask, mask);
	if (mask) {
		weigh(race, class, place_hash(address, record) - before, 0);
		return;
	}
	weigh(race, class, -before, 0);
	record_free(race, link);
	if (--class->records == 0 &&
	    (race->open[thread] != index || race->living == 1))
		class_free(race, index);
}

static uint32_t record_new(struct race *race)
{
	uint32_t index = (uint32_t)race->free_record;

	save_head(race);
	if (index) {
		race->free_record = race->records[index].next;
		return index;
	}
	if (race->record_count == RACE_MAX_RECORDS) {
		race->incomplete = true;
		return 0;
	}
	return (uint32_t)race->record_count++;
}

static void record_add(struct race *race, uint32_t *list, uint64_t address,
		       struct race_record fields)
{
	unsigned index = race->open[fields.thread];
	struct race_class *class;
	uint32_t at = record_new(race);

	if (index == RACE_NO_CLASS)
		index = class_new(race, fields.thread);
	if (!at || index == RACE_NO_CLASS)
		return;
	class = &race->classes[index];
	fields.class = (uint16_t)index;
	fields.generation = class->generation;
	fields.next = *list;
	SET(race, race->records[at], fields);
	SET(race, *list, at);
	save_class(race, class);
	class->records++;
	weigh(race, class, place_hash(address, &fields), 0);
}

static void describe(const struct race_record *record, struct access *earlier)
{
	earlier->thread = record->thread;
	earlier->pc = record->pc;
	earlier->write = record->kind >= RACE_ATOMIC_WRITE;
	earlier->atomic = record->kind == RACE_ATOMIC_READ ||
			  record->kind == RACE_ATOMIC_WRITE;
}

/* Forgets, in the list, what is void or covered by the access at hand. */
static void forget_covered(struct race *race, uint32_t *list, uint64_t address,
			   uint8_t mask, enum race_kind kind, int thread)
{
	uint32_t *link = list;

	while (*link) {
		struct race_record *record = &race->records[*link];
		uint32_t here = *link;

		if (is_void(race, record))
			record_free(race, link);
		else if (record->mask & mask && covers(kind, record->kind) &&
			 knows(race, (race_holder)thread, record->class))
			record_shrink(race, link, address,
				      (uint8_t)(record->mask & ~mask), thread);
		if (*link == here)
			link = &record->next;
	}
}

bool race_access(struct race *race, uint32_t *list, uint64_t address,
		 uint8_t mask, enum race_kind kind, int thread, uint64_t pc,
		 struct access *earlier)
{
	if (race->oracle)
		return oracle_access(race->oracle, address, mask, kind, thread,
				     pc, earlier);
	for (uint32_t i = *list; i; i = race->records[i].next) {
		const struct race_record *record = &race->records[i];

		if (is_void(race, record) || !(record->mask & mask))
			continue;
		/* The same access again, with nothing passed on between. */
		if (record->class == race->open[thread] &&
		    record->kind == kind && (record->mask & mask) == mask)
			return true;
		if (race_conflict(record->kind, kind) &&
		    !knows(race, (race_holder)thread, record->class)) {
			describe(record, earlier);
			return false;
		}
	}
	forget_covered(race, list, address, mask, kind, thread);
	/* Alone, all that it does is known to all who live. */
	if (race->living > 1)
		record_add(race, list, address,
			   (struct race_record){.pc = pc,
						.thread = (int16_t)thread,
						.mask = mask,
						.kind = (uint8_t)kind});
	return true;
}

void race_close(struct race *race)
{
	if (race->oracle)
		oracle_close(race->oracle);
	else {
		mem_release(race->rows, RACE_MAX_HOLDERS * sizeof *race->rows);
		mem_release(race->records,
			    RACE_MAX_RECORDS * sizeof *race->records);
	}
	mem_release(race, sizeof *race);
}
