// Message passing: several producers send to one consumer. When they are all
// done the channel is closed, and the consumer learns that nothing more will
// come. Nothing is shared but the channel.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <mc/channel.h>

#define PRODUCERS 2
#define MESSAGES 2		/* from each */

static struct mc_channel *channel;

static void *produce(void *unused)
{
	for (int i = 1; i <= MESSAGES; i++)
		mc_channel_send(channel, &i);
	return unused;
}

static void *consume(void *sum)
{
	int number;

	while (mc_channel_receive(channel, &number) == MC_OK)
		*(int *)sum += number;
	return NULL;
}

int main(void)
{
	pthread_t producers[PRODUCERS], consumer;
	int sum = 0;

	channel = mc_channel_create(sizeof(int), 1);
	pthread_create(&consumer, NULL, consume, &sum);
	for (int i = 0; i < PRODUCERS; i++)
		pthread_create(&producers[i], NULL, produce, NULL);
	for (int i = 0; i < PRODUCERS; i++)
		pthread_join(producers[i], NULL);
	mc_channel_close(channel);
	pthread_join(consumer, NULL);
	assert(sum == PRODUCERS * (1 + 2));
	mc_channel_destroy(channel);
}
