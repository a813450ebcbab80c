// N threads send K numbers each, every one over a channel of its own with CAP
// places, and one selects among the channels until it has them all.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <mc/select.h>

#ifndef N
#define N 2
#endif
#ifndef K
#define K 1
#endif
#ifndef CAP
#define CAP 1
#endif

static struct mc_channel *channels[N];

static void *send_numbers(void *channel)
{
	for (int number = 1; number <= K; number++)
		mc_channel_send(channel, &number);
	return NULL;
}

int main(void)
{
	struct mc_channel_case cases[N] = {0};
	pthread_t threads[N];
	int number, sum = 0;

	for (int i = 0; i < N; i++) {
		channels[i] = mc_channel_create(sizeof number, CAP);
		cases[i].channel = channels[i];
		cases[i].operation = MC_RECEIVE;
		cases[i].message = &number;
		pthread_create(&threads[i], NULL, send_numbers, channels[i]);
	}
	for (int i = 0; i < N * K; i++) {
		int ready = mc_channel_select(cases, N, 1);

		assert(cases[ready].result == MC_OK);
		sum += number;
	}
	assert(sum == N * (K * (K + 1) / 2));
	for (int i = 0; i < N; i++) {
		pthread_join(threads[i], NULL);
		mc_channel_destroy(channels[i]);
	}
	return 0;
}
