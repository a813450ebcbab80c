/* The distinct ways in which executions end. */
#include "explore/outcomes.h"

#include <string.h>

#include "base/alloc.h"

/* The output as one line: newlines become spaces. */
static void add_output(struct text *line, const struct machine *machine)
{
	uint64_t length = machine->sums.output_length;

	while (length > 0 && machine->output[length - 1] == '\n')
		length--;
	for (uint64_t i = 0; i < length; i++)
		text_addf(line, "%c",
			  machine->output[i] == '\n' ? ' '
						     : machine->output[i]);
}

void outcomes_add_line(struct outcomes *outcomes, const char *line)
{
	size_t low = 0, high = outcomes->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(outcomes->lines[middle], line);

		if (order == 0)
			return;
		*(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
	}
	if (outcomes->count == outcomes->room) {
		outcomes->room = outcomes->room * 2 + 16;
		outcomes->lines = mem_resize(outcomes->lines,
					     outcomes->room * sizeof(char *));
	}
	memmove(outcomes->lines + low + 1, outcomes->lines + low,
		(outcomes->count - low) * sizeof(char *));
	outcomes->lines[low] = mem_copy_text(line);
	outcomes->count++;
}

void outcomes_add(struct outcomes *outcomes, const struct machine *machine)
{
	struct text line = {0};

	if (machine->discarded || machine->limit != LIMIT_NONE)
		return;
	if (machine->finding.class != FINDING_NONE)
		text_addf(&line, "finding %s",
			  finding_class_name(machine->finding.class));
	else
		add_output(&line, machine);
	outcomes_add_line(outcomes, text_string(&line));
	text_free(&line);
}

void outcomes_list(const struct outcomes *outcomes, struct text *text)
{
	for (size_t i = 0; i < outcomes->count; i++)
		text_addf(text, "%s\n", outcomes->lines[i]);
}

void outcomes_take(struct outcomes *outcomes, struct text *text)
{
	outcomes_list(outcomes, text);
	for (size_t i = 0; i < outcomes->count; i++)
		mem_free(outcomes->lines[i]);
	mem_free(outcomes->lines);
	*outcomes = (struct outcomes){0};
}
