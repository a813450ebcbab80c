/* The page that --html writes: what is on it, that it is one page of HTML
 * whatever the model contains, and that it can be stepped through by keys, in a
 * browser where there is one. */
#include <stdio.h>
#include <string.h>

#include "report/format.h"
#include "support.h"

#define RACE \
	"#include <pthread.h>\n" \
	"static int x;\n" \
	"static void *f(void *p) { x++; return p; }\n" \
	"int main(void)\n{\n\tpthread_t t;\n" \
	"\tpthread_create(&t, 0, f, 0);\n"

static struct text page_of(const char *path)
{
	struct run run;

	run = run_words((const char *const[]){mcheck_path(), "--trace=x.trace",
					      "--html=x.html", path, NULL});
	run_free(&run);
	return read_file("x.html");
}

static unsigned count(const struct text *text, const char *part)
{
	unsigned n = 0;

	for (const char *at = text_string(text); (at = strstr(at, part)); at++)
		n++;
	return n;
}

static bool is_one_of(const char *name, const char *names)
{
	char spaced[40];

	snprintf(spaced, sizeof spaced, " %s ", name);
	return strstr(names, spaced) != NULL;
}

/* The element that begins at the mark; what it is called goes to `name`. */
static const char *read_mark(const char *at, char name[32])
{
	const char *end = at + 1;
	char quote = 0;
	size_t length = strcspn(at + 1, " \n/>");

	ck_assert_msg(length > 0 && length < 32, "a bad mark: %.40s", at);
	memcpy(name, at + 1, length);
	name[length] = 0;
	for (; *end && (quote || *end != '>'); end++)
		if (*end == quote)
			quote = 0;
		else if (*end == '"')
			quote = '"';
	ck_assert_msg(*end == '>', "a mark without an end: %.40s", at);
	return end + 1;
}

/* Every element is closed, in the right order, and no & is alone. */
static void expect_balanced(const struct text *text)
{
	char open[40][32], name[32];
	const char *at = text_string(text);
	unsigned depth = 0;

	ck_assert(strncmp(at, "<!DOCTYPE html>\n", 16) == 0);
	at += 16;
	while ((at = strpbrk(at, "<&"))) {
		if (*at == '&') {
			ck_assert_msg(strcspn(at, ";") < 8, "%.20s", at);
			at++;
		} else if (at[1] == '/') {
			size_t length = strcspn(at + 2, ">");

			ck_assert_uint_gt(depth, 0);
			depth--;
			ck_assert_msg(strlen(open[depth]) == length &&
					      memcmp(open[depth], at + 2,
						     length) == 0,
				      "<%s> ends with %.40s", open[depth], at);
			at += length + 2;
		} else {
			at = read_mark(at, name);
			if (is_one_of(name, " meta input ") || at[-2] == '/')
				continue;
			ck_assert_uint_lt(depth, 40);
			strcpy(open[depth++], name);
			if (is_one_of(name, " script style "))
				at = strstr(at, "</");
		}
	}
	ck_assert_uint_eq(depth, 0);
}

START_TEST(page_has_the_steps_as_a_table)
{
	struct text text = page_of(top_path("models/counter.c"));

	expect_balanced(&text);
	expect_part(&text, "<h1 class=\"finding\">data race on counter</h1>");
	expect_part(&text, "<tr id=\"step-3\"><th scope=\"row\">"
			   "<a href=\"#step-3\">3</a></th><td class=\"thread "
			   "t1\">T2 increment</td><td class=\"what\">writes "
			   "counter: 0 -&gt; 1</td><td class=\"place\">"
			   "counter.c:14</td><td class=\"code\"><code>"
			   "counter++;</code></td>");
	expect_part(&text, "<tr id=\"step-5\" class=\"wrong\">");
	expect_part(&text, "<tr id=\"consequence-end-1\" class=\"wrong\">");
	expect_part(&text, "<li><code>static int counter;</code></li>");
	expect_part(&text, "\nverdict: finding data-race\n</pre>");
	text_free(&text);
}
END_TEST

