/* Results as JUnit's XML. */
#include "report/junit/junit.h"

#include "report/junit/xml.h"
#include "report/text/report.h"

static void add_clause(const struct facts *facts, struct text *text)
{
	struct page page = {.facts = facts, .text = text};

	page_begin(&page, &facts->failure);
	report_clause(&page, text);
	page_begin(&page, NULL);
}

static void open_case(struct text *text, const char *model)
{
	text_add(text, "  <testcase");
	xml_attribute(text, "classname", "mcheck");
	xml_attribute(text, "name", model);
	text_add(text, ">\n");
}

/* An element with attributes, if given, and contents. */
static void add_element(struct text *text, const char *element,
			const char *type, const char *message,
			const struct text *contents)
{
	text_addf(text, "    <%s", element);
	if (type) {
		xml_attribute(text, "type", type);
		xml_attribute(text, "message", message);
	}
	text_add(text, ">");
	xml_add(text, text_string(contents), contents->length);
	text_addf(text, "</%s>\n", element);
}

void junit_report(const struct facts *facts, struct text *text)
{
	struct text message = {0}, report = {0};

	report_write(facts, &report);
	open_case(text, facts->model);
	switch (facts->verdict) {
	case VERDICT_FINDING:
		add_clause(facts, &message);
		add_element(text, "failure", facts->failure.class_name,
			    text_string(&message), &report);
		break;
	case VERDICT_LIMIT:
		text_addf(&message, "limit %s: not all was covered",
			  facts->limit_name);
		add_element(text, "error", "limit", text_string(&message),
			    &report);
		break;
	case VERDICT_VERIFIED:
		add_element(text, "system-out", NULL, NULL, &report);
	}
	text_add(text, "  </testcase>\n");
	text_free(&message);
	text_free(&report);
}

/* One that could not be checked. */
static void add_error(const struct answer *answer, struct text *text)
{
	struct text message = {0};

	answer_error(answer, &message);
	open_case(text, answer->model);
	add_element(text, "error", "error", text_string(&message),
		    &answer->said);
	text_add(text, "  </testcase>\n");
	text_free(&message);
}

void junit_document(const struct answers *answers, struct text *text)
{
	text_add(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	text_addf(text,
		  "<testsuite name=\"mcheck\" tests=\"%d\" failures=\"%d\" "
		  "errors=\"%d\" skipped=\"0\">\n",
		  answers->count, answers_count(answers, "finding"),
		  answers_count(answers, "limit") +
			  answers_count(answers, "error"));
	for (int i = 0; i < answers->count; i++) {
		const struct answer *answer = &answers->answer[i];

		if (answer_has_verdict(answer))
			text_add_bytes(text, answer->fragment.bytes,
				       answer->fragment.length);
		else
			add_error(answer, text);
	}
	text_add(text, "</testsuite>\n");
}
