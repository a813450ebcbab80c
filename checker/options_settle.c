/* Which options go together. */
#include "options_settle.h"

#include <string.h>

#include "base/error.h"

/* Does one of the words, up to --, begin with the option? */
static bool is_given(char **argv, const char *option)
{
	for (; *argv && strcmp(*argv, "--") != 0; argv++)
		if (strncmp(*argv, option, strlen(option)) == 0)
			return true;
	return false;
}

/* What can be given for one model only. */
static void settle_models(const struct options *options, char **argv)
{
	static const char *const alone[] = {
		"--trace=", "--dot=", "--html=", "--checkpoint="};

	if (options->models[options->model_count - 1].count == 0)
		error_exit(options->model_count > 1
				   ? "---: there is no file behind it"
				   : "no model given; usage: mcheck "
				     "[OPTION...] FILE.c..., see mcheck "
				     "--help");
	for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
		if (options->model_count > 1 && is_given(argv, alone[i]))
			error_exit("%.*s is for one model; check each with a "
				   "command of its own",
				   (int)strcspn(alone[i], "="), alone[i]);
}

/* What random executions go together with. */
static void settle_random(struct options *options)
{
	const char *other = NULL;

	if (!options->check.random.executions) {
		if (options->at_random)
			error_exit("%s works only with random executions; add "
				   "--random=N",
				   options->at_random);
		return;
	}
	if (options->explorer)
		other = options->explorer;
	else if (options->check.max_states)
		other = "--states=N";
	else if (options->check.max_depth)
		other = "--depth=N";
	else if (options->check.bounded)
		other = "--preemptions=N";
	if (other)
		error_exit("--random=N cannot be combined with %s; leave one "
			   "of them out",
			   other);
	options->check.explorer = &explorer_random;
}

/* Only the search over states has checkpoints. */
static void settle_checkpoint(const struct check_options *check)
{
	if (check->checkpoint.path && check->bounded)
		error_exit("--checkpoint cannot be combined with "
			   "--preemptions=N; leave one of them out");
}

/* What the explorer does not go together with. */
static void settle_explorer(const struct check_options *check, char **argv)
{
	const struct refusal *refusal = check_explorer(check)->refusals;

	for (; refusal->option; refusal++)
		if (is_given(argv, refusal->option))
			error_exit("%.*s: %s",
				   (int)strcspn(refusal->option, "="),
				   refusal->option, refusal->why);
}

/* To leave out orders keeps findings and the last state, not all that is
 * printed on the way there, nor all findings. */
static void settle_reduction(struct check_options *check)
{
	if (check->outcomes && check->reduction < REDUCTION_GUARDS)
		check->reduction = REDUCTION_GUARDS;
}

void options_settle(struct options *options, char **argv)
{
	settle_models(options, argv);
	settle_random(options);
	settle_explorer(&options->check, argv);
	settle_checkpoint(&options->check);
	settle_reduction(&options->check);
}