START_TEST(page_says_what_was_covered_when_there_is_no_finding)
{
	struct text text = page_of(top_path("models/counter_mutex.c"));

	expect_balanced(&text);
	expect_part(&text, "<h1 class=\"verified\">verified</h1>");
	expect_part(&text, "was covered\n");
	ck_assert_uint_eq(count(&text, "<tr"), 0);
	text_free(&text);
}
END_TEST

START_TEST(page_has_locks_orders_and_ends)
{
	struct text text = page_of(top_path("models/deadlock.c"));

	expect_balanced(&text);
	expect_part(&text, "\"from\": 3, \"lock\": \"checking_lock\", "
			   "\"reading\": false}");
	expect_part(&text, "{\"from\": 1, \"to\": 3, \"what\": \"creates\", "
			   "\"orders\": true}");
	expect_part(&text, "waits to lock savings_lock, held by T3 withdraw");
	expect_part(&text, "\"next\": 2}");
	text_free(&text);
}
END_TEST

START_TEST(page_is_the_same_each_time_and_of_a_replay)
{
	struct text text = page_of(top_path("models/livelock.c")), again;
	struct run run;

	again = page_of(top_path("models/livelock.c"));
	expect_balanced(&text);
	expect_same(&text, &again);
	text_free(&again);
	run = run_words((const char *const[]){
		mcheck_path(), "replay", "--html=y.html", "x.trace", NULL});
	again = read_file("y.html");
	expect_same(&text, &again);
	run_free(&run);
	text_free(&again);
	text_free(&text);
}
END_TEST

START_TEST(page_needs_nothing_from_elsewhere)
{
	struct text text = page_of(top_path("models/deadlock.c"));

	ck_assert_uint_eq(count(&text, "http"), 1);
	ck_assert_uint_eq(count(&text, "http-equiv=\"Content-Security-"), 1);
	ck_assert_uint_eq(count(&text, "src="), 0);
	ck_assert_uint_eq(count(&text, "@import"), 0);
	ck_assert_uint_eq(count(&text, "innerHTML"), 0);
	ck_assert_uint_eq(count(&text, "<link"), 0);
	text_free(&text);
}
END_TEST

/* What a source may contain to get out of its place on the page. */
START_TEST(hostile_source_does_no_harm)
{
	static const char hostile[] =
		"// </script><script>alert(1)</script><!-- \xff\xc3 \x1b[31m "
		"&lt; \"'\n";
	struct text source = {0}, page;

	text_add(&source, hostile);
	text_add(&source, RACE "\tx++; /* </script>\xff\x1b<b> */ ");
	for (int i = 0; i < 10000; i++)
		text_add(&source, ";");
	text_add(&source, "\n\treturn pthread_join(t, 0);\n}\n");
	write_bytes("<b>&\"x.c", source.bytes, source.length);
	page = page_of("<b>&\"x.c");
	expect_balanced(&page);
	ck_assert_uint_eq(count(&page, "<script"), 2);
	ck_assert_uint_eq(count(&page, "<b>"), 0);
	ck_assert_uint_eq(count(&page, "\x1b"), 0);
	ck_assert_uint_eq(count(&page, "\xff"), 0);
	expect_part(&page, "<p class=\"model\">&lt;b&gt;&amp;&quot;x.c</p>");
	expect_part(&page, "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script"
			   "&gt;&lt;!-- \xef\xbf\xbd\xef\xbf\xbd "
			   "\xef\xbf\xbd[31m &amp;lt; &quot;");
	expect_part(&page, ";;;;...</code></li>");
	ck_assert_ptr_null(strstr(text_string(&page), "\"what\": \"<"));
	text_free(&source);
	text_free(&page);
}
END_TEST

