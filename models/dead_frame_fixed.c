// dead_frame.c put right: the variable lives in main, which outlives the
// thread, as it joins it.
//
// expect: verified
#include <pthread.h>

static int total;

static void *add(void *number)
{
	total += *(int *)number;
	return NULL;
}

static pthread_t start(int *number)
{
	pthread_t adder;

	pthread_create(&adder, NULL, add, number);
	return adder;
}

int main(void)
{
	int number = 7;
	pthread_t adder = start(&number);

	pthread_join(adder, NULL);
	return total != 7;
}
