/* Places and messages in SARIF. */
#include "report/sarif/sarif_place.h"

#include <string.h>

void sarif_message(struct json *json, const char *name, struct text *text)
{
	json_object(json, name);
	json_string(json, "text", text_string(text));
	json_end(json);
	text_free(text);
}

/* A path as a URI reference (RFC 3986). */
static void add_uri(const char *path, struct text *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~/";

	if (*path == '/')
		text_add(text, "file://");
	for (; *path; path++)
		if (strchr(plain, *path))
			text_add_bytes(text, path, 1);
		else
			text_addf(text, "%%%02X", (unsigned char)*path);
}

static void add_physical(struct json *json, const struct place *place)
{
	struct text uri = {0};

	add_uri(place->file, &uri);
	json_object(json, "physicalLocation");
	json_object(json, "artifactLocation");
	json_text(json, "uri", &uri);
	json_end(json);
	if (place->line) {
		json_object(json, "region");
		json_number(json, "startLine", place->line);
		if (place->column)
			json_number(json, "startColumn", place->column);
		json_end(json);
	}
	json_end(json);
}

void sarif_location(struct json *json, const char *name,
		    const struct place *place, struct text *message)
{
	json_object(json, name);
	if (place->file && *place->file)
		add_physical(json, place);
	if (place->function) {
		json_array(json, "logicalLocations");
		json_row(json, NULL);
		json_string(json, "name", place->function);
		json_string(json, "kind", "function");
		json_end(json);
		json_end(json);
	}
	if (message->length)
		sarif_message(json, "message", message);
	text_free(message);
	json_end(json);
}
