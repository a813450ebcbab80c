/* The DWARF reader's door: finds the debug sections of an ELF64 file. */
#include "model/dwarf/dwarf.h"

#include <elf.h>
#include <string.h>

#include "base/alloc.h"
#include "model/dwarf/line.h"

static const char *const names[SECTION_COUNT] = {
	[SECTION_INFO] = ".debug_info",
	[SECTION_ABBREV] = ".debug_abbrev",
	[SECTION_LINE] = ".debug_line",
	[SECTION_STR] = ".debug_str",
	[SECTION_LINE_STR] = ".debug_line_str",
	[SECTION_STR_OFFSETS] = ".debug_str_offsets",
	[SECTION_ADDR] = ".debug_addr",
	[SECTION_RANGES] = ".debug_ranges",
	[SECTION_RNGLISTS] = ".debug_rnglists",
	[SECTION_SYMTAB] = ".symtab",
	[SECTION_STRTAB] = ".strtab",
};

/* Copies, since the image need not be aligned. */
static bool copy_at(struct dwarf_span image, uint64_t offset, void *to,
		    size_t size)
{
	struct dwarf_cursor cursor = dwarf_read_from(image, offset);
	struct dwarf_span span = dwarf_read_block(&cursor, size);

	if (cursor.failed)
		return false;
	memcpy(to, span.bytes, size);
	return true;
}

static bool section_header(struct dwarf_span image, const Elf64_Ehdr *header,
			   unsigned index, Elf64_Shdr *section)
{
	uint64_t offset;

	return !__builtin_add_overflow(header->e_shoff, index * sizeof *section,
				       &offset) &&
	       copy_at(image, offset, section, sizeof *section);
}

static struct dwarf_span contents(struct dwarf_span image,
				  const Elf64_Shdr *section)
{
	struct dwarf_cursor cursor = dwarf_read_from(image, section->sh_offset);

	if (section->sh_type == SHT_NOBITS ||
	    (section->sh_flags & SHF_COMPRESSED))
		return (struct dwarf_span){0};
	return dwarf_read_block(&cursor, section->sh_size);
}

static void note_section(struct dwarf *dwarf, const char *name,
			 struct dwarf_span span)
{
	for (unsigned i = 0; i < SECTION_COUNT; i++)
		if (name && strcmp(name, names[i]) == 0)
			dwarf->sections[i] = span;
}

static bool good_header(const Elf64_Ehdr *header)
{
	return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
	       header->e_ident[EI_CLASS] == ELFCLASS64 &&
	       header->e_ident[EI_DATA] == ELFDATA2LSB &&
	       header->e_shentsize == sizeof(Elf64_Shdr);
}

static void find_sections(struct dwarf *dwarf, struct dwarf_span image)
{
	Elf64_Ehdr header;
	Elf64_Shdr section;
	struct dwarf_span strings;

	if (!copy_at(image, 0, &header, sizeof header) ||
	    !good_header(&header) ||
	    !section_header(image, &header, header.e_shstrndx, &section))
		return;
	dwarf->frame_register =
		header.e_machine == EM_AARCH64 ? DWARF_X29 : DWARF_RBP;
	strings = contents(image, &section);
	for (unsigned i = 0; i < header.e_shnum; i++) {
		struct dwarf_cursor name;

		if (!section_header(image, &header, i, &section))
			return;
		name = dwarf_read_from(strings, section.sh_name);
		note_section(dwarf, dwarf_read_string(&name),
			     contents(image, &section));
	}
}

struct dwarf *dwarf_open(const unsigned char *image, size_t size)
{
	struct dwarf *dwarf = mem_alloc(sizeof *dwarf);

	find_sections(dwarf, (struct dwarf_span){image, size});
	return dwarf;
}

void dwarf_close(struct dwarf *dwarf)
{
	if (!dwarf)
		return;
	for (size_t i = 0; i < dwarf->abbrevs_count; i++)
		mem_free(dwarf->abbrevs[i].items);
	mem_free(dwarf->abbrevs);
	mem_free(dwarf->units);
	mem_free(dwarf->globals.items);
	mem_free(dwarf->thread_locals.items);
	mem_free(dwarf->functions);
	dwarf_line_free(dwarf->lines);
	mem_free(dwarf);
}
