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

/* The tables behind isalpha and the like, which their macros read. */
static void allow_tables(void)
{
	const unsigned short **classes = __ctype_b_loc();
	const int **upper = __ctype_toupper_loc();
	const int **lower = __ctype_tolower_loc();

	memory_allow((uint64_t)(uintptr_t)classes, sizeof *classes);
	memory_allow((uint64_t)(uintptr_t)(*classes - 128), 384 * 2);
	memory_allow((uint64_t)(uintptr_t)upper, sizeof *upper);
	memory_allow((uint64_t)(uintptr_t)(*upper - 128), 384 * 4);
	memory_allow((uint64_t)(uintptr_t)lower, sizeof *lower);
	memory_allow((uint64_t)(uintptr_t)(*lower - 128), 384 * 4);
}

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
	if (strncmp(name, "__ctype", 7) == 0 && mc_machine)
		allow_tables();
	if (!found) {
		library = dlopen("libm.so.6", RTLD_NOW);
		found = library ? dlsym(library, name) : NULL;
	}
	if (found && mc_machine)
		mc_machine->library_stack = PURE_STACK;
	return (uint64_t)(uintptr_t)found;
}

uint64_t runtime_bind(const char *name)
{
	if (mc_machine && strstr(name, "setjmp"))
		mc_cross.watched = 1;
	for (size_t i = 0; i < sizeof bound / sizeof *bound; i++)
		if (strcmp(name, bound[i].name) == 0)
			return (uint64_t)(uintptr_t)bound[i].entry;
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (strcmp(name, objects[i].name) == 0)
			return (uint64_t)(uintptr_t)objects[i].object;
	return bind_pure(name);
}

const struct machine_runtime runtime_for_machine = {
	.bind = runtime_bind,
	.thread_return = thread_return,
	.call_return = call_return,
	.frame_end = frame_end,
	.wild_call = wild_call,
	.calls_at_exit = exit_calls_handler,
};
