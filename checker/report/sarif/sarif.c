/* Results in SARIF 2.1.0. */
#include "report/sarif/sarif.h"

#include "report/json/json.h"
#include "report/sarif/sarif_place.h"
#include "report/sarif/sarif_rule.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static void add_tool(struct json *json)
{
	json_object(json, "tool");
	json_object(json, "driver");
	json_string(json, "name", "mcheck");
	json_string(json, "semanticVersion", MCHECK_VERSION);
	sarif_rules(json);
	json_end(json);
	json_end(json);
}

/* Why a model could not be checked. */
static void add_trouble(struct json *json, const struct answer *answer)
{
	const struct place place = {.file = answer->model};
	struct text error = {0}, none = {0};

	answer_error(answer, &error);
	json_array(json, "toolExecutionNotifications");
	json_object(json, NULL);
	json_string(json, "level", "error");
	sarif_message(json, "message", &error);
	json_array(json, "locations");
	sarif_location(json, NULL, &place, &none);
	json_end(json);
	json_end(json);
	json_end(json);
}

/* An invocation for each model: each has an exit code of its own. */
static void add_invocation(struct json *json, const struct answer *answer)
{
	bool good = answer_has_verdict(answer);

	json_object(json, NULL);
	json_truth(json, "executionSuccessful", good);
	json_number(json, "exitCode", (uint64_t)answer->code);
	if (!good)
		add_trouble(json, answer);
	json_object(json, "properties");
	json_string(json, "model", answer->model);
	json_string(json, "verdict", answer_word(answer));
	json_end(json);
	json_end(json);
}

static void add_run(struct json *json, const struct answers *answers)
{
	json_object(json, NULL);
	add_tool(json);
	json_array(json, "invocations");
	for (int i = 0; i < answers->count; i++)
		add_invocation(json, &answers->answer[i]);
	json_end(json);
	json_array(json, "results");
	for (int i = 0; i < answers->count; i++)
		if (answer_has_verdict(&answers->answer[i]))
			json_objects(json, &answers->answer[i].fragment);
	json_end(json);
	json_end(json);
}

void sarif_document(const struct answers *answers, struct text *text)
{
	struct json json = {.text = text};

	json_object(&json, NULL);
	json_string(&json, "$schema", SCHEMA);
	json_string(&json, "version", "2.1.0");
	json_array(&json, "runs");
	add_run(&json, answers);
	json_end(&json);
	json_end(&json);
}
