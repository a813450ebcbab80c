/* A text report while it is written: names, and which blocks they need. */
#include "report/text/page.h"

#include <string.h>

#include "base/alloc.h"
#include "report/text/plain.h"
#include "report/text/wrap.h"

void page_begin(struct page *page, const struct story *story)
{
	mem_free(page->named);
	mem_free(page->described);
	page->named = page->described = NULL;
	page->story = story;
	if (!story)
		return;
	page->named = mem_alloc(story->block_count + 1);
	page->described = mem_alloc(story->block_count + 1);
}

void page_name(struct page *page, const struct name *name, struct text *text)
{
	if ((name->kind == NAME_BLOCK || name->kind == NAME_POINTED ||
	     name->kind == NAME_CHANNEL) &&
	    page->story && name->block < page->story->block_count)
		page->named[name->block] = true;
	name_write(name, text);
}

void page_thread(const struct page *page, int thread, struct text *text)
{
	const struct story *story = page->story;

	text_addf(text, "T%d", thread + 1);
	if (thread >= 0 && (uint32_t)thread < story->thread_count &&
	    story->threads[thread].function)
		text_addf(text, " %s", story->threads[thread].function);
}

void page_value(struct page *page, const struct value *value, struct text *text)
{
	if (value->kind == VALUE_ADDRESS || value->kind == VALUE_BLOCK) {
		text_add(text, value->kind == VALUE_ADDRESS ? "&" : "");
		page_name(page, &value->target, text);
	} else {
		value_write(value, text);
	}
}

void page_place(struct page *page, const struct place *place)
{
	if (!place->file)
		return;
	text_add(page->text, "      ");
	place_write(place, page->text);
	text_add(page->text, *place->source ? "    " : "");
	plain_add_cut(page->text, place->source, strlen(place->source));
	text_add(page->text, "\n");
}

void page_sentence(struct page *page, const char *indent, struct text *words)
{
	wrap_add(page->text, indent, text_string(words));
	text_free(words);
}

static void add_block(struct page *page, uint32_t index)
{
	const struct block_fact *block = &page->story->blocks[index];
	struct text *text = page->text;

	text_add(text, "  ");
	name_write(&block->name, text);
	if (block->channel)
		text_add(text, ": created by ");
	else
		text_addf(text, ": %llu bytes, allocated by ",
			  (unsigned long long)block->size);
	page_thread(page, block->thread, text);
	text_add(text, " at ");
	place_write(&block->place, text);
	text_add(text, "\n");
	if (!block->freed)
		return;
	text_add(text, "    freed by ");
	page_thread(page, block->free_thread, text);
	text_add(text, " at ");
	place_write(&block->free_place, text);
	text_add(text, "\n");
}

void page_blocks(struct page *page)
{
	for (uint32_t i = 1; i < page->story->block_count; i++) {
		if (!page->named[i] || page->described[i])
			continue;
		add_block(page, i);
		page->described[i] = true;
	}
}
