// One thread uses what another has freed. All is done under the lock, so
// there is no data race; but whoever frees the line leaves the pointer to it
// behind.
//
// expect: finding use-after-free
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int *line;

static void *write_line(void *unused)
{
	pthread_mutex_lock(&lock);
	if (line)
		*line = 1;
	pthread_mutex_unlock(&lock);
	return unused;
}

static void hang_up(void)
{
	pthread_mutex_lock(&lock);
	free(line);
	pthread_mutex_unlock(&lock);
}

int main(void)
{
	pthread_t writer;

	line = malloc(sizeof(*line));
	pthread_create(&writer, NULL, write_line, NULL);
	hang_up();
	pthread_join(writer, NULL);
}
