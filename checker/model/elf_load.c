/* Laying a compiled model out in memory and binding its names. */
#include <string.h>
#include <sys/mman.h>

#include "base/error.h"
#include "model/elf_parts.h"

#define RELOCATION_NONE 0 /* on every machine */
#if defined(__x86_64__)
#define RELOCATION_RELATIVE R_X86_64_RELATIVE
#define RELOCATION_GLOB_DAT R_X86_64_GLOB_DAT
#define RELOCATION_JUMP_SLOT R_X86_64_JUMP_SLOT
#define RELOCATION_ADDRESS R_X86_64_64
#define RELOCATION_TLS_MODULE R_X86_64_DTPMOD64
#define RELOCATION_TLS_OFFSET R_X86_64_DTPOFF64
#define PAGE 4096u
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
/* The largest that systems have, which the linker allows for. */
#define PAGE 65536u
#endif

struct loading {
	const struct elf *elf;
	unsigned char *base;
	uint64_t (*bind)(const char *name);
	struct text *why;
};

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

/* The address of the symbol that a relocation names. */
static uint64_t symbol_value(const struct loading *load,
			     const Elf64_Shdr *symbols, uint32_t index)
{
	const Elf64_Shdr *strings = elf_section(load->elf, symbols->sh_link);
	const Elf64_Sym *symbol =
		elf_at(load->elf, symbols->sh_offset + index * sizeof *symbol,
		       sizeof *symbol);

	must_hold(strings && symbol);
	if (symbol->st_shndx != SHN_UNDEF)
		return (uint64_t)(uintptr_t)load->base + symbol->st_value;
	return load->bind(
		elf_at(load->elf, strings->sh_offset + symbol->st_name, 1));
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
		value = symbol_value(load, symbols, index) + addend;
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
		text_addf(load->why, "relocation type %u is not known",
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
	return true;
}

bool elf_is_sanitizers(const struct elf_symbol *symbol)
{
	return symbol && (strncmp(symbol->name, "_sub_I_", 7) == 0 ||
			  strcmp(symbol->name, "tsan.module_ctor") == 0);
}
