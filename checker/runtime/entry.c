/* What the model's names are bound to: the thunks, and the table of names. */
#include <ctype.h>
#include <dlfcn.h>
#include <stdlib.h>

#include "runtime/threads/continuations.h"
#include "runtime/functions.h"
#include "runtime/threads/jump.h"
#include "runtime/runtime.h"

#define FUNCTION(name, function) CROSS_ENTRY(entry_##function, function);
#define ALIAS(name, function)
#define VARIADIC(name, function) CROSS_VARIADIC(entry_##function, function);
#define REAL(name, function) CROSS_REAL(entry_##function, function);
#include "runtime/functions.inc"
#undef FUNCTION
#undef ALIAS
#undef VARIADIC
#undef REAL

#define FUNCTION(name, function) {#name, entry_##function},
#define ALIAS FUNCTION
#define VARIADIC FUNCTION
#define REAL FUNCTION

static const struct {
	const char *name;
	void (*entry)(void);
} bound[] = {
#include "runtime/functions.inc"
	{"__tsan_func_entry", cross_function_entry},
	{"__tsan_func_exit", cross_function_exit},
	{"__tsan_init", cross_nothing},
	{"__mc_call", cross_call_check},
#if defined(__aarch64__)
	{"__tls_descriptor", cross_descriptor},
#endif
	{"__atomic_feraiseexcept", cross_nothing},
	{"__tsan_atomic_signal_fence", cross_nothing},
};

static const struct {
	const char *name;
	void **object;
} objects[] = {
	{"stdin", &rt_stdin},
	{"stdout", &rt_stdout},
	{"stderr", &rt_stderr},
};

/* Functions of libc and libm that only compute: the model calls them as they
 * are.  What they read is constant, and they write nothing. */
/* clang-format off */
static const char *const pure[] = {
	"abs", "labs", "llabs", "toupper", "tolower", "isalpha", "isdigit",
	"isalnum", "isspace", "isupper", "islower", "isprint", "ispunct",
	"isxdigit", "isblank", "iscntrl", "isgraph", "isascii", "toascii",
	"imaxabs", "div", "ldiv", "lldiv", "imaxdiv", "difftime",
	"__ctype_b_loc", "__ctype_toupper_loc",
	"__ctype_tolower_loc", "ffs", "ffsl", "ffsll", "__fpclassify",
	"__fpclassifyf", "__fpclassifyl", "__signbit", "__signbitf",
	"__signbitl", "__isnan", "__isnanf", "__isnanl", "__isinf", "__isinff",
	"__isinfl", "__finite", "__finitef", "__finitel",
};

/* The same of <math.h>, each also with f and l behind its name. */
static const char *const mathematics[] = {
	"acos", "asin", "atan", "atan2", "cos", "sin", "tan", "acosh", "asinh",
	"atanh", "cosh", "sinh", "tanh", "exp", "exp2", "exp10", "expm1",
	"ilogb", "ldexp", "log", "log10", "log1p", "log2", "logb", "scalbn",
	"scalbln", "cbrt", "fabs", "hypot", "pow", "sqrt", "erf", "erfc",
	"lgamma", "tgamma", "ceil", "floor", "nearbyint", "rint", "lrint",
	"llrint", "round", "lround", "llround", "trunc", "fmod", "remainder",
	"nan", "copysign", "nextafter", "nexttoward", "fdim", "fmax", "fmin",
	"fma",
};
/* clang-format on */

/* Stack that a pure function may use, at the most. */
#define PURE_STACK 4096u

static bool is_pure(const char *name)
{
	for (size_t i = 0; i < sizeof pure / sizeof *pure; i++)
		if (strcmp(name, pure[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof mathematics / sizeof *mathematics; i++) {
		size_t length = strlen(mathematics[i]);
		const char *rest = name + length;

		if (strncmp(name, mathematics[i], length) == 0 &&
		    (!*rest || ((*rest == 'f' || *rest == 'l') && !rest[1])))
			return true;
	}
	return false;
}

static uint64_t bind_pure(const char *name)
{
	void *found, *library;

	if (!is_pure(name))
		return 0;
	found = dlsym(RTLD_DEFAULT, name);
	if (!found) {
		library = dlopen("libm.so.6", RTLD_NOW);
		found = library ? dlsym(library, name) : NULL;
	}
	return (uint64_t)(uintptr_t)found;
}

uint64_t runtime_bind(const char *name)
{
	for (size_t i = 0; i < sizeof bound / sizeof *bound; i++)
		if (strcmp(name, bound[i].name) == 0)
			return (uint64_t)(uintptr_t)bound[i].entry;
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (strcmp(name, objects[i].name) == 0)
			return (uint64_t)(uintptr_t)objects[i].object;
	return bind_pure(name);
}

/* A table behind isalpha and the like, which their macros read. */
static void allow_table(struct machine *machine, const void *pointer,
			const void *table, uint64_t size)
{
	readable_add(&machine->readable, pointer, sizeof table);
	readable_add(&machine->readable, table, size);
}

static void prepare(struct machine *machine, const char *name)
{
	const unsigned short **classes = __ctype_b_loc();
	const int **upper = __ctype_toupper_loc();
	const int **lower = __ctype_tolower_loc();

	if (strcmp(name, "__ctype_b_loc") == 0)
		allow_table(machine, classes, *classes - 128,
			    384 * sizeof **classes);
	if (strcmp(name, "__ctype_toupper_loc") == 0)
		allow_table(machine, upper, *upper - 128, 384 * sizeof **upper);
	if (strcmp(name, "__ctype_tolower_loc") == 0)
		allow_table(machine, lower, *lower - 128, 384 * sizeof **lower);
	if (strstr(name, "setjmp"))
		mc_cross.watched = 1;
	if (is_pure(name))
		machine->library_stack = PURE_STACK;
}

const struct machine_runtime runtime_for_machine = {
	.bind = runtime_bind,
	.prepare = prepare,
	.thread_return = thread_return,
	.call_return = call_return,
	.frame_end = frame_end,
	.wild_call = wild_call,
	.cancelled = after_cancellation,
	.calls_at_exit = exit_calls_handler,
};
