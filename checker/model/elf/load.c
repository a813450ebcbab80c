/* Laying a compiled model out in memory and binding its names.
 *
 * What a model calls by name it calls where that is.  But an address that it
 * can look at is that of a stub, in pages that lie alone behind the image:
 *
 *	| image | objects | stub of symbol 0 | stub of symbol 1 | ...
 *	                    a stub: jumps to the function that its name is
 *	                    bound to
 *
 * So what it sees is the same in every run, on every machine, and nothing can
 * be computed from it.  The objects are stdin, stdout and stderr: pointers that
 * point at themselves, which is told to the variable that their name is bound
 * to. */
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"
#include "model/elf/parts.h"

#define RELOCATION_NONE 0 /* on every machine */
#if defined(__x86_64__)
#define RELOCATION_RELATIVE R_X86_64_RELATIVE
#define RELOCATION_GLOB_DAT R_X86_64_GLOB_DAT
#define RELOCATION_JUMP_SLOT R_X86_64_JUMP_SLOT
#define RELOCATION_ADDRESS R_X86_64_64
#define RELOCATION_TLS_MODULE R_X86_64_DTPMOD64
#define RELOCATION_TLS_OFFSET R_X86_64_DTPOFF64
#else
#define RELOCATION_RELATIVE R_AARCH64_RELATIVE
#define RELOCATION_GLOB_DAT R_AARCH64_GLOB_DAT
#define RELOCATION_JUMP_SLOT R_AARCH64_JUMP_SLOT
#define RELOCATION_ADDRESS R_AARCH64_ABS64
#define RELOCATION_TLS_MODULE R_AARCH64_TLS_DTPMOD
#define RELOCATION_TLS_OFFSET R_AARCH64_TLS_DTPREL
#define RELOCATION_TLS_DESCRIPTOR R_AARCH64_TLSDESC
/* What the first word of a thread-local variable's descriptor is bound to. */
#define DESCRIPTOR_FUNCTION "__tls_descriptor"
#endif

struct loading {
	const struct elf *elf;
	unsigned char *base;
	uint64_t (*bind)(const char *name);
	struct text *why;
};

#if defined(__x86_64__)
/* movabs $function, %r11; jmp *%r11: as linkage does, which may use it. */
static void write_stub(unsigned char *stub, uint64_t function)
{
	static const unsigned char move[] = {0x49, 0xbb};
	static const unsigned char jump[] = {0x41, 0xff, 0xe3};

	memcpy(stub, move, sizeof move);
	memcpy(stub + sizeof move, &function, sizeof function);
	memcpy(stub + sizeof move + sizeof function, jump, sizeof jump);
}
#else
/* ldr x16, 8; br x16; the address. */
static void write_stub(unsigned char *stub, uint64_t function)
{
	static const uint32_t code[] = {0x58000050, 0xd61f0200};

	memcpy(stub, code, sizeof code);
	memcpy(stub + sizeof code, &function, sizeof function);
}
#endif

static void copy_segments(const struct loading *load)
{
	const Elf64_Phdr *segment;

	for (int i = 0; (segment = elf_segment(load->elf, i)); i++) {
		const void *bytes;

		if (segment->p_type != PT_LOAD)
			continue;
		bytes = elf_at(load->elf, segment->p_offset, segment->p_filesz);
		must_hold(bytes != NULL);
		memcpy(load->base + segment->p_vaddr, bytes, segment->p_filesz);
	}
}

