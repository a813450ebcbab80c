// A thread is given the address of a local variable of the function that
// creates it, which then returns: the variable is gone, and in its place is
// whatever the next function has there.
//
// expect: finding dead-frame
#include <pthread.h>

static int total;

static void *add(void *number)
{
	total += *(int *)number;
	return NULL;
}

static pthread_t start(int number)
{
	pthread_t adder;
	int mine = number;

	pthread_create(&adder, NULL, add, &mine);
	return adder;
}

int main(void)
{
	pthread_t adder = start(7);

	pthread_join(adder, NULL);
	return total != 7;
}
