// A receiver that waits for ever: it takes messages until the channel is
// closed, and nobody closes it. messages.c shows how it should be.
//
// expect: finding deadlock
#include <pthread.h>
#include <mc/channel.h>

static struct mc_channel *channel;
static int sum;

static void *receive_all(void *unused)
{
	int number;

	while (mc_channel_receive(channel, &number) == MC_OK)
		sum += number;
	return unused;
}

int main(void)
{
	pthread_t receiver;
	int number = 1;

	channel = mc_channel_create(sizeof(int), 1);
	pthread_create(&receiver, NULL, receive_all, NULL);
	mc_channel_send(channel, &number);
	pthread_join(receiver, NULL);
	mc_channel_destroy(channel);
}
