// channel_closed.c put right: main, which knows when both senders have ended,
// closes the channel, and then takes what is in it.
//
// expect: verified
#include <pthread.h>
#include <mc/channel.h>

static struct mc_channel *channel;

static void *send_one(void *unused)
{
	int number = 1;

	mc_channel_send(channel, &number);
	return unused;
}

int main(void)
{
	pthread_t first, second;
	int number;

	channel = mc_channel_create(sizeof number, 2);
	pthread_create(&first, NULL, send_one, NULL);
	pthread_create(&second, NULL, send_one, NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	mc_channel_close(channel);
	while (mc_channel_receive(channel, &number) == MC_OK)
		;
	mc_channel_destroy(channel);
}
