/* From C files to a shared object: cc -S, our pass over the assembly, cc -c,
 * and a link without any library.
 *
 * -O0, because optimisation removes accesses and allocations; -fPIC, so that
 * thread-local variables ask us for their address; no frame tricks, because
 * suspended stacks are walked and compared. */
#include "model/compile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "model/assembly/assembly.h"
#include "model/bounds.h"
#include "model/compile_cplusplus.h"
#include "model/compile_library.h"
#include "model/contents.h"
#include "model/embedded.h"
#include "model/elf/gap.h"
#include "model/indirect.h"
#include "model/private.h"
#include "model/raw_source.h"
#include "model/source.h"
#include "model/statement.h"

static const char *const compile_flags[] = {
	"-g",
	"-O0",
	"-fPIC",
	"-fsanitize=thread",
	"-fno-omit-frame-pointer",
	"-fno-stack-protector",
	"-fno-common",
	"-fno-lto",
	"-fno-jump-tables", /* what is left is goto *: see indirect.h */
	"-fdata-sections",
	"-D__MCHECK__=1",
#if defined(__x86_64__)
	"-fcf-protection=none",
	"-mno-red-zone",
#elif defined(__aarch64__)
	"-mno-outline-atomics",
	"-mbranch-protection=none",
	"-fasynchronous-unwind-tables",
	/* The machine gives 0: then let it be told. */
	"-fsanitize=integer-divide-by-zero",
#endif
};

/* gcc alone: what it makes of calls such as strcpy(x, "y"), or of its own
 * __builtin_memcpy, are stores without a hook.  So all these stay calls. */
#define STAYS_A_CALL(name, result, first, second, third) \
	"-D__builtin_" #name "(a,b,c)=__extension__({extern " result " " #name \
	"(" first "," second "," third ");" #name "(a,b,c);})"
#define OF_TWO(name, result) \
	"-D__builtin_" #name "(a,b)=__extension__({extern " result " " #name \
	"(char*,const char*);" #name "(a,b);})"

static const char *const gcc_flags[] = {
#if defined(__aarch64__)
	"-mtls-dialect=trad", /* clang always asks with descriptors */
#endif
	"-fno-builtin",
	STAYS_A_CALL(memset, "void*", "void*", "int", "__SIZE_TYPE__"),
	STAYS_A_CALL(memcpy, "void*", "void*", "const void*", "__SIZE_TYPE__"),
	STAYS_A_CALL(memmove, "void*", "void*", "const void*", "__SIZE_TYPE__"),
	STAYS_A_CALL(mempcpy, "void*", "void*", "const void*", "__SIZE_TYPE__"),
	STAYS_A_CALL(strncpy, "char*", "char*", "const char*", "__SIZE_TYPE__"),
	STAYS_A_CALL(strncat, "char*", "char*", "const char*", "__SIZE_TYPE__"),
	OF_TWO(strcpy, "char*"),
	OF_TWO(stpcpy, "char*"),
	OF_TWO(strcat, "char*"),
	"-D__builtin_strlen(a)=__extension__({extern __SIZE_TYPE__ strlen("
	"const char*);strlen(a);})",
	"-D__builtin_strcmp(a,b)=__extension__({extern int strcmp(const char*,"
	"const char*);strcmp(a,b);})",
	"-D__builtin_bzero(a,b)=__extension__({extern void bzero(void*,"
	"__SIZE_TYPE__);bzero(a,b);})",
};

/* Among the embedded files. */
#define SUPPORT_FILE "mc/support.cc"
#define LIBRARY_FILE "mc/library.c"

static const char *const link_flags[] = {
	"-shared",
	"-nostdlib",
	"-Wl,-z,norelro",
	"-Wl,-z,separate-code",
	"-Wl,--build-id=none",
	"-Wl,-Bsymbolic",
	"-Wl,-z,noexecstack",
};