/* What a name may contain: it is also in the data of the script. */
START_TEST(hostile_names_do_no_harm)
{
	struct step steps[2] = {
		{.number = 1,
		 .other = -1,
		 .kind = OP_READ,
		 .verb = "reads",
		 .object = {.kind = NAME_VARIABLE,
			    .variable = "</script><script>\xff\x1b",
			    .path = ""},
		 .before = {.kind = VALUE_CHARACTER, .bits = '<'},
		 .place = {.file = "<i>", .line = 1, .source = "</td>"}}};
	struct thread_fact threads[2] = {{.function = "</title>"}};
	struct block_fact blocks[3] = {{.size = 0}};
	struct facts facts = {.model = "</title>",
			      .verdict = VERDICT_FINDING,
			      .outcomes = ""};
	struct text text = {0};

	facts.failure = (struct story){.class = FINDING_ASSERTION,
				       .class_name = "assertion",
				       .what = "</h1>",
				       .place = {.source = ""},
				       .threads = threads,
				       .blocks = blocks,
				       .steps = steps,
				       .thread_count = 1,
				       .block_count = 2,
				       .step_count = 1,
				       .steps_shown = 1,
				       .output = ""};
	format_find("html")->write(&facts, &text);
	expect_balanced(&text);
	ck_assert_uint_eq(count(&text, "<script"), 2);
	ck_assert_uint_eq(count(&text, "</script"), 2);
	ck_assert_uint_eq(count(&text, "\xff"), 0);
	expect_part(&text, "\"what\": \"reads \\u003c/script>\\u003cscript>");
	text_free(&text);
}
END_TEST

START_TEST(only_files_of_the_model_are_on_the_page)
{
	struct text text;

	write_file("secret", "first\nthe secret\nthird\n");
	write_file("x.c", RACE "#line 1 \"secret\"\n\tx++;\n"
			       "\treturn pthread_join(t, 0);\n}\n");
	text = page_of("x.c");
	expect_balanced(&text);
	expect_part(&text, "secret:1");
	ck_assert_uint_eq(count(&text, "third"), 0);
	text_free(&text);
}
END_TEST

START_TEST(long_execution_ends_on_the_page)
{
	struct text text;

	write_file("x.c", "#include <assert.h>\n#include <stdatomic.h>\n"
			  "int main(void)\n{\n\tstatic atomic_int n;\n"
			  "\tfor (int i = 0; i < 1200; i++)\n\t\tn++;\n"
			  "\tassert(n == 0);\n}\n");
	text = page_of("x.c");
	expect_balanced(&text);
	expect_part(&text, "earlier steps are not shown");
	ck_assert_uint_eq(count(&text, "<tr id=\"step-"), 1001);
	expect_part(&text, "<tr id=\"step-1201\">");
	text_free(&text);
}
END_TEST

START_TEST(page_that_cannot_be_written_leaves_report_and_verdict)
{
	struct run run;

	run = run_words((const char *const[]){
		mcheck_path(), "--no-trace", "--html=/dev/full",
		top_path("models/counter.c"), NULL});
	expect_verdict(&run, 1, "finding data-race");
	expect_part(&run.err, "mcheck: cannot write /dev/full: ");
	run_free(&run);
	run = run_words((const char *const[]){
		mcheck_path(), "--html=", top_path("models/counter.c"), NULL});
	expect_refused(&run, "--html=");
	run_free(&run);
}
END_TEST

/* A page that presses the keys by itself, and says at its end what it showed
 * after each: dispatched events are all that a page can do. */
static void press_keys(const struct text *page)
{
	static const char presses[] =
		"<pre id=\"told\"></pre>\n<script>\n"
		"for (const key of ['Home', 'ArrowRight', 'ArrowRight',\n"
		"\t'ArrowLeft', 'End', 'x']) {\n"
		"\tdocument.body.dispatchEvent(new KeyboardEvent('keydown',\n"
		"\t\t{key, bubbles: true}));\n"
		"\tdocument.getElementById('told').textContent += '[' + key +\n"
		"\t\t': ' + document.getElementById('now').textContent + ' ' "
		"+\n"
		"\t\t[...document.querySelectorAll('tr[aria-current=step]')]\n"
		"\t\t.map((row) => row.id) + ' ' + location.hash + ']';\n"
		"}\n</script>\n";
	struct text text = {0};

	text_add(&text, text_string(page));
	text_add(&text, presses);
	write_bytes("keys.html", text.bytes, text.length);
	text_free(&text);
}

