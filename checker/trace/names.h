/* Names for what the machine knows by address: variables, blocks, threads,
 * places in the source. */
#ifndef MCHECK_TRACE_NAMES_H
#define MCHECK_TRACE_NAMES_H

#include "explore/execution.h"
#include "model/dwarf/variable.h"
#include "model/elf/elf.h"
#include "trace/name.h"

struct source_file;
struct read_name;
struct kept_string;
struct block_names;

#define KEPT_BUCKETS 256

/* Borrowed: elf, dwarf.  `sources` are read when first asked for. */
struct names {
	const struct elf *elf;
	struct dwarf *dwarf;
	struct source_file *sources;
	struct read_name *read; /* symbols of C++, as people write them */
	struct kept_string *kept[KEPT_BUCKETS]; /* paths into variables */
	struct block_names *blocks; /* of executions that were asked for */
};

void names_open(struct names *names, const struct elf *elf);
void names_close(struct names *names);

/* The source place of a run-time return address; 0 has none. */
struct place name_place(struct names *names, const struct execution *execution,
			uint64_t pc);

/* The function that a run-time address lies in; NULL when unknown. */
const char *name_function(struct names *names,
			  const struct execution *execution, uint64_t pc);

/* Bytes that are asked for, as the code before the return address `pc` uses
 * them; 0 when nobody knows.  `frame`, or NULL, is the one that a local
 * variable belongs to. */
struct used_bytes {
	uint64_t address, size, pc;
	const struct event_frame *frame;
};

/* What they are. */
struct name name_object(struct names *names, const struct execution *execution,
			struct used_bytes used);

/* How many bytes there an operation uses: a free, the whole block. */
uint64_t name_extent(struct names *names, const struct execution *execution,
		     unsigned kind, uint64_t address, uint64_t size);

/* The value, at most 8 bytes, that is there, as the source means it; not one
 * that nobody wrote.  `target`, or NULL, is the frame of a local variable that
 * it points to. */
struct value name_value(struct names *names, const struct execution *execution,
			struct used_bytes used, uint64_t value,
			const struct event_frame *target);

/* A block of the execution as a whole. */
struct name name_block(struct names *names, const struct execution *execution,
		       uint32_t block);

/* Is the global variable at the address volatile? */
bool name_is_volatile(struct names *names, const struct execution *execution,
		      uint64_t address);

#endif
