/* Is an access valid?  Every address belongs to a variable, a live block of
 * the heap, a live stack frame, or to memory that may only be read. */
#include <string.h>

#include "machine/memory/heap.h"
#include "machine/memory/memory.h"

/* What is wrong with an access, and what it is called. */
enum fault {
	FAULT_NONE,
	FAULT_NULL,
	FAULT_WILD,
	FAULT_NOWHERE,
	FAULT_READ_ONLY,
	FAULT_VARIABLE,
	FAULT_ENDED_THREAD,
	FAULT_BELOW_STACK,
	FAULT_RETURNED,
	FAULT_FRAME,
	FAULT_UNALLOCATED,
	FAULT_FREED,
	FAULT_BLOCK
};

static const struct {
	enum finding_class class;
	const char *what;
} faults[] = {
	[FAULT_NULL] = {FINDING_BAD_POINTER, "through a null pointer"},
	[FAULT_WILD] = {FINDING_BAD_POINTER, "through a wild pointer"},
	[FAULT_NOWHERE] = {FINDING_BAD_POINTER, "outside every variable"},
	[FAULT_READ_ONLY] = {FINDING_BAD_POINTER, "read-only memory"},
	[FAULT_VARIABLE] = {FINDING_OUT_OF_BOUNDS,
			    "out of bounds of a variable"},
	[FAULT_ENDED_THREAD] = {FINDING_DEAD_FRAME,
				"the stack of a thread that has ended"},
	[FAULT_BELOW_STACK] = {FINDING_BAD_POINTER, "below a thread's stack"},
	[FAULT_RETURNED] = {FINDING_DEAD_FRAME,
			    "a local variable of a function that has "
			    "returned"},
	[FAULT_FRAME] = {FINDING_OUT_OF_BOUNDS,
			 "out of bounds of a local variable"},
	[FAULT_UNALLOCATED] = {FINDING_BAD_POINTER,
			       "heap memory that was never allocated"},
	[FAULT_FREED] = {FINDING_USE_AFTER_FREE,
			 "a block that was freed (use after free)"},
	[FAULT_BLOCK] = {FINDING_OUT_OF_BOUNDS,
			 "out of bounds of a heap block"},
};

static const char *verb(bool write)
{
	return write ? "writes" : "reads";
}

static bool wrong(struct machine *machine, int thread, uint64_t address,
		  uint64_t size, uint64_t pc, enum fault fault, bool write)
{
	machine_found(machine, thread, faults[fault].class, address, "%s %s",
		      verb(write), faults[fault].what);
	machine->finding.pc = pc;
	machine->finding.size = (uint32_t)size;
	return false;
}

/* The usual sizes at once, of what may be written. */
static bool is_owned(const unsigned char *owned, uint64_t size)
{
	uint64_t eight;
	uint32_t four;

	if (size == 4) {
		memcpy(&four, owned, 4);
		return four == 0x01010101u;
	}
	for (; size >= 8; size -= 8, owned += 8) {
		memcpy(&eight, owned, 8);
		if (eight != 0x0101010101010101u)
			return false;
	}
	for (; size > 0; size--)
		if (*owned++ != OWNED)
			return false;
	return true;
}

static enum fault variable_fault(const unsigned char *owned, uint64_t size,
				 bool write)
{
	enum fault fault = FAULT_NONE;

	if (is_owned(owned, size))
		return FAULT_NONE;
	for (uint64_t i = 0; i < size; i++) {
		if (!owned[i])
			return FAULT_VARIABLE;
		if (write && owned[i] == OWNED_CONSTANT)
			fault = FAULT_READ_ONLY;
	}
	return fault;
}

static enum fault image_fault(const struct machine *machine, uint64_t offset,
			      uint64_t size, bool write)
{
	const struct elf *elf = machine->elf;

	if (offset >= elf->objects_start && offset < elf->stubs_start)
		return write ? FAULT_READ_ONLY : FAULT_NONE;
	if (offset + size > machine->region.image_size)
		return FAULT_NOWHERE;
	if (offset < elf->data_start || offset + size > elf->data_end)
		return write ? FAULT_READ_ONLY : FAULT_NONE;
	return variable_fault(machine->region.owned + offset, size, write);
}

/* Does the access touch what lies between the local variables of one function
 * and those of another: a saved frame pointer, a return address?  Frame
 * records are a chain that goes up. */
static bool hits_frame_record(const struct machine *machine, int slot,
			      uint64_t address, uint64_t size)
{
	const struct thread *thread = &machine->threads[slot];
	uint64_t record =
		slot == machine->current ? mc_cross.saved[1] : thread->saved[1];

	while (record >= thread->stack_low && record < thread->stack_top - 16 &&
	       record < address + size) {
		uint64_t next = *(const uint64_t *)(uintptr_t)record;

		if (address < record + 16)
			return true;
		if (next <= record)
			break;
		record = next;
	}
	return false;
}

/* What lies above a thread's stack: its thread-local variables, and errno. */
static enum fault local_fault(const struct machine *machine,
			      const struct thread *thread, uint64_t address,
			      uint64_t size)
{
	uint64_t end = thread->local + machine->elf->tls_size;

	if (address >= thread->errno_address)
		return address + size > thread->errno_address + sizeof(int)
			       ? FAULT_NOWHERE
			       : FAULT_NONE;
	if (address < thread->local)
		return FAULT_FRAME;
	if (address + size > end)
		return FAULT_VARIABLE;
	return variable_fault(machine->region.local_owned +
				      (address - thread->local),
			      size, true);
}

static enum fault stack_fault(const struct machine *machine, int slot,
			      uint64_t address, uint64_t size)
{
	const struct thread *thread = &machine->threads[slot];
	uint64_t sp = slot == machine->current ? mc_cross.sp : thread->sp;

	if (thread->status == THREAD_UNUSED)
		return FAULT_NOWHERE;
	if (thread->status == THREAD_FINISHED)
		return FAULT_ENDED_THREAD;
	if (address < thread->stack_low)
		return FAULT_BELOW_STACK;
	if (address < sp + CROSS_RETURN)
		return FAULT_RETURNED;
	if (address + size > thread->local - FIRST_CFA - CROSS_LINKS)
		return local_fault(machine, thread, address, size);
	if (hits_frame_record(machine, slot, address, size))
		return FAULT_FRAME;
	return FAULT_NONE;
}

static enum fault heap_fault(const struct machine *machine, uint64_t address,
			     uint64_t size)
{
	const struct block *block = block_find(machine, address);

	if (!block)
		return FAULT_UNALLOCATED;
	if (!block->live)
		return FAULT_FREED;
	if (address < block->address || size > block->size ||
	    address - block->address > block->size - size)
		return FAULT_BLOCK;
	return FAULT_NONE;
}

bool memory_check(struct machine *machine, int thread, uint64_t address,
		  uint64_t size, bool write, uint64_t pc)
{
	uint64_t offset = address - region_base(&machine->region);
	enum fault fault;

	if (address < NULL_PAGES)
		fault = FAULT_NULL;
	else if (!region_has(&machine->region, address))
		fault = !write && readable_has(&machine->readable, address,
					       size)
				? FAULT_NONE
				: FAULT_WILD;
	else if (offset < REGION_IMAGE)
		fault = image_fault(machine, offset, size, write);
	else if ((offset - REGION_IMAGE) % SLOT_SIZE < HEAP_OFFSET)
		fault = stack_fault(machine,
				    region_slot_of(&machine->region, address),
				    address, size);
	else
		fault = heap_fault(machine, address, size);
	return !fault ||
	       wrong(machine, thread, address, size, pc, fault, write);
}
