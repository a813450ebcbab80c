/* The names of the classes of findings. */
#include "detect/finding.h"

const char *finding_class_name(enum finding_class class)
{
	static const char *const names[FINDING_CLASS_COUNT] = {
		"none",         "data-race", "deadlock", "livelock",
		"endless-loop", "assertion", "memory",   "misuse",
		"crash",        "exit",      "leak"};

	return names[class];
}
