/* What the model's names are bound to: the thunks, and the table of names. */
#include <ctype.h>
#include <dlfcn.h>
#include <stdlib.h>

#include "runtime/functions.h"
#include "runtime/runtime.h"

#define FUNCTION(name, function) CROSS_ENTRY(entry_##function, function);
#define ALIAS(name, function)
#define VARIADIC(name, function) CROSS_VARIADIC(entry_##function, function);
#include "runtime/functions.inc"
#undef FUNCTION
#undef ALIAS
#undef VARIADIC

#define FUNCTION(name, function) {#name, entry_##function},
#define ALIAS FUNCTION
#define VARIADIC FUNCTION

static const struct {
	const char *name;
	void (*entry)(void);
} bound[] = {
#include "runtime/functions.inc"
	{"__tsan_func_entry", cross_function_entry},
	{"__tsan_func_exit", cross_function_exit},
	{"__tsan_init", cross_nothing},
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
	"isxdigit", "__ctype_b_loc", "__ctype_toupper_loc",
	"__ctype_tolower_loc", "ffs", "ffsl", "ffsll", "sqrt", "sqrtf", "cbrt",
	"pow", "powf", "exp", "expf", "exp2", "log", "logf", "log2", "log10",
	"sin", "sinf", "cos", "cosf", "tan", "tanf", "asin", "acos", "atan",
	"atan2", "sinh", "cosh", "tanh", "hypot", "floor", "floorf", "ceil",
	"ceilf", "round", "roundf", "lround", "lrint", "rint", "trunc", "fabs",
	"fabsf", "fmod", "fmodf", "fmin", "fmax", "fma", "ldexp", "copysign",
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

static uint64_t bind_pure(const char *name)
{
	void *found;

	for (size_t i = 0; i < sizeof pure / sizeof *pure; i++) {
		if (strcmp(name, pure[i]) != 0)
			continue;
		found = dlsym(RTLD_DEFAULT, name);
		if (strncmp(name, "__ctype", 7) == 0 && mc_machine)
			allow_tables();
		if (!found) {
			void *library = dlopen("libm.so.6", RTLD_NOW);

			found = library ? dlsym(library, name) : NULL;
		}
		if (found && mc_machine)
			mc_machine->slack = PURE_STACK;
		return (uint64_t)(uintptr_t)found;
	}
	return 0;
}

uint64_t runtime_bind(const char *name)
{
	for (size_t i = 0; i < sizeof bound / sizeof *bound; i++)
		if (strcmp(name, bound[i].name) == 0)
			return (uint64_t)(uintptr_t)bound[i].entry;
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (strcmp(name, objects[i].name) == 0) {
			memory_allow((uint64_t)(uintptr_t)objects[i].object, 8);
			return (uint64_t)(uintptr_t)objects[i].object;
		}
	return bind_pure(name);
}

/* What to do instead, for the names that people are most likely to use. */
static const struct {
	const char *start;
	const char *reason;
} refusals[] = {
	{"fork", "a model is one process; start threads instead"},
	{"vfork", "a model is one process; start threads instead"},
	{"exec", "a model is one process"},
	{"system", "a model is one process"},
	{"fopen", "a model has no files; put the data into an array"},
	{"open", "a model has no files; put the data into an array"},
	{"read", "a model has no files; put the data into an array"},
	{"socket", "a model has no network; use a channel of <mc/channel.h>"},
	{"scanf", "a model has no input; use mc_choose or arguments behind --"},
	{"getchar", "a model has no input; use mc_choose or arguments "
		    "behind --"},
	{"fgets", "a model has no input; use mc_choose or arguments behind --"},
	{"rand", "use mc_choose(n): every value is explored"},
	{"random", "use mc_choose(n): every value is explored"},
	{"signal", "a model has no signals"},
	{"sigaction", "a model has no signals"},
};

const char *runtime_refusal(const char *name)
{
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
		if (strncmp(name, refusals[i].start,
			    strlen(refusals[i].start)) == 0)
			return refusals[i].reason;
	return NULL;
}
