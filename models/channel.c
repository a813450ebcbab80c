// A handoff: one thread makes something and gives it to another over a
// channel. No lock is needed, because the send happens before the receive of
// its message: all that was written before the one is there after the other.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <mc/channel.h>

static struct mc_channel *channel;
static int letter;

static void *write_letter(void *unused)
{
	int *message = &letter;

	letter = 42;
	mc_channel_send(channel, &message);
	return unused;
}

int main(void)
{
	pthread_t writer;
	int *message;

	channel = mc_channel_create(sizeof(int *), 0);
	pthread_create(&writer, NULL, write_letter, NULL);
	mc_channel_receive(channel, &message);
	assert(*message == 42);
	pthread_join(writer, NULL);
	mc_channel_destroy(channel);
}
