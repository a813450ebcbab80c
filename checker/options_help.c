/* The help: the line on explorers is made from their table. */
#include "options_help.h"

#include <string.h>

#include "explore/explorers.h"

#define COLUMNS 79u
#define EXPLANATION "                        " /* where they begin */

static const char before[] =
	"usage: mcheck [check] [OPTION...] FILE.c... [-- ARGUMENT...]\n"
	"       mcheck replay FILE.trace\n"
	"       mcheck explain [CLASS]\n"
	"\n"
	"Checks a small concurrent C program in every interleaving of its "
	"threads.\n"
	"\n"
	"  --trace=FILE          where a finding's trace goes (NAME.trace)\n"
	"  --no-trace            write none\n"
	"  --races=error|allow   data races are findings, or plain accesses "
	"are\n"
	"                        explored like atomic ones (error)\n"
	"  --leaks=report|error  blocks that are never freed (report)\n"
	"  --spurious=on|off     condition variables may wake without a signal "
	"(on)\n"
	"  --malloc-may-fail     malloc and its like may return NULL, too\n"
	"  --weak-cas=strong|fail  a weak compare-exchange may fail for no "
	"reason\n"
	"                        (strong)\n";

static const char after[] =
	"  --reduction=on|persistent|guards|off  leave out what makes no "
	"difference: all,\n"
	"                        less, still less, nothing (on)\n"
	"  --random=N            N executions at random, where a complete "
	"search takes\n"
	"                        too long; tells how likely they miss a bug\n"
	"  --seed=N              other random executions (1)\n"
	"  --bug-depth=N         all for bugs of this depth, 1 to 9 (1, 2, 3 "
	"in turn)\n"
	"  --outcomes            list every different output instead of "
	"stopping at a\n"
	"                        finding\n"
	"  --budget=TIME         end after so long: 10s, 500ms, 2m\n"
	"  --states=N            end after N states (brute: executions)\n"
	"  --memory=SIZE         what the search may hold: 512M, 2G (half of "
	"all, 2G\n"
	"                        at most); if given, it forgets states when it "
	"is full\n"
	"  --depth=N             cut executions after N steps\n"
	"  --preemptions=N       leave out executions with more preemptions\n"
	"  --quiet               print the finding and the verdict only\n"
	"  --verbose             numbers of the search, on stderr\n"
	"  --stats               the same in one line, for programs\n"
	"  --checkpoint=FILE     keep the search in FILE, and go on from "
	"there when it is\n"
	"                        there already\n"
	"  --cc=COMPILER         the C compiler ($CC, else cc, gcc, clang)\n"
	"  --cxx=COMPILER        the C++ compiler ($CXX, else the one beside "
	"the C\n"
	"                        compiler)\n"
	"  -I -D -U -std= -include -W...   go to the compiler; -O -g -pthread "
	"-lpthread\n"
	"                        -lm are taken and change nothing\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 verified, 1 finding, 2 trouble with the command, the "
	"compiler\n"
	"or the machine, 3 a bug of mcheck, 4 a limit was reached.\n"
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

/* "a|b|c  how to explore: this, that; or the other" */
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
	add_words(text, "how to explore:");
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
