/* What a model's code must not contain, whoever put it there.
 *
 * A program in plain C can ask the compiler for instructions that look at the
 * clock, at chance, at the processor or at the system's own memory; it can put
 * a variable among the code; and it can define the hooks itself.  All assembly
 * text is the compiler's own (see source.c), so that its lines are what they
 * look like. */
#include "model/contents.h"

#include <elf.h>
#include <string.h>

#include "model/elf/parts.h"

#if defined(__x86_64__)
/* How the names of such instructions begin. */
static const char *const instructions[] = {
	"rdtsc",    "rdpmc",    "rdrand",  "rdseed",   "rdpid",    "rdpkru",
	"rdfsbase", "rdgsbase", "rdssp",   "wrpkru",   "wrfsbase", "wrgsbase",
	"cpuid",    "xgetbv",   "xsetbv",  "xsave",    "xrstor",   "fxsave",
	"fxrstor",  "xbegin",   "syscall", "sysenter", "int\t$",   "hlt",
};
static const char *const operands[] = {"%fs:", "%gs:"};
#else
static const char *const instructions[] = {"svc", "hvc", "smc", "brk"};
static const char *const operands[] = {"cntvct", "cntpct", "rndr", "pmccntr"};
#endif

/* The text up to `end` that begins with one of the words, or has one. */
static bool is_refused(const char *line, size_t length)
{
	for (size_t i = 0; i < sizeof instructions / sizeof *instructions; i++)
		if (strncmp(line, instructions[i], strlen(instructions[i])) ==
		    0)
			return true;
	for (size_t i = 0; i < sizeof operands / sizeof *operands; i++)
		if (memmem(line, length, operands[i], strlen(operands[i])))
			return true;
	return false;
}

bool contents_of_assembly(const struct text *assembly, struct text *why)
{
	const char *name = "?";
	size_t name_length = 1;

	for (const char *at = text_string(assembly); *at;) {
		size_t length = strcspn(at, "\n"), word;
		size_t blank = strspn(at, " \t");

		if (*at != '.' && *at != '#' && blank == 0 && length > 1 &&
		    memchr(at, ':', length)) {
			name = at;
			name_length = strcspn(at, ":");
		}
		at += blank;
		length -= blank;
		word = strcspn(at, " \t\n");
		if (blank && *at != '.' && *at != '#' &&
		    is_refused(at, length)) {
			text_addf(why,
				  " contains the instruction %.*s in %.*s, "
				  "whose effect mcheck does not know",
				  (int)word, at, (int)name_length, name);
			return false;
		}
		at += length + (at[length] == '\n');
	}
	return true;
}

static bool begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

/* What is wrong with the definition of this name; NULL: nothing. */
static const char *wrong_with(const struct elf *elf,
			      const struct elf_symbol *symbol)
{
	if (begins(symbol->name, "__tsan_") || begins(symbol->name, "__mc_") ||
	    begins(symbol->name, "__tls_get_addr"))
		return "is reserved: the compiler uses it to show mcheck what "
		       "a program does";
	if (begins(symbol->name, "__cpu_indicator_init"))
		return "asks what the processor can do, which differs between "
		       "machines";
	if (!symbol->function && !symbol->thread_local_ && symbol->size &&
	    symbol->address >= elf->text_start &&
	    symbol->address < elf->text_end)
		return "is a variable in a section for code";
	return NULL;
}

/* The loader would have to ask the program which function is meant. */
static bool has_ifunc(const struct elf *elf)
{
	const Elf64_Shdr *section;

	for (unsigned i = 0; (section = elf_section(elf, i)); i++) {
		uint64_t count = section->sh_size / sizeof(Elf64_Sym);

		for (uint64_t k = 0;
		     section->sh_type == SHT_SYMTAB && k < count; k++) {
			const Elf64_Sym *symbol = elf_at(
				elf, section->sh_offset + k * sizeof *symbol,
				sizeof *symbol);

			if (symbol &&
			    ELF64_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC)
				return true;
		}
	}
	return false;
}

bool contents_of_object(const struct elf *elf, struct text *why)
{
	const Elf64_Phdr *segment;

	for (int i = 0; i < elf->symbol_count; i++) {
		const char *wrong = wrong_with(elf, &elf->symbols[i]);

		if (!wrong)
			continue;
		text_addf(why, "defines %s, which %s", elf->symbols[i].name,
			  wrong);
		return false;
	}
	if (has_ifunc(elf)) {
		text_add(why, "chooses a function at load time (ifunc), which "
			      "mcheck does not support");
		return false;
	}
	for (int i = 0; (segment = elf_segment(elf, i)); i++)
		if (segment->p_type == PT_LOAD && segment->p_flags & PF_X &&
		    segment->p_flags & PF_W) {
			text_add(why, "has code that is writable");
			return false;
		}
	return true;
}
