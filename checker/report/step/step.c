/* The commands by which an execution is walked through. */
#include "report/step/step.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "report/step/screen.h"
#include "report/step/source.h"

#define MAX_LINE 512

struct walk {
	const struct facts *facts;
	struct page page;
	struct lock_holds holds; /* of the story that page is of */
	struct words chosen;     /* variables; none: those used last */
	uint32_t number, count;  /* the step where it is; of how many */
	bool bold;
	FILE *out;
};

static const char help[] =
	"  n, Enter  the next step        b       the step before\n"
	"  g N       go to step N         s, e    to the start, to the end\n"
	"  t         all threads          w NAME  watch NAME; w alone: all\n"
	"  c         the race, or what it leads to, in turn\n"
	"  h         this help            q       quit\n";

static void say(const struct walk *walk, const char *words)
{
	fputs(words, walk->out);
}

static struct moment here(struct walk *walk)
{
	return moment_at(&walk->page, &walk->holds, walk->number);
}

/* Appends a line, of any length, that no file name can make harmful. */
static void add_harmless(struct text *text, const char *line, bool bold)
{
	text_add(text, bold ? "\033[1m" : "");
	source_add_line(text, line, strcspn(line, "\n"), SIZE_MAX);
	text_add(text, bold ? "\033[0m\n" : "\n");
}

static void show(struct walk *walk, bool all_threads)
{
	struct moment moment = here(walk);
	struct text text = {0}, harmless = {0};

	screen_write(&moment, &walk->chosen, all_threads, &text);
	for (const char *at = text.bytes; *at; at = strchr(at, '\n') + 1)
		add_harmless(&harmless, at, walk->bold && at == text.bytes);
	say(walk, harmless.bytes);
	text_free(&text);
	text_free(&harmless);
}

static void enter(struct walk *walk, const struct story *story)
{
	page_begin(&walk->page, story);
	holds_free(&walk->holds);
	holds_make(&walk->holds, story, 0);
	walk->count = moment_count(story);
	walk->number = walk->count ? 1 : 0;
}

static void go_to(struct walk *walk, uint32_t number)
{
	walk->number = number;
	show(walk, false);
}

/* A number that is none of a step is refused. */
static void go_to_word(struct walk *walk, const char *word)
{
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	if (!isdigit((unsigned char)*word) || *end || number > walk->count)
		fprintf(walk->out, "There are steps 0 to %u: g N\n",
			walk->count);
	else
		go_to(walk, (uint32_t)number);
}

static void watch(struct walk *walk, const char *name)
{
	if (!*name) {
		words_free(&walk->chosen);
		walk->chosen = (struct words){0};
	} else if (!watch_knows(walk->page.story, name)) {
		say(walk, "No step uses a variable of this name.\n");
		return;
	} else {
		words_add(&walk->chosen, mem_copy_text(name));
	}
	show(walk, false);
}

static void change_story(struct walk *walk)
{
	const struct facts *facts = walk->facts;
	bool first = walk->page.story == &facts->failure;

	if (first && facts->consequence.class == FINDING_NONE) {
		say(walk, "There is no consequence of a race.\n");
		return;
	}
	enter(walk, first ? &facts->consequence : &facts->failure);
	say(walk, first ? "What the race leads to:\n" : "The race:\n");
	show(walk, false);
}

/* The first and the last step have none before and behind them. */
static void go_by_one(struct walk *walk, bool forward)
{
	if (forward && walk->number == walk->count)
		say(walk, "This is the last step: b goes back, q quits.\n");
	else if (!forward && walk->number == 0)
		say(walk, "This is the start: n goes on.\n");
	else
		go_to(walk, forward ? walk->number + 1 : walk->number - 1);
}

/* False: quit. */
static bool obey(struct walk *walk, char command, const char *rest)
{
	switch (command) {
	case 'n':
	case 'b':
		go_by_one(walk, command == 'n');
		break;
	case 'g':
		go_to_word(walk, rest);
		break;
	case 's':
	case 'e':
		go_to(walk, command == 's' ? 0 : walk->count);
		break;
	case 't':
		show(walk, true);
		break;
	case 'w':
		watch(walk, rest);
		break;
	case 'c':
		change_story(walk);
		break;
	case 'h':
	case '?':
		say(walk, help);
		break;
	case 'q':
		return false;
	default:
		say(walk, "Unknown command; h lists them.\n");
	}
	return true;
}

/* "g 12", "g12", "" which is n, or a whole word such as "next". */
static bool obey_line(struct walk *walk, char *line)
{
	char *word = line + strspn(line, " \t"), *end = word + strlen(word);

	while (end > word && isspace((unsigned char)end[-1]))
		*--end = 0;
	if (!*word)
		return obey(walk, 'n', "");
	end = word + 1 + strcspn(word + 1, " \t0123456789");
	return obey(walk, *word, end + strspn(end, " \t"));
}

/* The next line, of which what is too long is left out; false: there is none.
 */
static bool read_line(FILE *in, char *line)
{
	int more;

	if (!fgets(line, MAX_LINE, in))
		return false;
	if (!strchr(line, '\n'))
		while ((more = getc(in)) != EOF && more != '\n')
			;
	return true;
}

void step_through(const struct facts *facts, FILE *in, FILE *out, bool terminal)
{
	struct walk walk = {.facts = facts,
			    .page = {.facts = facts},
			    .bold = terminal && !getenv("NO_COLOR"),
			    .out = out};
	char line[MAX_LINE];
	bool more;

	enter(&walk, &facts->failure);
	show(&walk, false);
	if (terminal)
		say(&walk, "h lists the commands.\n");
	do {
		say(&walk, terminal ? "(step) " : "");
		fflush(out);
		more = read_line(in, line) && obey_line(&walk, line);
	} while (more);
	holds_free(&walk.holds);
	page_begin(&walk.page, NULL);
	words_free(&walk.chosen);
}
