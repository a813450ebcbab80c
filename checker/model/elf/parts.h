/* Parts of an ELF file, shared between elf.c and elf_load.c. */
#ifndef MCHECK_MODEL_ELF_PARTS_H
#define MCHECK_MODEL_ELF_PARTS_H

#include <elf.h>

#include "model/elf/elf.h"

/* Each is borrowed from the file, or NULL when it does not lie within it. */
const void *elf_at(const struct elf *elf, uint64_t offset, uint64_t size);
/* The largest page that systems have, which the linker allows for. */
#if defined(__x86_64__)
#define PAGE ((uint64_t)4096)
#else
#define PAGE ((uint64_t)65536)
#endif

const Elf64_Phdr *elf_segment(const struct elf *elf, int index);
const Elf64_Shdr *elf_section(const struct elf *elf, unsigned index);

#endif
