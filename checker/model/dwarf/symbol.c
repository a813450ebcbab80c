/* The ELF symbol table.  On aarch64 neither gcc nor clang says where a
 * thread-local variable is, since the assembler has no relocation for it. */
#include "model/dwarf/symbol.h"

#include <elf.h>
#include <string.h>

static bool is_named(const struct dwarf *dwarf, const Elf64_Sym *symbol,
		     const char *name)
{
	struct dwarf_cursor cursor = dwarf_read_from(
		dwarf->sections[SECTION_STRTAB], symbol->st_name);
	const char *found = dwarf_read_string(&cursor);
	size_t length = strlen(name);

	/* gcc names the statics of functions "calls.0". */
	return found && strncmp(found, name, length) == 0 &&
	       (!found[length] || found[length] == '.');
}

bool dwarf_symbol_thread_local(const struct dwarf *dwarf, const char *name,
			       uint64_t size, uint64_t *offset)
{
	struct dwarf_cursor cursor =
		dwarf_read_from(dwarf->sections[SECTION_SYMTAB], 0);
	struct dwarf_span span;
	Elf64_Sym symbol;

	while (!cursor.failed) {
		span = dwarf_read_block(&cursor, sizeof symbol);
		if (cursor.failed)
			break;
		memcpy(&symbol, span.bytes, sizeof symbol);
		if (ELF64_ST_TYPE(symbol.st_info) != STT_TLS ||
		    symbol.st_shndx == SHN_UNDEF || symbol.st_size != size ||
		    !is_named(dwarf, &symbol, name))
			continue;
		*offset = symbol.st_value;
		return true;
	}
	return false;
}
