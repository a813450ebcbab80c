/* A compiled model: reading its ELF file, and laying it out in memory.
 *
 * mcheck loads the model itself, at an address it chooses: every run has the
 * same addresses, and each name the model needs is bound to a function of
 * ours or refused.  Formats: System V ABI, ELF-64; the psABI of the machine. */
#ifndef MCHECK_MODEL_ELF_ELF_H
#define MCHECK_MODEL_ELF_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The bytes of a stub: see elf_load.c. */
#define STUB_SIZE 16u

struct elf_symbol {
	const char *name; /* borrowed from the file's image */
	uint64_t address; /* link-time; for thread-locals the TLS offset */
	uint64_t size;
	bool function;
	bool thread_local_;
	bool writable; /* lies in a segment that may be written */
};

struct elf {
	struct text file;
	struct elf_symbol *symbols; /* by address; functions and objects */
	int symbol_count;
	uint64_t memory_size; /* link-time addresses are below this */
	uint64_t tls_address, tls_file_size, tls_size, tls_align;
	uint64_t text_start, text_end; /* the executable segment */
	uint64_t data_start, data_end; /* the writable one */
	uint64_t objects_start; /* these are behind all: see elf_load.c */
	uint64_t stubs_start, stubs_end;
	uint64_t main_address; /* 0 when there is no main */
};

/* Reads the file; false with a reason in `why` when it is not a shared object
 * for this machine.  elf_close frees what it holds. */
bool elf_open(struct elf *elf, const char *path, struct text *why);
void elf_close(struct elf *elf);

/* Calls `visit` for each name that the file needs and does not define, but for
 * those that C++ asks after to see whether they are there (_ZTH: does a
 * thread-local variable of another file need to be made?). */
void elf_undefined(const struct elf *elf,
		   void (*visit)(void *context, const char *name),
		   void *context);

/* The symbol that covers a link-time address, or NULL. */
const struct elf_symbol *elf_symbol_at(const struct elf *elf, uint64_t address);

/* Copies the segments to `base` (writable, page-aligned, stubs_end bytes),
 * binds each name through `bind` (0: unknown, left unbound), then protects
 * what is not writable.  False with `why` on a relocation it does not know. */
bool elf_load(const struct elf *elf, unsigned char *base,
	      uint64_t (*bind)(const char *name), struct text *why);

/* The range of a section by its name; false when there is none. */
bool elf_section_range(const struct elf *elf, const char *name, uint64_t *start,
		       uint64_t *size);

/* Is it the constructor that compilers add for the sanitizer?  It does nothing
 * that matters here.  NULL: no. */
bool elf_is_sanitizers(const struct elf_symbol *symbol);

#endif
