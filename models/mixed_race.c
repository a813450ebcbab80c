// The workers count with an atomic operation, and the main thread looks at the
// counter with a plain read while they run. An atomic protects only those who
// all use it: the read may see anything, and the compiler may move it.
//
// expect: finding mixed-race on done
#include <pthread.h>
#include <stdio.h>

static int done;

static void *work(void *unused)
{
	__atomic_fetch_add(&done, 1, __ATOMIC_SEQ_CST);
	return unused;
}

int main(void)
{
	pthread_t first, second;

	pthread_create(&first, NULL, work, NULL);
	pthread_create(&second, NULL, work, NULL);
	printf("%d done so far\n", done);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
}