/* The number of the object of this name, or -1. */
static int object_number(const char *name)
{
	static const char *const names[] = {"stdin", "stdout", "stderr"};

	for (int i = 0; i < 3; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

static uint64_t make_object(const struct loading *load, int number,
			    uint64_t variable)
{
	unsigned char *object =
		load->base + load->elf->objects_start + 8 * (uint64_t)number;
	uint64_t value = (uint64_t)(uintptr_t)object;

	memcpy(object, &value, sizeof value);
	memcpy((void *)(uintptr_t)variable, &value, sizeof value);
	return value;
}

static void protect_stubs(const struct loading *load)
{
	const struct elf *elf = load->elf;
	uint64_t size =
		(elf->stubs_end - elf->stubs_start + PAGE - 1) & ~(PAGE - 1);

	must_hold(mprotect(load->base + elf->objects_start, PAGE, PROT_READ) ==
		  0);
	must_hold(size == 0 || mprotect(load->base + elf->stubs_start, size,
					PROT_READ | PROT_EXEC) == 0);
}

/* The linker starts a segment on a page of its own (-z separate-code), so
 * protecting whole pages is exact. */
static void protect_segments(const struct loading *load)
{
	const Elf64_Phdr *segment;

	for (int i = 0; (segment = elf_segment(load->elf, i)); i++) {
		uint64_t start = segment->p_vaddr & ~(uint64_t)(PAGE - 1);
		uint64_t end =
			(segment->p_vaddr + segment->p_memsz + PAGE - 1) &
			~(uint64_t)(PAGE - 1);
		int rights = PROT_READ;

		if (segment->p_type != PT_LOAD || segment->p_flags & PF_W)
			continue;
		if (segment->p_flags & PF_X)
			rights |= PROT_EXEC;
		must_hold(mprotect(load->base + start, end - start, rights) ==
			  0);
	}
}

/* The address of the symbol that a relocation names, to be called there, or to
 * be looked at. */
static uint64_t symbol_value(const struct loading *load,
			     const Elf64_Shdr *symbols, uint32_t index,
			     bool called)
{
	const Elf64_Shdr *strings = elf_section(load->elf, symbols->sh_link);
	const Elf64_Sym *symbol =
		elf_at(load->elf, symbols->sh_offset + index * sizeof *symbol,
		       sizeof *symbol);

	const char *name;
	unsigned char *stub;
	uint64_t bound;

	must_hold(strings && symbol);
	if (symbol->st_shndx != SHN_UNDEF)
		return (uint64_t)(uintptr_t)load->base + symbol->st_value;
	name = elf_at(load->elf, strings->sh_offset + symbol->st_name, 1);
	bound = load->bind(name);
	if (called || !bound)
		return bound;
	if (object_number(name) >= 0)
		return make_object(load, object_number(name), bound);
	stub = load->base + load->elf->stubs_start + index * STUB_SIZE;
	write_stub(stub, bound);
	return (uint64_t)(uintptr_t)stub;
}

static uint64_t tls_offset(const struct loading *load,
			   const Elf64_Shdr *symbols, uint32_t index)
{
	const Elf64_Sym *symbol =
		elf_at(load->elf, symbols->sh_offset + index * sizeof *symbol,
		       sizeof *symbol);

	return index && symbol ? symbol->st_value : 0;
}

static bool relocate(const struct loading *load, const Elf64_Shdr *symbols,
		     const Elf64_Rela *rela)
{
	uint64_t addend = (uint64_t)rela->r_addend;
	uint32_t index = (uint32_t)ELF64_R_SYM(rela->r_info);
	uint64_t value;

	switch (ELF64_R_TYPE(rela->r_info)) {
	case RELOCATION_NONE:
		return true;
	case RELOCATION_RELATIVE:
		value = (uint64_t)(uintptr_t)load->base + addend;
		break;
	case RELOCATION_GLOB_DAT:
	case RELOCATION_JUMP_SLOT:
	case RELOCATION_ADDRESS:
		value = symbol_value(load, symbols, index,
				     ELF64_R_TYPE(rela->r_info) ==
					     RELOCATION_JUMP_SLOT) +
			addend;
		break;
	case RELOCATION_TLS_MODULE:
		value = 1;
		break;
	case RELOCATION_TLS_OFFSET:
		value = tls_offset(load, symbols, index) + addend;
		break;
#ifdef RELOCATION_TLS_DESCRIPTOR
	case RELOCATION_TLS_DESCRIPTOR:
		value = tls_offset(load, symbols, index) + addend;
		memcpy(load->base + rela->r_offset + 8, &value, sizeof value);
		value = load->bind(DESCRIPTOR_FUNCTION);
		break;
#endif
	default:
		text_addf(load->why, "unknown relocation type %u",
			  (unsigned)ELF64_R_TYPE(rela->r_info));
		return false;
	}
	memcpy(load->base + rela->r_offset, &value, sizeof value);
	return true;
}

static bool relocate_section(const struct loading *load,
			     const Elf64_Shdr *section)
{
	const Elf64_Shdr *symbols = elf_section(load->elf, section->sh_link);
	uint64_t count = section->sh_size / sizeof(Elf64_Rela);

	for (uint64_t i = 0; i < count; i++) {
		const Elf64_Rela *rela =
			elf_at(load->elf, section->sh_offset + i * sizeof *rela,
			       sizeof *rela);

		if (!rela || !relocate(load, symbols, rela))
			return false;
	}
	return true;
}

bool elf_load(const struct elf *elf, unsigned char *base,
	      uint64_t (*bind)(const char *name), struct text *why)
{
	struct loading load = {elf, base, bind, why};
	const Elf64_Shdr *section;

	copy_segments(&load);
	for (unsigned i = 0; (section = elf_section(elf, i)); i++)
		if (section->sh_type == SHT_RELA &&
		    section->sh_flags & SHF_ALLOC &&
		    !relocate_section(&load, section))
			return false;
	protect_segments(&load);
	protect_stubs(&load);
	return true;
}

bool elf_is_sanitizers(const struct elf_symbol *symbol)
{
	return symbol && (strncmp(symbol->name, "_sub_I_", 7) == 0 ||
			  strcmp(symbol->name, "tsan.module_ctor") == 0);
}
