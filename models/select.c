// Two streams of numbers, merged by one thread: it takes what comes first, and
// when a channel is closed and empty it waits for the other one only.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <mc/select.h>

static struct mc_channel *odd, *even;

static void *send_odd(void *unused)
{
	for (int number = 1; number < 5; number += 2)
		mc_channel_send(odd, &number);
	mc_channel_close(odd);
	return unused;
}

static void *send_even(void *unused)
{
	int number = 2;

	mc_channel_send(even, &number);
	mc_channel_close(even);
	return unused;
}

int main(void)
{
	pthread_t first, second;
	int number, sum = 0, open = 2;

	odd = mc_channel_create(sizeof number, 0);
	even = mc_channel_create(sizeof number, 1);
	struct mc_channel_case cases[] = {{odd, MC_RECEIVE, &number, 0},
					  {even, MC_RECEIVE, &number, 0}};

	pthread_create(&first, NULL, send_odd, NULL);
	pthread_create(&second, NULL, send_even, NULL);
	while (open > 0) {
		int ready = mc_channel_select(cases, 2, 1);

		if (cases[ready].result == MC_OK) {
			sum += number;
		} else {
			cases[ready].channel = NULL;
			open--;
		}
	}
	assert(sum == 1 + 3 + 2);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	mc_channel_destroy(odd);
	mc_channel_destroy(even);
}