/* The object being made, for cleaning up before an exit. */
struct compilation {
	const struct compile_request *request;
	struct compiled *out;
	bool clang; /* the compiler at hand: see choose */
	bool cplusplus;
	bool own;                      /* our own source is being compiled */
	unsigned needs, library_needs; /* its parts */
	const char *compiler;
	const char *main_file; /* that has main; NULL: none so far */
	char *include;         /* -I for <mc.h> */
};

static char *join(const char *directory, const char *name)
{
	struct text path = {0};

	text_addf(&path, "%s/%s", directory, name);
	return path.bytes;
}

void compile_clean(struct compiled *compiled)
{
	temporary_close(&compiled->directory);
}

/* The user's or the machine's trouble: the last line, after cleaning up. */
_Noreturn static void fail(struct compilation *job, const char *what,
			   const char *which)
{
	compile_clean(job->out);
	error_exit("%s%s", what, which);
}

static void make_directory(struct compilation *job)
{
	if (!temporary_open(&job->out->directory))
		error_exit("cannot create a temporary directory %s: %s; "
			   "set TMPDIR",
			   job->out->directory.path, strerror(errno));
}

static void write_headers(struct compilation *job)
{
	char *subdirectory = join(job->out->directory.path, "mc");
	bool good = mkdir(subdirectory, 0700) == 0;

	mem_free(subdirectory);
	for (int i = 0; good && embedded_files[i].name; i++) {
		char *path =
			join(job->out->directory.path, embedded_files[i].name);

		good = file_write(path, embedded_files[i].bytes,
				  embedded_files[i].length);
		mem_free(path);
	}
	if (!good)
		fail(job, "cannot write a temporary file: ", strerror(errno));
}

static char *find_compiler(const struct compile_request *request)
{
	static const char *const usual[] = {"cc", "gcc", "clang"};
	const char *asked =
		request->compiler ? request->compiler : getenv("CC");
	char *found;

	if (asked && *asked) {
		found = process_find(asked);
		if (!found)
			error_exit("the compiler %s cannot be run; "
				   "name another with --cc=",
				   asked);
		mem_free(found);
		return mem_copy_text(asked);
	}
	for (int i = 0; i < 3; i++) {
		found = process_find(usual[i]);
		mem_free(found);
		if (found)
			return mem_copy_text(usual[i]);
	}
	error_exit("no C compiler found (looked for cc, gcc, clang); "
		   "install one, or name it with --cc=");
}

/* By its real name, which a link such as /usr/bin/cc leads to. */
bool compile_is_clang(const char *compiler)
{
	char *real = process_find(compiler);
	bool clang = real && strstr(real, "clang") != NULL;

	mem_free(real);
	return clang;
}

static void add_flags(struct compilation *job, struct words *command)
{
	const struct words *flags = &job->request->flags;

	words_add(command, job->compiler);
	for (size_t i = 0; i < sizeof compile_flags / sizeof *compile_flags;
	     i++)
		words_add(command, compile_flags[i]);
	if (job->clang) {
		/* Or it would not call the hook for the read in x++. */
		words_add(command, "-mllvm");
		words_add(command, "-tsan-instrument-read-before-write=1");
		/* It calls no hook for a local variable whose address goes
		 * nowhere, whatever the index: see bounds.h. */
		words_add(command, "-fsanitize=local-bounds");
		words_add(command, "-ftrap-function=__mc_trap");
	}
	for (size_t i = 0; !job->clang && !job->cplusplus &&
			   i < sizeof gcc_flags / sizeof *gcc_flags;
	     i++)
		words_add(command, gcc_flags[i]);
	if (job->cplusplus)
		cplusplus_add_flags(command, job->clang);
	for (int i = 0; i < flags->count; i++)
		if (!cplusplus_is_others(flags->word[i], job->cplusplus) &&
		    (job->cplusplus || !job->own))
			words_add(command, flags->word[i]);
	words_add(command, "-I");
	words_add(command, job->out->directory.path);
}

