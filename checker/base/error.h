/* Two of the three voices in which mcheck speaks of trouble: the user's (or
 * the machine's) and our own.  The model's trouble is a finding, no error. */
#ifndef MCHECK_BASE_ERROR_H
#define MCHECK_BASE_ERROR_H

enum exit_code {
	EXIT_VERIFIED = 0,
	EXIT_FINDING = 1,
	EXIT_ENVIRONMENT = 2,
	EXIT_BUG = 3,
	EXIT_LIMIT = 4
};

/* One line on stderr, "mcheck: what, which, and the mend"; then exits with
 * EXIT_ENVIRONMENT. */
_Noreturn void error_exit(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* The same line without the exit. */
void error_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "mcheck bug: ..." with the place; exits with EXIT_BUG. */
_Noreturn void error_bug(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* An assertion that is never compiled out. */
#define must_hold(condition) \
	((condition) ? (void)0 \
		     : error_bug(__FILE__, __LINE__, "%s", #condition))

#endif
