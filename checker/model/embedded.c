/* The headers that models may include, carried inside the executable; and
 * the sources that are compiled along with some. */
#include "model/embedded.h"

/* C cannot state the length of bytes that only the assembler sees, so the
 * assembler lays out the whole table: name, bytes, length; three words each. */
_Static_assert(sizeof(struct embedded) == 24, "the table below is of .quad");

/* A row, with the name and the bytes that it points at put in .rodata. */
#define EMBED(name) EMBED_FROM(name, "checker/include/" name)
#define EMBED_FROM(name, path) \
	".pushsection .rodata\n" \
	"0: .asciz \"" name "\"\n" \
	"1: .incbin \"" path "\"\n" \
	"2: .popsection\n" \
	".quad 0b, 1b, 2b - 1b\n"

__asm__(".pushsection .data.rel.ro, \"aw\"\n"
	".balign 8\n"
	".globl embedded_files\n"
	".type embedded_files, @object\n"
	"embedded_files:\n" EMBED("mc.h") EMBED("mc/channel.h") EMBED(
		"mc/select.h") EMBED_FROM("mc/support.cc",
					  "checker/model/support.cc")
		EMBED_FROM("mc/library.c", "checker/model/library.inc")
			EMBED_FROM(
				"mc/support.map",
				"checker/model/support.map") ".quad 0, 0, 0\n"
							     ".size "
							     "embedded_files, "
							     ". - "
							     "embedded_files\n"
							     ".popsection\n");
