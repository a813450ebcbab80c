/* The life of a synchronisation object. */
#include "machine/lifetime.h"

#include "machine/memory.h"

/* A destroyed object holds a mark, so that one that is made anew in its place
 * by a static initialiser is told from one that is used after its end. */
#define DESTROYED_MARK 0xdddddddddddddddd

bool lifetime_is_zero(uint64_t address, uint64_t size)
{
	const unsigned char *bytes = (const unsigned char *)(uintptr_t)address;

	for (uint64_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static uint32_t mark_size(const struct lifetime *type)
{
	return type->size < 8 ? type->size : 8;
}

static bool has_mark(const struct lifetime *type, uint64_t address)
{
	uint32_t size = mark_size(type);
	uint64_t mark = DESTROYED_MARK;

	return memory_get(address, size).low == mark >> (8 - size) * 8;
}

void lifetime_end(struct machine *machine, const struct lifetime *type,
		  struct object *object)
{
	memory_put(machine, object->address, mark_size(type),
		   (struct wide){DESTROYED_MARK, 0});
	object_begin(machine, object);
	object->state = STATE_DESTROYED;
	object_end(machine, object);
}

static void begin_anew(struct machine *machine, struct object *object,
		       enum object_state state)
{
	object_begin(machine, object);
	object->state = (uint8_t)state;
	object->type = 0;
	object->closed = false;
	object->capacity = object->size = object->count = object->storage = 0;
	object_end(machine, object);
	if (object->holder)
		race_forget(machine->race, object->holder);
	for (uint32_t i = object->first_part; i;
	     i = machine->objects.parts[i].next)
		race_forget(machine->race, machine->objects.parts[i].holder);
}

/* The object, when its bytes are there. */
static struct object *find(struct machine *machine, int thread,
			   const struct lifetime *type, uint64_t address)
{
	if (!memory_check(machine, thread, address, type->size, true,
			  thread_pc(machine, thread)))
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
	if (object->state == STATE_DESTROYED && type->is_static &&
	    !has_mark(type, address))
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
			   const struct object *object)
{
	return object->state == STATE_INITIALISED &&
	       !region_on_stack(&machine->region, object->address);
}

struct object *lifetime_begin(struct machine *machine, int thread,
			      const struct lifetime *type, uint64_t address)
{
	struct object *object = find(machine, thread, type, address);

	if (!object)
		return NULL;
	if (is_initialised(machine, object)) {
		machine_found(machine, thread, FINDING_OBJECT_LIFETIME, address,
			      "initialises %s that is initialised already",
			      type->noun);
		return NULL;
	}
	begin_anew(machine, object, STATE_INITIALISED);
	return object;
}
