/* Names for what the machine knows by address: variables, blocks, threads,
 * places in the source. */
#ifndef MCHECK_TRACE_NAMES_H
#define MCHECK_TRACE_NAMES_H

#include "explore/execution.h"
#include "model/dwarf.h"
#include "model/elf.h"

struct source_file;
struct read_name;

/* Borrowed: elf, dwarf.  `sources` are read when first asked for. */
struct names {
	const struct elf *elf;
	struct dwarf *dwarf;
	struct source_file *sources;
	/* A bit for each heap block that was named since, or described. */
	unsigned char *named, *described;
	size_t named_room;
	struct read_name *read; /* symbols of C++, as people write them */
};

void names_open(struct names *names, const struct elf *elf);
void names_close(struct names *names);

/* The source place of a run-time return address: "models/x.c:12", or "?". */
void name_place(struct names *names, const struct execution *execution,
		uint64_t pc, struct text *text);

/* The text of that source line, trimmed; "" when it cannot be read. */
const char *name_source(struct names *names, const struct execution *execution,
			uint64_t pc);

/* The function that a run-time address lies in; "?" when unknown. */
const char *name_function(struct names *names,
			  const struct execution *execution, uint64_t pc);

/* "counter", "accounts[1].balance", "a block of 24 bytes from x.c:7". */
void name_object(struct names *names, const struct execution *execution,
		 uint64_t address, uint64_t size,
		 const struct event_frame *frame, struct text *text);

/* Forgets which heap blocks were named: for another execution. */
void name_no_blocks(struct names *names);

/* A line or two for each heap block that was named and not described yet. */
void name_blocks(struct names *names, const struct execution *execution,
		 struct text *text);

/* "T2 worker"; the number alone when the function is not known. */
void name_thread(struct names *names, const struct execution *execution,
		 int thread, struct text *text);

/* A value as the source means it, in decimal, as a character, true, NULL. */
void name_value(struct names *names, const struct execution *execution,
		uint64_t address, uint32_t size, uint64_t value,
		struct text *text);

#endif
