/* The rules in SARIF. */
#include "report/sarif/sarif_rule.h"

#include <string.h>

#include "report/facts/class_page.h"
#include "report/sarif/sarif_place.h"

/* Appends Markdown as plain text on one line. */
static void add_plain(struct page_part part, struct text *text)
{
	for (size_t i = 0; i < part.length; i++) {
		char c = part.bytes[i];

		if (c == '\n')
			c = ' ';
		if (c != '`' && c != '*')
			text_add_bytes(text, &c, 1);
	}
}

static void add_message(struct json *json, const char *name,
			struct page_part part)
{
	struct text text = {0};

	add_plain(part, &text);
	sarif_message(json, name, &text);
}

static void add_help(struct json *json, const struct class_page *page)
{
	struct text text = {0};

	text_add(&text, "Learn more: mcheck explain ");
	text_add_bytes(&text, page->name.bytes, page->name.length);
	sarif_message(json, "help", &text);
}

static void add_rule(struct json *json, const struct class_page *page)
{
	json_object(json, NULL);
	json_bytes(json, "id", page->name.bytes, page->name.length);
	add_message(json, "shortDescription", page->about);
	add_message(json, "fullDescription", class_page_why(page));
	add_help(json, page);
	json_end(json);
}

/* The last one: a search that did not cover all. */
static void add_limit(struct json *json)
{
	struct text text = {0};

	json_object(json, NULL);
	json_string(json, "id", "limit");
	text_add(&text, "A limit was reached: not all executions were covered, "
			"and nothing was found in those that were.");
	sarif_message(json, "shortDescription", &text);
	json_end(json);
}

void sarif_rules(struct json *json)
{
	struct class_page page = {0};

	json_array(json, "rules");
	while (class_page_next(&page))
		add_rule(json, &page);
	add_limit(json);
	json_end(json);
}

void sarif_rule(struct json *json, const char *id)
{
	struct class_page page = {0};
	unsigned index = 0;
	bool found;

	while ((found = class_page_next(&page)) && !class_page_is(&page, id))
		index++;
	json_string(json, "ruleId", id);
	if (found || strcmp(id, "limit") == 0)
		json_number(json, "ruleIndex", index);
}
