/* Recording what happens. */
#include "machine/thread/event.h"

#include <string.h>

#include "base/alloc.h"

struct event *event_add(struct event_log *log)
{
	struct event *event;

	if (log->count == log->room) {
		log->room = log->room ? log->room * 2 : 64;
		log->events = mem_resize(log->events,
					 log->room * sizeof *log->events);
	}
	event = &log->events[log->count++];
	memset(event, 0, sizeof *event);
	event->other = -1;
	return event;
}

void event_clear(struct event_log *log)
{
	log->count = 0;
	log->pending = 0;
}
