/* Places and messages in SARIF. */
#ifndef MCHECK_REPORT_SARIF_SARIF_PLACE_H
#define MCHECK_REPORT_SARIF_SARIF_PLACE_H

#include "report/json/json.h"
#include "trace/name.h"

/* {"text": ...}; frees it. */
void sarif_message(struct json *json, const char *name, struct text *text);

/* A location: where it is, if that is known, and what is there, which is
 * freed; an empty one is left out. */
void sarif_location(struct json *json, const char *name,
		    const struct place *place, struct text *message);

#endif
