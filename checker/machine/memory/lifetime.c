/* The life of a synchronisation object. */
#include "machine/memory/lifetime.h"

#include <string.h>

#include "machine/learn/guard.h"
#include "machine/world/held.h"
#include "machine/memory/memory.h"

/* What an init function or a destroy function leaves in the object's first
 * bytes, so that an object that was overwritten, and one that is a copy of
 * another, are told from it. */
#define DESTROYED_MARK 0xdddddddddddddddd

static uint64_t mark_of(uint64_t address, enum object_state state)
{
	return state == STATE_DESTROYED
		       ? DESTROYED_MARK
		       : address * HASH_KEY_D | (uint64_t)1 << 63;
}

bool lifetime_is_zero(uint64_t address, uint64_t size)
{
	const unsigned char *bytes = (const unsigned char *)(uintptr_t)address;
	uint64_t word;

	for (; size >= 8; size -= 8, bytes += 8) {
		memcpy(&word, bytes, 8);
		if (word)
			return false;
	}
	for (; size > 0; size--)
		if (*bytes++)
			return false;
	return true;
}

static uint32_t mark_size(const struct lifetime *type)
{
	return type->size < 8 ? type->size : 8;
}

static uint64_t mark(const struct lifetime *type, const struct object *object)
{
	return mark_of(object->address, object->state) >>
	       (8 - mark_size(type)) * 8;
}

static void set_mark(struct machine *machine, const struct lifetime *type,
		     const struct object *object)
{
	memory_put(machine, object->address, mark_size(type),
		   (struct wide){mark(type, object), 0});
}

/* Something else was written in the place of one that was made by a call. */
static bool is_overwritten(const struct lifetime *type,
			   const struct object *object)
{
	return object->state != STATE_STATIC &&
	       memory_get(object->address, mark_size(type)).low !=
		       mark(type, object);
}

void lifetime_end(struct machine *machine, const struct lifetime *type,
		  struct object *object)
{
	object_begin(machine, object);
	object->state = STATE_DESTROYED;
	object_end(machine, object);
	set_mark(machine, type, object);
}

/* One that a function left locked on the stack, or that was overwritten while
 * it was held, is held no longer. */
static void begin_lock(struct machine *machine, const struct object *lock)
{
	held_forget(machine, lock);
	if (!machine_alone(machine))
		guard_unfit(machine, held_key(lock));
}

static void begin_anew(struct machine *machine, struct object *object,
		       enum object_state state)
{
	if (object->kind == OBJECT_MUTEX || object->kind == OBJECT_RWLOCK)
		begin_lock(machine, object);
	object_begin(machine, object);
	object->state = (uint8_t)state;
	object->owner = -1;
	memset(object->words, 0, sizeof object->words);
	object_end(machine, object);
	if (object->holder)
		race_forget(machine->race, object->holder);
	for (uint32_t i = object->first_part; i;
	     i = machine->objects.parts[i].next)
		race_forget(machine->race, machine->objects.parts[i].holder);
}

/* The object, when its bytes are there.  A use counts as an atomic access: a
 * plain write, such as a static initialiser that is assigned, races with it. */
static struct object *find(struct machine *machine, int thread,
			   const struct lifetime *type, uint64_t address)
{
	uint64_t pc = thread_pc(machine, thread);

	if (!memory_check(machine, thread, address, type->size, true, pc) ||
	    !memory_access(machine, thread, address, mark_size(type),
			   RACE_ATOMIC_READ, pc))
		return NULL;
	return object_get(machine, address, type->kind);
}

struct object *lifetime_use(struct machine *machine, int thread,
			    const struct lifetime *type, uint64_t address,
			    const char *verb)
{
	struct object *object = find(machine, thread, type, address);

	if (!object)
		return NULL;
	if (is_overwritten(type, object))
		begin_anew(machine, object, STATE_STATIC);
	if (object->state == STATE_DESTROYED)
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "%s %s that was destroyed", verb, type->noun);
	else if (object->state == STATE_STATIC &&
		 (!type->is_static || !type->is_static(address)))
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "%s %s that was never initialised", verb,
			      type->noun);
	else
		return object;
	return NULL;
}

/* By a call, and not destroyed since.  A variable on a stack ends with its
 * function, and no call says so: there we cannot know. */
static bool is_initialised(const struct machine *machine,
			   const struct lifetime *type,
			   const struct object *object)
{
	return object->state == STATE_INITIALISED &&
	       !is_overwritten(type, object) &&
	       !region_on_stack(&machine->region, object->address);
}

struct object *lifetime_begin(struct machine *machine, int thread,
			      const struct lifetime *type, uint64_t address)
{
	struct object *object = find(machine, thread, type, address);

	if (!object)
		return NULL;
	if (is_initialised(machine, type, object)) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "initialises %s that is already initialised",
			      type->noun);
		return NULL;
	}
	begin_anew(machine, object, STATE_INITIALISED);
	set_mark(machine, type, object);
	return object;
}
