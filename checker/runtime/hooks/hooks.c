/* The compiler's hooks around plain accesses. */
#include "machine/thread/library.h"
#include "machine/memory/unset.h"
#include "runtime/runtime.h"
#include "runtime/hooks/again.h"
#include "runtime/functions.h"

/* After so many accesses in one step the thread pauses: others may go, and a
 * loop that changes nothing is seen to come back to the same state. */
#define PAUSE_AFTER (1u << 16)
/* After so many pauses in a row nobody will wait any longer. */
#define MAX_PAUSES 1024u

bool count_work(uint64_t amount)
{
	struct thread *thread = &mc_machine->threads[running()];

	mc_machine->plain_count += amount;
	if (mc_machine->plain_count < PAUSE_AFTER)
		return false;
	if (++thread->pauses > MAX_PAUSES)
		machine_found(
			mc_machine, running(), FINDING_ENDLESS_LOOP, 0,
			"an endless loop: %u million memory accesses without "
			"an operation that other threads could see",
			(PAUSE_AFTER * MAX_PAUSES) >> 20);
	return true;
}

bool ask_first(uint64_t address, uint64_t size, bool write)
{
	if (mc_machine->mode.plain == PLAIN_HIDDEN || mc_cross.again || !size ||
	    !memory_visible(mc_machine, running(), address, size, write))
		return false;
	new_operation(write ? OP_WRITE : OP_READ, address)->size =
		(uint32_t)size;
	call_again();
	return true;
}

bool may_read(uint64_t address, uint64_t size)
{
	return !ask_first(address, size, false) &&
	       memory_access(mc_machine, running(), address, size, RACE_READ,
			     call_pc()) &&
	       unset_check(mc_machine, running(), address, size, call_pc());
}

bool may_write(uint64_t address, uint64_t size)
{
	return !ask_first(address, size, true) &&
	       memory_access(mc_machine, running(), address, size, RACE_WRITE,
			     call_pc());
}

int reach_limit(enum limit limit)
{
	mc_machine->limit = limit;
	return ASK;
}

bool may_look(uint64_t address)
{
	bool granted = mc_machine->mode.plain == PLAIN_HIDDEN || mc_cross.again;

	return memory_check(mc_machine, running(), address, 1, false,
			    call_pc()) &&
	       (!granted ||
		unset_check(mc_machine, running(), address, 1, call_pc()));
}

bool my_turn(enum turn which)
{
	if (mc_cross.again || machine_alone(mc_machine))
		return true;
	new_operation(OP_TURN, 0)->operand = which;
	call_again();
	return false;
}

/* A loop of calls that have no visible effect must pause like any other. */
int give_after(uint64_t work, uint64_t value)
{
	struct thread *thread = &mc_machine->threads[running()];
	uint32_t pauses;

	if (machine_over(mc_machine) || !count_work(work))
		return give_result(value);
	pauses = thread->pauses;
	new_operation(OP_PAUSE, 0)->value.low = value;
	thread->pauses = pauses;
	return ASK;
}

/* `whole`: of a structure, which may have parts that were never set. */
static int ask_plain(uint64_t address, uint64_t size, bool write, bool whole,
		     bool pause)
{
	struct thread *thread = &mc_machine->threads[running()];
	uint32_t pauses = thread->pauses;
	struct operation *op =
		new_operation(write ? OP_WRITE : OP_READ, address);

	op->size = (uint32_t)size;
	op->word_result = whole;
	if (!write)
		thread->announced = mc_machine->written;
	thread->pauses = pause ? pauses : 0;
	return ASK;
}

/* A read of what was never set. */
static int check_unset(uint64_t address, uint64_t size)
{
	struct machine *machine = mc_machine;

	/* std::vector<bool> reads what it has not set, to set a bit of it. */
	if (library_makes(machine, running()))
		return CONTINUE;
	if (machine->clang)
		unset_keep_back(machine, running(), address, size, call_pc());
	else if (!unset_check(machine, running(), address, size, call_pc()))
		return ASK;
	return CONTINUE;
}

static inline int plain(uint64_t address, uint64_t size, bool write, bool whole)
{
	struct machine *machine = mc_machine;
	bool pause = count_work(1);

	if (write)
		machine->written = (struct range){address, size};
	if (machine->kept_back.size &&
	    !unset_settle(machine, running(), write ? address : 0))
		return ASK;
	if (pause || memory_visible(machine, running(), address, size, write))
		return ask_plain(address, size, write, whole, pause);
	if (!memory_access(machine, running(), address, size,
			   write ? RACE_WRITE : RACE_READ, call_pc()))
		return ASK;
	if (!write && !whole && machine->seen.poisoned)
		return check_unset(address, size);
	return CONTINUE;
}

#define PLAIN(size) \
	int rt_read##size(uint64_t address) \
	{ \
		return plain(address, size, false, false); \
	} \
	int rt_write##size(uint64_t address) \
	{ \
		return plain(address, size, true, false); \
	}

PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)

/* gcc copies a structure of this size so. */
int rt_read16(uint64_t address)
{
	return plain(address, 16, false, true);
}

int rt_write16(uint64_t address)
{
	return plain(address, 16, true, true);
}

int rt_read_range(uint64_t address, uint64_t size)
{
	return plain(address, size, false, true);
}

int rt_write_range(uint64_t address, uint64_t size)
{
	return plain(address, size, true, true);
}

/* Thread-local storage: the general-dynamic model asks for each address. */
int rt_tls_get_addr(const uint64_t *index)
{
	return give_result(mc_machine->threads[running()].local + index[1]);
}