/* What the page is after its script has run; false when no browser is here. */
static bool browse(const char *address, struct text *dom)
{
	char url[512];
	struct run run;

	if (!have_command("chromium"))
		return false;
	snprintf(url, sizeof url, "%s", address);
	run = run_words((const char *const[]){
		"chromium", "--headless", "--no-sandbox", "--disable-gpu",
		"--user-data-dir=profile", "--dump-dom", url, NULL});
	text_add(dom, text_string(&run.out));
	run_free(&run);
	return true;
}

static bool browse_here(const char *file, struct text *dom)
{
	struct run run;
	struct text url = {0};
	bool there;

	run = run_words((const char *const[]){"pwd", NULL});
	text_add(&url, "file://");
	text_add_bytes(&url, run.out.bytes, run.out.length - 1);
	text_addf(&url, "/%s", file);
	there = browse(url.bytes, dom);
	run_free(&run);
	text_free(&url);
	return there;
}

START_TEST(browser_steps_by_keys)
{
	struct text text = page_of(top_path("models/deadlock.c")), dom = {0};

	press_keys(&text);
	if (browse_here("keys.html", &dom)) {
		expect_part(&dom, "[Home: Before the first step.  #step=0]");
		expect_part(&dom, "[ArrowRight: Step 1 of 4: T1 main creates "
				  "T2 save (deadlock.c:38). step-1 #step=1]"
				  "[ArrowRight: Step 2 of 4: ");
		expect_part(&dom, "[ArrowLeft: Step 1 of 4: ");
		expect_part(&dom, " step-end-1,step-end-2,step-end-3 "
				  "#step=end][x: The end: ");
	}
	text_free(&text);
	text_free(&dom);
}
END_TEST

START_TEST(browser_shows_the_step_of_the_address)
{
	struct text text = page_of(top_path("models/counter.c")), dom = {0};

	if (browse_here("x.html#consequence=5", &dom)) {
		expect_part(&dom, "<tr id=\"consequence-5\" aria-current=");
		expect_part(&dom, "Step 5 of 8: T3 increment writes counter");
		expect_part(&dom, "<circle ");
		expect_part(&dom, "<li class=\"at now\"><code>\tcounter++;"
				  "</code><span class=\"chips\">"
				  "<b class=\"chip t1\"><span>T2</span></b>"
				  "<b class=\"chip t2\"><span>T3</span></b>");
	}
	text_free(&text);
	text_free(&dom);
}
END_TEST

Suite *html_suite(void)
{
	Suite *suite = suite_create("html");
	TCase *pages = tcase_create("pages"),
	      *browser = tcase_create("browser");

	tcase_add_checked_fixture(pages, go_to_fresh_directory, go_to_top);
	tcase_set_timeout(pages, 60);
	tcase_add_test(pages, page_has_the_steps_as_a_table);
	tcase_add_test(pages,
		       page_says_what_was_covered_when_there_is_no_finding);
	tcase_add_test(pages, page_has_locks_orders_and_ends);
	tcase_add_test(pages, page_is_the_same_each_time_and_of_a_replay);
	tcase_add_test(pages, page_needs_nothing_from_elsewhere);
	tcase_add_test(pages, hostile_source_does_no_harm);
	tcase_add_test(pages, hostile_names_do_no_harm);
	tcase_add_test(pages, only_files_of_the_model_are_on_the_page);
	tcase_add_test(pages, long_execution_ends_on_the_page);
	tcase_add_test(pages,
		       page_that_cannot_be_written_leaves_report_and_verdict);
	tcase_add_checked_fixture(browser, go_to_fresh_directory, go_to_top);
	tcase_set_timeout(browser, 120);
	tcase_add_test(browser, browser_steps_by_keys);
	tcase_add_test(browser, browser_shows_the_step_of_the_address);
	suite_add_tcase(suite, pages);
	suite_add_tcase(suite, browser);
	return suite;
}
