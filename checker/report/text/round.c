/* Livelocks in words. */
#include "report/text/round.h"

#include "report/text/wrap.h"

static void add_seen(struct page *page, const struct look *look,
		     struct text *words)
{
	const struct step *step = &page->story->steps[look->step];

	text_add(words, look->fails ? "fails to acquire " : "keeps reading ");
	page_name(page, &step->object, words);
	if (look->fails || look->varies)
		return;
	text_add(words, " = ");
	page_value(page, &step->before, words);
}

/* Why that does not change, or does not help. */
static void add_why(const struct page *page, const struct look *look,
		    struct text *words)
{
	if (look->fails) {
		text_add(words, " each time");
	} else if (look->changer >= 0) {
		text_add(words, look->varies ? ", which " : ", though ");
		page_thread(page, look->changer, words);
		text_add(words, look->varies ? " changes meanwhile"
					     : " changes it meanwhile");
	} else if (page->story->looping == 1) {
		text_add(words, ", and no other thread can change it");
	} else {
		text_add(words, ", and none of these threads changes it");
	}
}

static void add_look(struct page *page, const struct look *look)
{
	struct text words = {0};

	text_add(&words, "It ");
	add_seen(page, look, &words);
	add_why(page, look, &words);
	text_add(&words, ".");
	page_sentence(page, "      ", &words);
}

void report_round(struct page *page, int thread)
{
	const struct thread_fact *fact = &page->story->threads[thread];

	text_add(page->text, "  ");
	page_thread(page, thread, page->text);
	text_add(page->text, " loops\n");
	page_place(page, &fact->place);
	for (uint32_t i = 0; i < fact->look_count; i++)
		add_look(page, &fact->looks[i]);
}

void report_rounds(struct page *page)
{
	if (page->story->has_loop && page->story->looping != 1)
		wrap_add(page->text, "  ",
			 "Each of these threads keeps getting its turn: even a "
			 "fair scheduler may never end this.");
}
