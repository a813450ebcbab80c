/* What the parts of names share. */
#ifndef MCHECK_TRACE_NAMES_PARTS_H
#define MCHECK_TRACE_NAMES_PARTS_H

#include "trace/names.h"

/* A name, and what a value there is: `kind`, `bits`, `bit` and `target` are as
 * in variable.h. */
struct found {
	struct name name;
	enum dwarf_kind kind;
	uint64_t bits;
	int64_t bit;
	struct dwarf_type target;
};

/* What is known of a block. */
struct known_block {
	struct dwarf_type type; /* of it, or of each of its elements */
	bool is_pointer;        /* that type */
	bool named;             /* all is known that will be */
	unsigned number;        /* of the blocks from its line */
	unsigned fit;           /* how well it fits the block; 0: none known */
	const char *pointer;    /* "accounts[3]", which points to it; or NULL */
	uint64_t word;          /* where that pointer is */
	uint32_t from;          /* the block that has this word; 0: none has */
	/* The path begins with a local variable, which had this value after
	 * these decisions only. */
	bool is_local;
	uint32_t first, last;
};

struct sorted_block {
	uint64_t address;
	uint32_t block;
};

/* Of one execution's blocks. */
struct block_names {
	struct block_names *next;
	const struct execution *execution;
	struct known_block *known;
	struct sorted_block *sorted; /* by their addresses */
};

/* The same string, for as long as the names are open. */
const char *names_keep(struct names *names, const char *text);

/* The symbol's name, as people write it; kept until names_close. */
const char *names_readable(struct names *names, const char *name);

/* The call before the return address, at its link-time address. */
uint64_t names_link_pc(const struct execution *execution, uint64_t pc);

/* With the source line that uses them, which tells bit-fields apart. */
struct dwarf_use names_use(struct names *names,
			   const struct execution *execution,
			   const struct used_bytes *used);

/* Of bytes in the image or on a stack. */
struct found names_find(struct names *names, const struct execution *execution,
			const struct used_bytes *used);

/* What is known of the execution's blocks, by their index. */
const struct known_block *names_blocks(struct names *names,
				       const struct execution *execution);

/* The block that the address lies in, or up to `behind` bytes behind it; 0: in
 * none. */
uint32_t names_block_at(struct names *names, const struct execution *execution,
			uint64_t address, uint64_t behind);

/* Of bytes in or near a block of which something is known. */
struct found names_find_in_block(struct names *names,
				 const struct execution *execution,
				 const struct known_block *known,
				 uint32_t block, const struct used_bytes *used);

/* "a struct account" */
const char *names_some(struct names *names, const struct execution *execution,
		       const struct known_block *known, uint32_t block);

/* "the 3rd struct account from bank.c:62" */
const char *names_ordinal(struct names *names,
			  const struct execution *execution,
			  const struct known_block *known, uint32_t block);

/* Members that belong to libc ("lock.__data") or to the C++ library
 * ("flag._M_base") are of no use to a reader. */
void names_cut_reserved(struct dwarf_name *name);

#endif
