/* The verbs of operations. */
#ifndef MCHECK_REPORT_FACTS_VERB_H
#define MCHECK_REPORT_FACTS_VERB_H

#include "machine/thread/event.h"

/* "locks": what the thread did. */
const char *verb_of(const struct event *event);

/* "waits to lock": what a thread at an operation of this kind does. */
const char *verb_waiting(unsigned kind);

#endif
