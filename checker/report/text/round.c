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

/* Another thread changes it meanwhile. */
static void add_changer(const struct page *page, const struct look *look,
			struct text *words)
{
	text_add(words, look->varies ? ", which " : ", though ");
	page_thread(page, look->changer, words);
	text_add(words,
		 look->varies ? " changes meanwhile" : " changes it meanwhile");
}

/* Why that does not change, or does not help. */
static void add_why(const struct page *page, const struct look *look,
		    struct text *words)
{
	if (look->fails)
		text_add(words, " each time");
	else if (look->changer >= 0)
		add_changer(page, look, words);
	else if (look->own)
		text_add(words, ", which only it changes");
	else if (look->varies)
		return;
	else if (page->story->looping == 1)
		text_add(words, ", and no other thread can change it");
	else
		text_add(words, ", and none of these threads changes it");
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

/* How many of the threads are stuck, though some get what they wait for: they
 * wait, or (`loops`) go round and get nothing.  `first`: one of them. */
static unsigned count_left(const struct story *story, bool loops, int *first)
{
	unsigned left = 0;

	for (uint32_t i = story->thread_count; i > 0; i--) {
		const struct thread_fact *fact = &story->threads[i - 1];

		if (!fact->waits || fact->gains || fact->loops != loops ||
		    (!loops && fact->kind == OP_JOIN))
			continue;
		*first = (int)i - 1;
		left++;
	}
	return left;
}

static bool some_gain(const struct story *story)
{
	for (uint32_t i = 0; i < story->thread_count; i++)
		if (story->threads[i].loops && story->threads[i].gains)
			return true;
	return false;
}

void report_livelock(struct page *page, struct text *text)
{
	int first = -1;
	unsigned waiting = count_left(page->story, false, &first);
	unsigned left =
		waiting ? waiting : count_left(page->story, true, &first);

	text_add(text, "livelock: ");
	if (!left || !some_gain(page->story)) {
		text_add(text, "threads loop forever without progress");
		return;
	}
	if (left == 1)
		page_thread(page, first, text);
	else
		text_addf(text, "%u threads", left);
	text_add(text, waiting ? (left == 1 ? " waits" : " wait")
			       : (left == 1 ? " loops" : " loop"));
	text_add(text, waiting ? " forever while others keep running"
			       : " forever in vain while others keep running");
}

void report_rounds(struct page *page)
{
	if (page->story->has_loop && page->story->looping != 1)
		wrap_add(page->text, "  ",
			 "Each of these threads keeps getting its turn: even a "
			 "fair scheduler may never end this.");
}
