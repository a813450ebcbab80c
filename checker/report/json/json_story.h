/* A story in JSON. */
#ifndef MCHECK_REPORT_JSON_JSON_STORY_H
#define MCHECK_REPORT_JSON_JSON_STORY_H

#include "report/facts/story.h"
#include "report/json/json.h"

struct facts;

/* Null when there is no such story. */
void json_story(struct json *json, const char *name, const struct facts *facts,
		const struct story *story);

/* Where something is; null when that is not known. */
void json_place(struct json *json, const char *name, const struct place *place);

/* "counter"; null for no object. */
void json_name(struct json *json, const char *name, const struct name *object);

/* The number that people see; null for none. */
void json_thread(struct json *json, const char *name, int thread);

#endif
