// executor.c wrong: a task looks whether its event has come, and leaves its
// name afterwards. If the event comes in between, whoever sets it finds nobody
// to wake; the task is never put into the queue again, and all workers wait.
//
// expect: finding lost-wakeup
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

/* False: not yet; the task will be woken. */
static bool await(struct event *event, struct task *task)
{
	bool is_set;

	pthread_mutex_lock(&event->lock);
	is_set = event->set;
	pthread_mutex_unlock(&event->lock);
	if (is_set)
		return true;
	pthread_mutex_lock(&event->lock);
	event->waiter = task;
	pthread_mutex_unlock(&event->lock);
	return false;
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
