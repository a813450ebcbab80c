/* What blocks of the heap are, and by which pointers they are named.
 *
 *      accounts[3] --> block 4 --> block 7      accounts[3]->next
 *      head --> block 7, later block 9          no name: it is not always 7
 *
 * A block's type is the one, among those of the pointers that were seen to
 * point to it, that fits its size best.  Its name is an expression of C that
 * led to it whenever it led to a block at all, so that in the whole execution
 * no two blocks have the same name, and none has two.  Expressions with fewer
 * pointers come first; of those the ones that begin with a global variable;
 * then the shorter ones. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "trace/names_parts.h"

#define MOST_ROUNDS 16

/* How well a type fits a block. */
enum fit {
	FIT_NONE,
	FIT_BEGIN,    /* a structure, of which more than the type's size is */
	FIT_SCALARS,  /* several of them */
	FIT_SCALAR,   /* one */
	FIT_ELEMENTS, /* several structures */
	FIT_STRUCTURE
};

/* A way from a pointer to a block. */
struct way {
	const char *pointer; /* kept, so the same text is at the same place */
	struct dwarf_type type;
	uint64_t word;
	uint32_t from, block, number;
	uint32_t first, last; /* as in known_block */
	bool is_global, is_local, ambiguous;
};

/* When a block has to do with what happens, first and last. */
struct mention {
	uint32_t first, last; /* decisions; 0: never */
};

struct build {
	struct names *names;
	const struct execution *execution;
	struct known_block *known;
	struct mention *mentions; /* of each block */
	struct way *ways;
	uint32_t way_count;
};

static enum fit fit_of(const struct build *build, struct dwarf_type type,
		       uint32_t block)
{
	const struct block *whole = &build->execution->blocks[block];
	uint64_t size = whole->size;
	bool members = dwarf_type_has_members(build->names->dwarf, type);

	if (!type.size || type.size > size ||
	    (whole->internal && !whole->mapped))
		return FIT_NONE;
	if (type.size == size)
		return members ? FIT_STRUCTURE : FIT_SCALAR;
	if (size % type.size == 0)
		return members ? FIT_ELEMENTS : FIT_SCALARS;
	return members ? FIT_BEGIN : FIT_NONE;
}

static bool is_in_heap(const struct execution *execution, uint64_t word)
{
	uint64_t offset = word - execution->base;

	return offset >= REGION_IMAGE &&
	       (offset - REGION_IMAGE) % SLOT_SIZE >= HEAP_OFFSET;
}

/* What the pointer at the word is called; no name that others cannot use. */
static const char *text_of(struct names *names, const struct found *found)
{
	struct text text = {0};
	const char *kept = NULL;

	if ((found->name.kind == NAME_VARIABLE ||
	     found->name.kind == NAME_POINTED) &&
	    !found->name.offset && strcmp(found->name.variable, "this") != 0) {
		name_write(&found->name, &text);
		kept = names_keep(names, text_string(&text));
	}
	text_free(&text);
	return kept;
}

static struct found find_word(const struct build *build,
			      const struct link *link, uint32_t from)
{
	struct used_bytes used = {
		.address = link->word, .size = 8, .frame = &link->frame};

	if (!from)
		return names_find(build->names, build->execution, &used);
	return names_find_in_block(build->names, build->execution,
				   &build->known[from], from, &used);
}

/* A way from a block is there as long as the one that leads to this block. */
static void take_time(struct way *way, const struct known_block *from)
{
	way->is_local = way->from ? from->is_local : !way->is_global;
	if (!way->from)
		return;
	way->first = way->first > from->first ? way->first : from->first;
	way->last = way->last < from->last ? way->last : from->last;
}

/* Of a word in a block, only once something is known of that. */
static void follow(struct build *build, struct way *way,
		   const struct link *link)
{
	struct found found;

	if (way->block && !way->from)
		return; /* of a variable, it stays as it is */
	*way = (struct way){.word = link->word,
			    .block = link->block,
			    .first = link->first,
			    .last = link->last,
			    .number = (uint32_t)(way - build->ways)};
	if (is_in_heap(build->execution, link->word)) {
		way->from = names_block_at(build->names, build->execution,
					   link->word, 0);
		if (!way->from || !build->known[way->from].fit)
			return;
	}
	found = find_word(build, link, way->from);
	if (found.kind != DWARF_POINTER || !found.target.size)
		return;
	way->type = found.target;
	way->is_global = link->word - build->execution->base < REGION_IMAGE;
	take_time(way, &build->known[way->from]);
	if (!way->from || build->known[way->from].pointer)
		way->pointer = text_of(build->names, &found);
}

