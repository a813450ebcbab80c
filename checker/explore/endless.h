/* Executions that never end: which of them are livelocks?  See
 * states/service.h. */
#ifndef MCHECK_EXPLORE_ENDLESS_H
#define MCHECK_EXPLORE_ENDLESS_H

enum endless {
	ENDLESS_SERVICE, /* those in which some thread gets nothing */
	ENDLESS_ALLOW,   /* those in which nobody gets anything */
	ENDLESS_FINDING  /* all, but those with a call of mc_progress */
};

#endif
