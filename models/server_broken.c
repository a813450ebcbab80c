// server.c wrong: the server looks at the question and clears it afterwards.
// The client may have its answer and ask again in between: that question is
// lost, and both wait for each other for ever.
//
// expect: finding livelock
#include <assert.h>
#include <mc.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int question, answer;	/* 0: none */

static void *serve(void *unused)
{
	for (;;) {
		int n = atomic_load(&question);

		if (!n)
			continue;
		atomic_store(&answer, n + 1);
		atomic_store(&question, 0);
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
