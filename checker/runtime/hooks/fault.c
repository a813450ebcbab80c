/* Faults of the model: signals become findings.
 *
 * A fault in the model's code leaves through cross_leave, as an ASK would; one
 * in ours is a bug of mcheck's.  A clock looks, twice a second, whether the
 * same step has been running all the time without calling any hook. */

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "base/error.h"
#include "runtime/functions.h"
#include "runtime/runtime.h"

#if defined(__x86_64__)
#define REGISTER(context, name) ((uint64_t)(context)->uc_mcontext.gregs[name])
#define STACK_POINTER(context) REGISTER(context, REG_RSP)
#define FRAME_POINTER(context) REGISTER(context, REG_RBP)
#define FIRST_SAVED(context) REGISTER(context, REG_RBX)
#define PLACE(context) REGISTER(context, REG_RIP)
#else
#define STACK_POINTER(context) ((uint64_t)(context)->uc_mcontext.sp)
#define FRAME_POINTER(context) ((uint64_t)(context)->uc_mcontext.regs[29])
#define FIRST_SAVED(context) ((uint64_t)(context)->uc_mcontext.regs[19])
#define PLACE(context) ((uint64_t)(context)->uc_mcontext.pc)
#endif

#define HANDLER_STACK ((size_t)64 << 10)
#define TICKS_OF_PATIENCE 10

static struct {
	uint64_t step, work;
	int ticks;
} watch;

/* The thread's registers at the fault, as if it had called us there.  A slot
 * below its stack pointer holds the place, like a return address. */
static void take_over(const ucontext_t *context)
{
	struct thread *thread = &mc_machine->threads[running()];
	uint64_t sp = STACK_POINTER(context);

	mc_cross.saved[0] = FIRST_SAVED(context);
	mc_cross.saved[1] = FRAME_POINTER(context);
	if (sp < thread->stack_low + 64 || sp > thread->local)
		sp = thread->stack_low + 64;
	sp = (sp & ~(uint64_t)(CROSS_RETURN - 1)) - CROSS_RETURN;
	*(uint64_t *)(uintptr_t)sp = PLACE(context) + 1;
	mc_cross.sp = sp;
	mc_cross.low = thread->stack_low;
}

static bool in_scratch(uint64_t sp)
{
	return mc_cross.scratch_top - sp < (uint64_t)1 << 20;
}

static bool in_guard(uint64_t address)
{
	const struct region *region = &mc_machine->region;
	int slot;

	if (!region_has(region, address) ||
	    address - region_base(region) < REGION_IMAGE)
		return false;
	slot = region_slot_of(region, address);
	return address - region_slot(region, slot) < STACK_GUARD;
}

static const char illegal[] =
	"illegal instruction (code meant to be unreachable?)";

/* With clang, __builtin_trap is a call: see compile.c. */
int rt_trap(void)
{
	machine_found(mc_machine, running(), FINDING_CRASH, 0, "%s", illegal);
	return ASK;
}

/* An access that leaves its variable: see bounds.h. */
int rt_bounds(void)
{
	machine_found(mc_machine, running(), FINDING_OUT_OF_BOUNDS, 0,
		      "uses memory out of bounds of a variable");
	return ASK;
}

static const char *describe(int signal, const siginfo_t *info)
{
	if (signal == SIGFPE)
		return "arithmetic fault (a division by zero?)";
	if (signal == SIGILL || signal == SIGTRAP)
		return illegal;
	if (in_guard((uint64_t)(uintptr_t)info->si_addr))
		return "stack overflow: does a function call itself "
		       "without end?";
	return "segmentation fault";
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	uint64_t sp = STACK_POINTER((ucontext_t *)context);

	if (!mc_cross.inside || in_scratch(sp))
		error_bug(__FILE__, __LINE__, "signal %d in the checker",
			  signal);
	take_over(context);
	machine_found(mc_machine, running(), FINDING_CRASH, 0, "%s",
		      describe(signal, info));
	cross_leave();
}

static void on_tick(int signal, siginfo_t *info, void *context)
{
	uint64_t sp = STACK_POINTER((ucontext_t *)context);

	(void)signal;
	(void)info;
	if (!mc_cross.inside || in_scratch(sp))
		return;
	if (watch.step != mc_machine->step ||
	    watch.work != mc_machine->plain_count) {
		watch.step = mc_machine->step;
		watch.work = mc_machine->plain_count;
		watch.ticks = 0;
		return;
	}
	if (++watch.ticks < TICKS_OF_PATIENCE)
		return;
	take_over(context);
	machine_found(mc_machine, running(), FINDING_ENDLESS_LOOP, 0,
		      "an endless loop that touches nothing shared (5 s of "
		      "computation without an operation)");
	cross_leave();
}

void runtime_catch_faults(void)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
	struct itimerval twice_a_second = {{0, 500000}, {0, 500000}};
	struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK |
					       SA_NODEFER};
	stack_t stack = {.ss_sp = malloc(HANDLER_STACK),
			 .ss_size = HANDLER_STACK};

	must_hold(stack.ss_sp && sigaltstack(&stack, NULL) == 0);
	sigemptyset(&action.sa_mask);
	action.sa_sigaction = on_fault;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		sigaction(faults[i], &action, NULL);
	action.sa_sigaction = on_tick;
	action.sa_flags |= SA_RESTART;
	sigaction(SIGPROF, &action, NULL);
	setitimer(ITIMER_PROF, &twice_a_second, NULL);
}
