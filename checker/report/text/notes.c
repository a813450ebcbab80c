/* Notes below a verdict without a finding. */
#include "report/text/notes.h"

#include <string.h>

#include "report/text/page.h"
#include "report/text/wrap.h"

static void add_leaks(const struct note *note, struct text *text)
{
	text_addf(
		text,
		"  Note: %llu block%s never freed (--leaks=error makes this a "
		"finding).\n",
		(unsigned long long)note->count,
		note->count == 1 ? " is" : "s are");
}

/* "1 thread", "at most 2 threads". */
static void add_number(uint64_t count, struct text *words)
{
	if (count == 1)
		text_add(words, "1 thread");
	else
		text_addf(words, "up to %u threads", (unsigned)count);
}

static void add_unfinished(struct page *page, const struct note *note)
{
	struct text words = {0};

	text_add(&words, "Note: the program can end while ");
	add_number(note->count, &words);
	text_add(&words, note->count == 1 ? " is still running: "
					  : " are still running: ");
	page_thread(page, note->thread, &words);
	text_add(&words, note->begun ? " at " : ", which may not have started");
	if (note->begun)
		place_write(&note->place, &words);
	text_add(&words, " (mcheck explain unfinished-threads).");
	page_sentence(page, "  ", &words);
}

static void add_unjoined(struct page *page, const struct note *note)
{
	struct text words = {0};

	text_add(&words, "Note: ");
	add_number(note->count, &words);
	text_addf(&words, " %s never joined or detached: ",
		  note->count == 1 ? "is" : "are");
	page_thread(page, note->thread, &words);
	text_add(&words, ", created at ");
	place_write(&note->place, &words);
	text_add(&words, " (--leaks=error makes this a finding).");
	page_sentence(page, "  ", &words);
}

static void add_lock(struct page *page, const struct name *lock,
		     const struct place *place, struct text *text)
{
	page_name(page, lock, text);
	text_add(text, " (");
	place_write(place, text);
	text_add(text, ")");
}

/* "T2 pay holds a (x.c:12) and acquires b (x.c:13)" */
static void add_edge(struct page *page, const struct lock_edge *edge)
{
	struct text words = {0};

	page_thread(page, edge->thread, &words);
	text_add(&words, " holds ");
	add_lock(page, &edge->held, &edge->held_at, &words);
	text_add(&words, " and acquires ");
	add_lock(page, &edge->wanted, &edge->wanted_at, &words);
	page_sentence(page, "    ", &words);
}

static void add_cycle(struct page *page, const struct note *note)
{
	wrap_add(page->text, "  ",
		 "Note: locks are acquired in different orders (mcheck "
		 "explain lock-order):");
	for (uint32_t i = 0; i < note->edge_count; i++)
		add_edge(page, &note->edges[i]);
	page_blocks(page);
}

static void add_note(struct page *page, const struct note *note)
{
	switch (note->kind) {
	case NOTE_ASSUMED_AWAY:
		wrap_add(page->text, "  ",
			 "Note: an mc_assume is false in every execution: the "
			 "code after it was never explored.");
		break;
	case NOTE_WEAK_ORDERS:
		text_add(page->text,
			 "  Note: the model uses memory orders weaker than "
			 "seq_cst; behaviour that\n"
			 "  only weak memory allows was not covered.\n");
		break;
	case NOTE_ENDLESS:
		wrap_add(page->text, "  ",
			 "Note: the program can run forever; that is taken for "
			 "service, as its threads keep getting what they wait "
			 "for (--endless=finding reports it).");
		break;
	case NOTE_WRITTEN_FILES:
		wrap_add(page->text, "  ",
			 "Note: what the model writes to files is dropped; "
			 "nothing on disk changes.");
		break;
	case NOTE_HANDLERS:
		wrap_add(
			page->text, "  ",
			"Note: the model sets a signal handler; no signal ever "
			"comes here, so what the handler does was not "
			"covered.");
		break;
	case NOTE_NO_INPUT:
		wrap_add(page->text, "  ",
			 "Note: the model reads standard input, which is empty "
			 "here; --stdin=FILE gives it the contents of a file.");
		break;
	case NOTE_LEAKS:
		add_leaks(note, page->text);
		break;
	case NOTE_UNFINISHED:
		add_unfinished(page, note);
		break;
	case NOTE_UNJOINED:
		add_unjoined(page, note);
		break;
	case NOTE_LOCK_ORDER:
		add_cycle(page, note);
		break;
	}
}

static void report_note(const struct facts *facts, uint32_t index,
			struct text *text)
{
	struct page page = {.facts = facts, .text = text};

	page_begin(&page, &facts->notes[index].scene);
	add_note(&page, &facts->notes[index]);
	page_begin(&page, NULL);
}

void report_note_line(const struct facts *facts, uint32_t index,
		      struct text *text)
{
	static const char before[] = "Note: ";
	struct text lines = {0};
	const char *at;

	report_note(facts, index, &lines);
	at = text_string(&lines);
	at += strspn(at, " \n");
	if (strncmp(at, before, strlen(before)) == 0)
		at += strlen(before);
	while (*at) {
		size_t length = strcspn(at, " \n");

		text_add_bytes(text, at, length);
		at += length;
		at += strspn(at, " \n");
		text_add(text, *at ? " " : "");
	}
	text_free(&lines);
}

void report_notes(const struct facts *facts, struct text *text)
{
	for (uint32_t i = 0; i < facts->note_count; i++)
		report_note(facts, i, text);
}
