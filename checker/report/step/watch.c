/* The values of variables at a moment. */
#include "report/step/watch.h"

#include <string.h>

#include "base/alloc.h"
#include "report/text/wrap.h"

/* So many variables are few. */
#define SHOWN 6u
#define VALUE_COLUMNS 32u

static bool has_value(const struct step *step)
{
	return step->object.kind != NAME_NONE &&
	       (step->before.kind != VALUE_NONE ||
		step->after.kind != VALUE_NONE);
}

static bool is_named(const struct step *step, const char *name)
{
	struct text text = {0};
	bool same;

	name_write(&step->object, &text);
	same = strcmp(text_string(&text), name) == 0;
	text_free(&text);
	return same;
}

/* Two steps that use the same variable. */
static bool is_same(const struct step *a, const struct step *b)
{
	return has_value(a) && a->address == b->address && a->size == b->size;
}

/* Does a later step, before the moment, use the same variable? */
static bool is_outdated(const struct moment *moment, uint32_t index)
{
	const struct step *steps = moment->story->steps;

	for (uint32_t i = index + 1; i < moment->end; i++)
		if (is_same(&steps[i], &steps[index]))
			return true;
	return false;
}

static bool is_chosen(const struct step *step, const struct words *chosen)
{
	for (int i = 0; i < chosen->count; i++)
		if (is_named(step, chosen->word[i]))
			return true;
	return chosen->count == 0;
}

static void add_value(const struct moment *moment, const struct step *step,
		      struct text *text)
{
	const struct value *value =
		step->after.kind != VALUE_NONE ? &step->after : &step->before;
	struct text words = {0};

	page_name(moment->page, &step->object, &words);
	text_add(&words, " = ");
	page_value(moment->page, value, &words);
	text_addf(&words, "%*s  ",
		  words.length < VALUE_COLUMNS
			  ? (int)(VALUE_COLUMNS - words.length)
			  : 0,
		  "");
	page_thread(moment->page, step->thread, &words);
	if (step->number)
		text_addf(&words, ", step %u", step->number);
	wrap_add(text, "    ", words.bytes);
	text_free(&words);
}

/* Steps whose value still holds, the latest last; returns how many. */
static uint32_t find_values(const struct moment *moment,
			    const struct words *chosen,
			    const struct step **found)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < moment->end; i++) {
		const struct step *step = &moment->story->steps[i];

		if (has_value(step) && is_chosen(step, chosen) &&
		    !is_outdated(moment, i))
			found[count++] = step;
	}
	return count;
}

void watch_values(const struct moment *moment, const struct words *chosen,
		  struct text *text)
{
	const struct step **found =
		mem_alloc((moment->end + 1) * sizeof *found);
	uint32_t count = find_values(moment, chosen, found);
	uint32_t skip = chosen->count == 0 && count > SHOWN ? count - SHOWN : 0;

	if (count || chosen->count)
		text_add(text, "  values\n");
	if (chosen->count && !count)
		text_add(text, "    (not yet used)\n");
	for (uint32_t i = skip; i < count; i++)
		add_value(moment, found[i], text);
	if (skip)
		text_addf(text, "    (%u more, used earlier: w NAME)\n", skip);
	mem_free(found);
}

bool watch_knows(const struct story *story, const char *name)
{
	for (uint32_t i = 0; i < story->step_count; i++)
		if (has_value(&story->steps[i]) &&
		    is_named(&story->steps[i], name))
			return true;
	return false;
}
