/* Clocks and sleeps: time is virtual, and the same in every run.
 *
 * There is one clock.  Whoever reads it moves it on by a millisecond, so a loop
 * that waits for a time to pass ends; a sleep moves it on as well, but only
 * where somebody could tell (sleeps.h).  Since the order of such calls matters,
 * each is a turn.  A sleep orders nothing.
 *
 * A loop that sleeps until others are done would go on for ever through states
 * that differ only in the time.  So of all sleeps since the clock was read last
 * only the first few move the clock that is part of the state; how long the
 * later ones take is counted beside it, and shows at the next reading:
 *
 *     reading | sleep sleep ... sleep | sleep sleep ... | reading
 *               in the state            in late_ms        at the sum of both
 *
 * Each path is right to the millisecond; states that differ only in late_ms are
 * taken to be one, of which the first that is reached is followed.  With
 * --outcomes, which tells what a program can print, all are in the state. */
#include <errno.h>
#include <sys/time.h>
#include <time.h>

#include "machine/learn/sleeps.h"
#include "runtime/functions.h"
#include "runtime/libc/libc_state.h"
#include "runtime/libc/libc.h"
#include "runtime/hooks/cancel.h"

#define NS 1000000000
#define NS_OF_MS 1000000
#define EPOCH 946684800 /* the first of January 2000, in seconds */
#define SLEEPS_IN_STATE 8

static uint64_t now_ms(void)
{
	return libc_state_program()->clock_ms + mc_machine->late_ms;
}

static void set_late(uint64_t ms)
{
	undo_save(&mc_machine->undo, &mc_machine->late_ms, sizeof ms);
	mc_machine->late_ms = ms;
}

/* One more millisecond has passed.  Called when it is the thread's turn, and
 * all that may ask has been asked. */
static uint64_t read_ms(void)
{
	uint64_t now = now_ms() + 1;

	sleeps_note(mc_machine, TIME_READ);
	libc_state_set(&libc_state_program()->clock_ms, now);
	libc_state_set(&libc_state_program()->sleeps, 0);
	set_late(0);
	return now;
}

static void put(uint64_t address, uint64_t value)
{
	memory_put(mc_machine, address, 8, (struct wide){value, 0});
}

/* A struct timespec or timeval: `parts` in a second. */
static void put_time(uint64_t to, uint64_t ms, bool calendar, uint64_t parts)
{
	put(to, ms / 1000 + (calendar ? EPOCH : 0));
	put(to + 8, ms % 1000 * (parts / 1000));
}

int rt_time(uint64_t to)
{
	uint64_t now;

	if (!my_turn(TURN_CLOCK) || (to && !may_write(to, 8)))
		return ASK;
	now = read_ms() / 1000 + EPOCH;
	if (to)
		put(to, now);
	return give_result(now);
}

int rt_clock(void)
{
	if (!my_turn(TURN_CLOCK))
		return ASK;
	return give_result(read_ms() * (CLOCKS_PER_SEC / 1000));
}

static bool is_clock(int clock)
{
	return clock >= 0 && clock <= CLOCK_TAI && clock != 10;
}

static bool is_calendar(int clock)
{
	return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ||
	       clock == CLOCK_REALTIME_ALARM || clock == CLOCK_TAI;
}

int rt_clock_gettime(int clock, uint64_t to)
{
	if (!is_clock(clock))
		return give_errno(EINVAL);
	if (!my_turn(TURN_CLOCK) || !may_write(to, 16))
		return ASK;
	put_time(to, read_ms(), is_calendar(clock), NS);
	return give_result(0);
}

int rt_clock_getres(int clock, uint64_t to)
{
	if (!is_clock(clock))
		return give_errno(EINVAL);
	if (to && !may_write(to, 16))
		return ASK;
	if (to)
		put_time(to, 1, false, NS);
	return give_result(0);
}

int rt_timespec_get(uint64_t to, int base)
{
	if (base != TIME_UTC)
		return give_result(0);
	if (!my_turn(TURN_CLOCK) || !may_write(to, 16))
		return ASK;
	put_time(to, read_ms(), true, NS);
	return give_result((uint64_t)base);
}

int rt_gettimeofday(uint64_t to, uint64_t zone)
{
	if (!my_turn(TURN_CLOCK) || (to && !may_write(to, 16)) ||
	    (zone && !may_write(zone, 8)))
		return ASK;
	if (to)
		put_time(to, read_ms(), true, 1000000);
	if (zone)
		put(zone, 0);
	return give_result(0);
}

