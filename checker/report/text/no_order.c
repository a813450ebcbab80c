/* Why nothing orders the accesses of a data race. */
#include "report/text/no_order.h"

static bool holds_none(const struct access_fact *access)
{
	return access->locks_known && access->lock_count == 0;
}

void report_locks(struct page *page, const struct access_fact *access)
{
	const struct access_fact *both = page->story->accesses;
	struct text words = {0};

	if (!access->locks_known ||
	    (holds_none(&both[0]) && holds_none(&both[1])))
		return;
	text_add(&words, access->lock_count ? "It holds " : "It holds no lock");
	for (uint32_t i = 0; i < access->lock_count && i < LOCKS_SHOWN; i++) {
		const struct lock_fact *lock = &access->locks[i];

		text_add(&words, i ? ", and " : "");
		page_name(page, &lock->name, &words);
		text_add(&words, lock->reading ? ", locked for reading at "
					       : ", locked at ");
		place_write(&lock->place, &words);
	}
	text_add(&words, ".");
	page_sentence(page, "      ", &words);
}

/* That both hold for reading, or NULL. */
static const struct lock_fact *shared_lock(const struct story *story)
{
	const struct access_fact *a = &story->accesses[0];
	const struct access_fact *b = &story->accesses[1];

	for (uint32_t i = 0; i < a->lock_count && i < LOCKS_SHOWN; i++)
		for (uint32_t k = 0; k < b->lock_count && k < LOCKS_SHOWN; k++)
			if (a->locks[i].address == b->locks[k].address &&
			    a->locks[i].reading && b->locks[k].reading)
				return &a->locks[i];
	return NULL;
}

static void add_what_is_missing(struct page *page)
{
	const struct story *story = page->story;
	const struct lock_fact *shared = shared_lock(story);
	struct text words = {0};

	text_add(&words, "Nothing orders these two accesses: ");
	if (shared) {
		page_name(page, &shared->name, &words);
		text_add(&words, " is held only for reading");
	} else if (holds_none(&story->accesses[0]) &&
		   holds_none(&story->accesses[1])) {
		text_add(&words, "no lock is held");
	} else {
		text_add(&words, "no common lock");
	}
	text_add(&words, story->too_weak_count
				 ? ", no join, and a memory order is too weak:"
				 : ", no atomic, no join.");
	page_sentence(page, "  ", &words);
}

/* "T1 main loads ready with memory_order_relaxed at x.c:12: it takes nothing
 * over." */
static void add_too_weak(struct page *page, const struct too_weak_fact *weak)
{
	const struct step *step = &page->story->steps[weak->step];
	struct text words = {0};

	page_thread(page, step->thread, &words);
	text_addf(&words, " %s ", step->verb);
	page_name(page, &step->object, &words);
	text_addf(&words, " with memory_order_%s at ", step->order);
	place_write(&step->place, &words);
	text_add(&words, weak->acquire && weak->release
				 ? ": it takes nothing over, and passes "
				   "nothing on."
			 : weak->acquire ? ": it takes nothing over."
					 : ": it passes nothing on.");
	page_sentence(page, "    ", &words);
}

static void add_pause(struct page *page, const struct access_fact *access)
{
	const struct step *pause;
	struct text words = {0};
	bool sleeps;

	if (access->pause < 0)
		return;
	pause = &page->story->steps[access->pause];
	sleeps = pause->operand == PAUSE_SLEEP;
	page_thread(page, pause->thread, &words);
	text_add(&words, sleeps ? " sleeps at " : " yields at ");
	place_write(&pause->place, &words);
	text_add(&words,
		 sleeps ? ": a sleep makes an order likely, but never certain."
			: ": yielding lets others run first, but orders "
			  "nothing.");
	page_sentence(page, "  ", &words);
}

void report_no_order(struct page *page)
{
	const struct story *story = page->story;
	struct text words = {0};

	add_what_is_missing(page);
	for (uint32_t i = 0; i < story->too_weak_count; i++)
		add_too_weak(page, &story->too_weak[i]);
	add_pause(page, &story->accesses[0]);
	add_pause(page, &story->accesses[1]);
	if (!story->is_volatile)
		return;
	page_name(page, &story->object, &words);
	text_add(&words, " is volatile: the compiler keeps each access, but "
			 "nothing orders them. Use _Atomic.");
	page_sentence(page, "  ", &words);
}