/* cc -S FILE */
static void to_assembly(struct compilation *job, const char *file,
			const char *assembly, const char *dependencies)
{
	struct words command = {0};
	int status;

	add_flags(job, &command);
	if (job->own && job->cplusplus)
		cplusplus_add_support_flags(&command, job->needs);
	else if (job->own)
		library_add_flags(&command, job->library_needs);
	words_add(&command, "-MMD");
	words_add(&command, "-MF");
	words_add(&command, dependencies);
	words_add(&command, "-S");
	words_add(&command, "-o");
	words_add(&command, assembly);
	words_add(&command, file);
	status = process_run(&command, &job->out->directory);
	words_free(&command);
	if (status != 0)
		fail(job, file,
		     job->cplusplus ? " does not compile (as C++ without "
				      "exceptions)"
				    : " does not compile");
}

/* Is the line a comment of that word, as compilers write it? */
static bool is_comment(const char *line, const char *word)
{
	if (*line == '#')
		line++;
	else if (strncmp(line, "//", 2) == 0)
		line += 2;
	else
		return false;
	return strncmp(line, word, strlen(word)) == 0;
}

/* A comment, or where in the source the compiler is. */
static bool says_nothing(const char *line, size_t length)
{
	return *line == '#' || strncmp(line, "//", 2) == 0 ||
	       (strncmp(line, ".loc ", 5) == 0 && !memchr(line, ';', length));
}

/* Looks at what stands between the compilers' #APP and #NO_APP.  That no
 * statement holds such a mark itself is known: see source.c. */
static bool has_inline_assembly(const struct text *assembly)
{
	bool inside = false;

	for (const char *at = text_string(assembly); *at;) {
		size_t length = strcspn(at, "\n");
		size_t blank = strspn(at, " \t");

		if (is_comment(at + blank, "APP"))
			inside = true;
		else if (is_comment(at + blank, "NO_APP"))
			inside = false;
		else if (inside && !says_nothing(at + blank, length - blank) &&
			 !statement_line_is_harmless(at, length))
			return true;
		at += length + (at[length] == '\n');
	}
	return false;
}

/* What mcheck needs of clang that it does not do itself. */
static void complete(struct text *assembly)
{
	struct text checked = {0}, named = {0};

	bounds_rewrite(assembly, &checked);
	private_rename(&checked, &named);
	text_free(assembly);
	text_free(&checked);
	*assembly = named;
}

/* The linker would tell of it with the names of temporary files. */
static void note_main(struct compilation *job, const char *assembly,
		      const char *file)
{
	struct text why = {0};

	if (!strstr(assembly, "\t.globl\tmain\n"))
		return;
	if (job->main_file) {
		text_addf(&why,
			  "%s and %s both define main; check one program at a "
			  "time",
			  job->main_file, file);
		fail(job, why.bytes, "");
	}
	job->main_file = file;
}

/* Another file may have a rand or a sleep of its own. */
static unsigned rewrites(const struct compilation *job)
{
	return job->request->files.count > 1
		       ? ASSEMBLY_ALL & ~(unsigned)ASSEMBLY_SLEPT
		       : ASSEMBLY_ALL;
}

static void rewrite(struct compilation *job, const char *path, const char *file)
{
	struct text before = {0}, between = {0}, after = {0}, why = {0};
	bool good = file_read(path, &before);

	if (good && has_inline_assembly(&before))
		fail(job, file, " has " INLINE_ASSEMBLY);
	if (good && job->clang)
		complete(&before);
	if (good && !contents_of_assembly(&before, &why))
		fail(job, file, why.bytes);
	if (good)
		note_main(job, text_string(&before), file);
	if (good && job->cplusplus)
		cplusplus_note_needs(text_string(&before), &job->needs);
	if (good)
		library_note_needs(text_string(&before), &job->library_needs);
	if (good)
		assembly_rewrite_with(before.bytes ? before.bytes : "",
				      before.length, rewrites(job), &between,
				      &job->out->count);
	if (good && !indirect_rewrite(&between, &after))
		fail(job, file,
		     " has a computed goto, which mcheck cannot follow: use a "
		     "switch instead");
	good = good && file_write(path, text_string(&after), after.length);
	text_free(&before);
	text_free(&between);
	text_free(&after);
	if (!good)
		fail(job, "cannot rewrite a temporary file: ", strerror(errno));
}