static void follow_all(struct build *build)
{
	for (uint32_t i = 0; i < build->way_count; i++)
		follow(build, &build->ways[i], &build->execution->links[i]);
}

/* Is there something new? */
static bool learn_types(struct build *build)
{
	bool learned = false;

	for (uint32_t i = 0; i < build->way_count; i++) {
		const struct way *way = &build->ways[i];
		struct known_block *known = &build->known[way->block];
		enum fit fit = fit_of(build, way->type, way->block);

		if (fit <= known->fit)
			continue;
		known->fit = fit;
		known->type = way->type;
		known->is_pointer =
			dwarf_type_is_pointer(build->names->dwarf, way->type);
		learned = true;
	}
	return learned;
}

static int by_pointer(const void *left, const void *right)
{
	const struct way *a = left, *b = right;
	uintptr_t at = (uintptr_t)a->pointer, bt = (uintptr_t)b->pointer;

	if (at != bt)
		return at < bt ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static int by_number(const void *left, const void *right)
{
	const struct way *a = left, *b = right;

	return (a->number > b->number) - (a->number < b->number);
}

/* The ways of a row have the same text: do they lead to several blocks?  If
 * not, they are one, at several times. */
static void mark_row(struct way *row, size_t count)
{
	struct way all = row[0];

	for (size_t i = 1; i < count; i++) {
		all.ambiguous |= row[i].block != row[0].block;
		all.first = row[i].first < all.first ? row[i].first : all.first;
		all.last = row[i].last > all.last ? row[i].last : all.last;
	}
	for (size_t i = 0; i < count; i++) {
		row[i].ambiguous = all.ambiguous;
		row[i].first = all.first;
		row[i].last = all.last;
	}
}

static void mark_ambiguous(struct build *build)
{
	struct way *ways = build->ways;
	size_t count = build->way_count;

	qsort(ways, count, sizeof *ways, by_pointer);
	for (size_t i = 0, next; i < count; i = next) {
		for (next = i + 1;
		     next < count && ways[next].pointer == ways[i].pointer;)
			next++;
		mark_row(&ways[i], next - i);
	}
	qsort(ways, count, sizeof *ways, by_number);
}

/* Is a local variable there whenever there is talk of the block? */
static bool is_in_time(const struct way *way, const struct mention *mention)
{
	return !way->is_local || !mention->first ||
	       (way->first <= mention->first && mention->last <= way->last + 1);
}

static bool is_better(const struct way *a, const struct way *b)
{
	if (a->is_global != b->is_global)
		return a->is_global;
	return strlen(a->pointer) < strlen(b->pointer);
}

/* Gives names to those blocks that were without, by the ways there are now:
 * all of the same number of pointers. */
static bool choose(struct build *build)
{
	uint32_t blocks = build->execution->block_count;
	const struct way **best = mem_alloc(blocks * sizeof(struct way *));
	bool chosen = false;

	for (uint32_t i = 0; i < build->way_count; i++) {
		const struct way *way = &build->ways[i];
		const struct known_block *known = &build->known[way->block];

		if (!way->pointer || way->ambiguous || known->pointer ||
		    !is_in_time(way, &build->mentions[way->block]) ||
		    fit_of(build, way->type, way->block) != known->fit)
			continue;
		if (!best[way->block] || is_better(way, best[way->block]))
			best[way->block] = way;
	}
	for (uint32_t i = 1; i < blocks; i++) {
		struct known_block *known = &build->known[i];

		if (!best[i])
			continue;
		known->pointer = best[i]->pointer;
		known->type = best[i]->type;
		known->word = best[i]->word;
		known->from = best[i]->from;
		known->is_local = best[i]->is_local;
		known->first = best[i]->first;
		known->last = best[i]->last;
		chosen = true;
	}
	mem_free(best);
	return chosen;
}

static void mention(struct build *build, uint64_t address, uint32_t decision)
{
	struct mention *at;

	if (!is_in_heap(build->execution, address))
		return;
	at = &build->mentions[names_block_at(build->names, build->execution,
					     address, 0)];
	if (!at->first)
		at->first = decision;
	at->last = decision;
}

static void find_mentions(struct build *build)
{
	const struct execution *execution = build->execution;
	uint32_t decision = 1;

	for (uint32_t i = 0; i < execution->event_count; i++) {
		const struct event *event = &execution->events[i];

		decision = event->decision ? event->decision : decision;
		mention(build, event->object, decision);
		if (event->size != 8)
			continue;
		mention(build, event->before, decision);
		mention(build, event->after, decision);
	}
	mention(build, execution->finding.address, decision);
	for (uint32_t i = 0; i < execution->thread_count; i++)
		mention(build, execution->threads[i].object, decision);
}

/* How many blocks a line has allocated so far. */
struct line_count {
	const char *file;
	unsigned line, count;
};

struct line_counts {
	struct line_count *lines;
	size_t count;
};

static unsigned count_line(struct line_counts *counts, struct place place)
{
	size_t i = 0;

	while (i < counts->count &&
	       (counts->lines[i].line != place.line ||
		strcmp(counts->lines[i].file, place.file) != 0))
		i++;
	if (i == counts->count) {
		counts->lines = mem_resize(counts->lines,
					   (i + 1) * sizeof *counts->lines);
		counts->lines[counts->count++] =
			(struct line_count){place.file, place.line, 0};
	}
	return ++counts->lines[i].count;
}

/* Blocks without a path are named by the place that they are from, if any. */
static void end(struct build *build)
{
	const struct execution *execution = build->execution;
	struct line_counts counts = {NULL, 0};

	for (uint32_t i = 1; i < execution->block_count; i++) {
		const struct block *block = &execution->blocks[i];
		struct known_block *known = &build->known[i];
		struct place place =
			name_place(build->names, execution, block->pc);

		known->named = true;
		if (place.file && (!block->internal || block->mapped))
			known->number = count_line(&counts, place);
		else if (!known->pointer)
			known->fit = FIT_NONE;
	}
	mem_free(counts.lines);
}

static void build_names(struct build *build)
{
	bool more = true;

	find_mentions(build);
	for (int i = 0; more && i < MOST_ROUNDS; i++) {
		follow_all(build);
		more = learn_types(build);
	}
	more = !build->execution->links_cut;
	for (int i = 0; more && i < MOST_ROUNDS; i++) {
		follow_all(build);
		mark_ambiguous(build);
		more = choose(build);
	}
	end(build);
}

static int by_address(const void *left, const void *right)
{
	const struct sorted_block *a = left, *b = right;

	return (a->address > b->address) - (a->address < b->address);
}

static struct sorted_block *sort(const struct execution *execution)
{
	size_t count = execution->block_count ? execution->block_count - 1 : 0;
	struct sorted_block *sorted = mem_alloc((count + 1) * sizeof *sorted);

	for (uint32_t i = 0; i < count; i++)
		sorted[i] = (struct sorted_block){
			execution->blocks[i + 1].address, i + 1};
	if (count)
		qsort(sorted, count, sizeof *sorted, by_address);
	return sorted;
}

static struct block_names *find_names(struct names *names,
				      const struct execution *execution)
{
	struct block_names *found = names->blocks;

	while (found && found->execution != execution)
		found = found->next;
	return found;
}

/* Names are made of names: what is being built is there, as far as it is. */
static const struct block_names *open_names(struct names *names,
					    const struct execution *execution)
{
	struct block_names *found = find_names(names, execution);
	size_t blocks = execution->block_count + 1u;
	struct build build = {.names = names, .execution = execution};

	if (found)
		return found;
	found = mem_alloc(sizeof *found);
	*found = (struct block_names){
		.next = names->blocks,
		.execution = execution,
		.known = mem_alloc(blocks * sizeof *found->known),
		.sorted = sort(execution)};
	names->blocks = found;
	build.known = found->known;
	build.way_count = execution->link_count;
	build.ways = mem_alloc((build.way_count + 1u) * sizeof *build.ways);
	build.mentions = mem_alloc(blocks * sizeof *build.mentions);
	build_names(&build);
	mem_free(build.ways);
	mem_free(build.mentions);
	return found;
}

const struct known_block *names_blocks(struct names *names,
				       const struct execution *execution)
{
	return open_names(names, execution)->known;
}

uint32_t names_block_at(struct names *names, const struct execution *execution,
			uint64_t address, uint64_t behind)
{
	const struct sorted_block *sorted =
		open_names(names, execution)->sorted;
	uint32_t low = 0,
		 high = execution->block_count ? execution->block_count - 1 : 0;
	const struct block *block;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (sorted[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return 0;
	block = &execution->blocks[sorted[low - 1].block];
	return address - block->address < block->size + behind + !block->size
		       ? sorted[low - 1].block
		       : 0;
}
