// mcs_lock.c wrong: who comes stands in the queue first, and says that it waits
// after that. In between it may be let in, and does not notice: then it waits
// for ever.
//
// expect: finding livelock
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#define THREADS 2

struct node {
	_Atomic(struct node *) next;
	atomic_int waits;
};

static _Atomic(struct node *) tail;
static int counter;		/* plain: only the lock protects it */

static void lock(struct node *mine)
{
	struct node *before;

	atomic_store(&mine->next, NULL);
	before = atomic_exchange(&tail, mine);
	if (!before)
		return;
	atomic_store(&before->next, mine);
	atomic_store(&mine->waits, 1);
	while (atomic_load(&mine->waits))
		;
}

static void unlock(struct node *mine)
{
	struct node *last = mine;

	if (!atomic_load(&mine->next)) {
		if (atomic_compare_exchange_strong(&tail, &last, NULL))
			return;
		/* Somebody is about to stand behind me. */
		while (!atomic_load(&mine->next))
			;
	}
	atomic_store(&atomic_load(&mine->next)->waits, 0);
}

static void *work(void *node)
{
	lock(node);
	counter++;
	unlock(node);
	return NULL;
}

int main(void)
{
	static struct node nodes[THREADS];
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, work, &nodes[i]);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert(counter == THREADS);
}