/* Bytes that nobody owns behind each variable. */
static void widen(struct compilation *job, const char *object, const char *file)
{
	struct text text = {0};

	if (!file_read(object, &text) || !gap_add(&text) ||
	    !file_write(object, text.bytes, text.length))
		fail(job, file,
		     " does not assemble to an object file that mcheck can "
		     "read");
	text_free(&text);
}

static void assemble(struct compilation *job, const char *assembly,
		     const char *object, const char *file)
{
	struct words command = {0};
	int status;

	words_add(&command, job->compiler);
	words_add(&command, "-c");
	/* Of what compilers wrote: clang's own checksums of files, say. */
	words_add(&command, "-Wa,--no-warn");
	words_add(&command, "-o");
	words_add(&command, object);
	words_add(&command, assembly);
	status = process_run(&command, &job->out->directory);
	words_free(&command);
	if (status != 0)
		fail(job, file, " does not assemble");
}

/* Reads a rule of make, "x.o: a.c b.h \", for names outside our directory. */
static void note_dependencies(struct compilation *job, const char *path)
{
	struct text rule = {0};
	const char *at;

	if (!file_read(path, &rule))
		return;
	at = strchr(text_string(&rule), ':');
	while (at && *at) {
		const char *end;

		at += strspn(at, ": \\\n");
		for (end = at; *end && *end != ' ' && *end != '\n'; end++)
			if (*end == '\\' && end[1] == ' ')
				end++;
		if (end > at &&
		    strncmp(at, job->out->directory.path,
			    strlen(job->out->directory.path)) != 0) {
			text_add_bytes(&job->out->dependencies, at,
				       (size_t)(end - at));
			text_add(&job->out->dependencies, "\n");
		}
		at = end;
	}
	text_free(&rule);
}

/* The compiler for the file. */
static void choose(struct compilation *job, const char *file)
{
	job->cplusplus = cplusplus_is(file);
	job->compiler = job->cplusplus ? job->out->cplusplus_compiler
				       : job->out->compiler;
	job->clang = compile_is_clang(job->compiler);
}

/* Do only the compiler's own directories count as the system's, whose headers
 * are not among the dependencies?  Flags and variables can add to them. */
static bool trusts_headers(const struct words *flags)
{
	static const char *const variables[] = {"CPATH", "C_INCLUDE_PATH",
						"CPLUS_INCLUDE_PATH"};

	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
		if (getenv(variables[i]))
			return false;
	for (int i = 0; i < flags->count; i++)
		if (strncmp(flags->word[i], "-Wp", 3) == 0 ||
		    (strncmp(flags->word[i], "-i", 2) == 0 &&
		     strcmp(flags->word[i], "-include") != 0))
			return false;
	return true;
}

/* Are the program's own files, and what the user told the compiler, such that
 * nothing of them can reach the assembler as it is? */
static bool is_harmless(struct compilation *job, size_t first)
{
	const struct words *flags = &job->request->flags;
	struct text text = {0};
	bool harmless =
		first < job->out->dependencies.length && trusts_headers(flags);

	for (int i = 0; i < flags->count; i++) {
		text_add(&text, flags->word[i]);
		text_add(&text, "\n");
	}
	harmless = harmless && raw_source_is_harmless(&text);
	text_free(&text);
	for (const char *at = text_string(&job->out->dependencies) + first;
	     harmless && *at; at += strcspn(at, "\n") + 1) {
		struct text path = {0};

		text_add_bytes(&path, at, strcspn(at, "\n"));
		harmless = file_read(text_string(&path), &text) &&
			   raw_source_is_harmless(&text);
		text_free(&text);
		text_free(&path);
	}
	return harmless;
}

