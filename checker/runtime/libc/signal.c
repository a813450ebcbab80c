/* Signals, as far as programs set them up: what was set is kept, and told to
 * who asks, but no signal ever comes, so no handler is run.  What could send
 * one is refused by name. */
#include <errno.h>
#include <signal.h>

#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"

static uint64_t bit_of(int number)
{
	return (uint64_t)1 << (number - 1);
}

static bool is_number(int number)
{
	return number >= 1 && number <= MAX_SIGNALS;
}

/* May what is done about the signal be set?  Sets errno if not. */
static bool can_be_set(int number)
{
	bool good = is_number(number) && number != SIGKILL && number != SIGSTOP;

	if (!good)
		set_errno(EINVAL);
	return good;
}

static void set_action(int number, const struct sigaction *action)
{
	const struct signal_action *kept =
		&libc_state_program()->signals[number - 1];
	uint64_t handler = (uint64_t)(uintptr_t)action->sa_handler;
	uint64_t mask;

	memcpy(&mask, &action->sa_mask, sizeof mask);
	mc_machine->seen.handlers |=
		action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
	libc_state_set(&kept->handler, handler);
	libc_state_set(&kept->flags, (uint64_t)(unsigned)action->sa_flags);
	libc_state_set(&kept->mask, mask);
}

static struct sigaction get_action(int number)
{
	const struct signal_action *kept =
		&libc_state_program()->signals[number - 1];
	struct sigaction action = {0};

	action.sa_handler = (void (*)(int))(uintptr_t)kept->handler;
	action.sa_flags = (int)kept->flags;
	memcpy(&action.sa_mask, &kept->mask, sizeof kept->mask);
	return action;
}

int rt_sigaction(int number, uint64_t action_at, uint64_t old_at)
{
	struct sigaction action, old;

	if (!my_turn(TURN_SIGNAL) ||
	    (action_at && !may_read(action_at, sizeof action)) ||
	    (old_at && !may_write(old_at, sizeof old)))
		return ASK;
	if (!can_be_set(number))
		return give_result((uint64_t)-1);
	old = get_action(number);
	if (action_at) {
		memcpy(&action, text_at(action_at), sizeof action);
		set_action(number, &action);
	}
	if (old_at)
		memcpy(bytes_at(old_at), &old, sizeof old);
	return give_result(0);
}

int rt_signal(int number, uint64_t handler)
{
	struct sigaction action = {.sa_flags = SA_RESTART};
	uint64_t old;

	if (!my_turn(TURN_SIGNAL))
		return ASK;
	if (!can_be_set(number))
		return give_result((uint64_t)(uintptr_t)SIG_ERR);
	old = libc_state_program()->signals[number - 1].handler;
	action.sa_handler = (void (*)(int))(uintptr_t)handler;
	set_action(number, &action);
	return give_result(old);
}

/* The error, 0, or -1 for ASK. */
static int change_mask(int how, uint64_t set_at, uint64_t old_at)
{
	uint64_t mask = libc_state_own()->signal_mask, set;

	if ((set_at && !may_read(set_at, sizeof(sigset_t))) ||
	    (old_at && !may_write(old_at, sizeof(sigset_t))))
		return -1;
	set = set_at ? memory_get(set_at, 8).low : 0;
	if (set_at && how != SIG_BLOCK && how != SIG_UNBLOCK &&
	    how != SIG_SETMASK)
		return EINVAL;
	if (old_at) {
		memset(bytes_at(old_at), 0, sizeof(sigset_t));
		memcpy(bytes_at(old_at), &mask, sizeof mask);
	}
	if (!set_at)
		return 0;
	mask = how == SIG_BLOCK     ? mask | set
	       : how == SIG_UNBLOCK ? mask & ~set
				    : set;
	mask &= ~(bit_of(SIGKILL) | bit_of(SIGSTOP));
	libc_state_set(&libc_state_own()->signal_mask, mask);
	return 0;
}

int rt_pthread_sigmask(int how, uint64_t set_at, uint64_t old_at)
{
	int error = change_mask(how, set_at, old_at);

	return error < 0 ? ASK : give_result((uint64_t)error);
}

int rt_sigprocmask(int how, uint64_t set_at, uint64_t old_at)
{
	int error = change_mask(how, set_at, old_at);

	if (error < 0)
		return ASK;
	return error ? give_errno(error) : give_result(0);
}

static int put_set(uint64_t set_at, int byte)
{
	if (!may_write(set_at, sizeof(sigset_t)))
		return ASK;
	memset(bytes_at(set_at), byte, sizeof(sigset_t));
	return give_result(0);
}

int rt_sigemptyset(uint64_t set_at)
{
	return put_set(set_at, 0);
}

int rt_sigfillset(uint64_t set_at)
{
	return put_set(set_at, 0xff);
}

/* No signal waits to be let through. */
int rt_sigpending(uint64_t set_at)
{
	return put_set(set_at, 0);
}

static int change_set(uint64_t set_at, int number, bool in)
{
	uint64_t set;

	if (!is_number(number))
		return give_errno(EINVAL);
	if (!may_read(set_at, 8) || !may_write(set_at, 8))
		return ASK;
	set = memory_get(set_at, 8).low;
	set = in ? set | bit_of(number) : set & ~bit_of(number);
	memory_put(mc_machine, set_at, 8, (struct wide){set, 0});
	return give_result(0);
}

int rt_sigaddset(uint64_t set_at, int number)
{
	return change_set(set_at, number, true);
}

int rt_sigdelset(uint64_t set_at, int number)
{
	return change_set(set_at, number, false);
}

int rt_sigismember(uint64_t set_at, int number)
{
	if (!is_number(number))
		return give_errno(EINVAL);
	if (!may_read(set_at, 8))
		return ASK;
	return give_result((memory_get(set_at, 8).low & bit_of(number)) != 0);
}
