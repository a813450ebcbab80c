// Tasks on an executor: what async and await compile to. A task is a state
// machine. It runs until it needs an event that has not come; then it leaves
// its name there, as the one to wake, and returns to the worker that ran it.
// Many tasks share a few workers, and no worker waits while a task is ready.
//
// Each task here awaits the event of its number, and then sets the next one.
//
// expect: verified
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef TASKS
#define TASKS 3
#endif
#ifndef WORKERS
#define WORKERS 2
#endif

struct task {
	int number;
	struct task *next;	/* in the queue */
};

struct event {
	pthread_mutex_t lock;
	bool set;
	struct task *waiter;	/* to be woken, or NULL */
};

static struct task tasks[TASKS];
static struct event events[TASKS + 1];
static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
static struct task *queue;	/* those that can go on */
static int unfinished = TASKS;

static void wake(struct task *task)
{
	pthread_mutex_lock(&queue_lock);
	task->next = queue;
	queue = task;
	pthread_cond_signal(&ready);
	pthread_mutex_unlock(&queue_lock);
}

static void set(struct event *event)
{
	struct task *waiter;

	pthread_mutex_lock(&event->lock);
	event->set = true;
	waiter = event->waiter;
	pthread_mutex_unlock(&event->lock);
	if (waiter)
		wake(waiter);
}

/* False: not yet; the task will be woken. To look and to leave a name is one
   step: whoever sets the event comes before both, or after both. */
static bool await(struct event *event, struct task *task)
{
	bool is_set;

	pthread_mutex_lock(&event->lock);
	is_set = event->set;
	if (!is_set)
		event->waiter = task;
	pthread_mutex_unlock(&event->lock);
	return is_set;
}

/* True: the task is done. */
static bool poll(struct task *task)
{
	if (!await(&events[task->number], task))
		return false;
	set(&events[task->number + 1]);
	return true;
}

/* The next task that can go on; NULL when all are done. */
static struct task *take(void)
{
	struct task *task;

	pthread_mutex_lock(&queue_lock);
	while (!queue && unfinished > 0)
		pthread_cond_wait(&ready, &queue_lock);
	task = queue;
	if (task)
		queue = task->next;
	pthread_mutex_unlock(&queue_lock);
	return task;
}

static void finish(void)
{
	pthread_mutex_lock(&queue_lock);
	if (--unfinished == 0)
		pthread_cond_broadcast(&ready);
	pthread_mutex_unlock(&queue_lock);
}

static void *work(void *unused)
{
	struct task *task;

	while ((task = take()))
		if (poll(task))
			finish();
	return unused;
}

int main(void)
{
	pthread_t workers[WORKERS];

	for (int i = 0; i <= TASKS; i++)
		pthread_mutex_init(&events[i].lock, NULL);
	for (int i = 0; i < TASKS; i++) {
		tasks[i].number = i;
		wake(&tasks[i]);
	}
	for (int i = 0; i < WORKERS; i++)
		pthread_create(&workers[i], NULL, work, NULL);
	set(&events[0]);
	for (int i = 0; i < WORKERS; i++)
		pthread_join(workers[i], NULL);
	assert(events[TASKS].set);
}