/* Most files need not be preprocessed for this: the dependencies from `first`
 * on are theirs. */
static void check_source(struct compilation *job, const char *file,
			 const char *source, size_t first)
{
	struct words command = {0};
	struct text text = {0}, why = {0};

	if (is_harmless(job, first))
		return;
	add_flags(job, &command);
	words_add(&command, "-E");
	words_add(&command, "-o");
	words_add(&command, source);
	words_add(&command, file);
	if (process_run(&command, &job->out->directory) != 0 ||
	    !file_read(source, &text))
		fail(job, file, " cannot be preprocessed");
	words_free(&command);
	if (!source_is_plain(&text, &why))
		fail(job, why.bytes, "");
	text_free(&text);
	text_free(&why);
}

static void compile_file(struct compilation *job, int index, const char *file,
			 struct words *link)
{
	char *path[4];
	size_t first = job->out->dependencies.length;

	choose(job, file);
	for (int i = 0; i < 4; i++) {
		static const char *const endings[] = {"s", "o", "d", "i"};
		struct text text = {0};

		text_addf(&text, "%s/%d.%s", job->out->directory.path, index,
			  endings[i]);
		path[i] = text.bytes;
	}
	to_assembly(job, file, path[0], path[2]);
	note_dependencies(job, path[2]);
	if (!job->own)
		check_source(job, file, path[3], first);
	rewrite(job, path[0], file);
	assemble(job, path[0], path[1], file);
	widen(job, path[1], file);
	words_add(link, path[1]);
	mem_free(path[0]);
	mem_free(path[2]);
	mem_free(path[3]);
}

/* What the model needs of a library, from our own source. */
static void compile_own(struct compilation *job, int index, const char *name,
			struct words *link)
{
	char *path = join(job->out->directory.path, name);

	job->own = true;
	compile_file(job, index, path, link);
	mem_free(path);
}

static void find_cplusplus(struct compilation *job)
{
	const struct compile_request *request = job->request;
	const char *file = cplusplus_first(&request->files);

	if (!file)
		return;
	job->out->cplusplus_compiler = cplusplus_compiler(
		request->cplusplus_compiler, job->out->compiler,
		request->compiler != NULL);
	if (!job->out->cplusplus_compiler)
		error_exit("%s is C++, and no C++ compiler was found (looked "
			   "for c++, g++, clang++); install one, or name it "
			   "with --cxx=",
			   file);
}

void compile_model(const struct compile_request *request,
		   struct compiled *compiled)
{
	struct compilation job = {.request = request, .out = compiled};
	struct words link = {0};

	*compiled = (struct compiled){0};
	compiled->compiler = find_compiler(request);
	find_cplusplus(&job);
	make_directory(&job);
	write_headers(&job);
	compiled->object = join(compiled->directory.path, "model.so");
	words_add(&link, compiled->compiler);
	for (size_t i = 0; i < sizeof link_flags / sizeof *link_flags; i++)
		words_add(&link, link_flags[i]);
	words_add(&link, "-o");
	words_add(&link, compiled->object);
	if (compiled->cplusplus_compiler)
		cplusplus_add_link_flags(&link, join(compiled->directory.path,
						     "mc/support.map"));
	for (int i = 0; i < request->files.count; i++)
		compile_file(&job, i, request->files.word[i], &link);
	if (compiled->cplusplus_compiler)
		compile_own(&job, request->files.count, SUPPORT_FILE, &link);
	if (job.library_needs)
		compile_own(&job, request->files.count + 1, LIBRARY_FILE,
			    &link);
	words_add(&link, "-lgcc");
	if (process_run(&link, &compiled->directory) != 0)
		fail(&job, "the model does not link", "");
	words_free(&link);
}
