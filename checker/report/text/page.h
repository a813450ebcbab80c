/* A text report while it is written. */
#ifndef MCHECK_REPORT_TEXT_PAGE_H
#define MCHECK_REPORT_TEXT_PAGE_H

#include "base/text.h"
#include "report/facts/facts.h"

/* `named`, `described`: for each block of the story, whether the text names
 * it, and says what it is. */
struct page {
	const struct facts *facts;
	const struct story *story; /* that names belong to */
	struct text *text;
	bool *named, *described;
};

/* From here on it tells of this story; NULL ends it. */
void page_begin(struct page *page, const struct story *story);

/* Appends to `text`, which may be a sentence that goes to the page later:
 * "counter"; "T2 worker", the number alone when the function is not known; a
 * value. */
void page_name(struct page *page, const struct name *name, struct text *text);
void page_thread(const struct page *page, int thread, struct text *text);
void page_value(struct page *page, const struct value *value,
		struct text *text);

/* Appends a line "      x.c:12    its source"; nothing if that is unknown. */
void page_place(struct page *page, const struct place *place);

/* Appends a sentence, wrapped, and frees it. */
void page_sentence(struct page *page, const char *indent, struct text *words);

/* Appends a line or two for each block that was named and not described. */
void page_blocks(struct page *page);

#endif
