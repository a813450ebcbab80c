/* The library for the tests of the DWARF reader: its source and its builds. */
#include "dwarf_library.h"

#include <check.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "support.h"

static const char header_text[] =
	"typedef void see_t(int, const char *, const char *,\n"
	"	const char *, const volatile void *, unsigned long,\n"
	"	const char *);\n"
	"static inline int in_header(see_t *see)\n"
	"{\n"
	"	see(__LINE__, \"include/t.h\", 0, 0, 0, 0, 0);\n"
	"	return 0;\n"
	"}\n";

static const char source_text[] =
	"#include \"t.h\"\n"
	"#ifdef __x86_64__\n"
	"#define CFA (char *)__builtin_frame_address(0) + 16\n"
	"#elif defined __clang__\n"
	"#define CFA 0\n"
	"#else\n"
	"#define CFA __builtin_dwarf_cfa()\n"
	"#endif\n"
	"#define AT(address, size, name) see(__LINE__, \"models/t.c\", \\\n"
	"	__builtin_frame_address(0), CFA, (address), (size), (name))\n"
	"#define SEE(lvalue) AT(&(lvalue), sizeof(lvalue), #lvalue)\n"
	"\n"
	"typedef struct node { int key; struct node *next; char tag[3]; }\n"
	"	node_t;\n"
	"struct account { long balance; int owner; };\n"
	"typedef int row_t[4];\n"
	"\n"
	"int counter = 1;\n"
	"static volatile unsigned hidden;\n"
	"_Atomic int atom;\n"
	"_Bool flag; char letter; signed char tiny; double real;\n"
	"enum color { RED, BLUE } color;\n"
	"const char *text = \"hi\";\n"
	"int (*function)(void);\n"
	"void scalars(see_t *see)\n"
	"{\n"
	"	SEE(counter); SEE(hidden); SEE(atom); SEE(flag);\n"
	"	SEE(letter); SEE(tiny); SEE(real); SEE(color);\n"
	"	SEE(text); SEE(function);\n"
	"	AT((char *)&counter + 3, 1, \"counter+3\");\n"
	"	AT((char *)&counter + 2, 2, \"counter+2\");\n"
	"}\n"
	"\n"
	"struct account accounts[3];\n"
	"int grid[3][4]; row_t rows[3]; struct account table[2][3];\n"
	"extern int late[]; int late[5];\n"
	"void arrays(see_t *see)\n"
	"{\n"
	"	SEE(accounts[0].balance); SEE(accounts[1].owner);\n"
	"	SEE(accounts[2].balance); SEE(accounts[1]); SEE(accounts);\n"
	"	SEE(grid[0][0]); SEE(grid[1][2]); SEE(grid[2][3]);\n"
	"	SEE(grid[1]); SEE(grid); SEE(rows[2][1]); SEE(late[4]);\n"
	"	SEE(table[1][2].owner);\n"
	"	AT((char *)&grid[1][2] + 1, 1, \"grid[1][2]+1\");\n"
	"	AT((char *)&accounts[1] + 12, 4, \"accounts[1]+12\");\n"
	"}\n"
	"\n"
	"struct { int head; node_t slots[4]; } queue;\n"
	"struct { struct { short p, q; } in[2]; struct account a; } deep;\n"
	"struct { int x; struct { short p, q; }; } anonymous;\n"
	"struct { unsigned a : 3, b : 5; unsigned char c; } bits;\n"
	"void structs(see_t *see)\n"
	"{\n"
	"	SEE(queue.head); SEE(queue.slots[3].next); SEE(queue);\n"
	"	SEE(queue.slots[1].tag[2]); SEE(queue.slots[2].tag);\n"
	"	SEE(deep.in[1].q); SEE(deep.in[1]); SEE(deep.a.owner);\n"
	"	SEE(anonymous.x); SEE(anonymous.q); SEE(bits.c);\n"
	"	AT(&bits, 1, \"bits\");\n"
	"}\n"
	"\n"
	"union { long all; struct { int low, high; } part; char bytes[8]; }\n"
	"	word;\n"
	"struct { int kind; union { int number; char *name; }; } tagged;\n"
	"union { struct { int a, b; } pair; long both; } turned;\n"
	"void unions(see_t *see)\n"
	"{\n"
	"	SEE(word.all); SEE(word.part.low); SEE(word.part.high);\n"
	"	SEE(word.bytes[5]); SEE(tagged.kind); SEE(tagged.number);\n"
	"	SEE(tagged.name); SEE(turned.both); SEE(turned.pair.b);\n"
	"}\n"
	"\n"
	"void statics(see_t *see)\n"
	"{\n"
	"	static int calls; static struct account mine[2];\n"
	"	calls++;\n"
	"	SEE(calls); SEE(mine[1].owner);\n"
	"	{ static long inner; inner++; SEE(inner); }\n"
	"}\n"
	"\n"
	"_Thread_local int own = 5;\n"
	"static _Thread_local struct account purse[2];\n"
	"void thread_locals(see_t *see)\n"
	"{\n"
	"	SEE(own); SEE(purse[1].owner); SEE(purse[0]);\n"
	"}\n"
	"\n"
	"static void parameters(see_t *see, int n, struct account *p)\n"
	"{\n"
	"	int many[4]; struct account local; node_t *node = 0;\n"
	"	int shadow = n; n++; p = &local; many[0] = shadow;\n"
	"	SEE(n); SEE(p); SEE(many[0]); SEE(many[3]); SEE(many);\n"
	"	SEE(local.owner); SEE(local); SEE(node); SEE(shadow);\n"
	"	for (int i = 0; i < 2; i++) {\n"
	"		char shadow = 0, byte = 0;\n"
	"		SEE(i); SEE(shadow); SEE(byte);\n"
	"		{ long deepest = 0; SEE(deepest); SEE(i); }\n"
	"	}\n"
	"	{ short other[2] = {0}; SEE(other[1]); SEE(n); }\n"
	"	AT((char *)&local + 9, 1, \"local.owner+1\");\n"
	"}\n"
	"void locals(see_t *see)\n"
	"{\n"
	"	parameters(see, 3, 0);\n"
	"}\n"
	"__attribute__((always_inline))\n"
	"static inline void block(see_t *see)\n"
	"{\n"
	"	{ int first[40]; SEE(first[1]); SEE(first[9]); }\n"
	"	{ long second[20]; SEE(second[3]); SEE(second[8]); }\n"
	"}\n"
	"void blocks(see_t *see)\n"
	"{\n"
	"	int outer[4]; SEE(outer[2]); block(see);\n"
	"	SEE(outer[3]);\n"
	"}\n"
	"void lines(see_t *see)\n"
	"{\n"
	"	see(__LINE__, \"models/t.c\", 0, 0, 0, 0, 0); in_header(see);\n"
	"	if (counter)\n"
	"		see(__LINE__, \"models/t.c\", 0, 0, 0, 0, 0);\n"
	"}\n";

