// N threads send K numbers each over one channel of CAP places (0: sender and
// receiver meet), and one receives them all.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <mc/channel.h>

#ifndef N
#define N 2
#endif
#ifndef K
#define K 1
#endif
#ifndef CAP
#define CAP 1
#endif

static struct mc_channel *channel;

static void *send_numbers(void *unused)
{
	for (int number = 1; number <= K; number++)
		mc_channel_send(channel, &number);
	return unused;
}

int main(void)
{
	pthread_t threads[N];
	int number, sum = 0;

	channel = mc_channel_create(sizeof number, CAP);
	for (int i = 0; i < N; i++)
		pthread_create(&threads[i], NULL, send_numbers, NULL);
	for (int i = 0; i < N * K; i++) {
		assert(mc_channel_receive(channel, &number) == MC_OK);
		sum += number;
	}
	assert(sum == N * (K * (K + 1) / 2));
	for (int i = 0; i < N; i++)
		pthread_join(threads[i], NULL);
	mc_channel_destroy(channel);
	return 0;
}
