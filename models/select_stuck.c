// A server that takes jobs until it is told to quit, and gives back results.
// main tells it to quit before it has taken the result of the second job, which
// the server still has to give: each waits for the other.
//
// expect: finding deadlock
#include <pthread.h>
#include <mc/select.h>

static struct mc_channel *jobs, *results, *quit;

static void *serve(void *unused)
{
	int job = 0, result = 0;
	struct mc_channel_case cases[] = {{jobs, MC_RECEIVE, &job, 0},
					  {NULL, MC_SEND, &result, 0},
					  {quit, MC_RECEIVE, NULL, 0}};

	for (;;) {
		switch (mc_channel_select(cases, 3, 1)) {
		case 0:
			result = 2 * job;
			cases[0].channel = cases[2].channel = NULL;
			cases[1].channel = results;
			break;
		case 1:
			cases[0].channel = jobs;
			cases[1].channel = NULL;
			cases[2].channel = quit;
			break;
		default:
			return unused;
		}
	}
}

int main(void)
{
	pthread_t server;
	int job = 1, result;

	jobs = mc_channel_create(sizeof job, 0);
	results = mc_channel_create(sizeof result, 0);
	quit = mc_channel_create(0, 0);
	pthread_create(&server, NULL, serve, NULL);
	mc_channel_send(jobs, &job);
	mc_channel_receive(results, &result);
	mc_channel_send(jobs, &job);
	mc_channel_send(quit, NULL);
	mc_channel_receive(results, &result);
	pthread_join(server, NULL);
	mc_channel_destroy(jobs);
	mc_channel_destroy(results);
	mc_channel_destroy(quit);
}
