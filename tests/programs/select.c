// On real threads: threads that select among sends and receives, rendezvous and
// buffered, with each other and with plain senders and receivers. Whatever was
// sent must arrive once.
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <mc/select.h>

#define ROUNDS 5000
#define PEERS 4

static struct mc_channel *channels[3];
static atomic_long sent, received;

// Each sends on one channel or receives from another, as it comes.
static void *mix(void *code)
{
	unsigned seed = (unsigned)(uintptr_t)code;

	for (int i = 0; i < ROUNDS; i++) {
		int first = rand_r(&seed) % 3, second = rand_r(&seed) % 3;
		long out = rand_r(&seed) % 1000, in = 0;
		struct mc_channel_case cases[] = {
			{channels[first], MC_SEND, &out, 0},
			{channels[second], MC_RECEIVE, &in, 0},
			{NULL, MC_SEND, NULL, 0}};

		switch (mc_channel_select(cases, 3, rand_r(&seed) % 4)) {
		case 0:
			atomic_fetch_add(&sent, out);
			break;
		case 1:
			if (cases[1].result != MC_OK)
				abort();
			atomic_fetch_add(&received, in);
			break;
		}
	}
	return NULL;
}

// Receives until all channels are closed; where a select is stuck with the
// threads that have ended, this and the next are its partners.
static void *drain(void *unused)
{
	struct mc_channel_case cases[3];
	int open = 3;

	for (int i = 0; i < 3; i++)
		cases[i] = (struct mc_channel_case){channels[i], MC_RECEIVE,
						    NULL, 0};
	while (open > 0) {
		long in = 0;
		int ready;

		for (int i = 0; i < 3; i++)
			cases[i].message = &in;
		ready = mc_channel_select(cases, 3, 1);
		if (cases[ready].result == MC_CLOSED) {
			cases[ready].channel = NULL;
			open--;
		}
		atomic_fetch_add(&received, in);
	}
	return unused;
}

static void *feed(void *unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		long out = i;

		if (i % 2 ? mc_channel_send(channels[i % 3], &out)
			  : mc_channel_try_send(channels[i % 3], &out))
			continue;
		atomic_fetch_add(&sent, out);
	}
	return unused;
}

int main(void)
{
	pthread_t peers[PEERS], drains[2], feeder;

	for (int i = 0; i < 3; i++)
		channels[i] = mc_channel_create(sizeof(long), (size_t)i);
	for (int i = 0; i < 2; i++)
		pthread_create(&drains[i], NULL, drain, NULL);
	for (int i = 0; i < PEERS; i++)
		pthread_create(&peers[i], NULL, mix,
			       (void *)(uintptr_t)(i + 1));
	pthread_create(&feeder, NULL, feed, NULL);
	for (int i = 0; i < PEERS; i++)
		pthread_join(peers[i], NULL);
	pthread_join(feeder, NULL);
	for (int i = 0; i < 3; i++)
		mc_channel_close(channels[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(drains[i], NULL);
	for (int i = 0; i < 3; i++)
		mc_channel_destroy(channels[i]);
	if (sent != received) {
		printf("sent %ld, received %ld\n", sent, received);
		return 1;
	}
	puts("done");
	return 0;
}
