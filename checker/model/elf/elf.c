/* Reading a compiled model's ELF file: segments, symbols, undefined names. */
#include "model/elf/elf.h"

#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "model/elf/parts.h"

#if defined(__x86_64__)
#define THIS_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define THIS_MACHINE EM_AARCH64
#else
#error "mcheck knows x86-64 and aarch64"
#endif

const void *elf_at(const struct elf *elf, uint64_t offset, uint64_t size)
{
	if (offset > elf->file.length || size > elf->file.length - offset)
		return NULL;
	return elf->file.bytes + offset;
}

const Elf64_Phdr *elf_segment(const struct elf *elf, int index)
{
	const Elf64_Ehdr *header = elf_at(elf, 0, sizeof *header);

	if (index >= header->e_phnum)
		return NULL;
	return elf_at(elf,
		      header->e_phoff + (uint64_t)index * sizeof(Elf64_Phdr),
		      sizeof(Elf64_Phdr));
}

const Elf64_Shdr *elf_section(const struct elf *elf, unsigned index)
{
	const Elf64_Ehdr *header = elf_at(elf, 0, sizeof *header);

	if (index >= header->e_shnum)
		return NULL;
	return elf_at(elf, header->e_shoff + index * sizeof(Elf64_Shdr),
		      sizeof(Elf64_Shdr));
}

/* The section of this type; NULL when there is none. */
static const Elf64_Shdr *section_of_type(const struct elf *elf, uint32_t type)
{
	const Elf64_Shdr *section;

	for (unsigned i = 0; (section = elf_section(elf, i)); i++)
		if (section->sh_type == type)
			return section;
	return NULL;
}

static void read_segments(struct elf *elf)
{
	const Elf64_Phdr *segment;

	for (int i = 0; (segment = elf_segment(elf, i)); i++) {
		uint64_t end = segment->p_vaddr + segment->p_memsz;

		if (segment->p_type == PT_TLS) {
			elf->tls_address = segment->p_vaddr;
			elf->tls_file_size = segment->p_filesz;
			elf->tls_size = segment->p_memsz;
			elf->tls_align = segment->p_align;
		}
		if (segment->p_type != PT_LOAD)
			continue;
		if (end > elf->memory_size)
			elf->memory_size = end;
		if (segment->p_flags & PF_X) {
			elf->text_start = segment->p_vaddr;
			elf->text_end = end;
		}
		if (segment->p_flags & PF_W) {
			elf->data_start = segment->p_vaddr;
			elf->data_end = end;
		}
	}
}

