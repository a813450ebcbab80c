/* The help: the line on explorers is made from their table. */
#include "options_help.h"

#include <string.h>

#include "explore/run/explorers.h"

#define COLUMNS 79u
#define EXPLANATION "                        " /* where they begin */

static const char before[] =
	"usage: mcheck [check] [OPTION...] FILE.c... [--- FILE.c...]... "
	"[-- ARGUMENT...]\n"
	"       mcheck replay [--step] [--format=FORMAT] [--html=FILE] "
	"[--dot=FILE]\n                     [--hints=WHICH] "
	"FILE.trace\n"
	"       mcheck explain [CLASS]\n"
	"\n"
	"Checks a small concurrent C program in every interleaving of its "
	"threads.\n"
	"\n"
	"  --trace=FILE          file for the trace of a finding (NAME.trace)\n"
	"  --no-trace            write no trace\n"
	"  --html=FILE           write a page to step through a finding in a "
	"browser\n"
	"  --dot=FILE            write the happens-before graph of a finding, "
	"for\n                        Graphviz\n"
	"  --step                of replay: walk through it, forward and back\n"
	"  --hints=none|some|all say what would mend the model, as far as "
	"that is found\n                        (some: up to 3)\n"
	"  --races=error|allow   data races are findings, or plain accesses "
	"are\n                        explored like atomic ones (error)\n"
	"  --endless=service|allow|finding  executions that never end are "
	"findings if a\n                        thread gets nothing that it "
	"waits for, if none gets\n                        anything, or "
	"always (service)\n"
	"  --leaks=report|error  memory that is never freed is a note, or a "
	"finding\n"
	"                        (report)\n"
	"  --spurious=on|off     condition variables may wake spuriously (on)\n"
	"  --malloc-may-fail     malloc and related functions may return NULL\n"
	"  --weak-cas=strong|fail  a weak compare-exchange never fails "
	"spuriously, or\n                        may (strong)\n";

static const char after[] =
	"  --stdin=FILE          what the model reads from standard input "
	"(nothing)\n"
	"  --reduction=on|persistent|guards|off  skip schedules that make no\n "
	"                       difference: all of them, fewer, fewer still, "
	"none\n                        (on)\n"
	"  --random=N            run N random executions when a complete "
	"search takes\n                        too long; reports how likely "
	"they miss a bug\n"
	"  --seed=N              seed of the random executions (1)\n"
	"  --bug-depth=N         aim at bugs of this depth, 1 to 9 (1, 2, 3 in "
	"turn)\n"
	"  --outcomes            list all possible outputs instead of stopping "
	"at a\n                        finding\n"
	"  --budget=TIME         stop after this long: 10s, 500ms, 2m\n"
	"  --states=N            stop after N states (brute: executions)\n"
	"  --memory=SIZE         memory for the search: 512M, 2G (half of all, "
	"at\n                        most 2G); if given, states are forgotten "
	"when it is\n                        full\n"
	"  --depth=N             cut off executions after N steps\n"
	"  --preemptions=N       skip executions with more than N preemptions\n"
	"  --format=text|json|sarif|junit  the report is for people, or for "
	"programs\n                        (text)\n"
	"  --quiet               print the finding and the verdict only\n"
	"  --verbose             print statistics of the search on stderr\n"
	"  --stats               the same on one line, for scripts\n"
	"  --checkpoint=FILE     save the search in FILE, and resume from it "
	"if it\n                        exists\n"
	"  --cc=COMPILER         the C compiler ($CC, else cc, gcc, clang)\n"
	"  --cxx=COMPILER        the C++ compiler ($CXX, else the one that "
	"belongs to\n                        the C compiler)\n"
	"  -I -D -U -std= -include -W...   passed to the compiler; -O -g "
	"-pthread\n                        -lpthread -lm are accepted and "
	"ignored\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 verified, 1 finding, 2 an error in the command, in "
	"the\ncompilation or of the system, 3 a bug in mcheck, 4 a limit was "
	"reached.\n"
	"The last line on stdout is \"verdict: verified\", \"verdict: finding "
	"CLASS\" or\n"
	"\"verdict: limit WHICH\".\n";

/* Appends a word, and a space or a new line before it. */
static void add_word(struct text *text, const char *word, size_t length)
{
	const char *line = strrchr(text->bytes, '\n') + 1;

	if (strlen(line) + 1 + length > COLUMNS)
		text_add(text, "\n" EXPLANATION);
	else
		text_add(text, " ");
	text_add_bytes(text, word, length);
}

static void add_words(struct text *text, const char *words)
{
	while (*words) {
		size_t length = strcspn(words, " ");

		add_word(text, words, length);
		words += length + strspn(words + length, " ");
	}
}

/* "a|b|c  what to explore: this, that; or the other" */
static void add_explorers(struct text *text)
{
	struct text names = {0}, kinds = {0};
	const struct explorer *explorer;
	const char *last = NULL;

	for (size_t i = 0; (explorer = explorer_at(i)); i++) {
		if (!explorer->help)
			continue;
		if (last)
			text_addf(&kinds, "%s; ", last);
		text_addf(&names, "%s%s", last ? "|" : "", explorer->name);
		last = explorer->help;
	}
	text_addf(text, "  --explorer=%s ", text_string(&names));
	add_words(text, "what to explore:");
	add_words(text, text_string(&kinds));
	add_words(text, "or");
	add_words(text, last);
	text_add(text, "\n");
	text_free(&names);
	text_free(&kinds);
}

void options_help(struct text *text)
{
	text_add(text, before);
	add_explorers(text);
	text_add(text, after);
}
