/* While the worker searches, the parent watches. */
#include "explore/run/watch.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

/* Shorter searches are told nothing of; then so often. */
#define FIRST_TICK_MS 1000
#define TICK_MS 500
/* How long an estimate is waited for. */
#define PATIENCE_MS 200
#define FOR_EVER UINT64_MAX

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Can something be read?  Waits for it until then. */
static bool wait_until(int pipe, uint64_t until, const sigset_t *mask)
{
	struct pollfd poll = {.fd = pipe, .events = POLLIN};
	uint64_t now = now_ms(), left = until > now ? until - now : 0;
	struct timespec time = {.tv_sec = (time_t)(left / 1000),
				.tv_nsec = (long)(left % 1000) * 1000000};

	return ppoll(&poll, 1, until == FOR_EVER ? NULL : &time, mask) > 0;
}

/* Asks for an estimate, and gives the worker a moment to make it. */
static void ask(struct progress *progress, int pipe, const sigset_t *mask)
{
	uint64_t until = now_ms() + PATIENCE_MS;

	progress->asked++;
	while (progress->asked != progress->answered && now_ms() < until)
		if (wait_until(pipe, now_ms() + 10, mask))
			return;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void tell(const struct watch *watch, enum watch_moment moment,
		 const struct progress *progress, uint64_t begin)
{
	watch->tell(watch->context, moment, progress,
		    (double)(now_ms() - begin) / 1000);
}

void watch_wait(const struct watch *watch, int pipe, struct progress *progress,
		struct signals *signals)
{
	uint64_t begin = now_ms();
	uint64_t tick = watch->ticks ? begin + FIRST_TICK_MS : FOR_EVER;
	uint64_t end = watch->budget_ms ? begin + watch->budget_ms : FOR_EVER;
	sigset_t before;

	signals_hold_questions(&before);
	while (!wait_until(pipe, smaller(tick, end), &before)) {
		if (now_ms() >= end) {
			if (!*signals->stop)
				*signals->stop = LIMIT_BUDGET;
			end = FOR_EVER;
		}
		if (signals->asked) {
			signals->asked = 0;
			ask(progress, pipe, &before);
			tell(watch, WATCH_ASKED, progress, begin);
		}
		if (now_ms() >= tick) {
			tell(watch, WATCH_TICK, progress, begin);
			progress->asked++;
			tick = now_ms() + TICK_MS;
		}
	}
	tell(watch, WATCH_END, progress, begin);
	signals_ignore_questions(&before);
}