static void sleep_until(uint64_t ms)
{
	uint64_t sleeps = libc_state_program()->sleeps;

	if (ms <= now_ms())
		return;
	if (sleeps == SLEEPS_IN_STATE && !mc_machine->mode.output_state) {
		set_late(ms - libc_state_program()->clock_ms);
		return;
	}
	libc_state_set(&libc_state_program()->clock_ms, ms);
	if (sleeps < SLEEPS_IN_STATE)
		libc_state_set(&libc_state_program()->sleeps, sleeps + 1);
}

/* The model's sleep until then. */
static int sleep_to(uint64_t ms)
{
	sleeps_note(mc_machine, TIME_SLEPT);
	if (sleeps_matter(mc_machine))
		sleep_until(ms);
	return pause_asleep();
}

static bool may_sleep(void)
{
	return (!sleeps_matter(mc_machine) && !mc_machine->needs.cancels) ||
	       cancel_turn(TURN_SLEEP, true);
}

int rt_sleep(unsigned seconds)
{
	if (!may_sleep())
		return ASK;
	return sleep_to(now_ms() + (uint64_t)seconds * 1000);
}

int rt_usleep(unsigned microseconds)
{
	if (!may_sleep())
		return ASK;
	return sleep_to(now_ms() + ((uint64_t)microseconds + 999) / 1000);
}

static int sleep_ms(uint64_t ms)
{
	return may_sleep() ? sleep_to(now_ms() + ms) : ASK;
}

/* As a sleep, with nothing to wait for but time. */
int rt_poll(uint64_t files, uint64_t count, int ms)
{
	(void)files;
	if (count)
		return misuse("polls files, and a model has none: wait with a "
			      "condition variable");
	if (ms < 0)
		return misuse("polls nothing, without an end");
	return sleep_ms((uint64_t)ms);
}

/* A struct timespec or timeval: `parts` in a second. */
static int select_nothing(bool files, uint64_t time, uint64_t parts)
{
	const struct timespec *at = (const struct timespec *)(uintptr_t)time;

	if (files)
		return misuse("selects among files, and a model has none: wait "
			      "with a condition variable");
	if (!time)
		return misuse("selects among nothing, without an end");
	if (!may_read(time, 16))
		return ASK;
	if (at->tv_sec < 0 || at->tv_nsec < 0 || at->tv_nsec >= (long)parts)
		return give_errno(EINVAL);
	return sleep_ms((uint64_t)at->tv_sec * 1000 +
			(uint64_t)at->tv_nsec / (parts / 1000));
}

int rt_select(int count, uint64_t read, uint64_t write, uint64_t other,
	      uint64_t time)
{
	(void)count;
	return select_nothing(read || write || other, time, 1000000);
}

int rt_pselect(int count, uint64_t read, uint64_t write, uint64_t other,
	       uint64_t time)
{
	(void)count;
	return select_nothing(read || write || other, time, NS);
}

/* Sleeps; returns the error, or -1 for ASK. */
static int sleep_for(uint64_t wanted, uint64_t remaining, uint64_t *until)
{
	const struct timespec *at = (const struct timespec *)(uintptr_t)wanted;

	if (!may_sleep() || !may_read(wanted, 16) ||
	    (remaining && !may_write(remaining, 16)))
		return -1;
	if (at->tv_sec < 0 || at->tv_nsec < 0 || at->tv_nsec >= NS)
		return EINVAL;
	if (remaining)
		put_time(remaining, 0, false, NS);
	*until = (uint64_t)at->tv_sec * 1000 +
		 ((uint64_t)at->tv_nsec + NS_OF_MS - 1) / NS_OF_MS;
	return 0;
}

int rt_nanosleep(uint64_t wanted, uint64_t remaining)
{
	uint64_t ms = 0;
	int error = sleep_for(wanted, remaining, &ms);

	if (error)
		return error < 0 ? ASK : give_errno(error);
	return sleep_to(now_ms() + ms);
}

int rt_clock_nanosleep(int clock, int flags, uint64_t wanted,
		       uint64_t remaining)
{
	bool absolute = flags & TIMER_ABSTIME;
	uint64_t ms = 0;
	int error = is_clock(clock)
			    ? sleep_for(wanted, absolute ? 0 : remaining, &ms)
			    : EINVAL;

	if (error)
		return error < 0 ? ASK : give_result((uint64_t)error);
	if (!absolute)
		ms += now_ms();
	else if (is_calendar(clock))
		ms = ms > EPOCH * 1000ull ? ms - EPOCH * 1000ull : 0;
	return sleep_to(ms);
}
