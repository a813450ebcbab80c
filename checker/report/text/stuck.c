/* Deadlocks in words: cycles of threads, signals that came too early. */
#include "report/text/stuck.h"

/* "T2 save waits for b, which T3 pay holds; " */
static void add_link(struct page *page, int thread, struct text *text)
{
	const struct thread_fact *fact = &page->story->threads[thread];

	page_thread(page, thread, text);
	if (fact->kind == OP_JOIN) {
		text_add(text, " waits to join ");
		page_thread(page, fact->next, text);
		return;
	}
	text_add(text, " waits for ");
	page_name(page, &fact->object, text);
	text_add(text, fact->behind ? ", behind " : ", which ");
	page_thread(page, fact->next, text);
	if (fact->behind)
		text_add(text, ", which waits to write");
	else if (fact->kind == OP_SEM_WAIT)
		text_add(text, " has taken");
	else if (fact->kind == OP_ONCE)
		text_add(text, " is calling");
	else
		text_add(text, " holds");
}

static void add_cycle(struct page *page, int first)
{
	struct text words = {0};
	int at = first;

	text_add(&words, "A cycle: ");
	do {
		if (at != first)
			text_add(&words, "; ");
		add_link(page, at, &words);
		at = page->story->threads[at].next;
	} while (at != first);
	text_add(&words, ". None of them can proceed.");
	page_sentence(page, "  ", &words);
}

static void add_ended(struct page *page, const struct thread_fact *fact)
{
	struct text words = {0};

	page_thread(page, fact->holder, &words);
	text_add(&words, " has ended without unlocking ");
	page_name(page, &fact->object, &words);
	text_add(&words, "; no other thread can.");
	page_sentence(page, "  ", &words);
}

/* "On changed, T2 wait" and what is to be said of it. */
static void add_head(struct page *page, int thread, const char *what)
{
	struct text words = {0};

	text_add(&words, "On ");
	page_name(page, &page->story->threads[thread].object, &words);
	text_add(&words, ", ");
	page_thread(page, thread, &words);
	text_add(&words, what);
	page_sentence(page, "  ", &words);
}

/* "T1 main signals at x.c:12" and what became of that. */
static void add_signal(struct page *page, const struct step *step,
		       const char *what)
{
	struct text words = {0};

	page_thread(page, step->thread, &words);
	text_add(&words,
		 step->kind == OP_SIGNAL ? " signals at " : " broadcasts at ");
	place_write(&step->place, &words);
	text_add(&words, what);
	if (step->other >= 0) {
		text_add(&words, "it wakes ");
		page_thread(page, step->other, &words);
		text_add(&words, ".");
	}
	page_sentence(page, "    ", &words);
}

static void add_signal_before(struct page *page, int thread,
			      const struct step *step)
{
	add_head(page, thread,
		 " waits, but no signal follows. The last one came before:");
	add_signal(page, step,
		   step->other < 0 ? ", when no thread is waiting: it is lost."
				   : ": ");
}

static void add_condition(struct page *page, int thread)
{
	const struct thread_fact *fact = &page->story->threads[thread];
	const struct step *steps = page->story->steps;

	switch (fact->signal_story) {
	case SIGNALS_UNASKED:
		break;
	case SIGNALS_SINCE:
		add_head(page, thread,
			 " started to wait; the signals since then:");
		for (uint32_t i = 0; i < fact->signal_count; i++)
			add_signal(page, &steps[fact->signals[i]], ": ");
		break;
	case SIGNALS_BEFORE:
		add_signal_before(page, thread, &steps[fact->signals[0]]);
		break;
	case NO_SIGNALS:
		add_head(page, thread, " waits, but it is never signalled.");
		break;
	}
}

/* "At start, 3 of 4 have arrived." */
static void add_barrier(struct page *page, const struct thread_fact *fact)
{
	struct text words = {0};

	text_add(&words, "At ");
	page_name(page, &fact->object, &words);
	text_addf(&words, ", %llu of %llu threads %s arrived.",
		  (unsigned long long)fact->arrived,
		  (unsigned long long)fact->parties,
		  fact->arrived == 1 ? "has" : "have");
	page_sentence(page, "  ", &words);
}

void report_stuck(struct page *page)
{
	const struct story *story = page->story;

	for (uint32_t i = 0; i < story->thread_count; i++) {
		const struct thread_fact *fact = &story->threads[i];

		if (fact->holder_ended)
			add_ended(page, fact);
		if (fact->heads_cycle)
			add_cycle(page, (int)i);
		add_condition(page, (int)i);
		if (fact->waits && fact->parties && fact->arrives_first)
			add_barrier(page, fact);
	}
}
