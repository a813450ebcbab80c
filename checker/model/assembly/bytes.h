/* A debug section of an assembly text, as the bytes it will be. */
#ifndef MCHECK_MODEL_ASSEMBLY_BYTES_H
#define MCHECK_MODEL_ASSEMBLY_BYTES_H

#include "model/assembly/line.h"

#include <stdint.h>

/* Eight bytes at `offset` that will hold the address of `name`; zero here. */
struct assembly_address {
	size_t offset;
	struct assembly_piece name;
};

struct assembly_bytes {
	uint8_t *byte;
	size_t count;
	size_t capacity;
	struct assembly_address *address; /* by rising offset */
	size_t address_count;
	size_t address_capacity;
};

/* Reads all lines of `section`.  False when a directive is not understood;
 * either way, assembly_bytes_free. */
bool assembly_bytes_read(const struct assembly_lines *lines,
			 enum assembly_section section,
			 struct assembly_bytes *bytes);

void assembly_bytes_free(struct assembly_bytes *bytes);

/* Reads at *at, which moves on; 0 past the end. */
uint64_t assembly_bytes_fixed(const struct assembly_bytes *bytes, size_t *at,
			      size_t size);
uint64_t assembly_bytes_uleb(const struct assembly_bytes *bytes, size_t *at);
int64_t assembly_bytes_sleb(const struct assembly_bytes *bytes, size_t *at);

#endif
