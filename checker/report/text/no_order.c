/* What looks like synchronisation in a data race, and is none. */
#include "report/text/no_order.h"

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

	add_pause(page, &story->accesses[0]);
	add_pause(page, &story->accesses[1]);
	if (!story->is_volatile)
		return;
	page_name(page, &story->object, &words);
	text_add(&words, " is volatile: the compiler keeps each access, but "
			 "nothing orders them. Use _Atomic.");
	page_sentence(page, "  ", &words);
}
