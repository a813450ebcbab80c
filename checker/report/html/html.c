/* The report as one page of HTML: page.html, with {{NAME}} where parts go. */
#include "report/html/html.h"

#include <string.h>

#include "report/html/data.h"
#include "report/html/escape.h"
#include "report/html/scene.h"
#include "report/html/source.h"
#include "report/html/table.h"
#include "report/text/report.h"

/* The files are found from the top directory, where make runs. */
#define EMBED(name, file) \
	__asm__(".pushsection .rodata\n" #name ":\n" \
		".incbin \"checker/report/html/" file "\"\n" \
		".byte 0\n" \
		".popsection\n"); \
	extern const char name[];

EMBED(html_page, "page.html")
EMBED(html_style, "page.css")
EMBED(html_picture, "picture.js")
EMBED(html_script, "page.js")

static void add_style(const struct facts *facts, struct text *text)
{
	(void)facts;
	text_add(text, html_style);
}

static void add_picture(const struct facts *facts, struct text *text)
{
	(void)facts;
	text_add(text, html_picture);
}

static void add_script(const struct facts *facts, struct text *text)
{
	(void)facts;
	text_add(text, html_script);
}

static void add_model(const struct facts *facts, struct text *text)
{
	html_escape(text, facts->model, strlen(facts->model));
}

/* What is wrong, in a clause; else what the verdict is. */
static void add_clause(const struct facts *facts, struct text *text)
{
	struct page page = {.facts = facts, .text = text};
	struct text words = {0};

	if (facts->verdict == VERDICT_FINDING) {
		page_begin(&page, &facts->failure);
		report_clause(&page, &words);
		page_begin(&page, NULL);
	} else if (facts->verdict == VERDICT_LIMIT) {
		text_addf(&words, "limit reached: %s", facts->limit_name);
	} else {
		text_add(&words, "verified");
	}
	html_words(text, &words);
}

/* verified, finding or limit: a class of the style. */
static void add_verdict(const struct facts *facts, struct text *text)
{
	text_add(text, facts->verdict == VERDICT_VERIFIED  ? "verified"
		       : facts->verdict == VERDICT_FINDING ? "finding"
							   : "limit");
}

static void add_report(const struct facts *facts, struct text *text)
{
	struct text words = {0};

	report_write(facts, &words);
	html_words(text, &words);
}

static void add_steps(const struct facts *facts, struct text *text)
{
	static const char *const titles[] = {"A possible consequence",
					     "All steps"};
	struct scene scene;

	for (int failure = 1; failure >= 0; failure--) {
		if (!scene_open(&scene, facts, failure))
			continue;
		text_addf(text,
			  "<section class=\"steps\" id=\"%s-end\" "
			  "aria-labelledby=\"%s-title\">\n"
			  "<h2 id=\"%s-title\">%s</h2>\n",
			  scene.id, scene.id, scene.id, titles[failure]);
		html_table(&scene, text);
		text_add(text, "</section>\n");
		scene_close(&scene);
	}
}

static const struct {
	const char *name;
	void (*add)(const struct facts *facts, struct text *text);
} parts[] = {
	{"style", add_style},      {"picture", add_picture},
	{"script", add_script},    {"model", add_model},
	{"clause", add_clause},    {"report", add_report},
	{"verdict", add_verdict},  {"steps", add_steps},
	{"sources", html_sources}, {"data", html_data},
};

static void add_part(const char *name, size_t length, const struct facts *facts,
		     struct text *text)
{
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strlen(parts[i].name) == length &&
		    memcmp(parts[i].name, name, length) == 0)
			parts[i].add(facts, text);
}

void html_write(const struct facts *facts, struct text *text)
{
	const char *at = html_page, *mark;

	while ((mark = strstr(at, "{{"))) {
		size_t length = strcspn(mark, "}");

		text_add_bytes(text, at, (size_t)(mark - at));
		add_part(mark + 2, length - 2, facts, text);
		at = mark + length + 2;
	}
	text_add(text, at);
}
