/* Where a finding is. */
#ifndef MCHECK_REPORT_FACTS_STORY_PLACE_H
#define MCHECK_REPORT_FACTS_STORY_PLACE_H

#include "report/facts/story.h"

/* Where a reader looks first: where it goes wrong, else where a thread loops,
 * or waits, rather not for the end of another one.  Its file is NULL when no
 * place is known. */
struct place story_place(const struct story *story);

#endif