static const char *const compilers[] = {"cc", "clang"};
static const char *const options[] = {
	"-O0",
	"-O0 -gdwarf-3",
	"-O0 -gdwarf-4",
	"-O0 -gdwarf-5",
	"-O2 -ffunction-sections -falign-functions=1",
	"-O2 -gdwarf-4"};

static char folder[] = "/tmp/mcheck-dwarf-XXXXXX";
static char folder_now[sizeof folder];

struct library library;

static void write_source(const char *name, const char *text)
{
	char path[200];

	snprintf(path, sizeof path, "%s/%s", folder_now, name);
	ck_assert(file_write(path, text, strlen(text)));
}

static void run(const char *command)
{
	ck_assert_msg(system(command) == 0, "failed: %s", command);
}

/* Initial-exec, since LeakSanitizer stumbles over thread-local blocks that
 * are allocated on first use. */
void build_all(void)
{
	char command[500];

	strcpy(folder_now, folder);
	ck_assert_ptr_nonnull(mkdtemp(folder_now));
	snprintf(command, sizeof command, "cd %s && mkdir models include",
		 folder_now);
	run(command);
	write_source("include/t.h", header_text);
	write_source("models/t.c", source_text);
	for (int i = 0; i < BUILDS; i++) {
		const char *compiler = compilers[i / OPTIONS];

		snprintf(command, sizeof command,
			 "! command -v %s >/dev/null || (cd %s && %s -g %s "
			 "-fPIC -shared -nostdlib -I$PWD/include "
			 "-fno-optimize-sibling-calls -fno-omit-frame-pointer "
			 "-ftls-model=initial-exec models/t.c -o %d.so)",
			 compiler, folder_now, compiler, options[i % OPTIONS],
			 i);
		run(command);
	}
}

void remove_all(void)
{
	char command[200];

	snprintf(command, sizeof command, "rm -r %s", folder_now);
	run(command);
}

bool open_library(int build)
{
	char path[100];

	snprintf(path, sizeof path, "%s/%d.so", folder_now, build);
	if (access(path, R_OK) != 0) {
		skipped(tcase_name(), "no such compiler here");
		return false;
	}
	library = (struct library){{0}, NULL, NULL, 0};
	ck_assert(file_read(path, &library.image));
	library.dwarf = dwarf_open((unsigned char *)library.image.bytes,
				   library.image.length);
	library.map = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	ck_assert_msg(library.map != NULL, "%s", dlerror());
	return true;
}

void close_library(void)
{
	dlclose(library.map);
	dwarf_close(library.dwarf);
	text_free(&library.image);
}
