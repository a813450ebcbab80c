// The queue lock of Mellor-Crummey and Scott ("Algorithms for scalable
// synchronization on shared-memory multiprocessors", 1991). Who comes to wait
// puts a node of its own at the end of a queue, and waits at that alone.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#define THREADS 3

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
	atomic_store(&mine->waits, 1);
	atomic_store(&before->next, mine);
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
