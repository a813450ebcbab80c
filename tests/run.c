/* Runs every suite there is; libcheck's own variables (CK_RUN_SUITE,
 * CK_RUN_CASE, CK_VERBOSITY, CK_FORK ...) choose and set as they always do. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

/* Seconds; far more than a test needs, for machines that are busy. */
#define TEST_TIMEOUT "300"

/* Those that are long, and of which others go through most of the code. */
static bool is_for_long_runs(const char *suite)
{
	static const char *const suites[] = {"atomics",    "bench", "classes",
					     "cpp",        "docs",  "footprint",
					     "libc_memory"};

	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		if (strcmp(suite, suites[i]) == 0)
			return true;
	return false;
}

static void add(SRunner *runner, const char *name, Suite *(*suite)(void))
{
	if (is_short_run() && is_for_long_runs(name))
		skipped(name, "a short run");
	else
		srunner_add_suite(runner, suite());
}

int main(void)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	setenv("CK_DEFAULT_TIMEOUT", TEST_TIMEOUT, 0);
	support_start();
#define SUITE(name) add(runner, #name, name##_suite);
#include "suites.h"
#undef SUITE
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	support_end();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
