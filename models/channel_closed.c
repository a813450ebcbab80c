// Two senders share a channel, and each closes it when it has sent all: the
// first one to end shuts the door on the other.
//
// expect: finding channel-closed
#include <pthread.h>
#include <mc/channel.h>

static struct mc_channel *channel;

static void *send_one(void *unused)
{
	int number = 1;

	mc_channel_send(channel, &number);
	mc_channel_close(channel);
	return unused;
}

int main(void)
{
	pthread_t first, second;
	int number;

	channel = mc_channel_create(sizeof number, 2);
	pthread_create(&first, NULL, send_one, NULL);
	pthread_create(&second, NULL, send_one, NULL);
	while (mc_channel_receive(channel, &number) == MC_OK)
		;
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	mc_channel_destroy(channel);
}
