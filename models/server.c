// A server that is meant to run for ever, and a client that never stops asking.
// This program has no end, and need not have one: mc_progress says where useful
// work is done. What is looked for is a way to go on for ever without any.
//
// expect: verified
#include <assert.h>
#include <mc.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int question, answer;	/* 0: none */

static void *serve(void *unused)
{
	for (;;) {
		int n = atomic_exchange(&question, 0);

		if (n)
			atomic_store(&answer, n + 1);
	}
	return unused;
}

static void *ask(void *unused)
{
	for (int n = 1;; n = 3 - n) {
		int got;

		atomic_store(&question, n);
		while (!(got = atomic_exchange(&answer, 0)))
			;
		assert(got == n + 1);
		mc_progress();
	}
	return unused;
}

int main(void)
{
	pthread_t server, client;

	pthread_create(&server, NULL, serve, NULL);
	pthread_create(&client, NULL, ask, NULL);
	pthread_join(server, NULL);
	pthread_join(client, NULL);
}
