/* Who has used the channel or semaphore that a thread waits at. */
#ifndef MCHECK_REPORT_TEXT_CHANNEL_ENDS_H
#define MCHECK_REPORT_TEXT_CHANNEL_ENDS_H

#include "report/text/page.h"

/* Appends who has used what the thread waits at: both ends of each channel, who
 * took a semaphore last, and who posted it. */
void report_ends(struct page *page, const struct thread_fact *fact);

/* Appends a line on what the thread, which selects, waits for. */
void report_cases(struct page *page, int thread);

#endif
