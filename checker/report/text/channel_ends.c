/* Who has used the channel or semaphore that a thread waits at. */
#include "report/text/channel_ends.h"

static void add_threads(const struct page *page, const bool *threads,
			const char *verb, struct text *text)
{
	const char *before = "";
	bool any = false;

	for (uint32_t i = 0; i < page->story->thread_count; i++) {
		if (!threads[i])
			continue;
		text_add(text, before);
		page_thread(page, (int)i, text);
		before = ", ";
		any = true;
	}
	text_addf(text, "%s %s it", any ? "" : "no thread", verb);
}

static void add_channel(struct page *page, const struct channel_use *use,
			bool named)
{
	struct text words = {0};

	if (named) {
		text_add(&words, "Use of ");
		page_name(page, &use->object, &words);
	} else {
		text_add(&words, "Its use");
	}
	text_add(&words, " so far: ");
	add_threads(page, use->sends, "has sent on", &words);
	text_add(&words, "; ");
	add_threads(page, use->receives, "has received from", &words);
	text_add(&words, use->closed ? "; it is closed."
				     : "; no thread has closed it.");
	page_sentence(page, "      ", &words);
}

void report_cases(struct page *page, int thread)
{
	const struct thread_fact *fact = &page->story->threads[thread];
	struct text words = {0};

	page_thread(page, thread, &words);
	text_add(&words,
		 fact->case_count ? " waits " : " selects from no channels");
	for (uint32_t i = 0; i < fact->cases_named; i++) {
		text_add(&words, i ? ", or " : "");
		text_add(&words, fact->cases[i].sends ? "to send on "
						      : "for a message on ");
		page_name(page, &fact->cases[i].channel, &words);
	}
	if (fact->case_count > fact->cases_named)
		text_addf(&words, ", or for one of %llu others",
			  (unsigned long long)fact->case_count -
				  fact->cases_named);
	page_sentence(page, "  ", &words);
}

/* "never taken", "last taken by T2 work at x.c:12" */
static void add_last(const struct page *page, int step, const char *verb,
		     struct text *text)
{
	if (step < 0) {
		text_addf(text, "never %s", verb);
		return;
	}
	text_addf(text, "last %s by ", verb);
	page_thread(page, page->story->steps[step].thread, text);
	text_add(text, " at ");
	place_write(&page->story->steps[step].place, text);
}

static void add_semaphore(struct page *page, const struct thread_fact *fact)
{
	struct text words = {0};

	page_name(page, &fact->object, &words);
	text_add(&words, " was ");
	add_last(page, fact->last_take, "taken", &words);
	text_add(&words, ", and ");
	add_last(page, fact->last_post, "posted", &words);
	text_add(&words, ".");
	page_sentence(page, "      ", &words);
}

void report_ends(struct page *page, const struct thread_fact *fact)
{
	if (fact->kind == OP_SEM_WAIT)
		add_semaphore(page, fact);
	for (uint32_t i = 0; i < fact->channel_count; i++)
		add_channel(page, &fact->channels[i], fact->kind == OP_SELECT);
}
