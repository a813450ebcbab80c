/* What would mend the model. */
#include "report/text/hints.h"

#include "report/text/page.h"

/* "a, b and c" */
static void add_objects(struct page *page, const struct hint_fact *hint,
			struct text *words)
{
	for (uint32_t i = 0; i < hint->thread_count; i++) {
		int thread = hint->threads[i];

		if (i > 0)
			text_add(words,
				 i + 1 < hint->thread_count ? ", " : " and ");
		page_name(page, &page->story->threads[thread].object, words);
	}
}

static void add_hint(struct page *page, const struct hint_fact *hint)
{
	bool everywhere = !hint->place.file;
	struct text words = {0};

	switch (hint->kind) {
	case HINT_BROADCAST:
		text_addf(&words, "broadcast instead of signal%s",
			  everywhere ? ", everywhere" : ":");
		break;
	case HINT_ORDER:
		text_add(&words, "lock ");
		add_objects(page, hint, &words);
		text_add(&words, " in the same order everywhere");
		break;
	case HINT_KIND_COUNT:
		break;
	}
	page_sentence(page, "  ", &words);
	page_place(page, &hint->place);
}

void report_hints(const struct facts *facts, struct text *text)
{
	struct page page = {.facts = facts, .text = text};

	if (!facts->hints.count)
		return;
	text_add(text, "\nWhat would mend it:\n");
	page_begin(&page, &facts->failure);
	for (uint32_t i = 0; i < facts->hints.count; i++)
		add_hint(&page, &facts->hints.hint[i]);
	page_begin(&page, NULL);
}
