/* What is different for models in C++.
 *
 * Without exceptions: an exception that a library function throws then ends
 * the program, as it would where nothing catches it, and a model that throws or
 * catches any does not compile.  What libstdc++ keeps in its shared object is
 * in support.cc, compiled along with the model. */
#include "model/compile_cplusplus.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/text.h"

bool cplusplus_is(const char *file)
{
	static const char *const endings[] = {".cc", ".cpp", ".cxx", ".c++",
					      ".C"};
	const char *dot = strrchr(file, '.');

	for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
		if (strcmp(dot, endings[i]) == 0)
			return true;
	return false;
}

const char *cplusplus_first(const struct words *files)
{
	for (int i = 0; i < files->count; i++)
		if (cplusplus_is(files->word[i]))
			return files->word[i];
	return NULL;
}

/* A cancelled thread's stack is unwound like an exception's, and there are no
 * exceptions. */
bool cplusplus_lacks(const char *name)
{
	return strcmp(name, "pthread_cancel") == 0;
}

static bool can_run(const char *name)
{
	char *found = process_find(name);

	mem_free(found);
	return found != NULL;
}

/* gcc-12: g++-12; clang: clang++; /opt/bin/x86_64-linux-gnu-gcc: ...-g++;
 * NULL when no such program is there. */
static char *beside(const char *cc)
{
	static const char *const pairs[][2] = {
		{"clang", "clang++"}, {"gcc", "g++"}, {"cc", "c++"}};
	const char *slash = strrchr(cc, '/');
	const char *name = slash ? slash + 1 : cc;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *at = strstr(name, pairs[i][0]);
		struct text text = {0};

		if (!at)
			continue;
		text_add_bytes(&text, cc, (size_t)(at - cc));
		text_add(&text, pairs[i][1]);
		text_add(&text, at + strlen(pairs[i][0]));
		if (can_run(text.bytes))
			return text.bytes;
		text_free(&text);
	}
	return NULL;
}

static char *must_run(const char *asked)
{
	if (!can_run(asked))
		error_exit("cannot run the C++ compiler %s; choose another "
			   "with --cxx=",
			   asked);
	return mem_copy_text(asked);
}

char *cplusplus_compiler(const char *asked, const char *cc, bool named)
{
	static const char *const usual[] = {"c++", "g++", "clang++"};
	const char *environment = getenv("CXX");
	char *found = NULL;

	if (asked && *asked)
		return must_run(asked);
	if (named)
		found = beside(cc);
	if (!found && environment && *environment)
		return must_run(environment);
	if (!found)
		found = beside(cc);
	for (int i = 0; !found && i < 3; i++)
		if (can_run(usual[i]))
			found = mem_copy_text(usual[i]);
	return found;
}

bool cplusplus_is_others(const char *flag, bool cplusplus)
{
	bool of_cplusplus;

	if (strcmp(flag, "-ansi") == 0)
		return cplusplus;
	if (strncmp(flag, "-std=", 5) != 0)
		return false;
	of_cplusplus = strstr(flag, "++") != NULL;
	return of_cplusplus != cplusplus;
}

void cplusplus_add_flags(struct words *command, bool clang)
{
	/* What gcc makes of memcpy and the like are stores without a hook. */
	if (!clang)
		words_add(command, "-fno-builtin");
	/* gcc warns that the sanitizer does not know fences; mcheck does. */
	if (!clang)
		words_add(command, "-Wno-tsan");
	words_add(command, "-fno-exceptions");
	/* Or a table is consulted to see whether there are threads. */
	words_add(command, "-D_GLIBCXX_GTHREAD_USE_WEAK=0");
}

/* The parts of support.cc, and what stands in names that need them. */
static const struct {
	const char *flag;
	const char *part;
} parts[] = {
	{"-DMC_STRING=1", "basic_stringIc"},
	{"-DMC_STRING=1", "ZNSaIcE"},
	{"-DMC_THREAD=1", "ZNSt6thread"},
	{"-DMC_CONDITION=1", "ZNSt18condition_variable"},
	{"-DMC_ONCE=1", "__once_call"},
	{"-DMC_CLOCK=1", "ZNSt6chrono3_V2"},
	{"-DMC_SHARED=1", "_Sp_make_shared_tag5_S_eq"},
	{"-DMC_LIST=1", "_List_node_base"},
	{"-DMC_TREE=1", "_Rb_tree_"},
	{"-DMC_HASH=1", "_Prime_rehash_policy"},
	{"-DMC_HASH=1", "_Hash_bytes"},
};

void cplusplus_note_needs(const char *assembly, unsigned *needs)
{
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strstr(assembly, parts[i].part))
			*needs |= 1u << i;
}

void cplusplus_add_support_flags(struct words *command, unsigned needs)
{
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (needs & 1u << i)
			words_add(command, parts[i].flag);
	words_add(command, "-w");
	words_add(command, "-ffunction-sections");
	words_add(command, "-fdata-sections");
}

/* What nobody uses is left out, with the names that only it needs. */
void cplusplus_add_link_flags(struct words *command, const char *script)
{
	struct text option = {0};

	text_addf(&option, "-Wl,--version-script=%s", script);
	words_add(command, option.bytes);
	words_add(command, "-Wl,--gc-sections");
	words_add(command, "-Wl,--undefined=main");
}
