// What random.c and guards.c have in common: each argument is the program of
// one thread, a number. The first is main's own; there may be a third.
#include <pthread.h>
#include <stdlib.h>

#define MAX_THREADS 3

/* What `run` returns of each program is put into `seen`. */
static void run_programs(int argc, char **argv, void *(*run)(void *),
			 void *seen[MAX_THREADS])
{
	unsigned long code[MAX_THREADS] = {0};
	pthread_t second, third;

	for (int i = 1; i < argc; i++)
		code[i - 1] = strtoul(argv[i], NULL, 16);
	pthread_create(&second, NULL, run, (void *)code[1]);
	if (argc > 3)
		pthread_create(&third, NULL, run, (void *)code[2]);
	seen[0] = run((void *)code[0]);
	pthread_join(second, &seen[1]);
	if (argc > 3)
		pthread_join(third, &seen[2]);
}