static int by_address(const void *left, const void *right)
{
	const struct elf_symbol *a = left, *b = right;

	if (a->thread_local_ != b->thread_local_)
		return a->thread_local_ ? 1 : -1;
	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void add_symbol(struct elf *elf, const Elf64_Sym *from, const char *name)
{
	struct elf_symbol *symbol = &elf->symbols[elf->symbol_count];
	unsigned type = ELF64_ST_TYPE(from->st_info);

	if (from->st_shndx == SHN_UNDEF || from->st_shndx >= SHN_LORESERVE ||
	    (type != STT_FUNC && type != STT_OBJECT && type != STT_TLS))
		return;
	symbol->name = name;
	symbol->address = from->st_value;
	symbol->size = from->st_size;
	symbol->function = type == STT_FUNC;
	symbol->thread_local_ = type == STT_TLS;
	symbol->writable = !symbol->function && !symbol->thread_local_ &&
			   from->st_value >= elf->data_start &&
			   from->st_value < elf->data_end;
	if (symbol->function && strcmp(name, "main") == 0)
		elf->main_address = symbol->address;
	elf->symbol_count++;
}

static void read_symbols(struct elf *elf)
{
	const Elf64_Shdr *table = section_of_type(elf, SHT_SYMTAB);
	const Elf64_Shdr *strings =
		table ? elf_section(elf, table->sh_link) : NULL;
	uint64_t count = table ? table->sh_size / sizeof(Elf64_Sym) : 0;

	if (!strings || !elf_at(elf, table->sh_offset, table->sh_size))
		return;
	elf->symbols = mem_alloc(count * sizeof *elf->symbols);
	for (uint64_t i = 0; i < count; i++) {
		const Elf64_Sym *symbol =
			elf_at(elf, table->sh_offset + i * sizeof *symbol,
			       sizeof *symbol);
		const char *name =
			elf_at(elf, strings->sh_offset + symbol->st_name, 1);

		if (name)
			add_symbol(elf, symbol, name);
	}
	qsort(elf->symbols, (size_t)elf->symbol_count, sizeof *elf->symbols,
	      by_address);
}

/* Room for one of each name that the model needs. */
static void place_stubs(struct elf *elf)
{
	const Elf64_Shdr *table = section_of_type(elf, SHT_DYNSYM);
	uint64_t count = table ? table->sh_size / sizeof(Elf64_Sym) : 0;

	elf->objects_start = (elf->memory_size + PAGE - 1) & ~(PAGE - 1);
	elf->stubs_start = elf->objects_start + PAGE;
	elf->stubs_end = elf->stubs_start + count * STUB_SIZE;
}

bool elf_open(struct elf *elf, const char *path, struct text *why)
{
	const Elf64_Ehdr *header;

	*elf = (struct elf){0};
	if (!file_read(path, &elf->file)) {
		text_addf(why, "cannot read %s: %s", path, strerror(errno));
		return false;
	}
	header = elf_at(elf, 0, sizeof *header);
	if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
	    header->e_ident[EI_CLASS] != ELFCLASS64 ||
	    header->e_type != ET_DYN || header->e_machine != THIS_MACHINE) {
		text_addf(why, "the compiler did not produce a 64-bit shared "
			       "object for this machine");
		return false;
	}
	read_segments(elf);
	read_symbols(elf);
	place_stubs(elf);
	return true;
}

void elf_close(struct elf *elf)
{
	mem_free(elf->symbols);
	text_free(&elf->file);
	*elf = (struct elf){0};
}

void elf_undefined(const struct elf *elf,
		   void (*visit)(void *context, const char *name),
		   void *context)
{
	const Elf64_Shdr *table = section_of_type(elf, SHT_DYNSYM);
	const Elf64_Shdr *strings =
		table ? elf_section(elf, table->sh_link) : NULL;
	uint64_t count = strings ? table->sh_size / sizeof(Elf64_Sym) : 0;

	for (uint64_t i = 1; i < count; i++) {
		const Elf64_Sym *symbol =
			elf_at(elf, table->sh_offset + i * sizeof *symbol,
			       sizeof *symbol);

		const char *name;

		if (!symbol || symbol->st_shndx != SHN_UNDEF)
			continue;
		name = elf_at(elf, strings->sh_offset + symbol->st_name, 1);
		if (ELF64_ST_BIND(symbol->st_info) != STB_WEAK || !name ||
		    strncmp(name, "_ZTH", 4) != 0)
			visit(context, name);
	}
}

const struct elf_symbol *elf_symbol_at(const struct elf *elf, uint64_t address)
{
	const struct elf_symbol *best = NULL;
	int low = 0, high = elf->symbol_count;

	/* The last symbol that begins at or before the address. */
	while (low < high) {
		int middle = (low + high) / 2;
		const struct elf_symbol *symbol = &elf->symbols[middle];

		if (!symbol->thread_local_ && symbol->address <= address) {
			best = symbol;
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (!best || address - best->address >= (best->size ? best->size : 1))
		return NULL;
	return best;
}

bool elf_section_range(const struct elf *elf, const char *name, uint64_t *start,
		       uint64_t *size)
{
	const Elf64_Ehdr *header = elf_at(elf, 0, sizeof *header);
	const Elf64_Shdr *names = elf_section(elf, header->e_shstrndx);
	const Elf64_Shdr *section;

	for (unsigned i = 0; names && (section = elf_section(elf, i)); i++) {
		const char *at =
			elf_at(elf, names->sh_offset + section->sh_name,
			       strlen(name) + 1);

		if (!at || strcmp(at, name) != 0)
			continue;
		*start = section->sh_addr;
		*size = section->sh_size;
		return true;
	}
	return false;
}
