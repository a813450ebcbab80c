/* Unowned bytes behind each global variable.
 *
 * So that a[4] of `int a[4]` is nobody's, and not the next variable.  With
 * -fdata-sections each variable has a section of its own, which is made longer
 * in the object file before it is linked:
 *
 *	.bss.a      its size is a number in the section's header
 *	.data.a     the same, and its bytes move to the end of the file, with
 *	            zeros behind them
 *
 * The symbol keeps its size, so nobody owns what was added; relocations count
 * from the section's start.  Sections that a program named itself stay as they
 * are, as it may walk over what they hold. */
#include "model/elf/gap.h"

#include <elf.h>
#include <string.h>

static bool lies_in(const struct text *object, uint64_t offset, uint64_t size)
{
	return offset <= object->length && size <= object->length - offset;
}

static bool is_named_like(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

static bool is_variable(const Elf64_Shdr *section, const char *name)
{
	const uint64_t other = SHF_MERGE | SHF_EXECINSTR;

	return (section->sh_flags & SHF_ALLOC) != 0 &&
	       (section->sh_flags & other) == 0 && section->sh_size > 0 &&
	       (section->sh_type == SHT_PROGBITS ||
		section->sh_type == SHT_NOBITS) &&
	       (is_named_like(name, ".data.") || is_named_like(name, ".bss.") ||
		is_named_like(name, ".tdata.") ||
		is_named_like(name, ".tbss.") ||
		is_named_like(name, ".rodata."));
}

/* Moves the section's bytes to the end of the file. */
static void move(struct text *object, Elf64_Shdr *section)
{
	struct text bytes = {0};

	text_add_bytes(&bytes, object->bytes + section->sh_offset,
		       section->sh_size);
	section->sh_offset = object->length;
	text_add_bytes(object, bytes.bytes, bytes.length);
	for (int i = 0; i < GAP_SIZE; i++)
		text_add_bytes(object, "", 1);
	text_free(&bytes);
}

/* `at` is where the section's header stands; headers are copied, since text
 * moves when it grows. */
static void widen(struct text *object, uint64_t at)
{
	Elf64_Shdr section;

	memcpy(&section, object->bytes + at, sizeof section);
	if (section.sh_type != SHT_NOBITS) {
		if (!lies_in(object, section.sh_offset, section.sh_size))
			return;
		move(object, &section);
	}
	section.sh_size += GAP_SIZE;
	memcpy(object->bytes + at, &section, sizeof section);
}

/* The names of the sections are a string at the end of which is a NUL. */
static bool read_headers(const struct text *object, Elf64_Ehdr *header,
			 Elf64_Shdr *names)
{
	uint64_t size;

	if (object->length < sizeof *header)
		return false;
	memcpy(header, object->bytes, sizeof *header);
	size = (uint64_t)header->e_shnum * sizeof *names;
	if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
	    header->e_ident[EI_CLASS] != ELFCLASS64 ||
	    header->e_type != ET_REL || header->e_shstrndx >= header->e_shnum ||
	    !lies_in(object, header->e_shoff, size))
		return false;
	memcpy(names,
	       object->bytes + header->e_shoff +
		       header->e_shstrndx * sizeof *names,
	       sizeof *names);
	return names->sh_size > 0 &&
	       lies_in(object, names->sh_offset, names->sh_size) &&
	       object->bytes[names->sh_offset + names->sh_size - 1] == '\0';
}

bool gap_add(struct text *object)
{
	Elf64_Ehdr header;
	Elf64_Shdr names, section;

	if (!read_headers(object, &header, &names))
		return false;
	for (unsigned i = 0; i < header.e_shnum; i++) {
		uint64_t at = header.e_shoff + i * sizeof section;

		memcpy(&section, object->bytes + at, sizeof section);
		if (section.sh_name < names.sh_size &&
		    is_variable(&section, object->bytes + names.sh_offset +
						  section.sh_name))
			widen(object, at);
	}
	return true;
}
