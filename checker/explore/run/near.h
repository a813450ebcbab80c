/* A search near an execution: can a finding still be reached from where it led
 * to, or from an earlier point of it?
 *
 *   o---o---o---o---o    the execution
 *       :   :   :  /|\     first from before its last decision, then from
 *       :   : /|\          earlier ones, at last from the beginning; each of
 *       ...                these searches is bounded
 */
#ifndef MCHECK_EXPLORE_RUN_NEAR_H
#define MCHECK_EXPLORE_RUN_NEAR_H

#include "explore/explore.h"

struct near {
	const struct schedule *schedule; /* all of which can be made */
	enum finding_class class;
	uint64_t states; /* of all searches together */
};

/* The result has a finding of that class, or a limit: that nothing is found
 * says nothing of the model. */
void near_search(struct search search, const struct near *near,
		 struct search_result *result);

#endif
