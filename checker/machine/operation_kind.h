/* The kinds of operations. */
#ifndef MCHECK_MACHINE_OPERATION_KIND_H
#define MCHECK_MACHINE_OPERATION_KIND_H

/* The order is that of the table in rules.c. */
enum operation_kind {
	OP_NONE,
	OP_START,  /* the first step of a new thread */
	OP_CREATE, /* object: where the handle goes; start function, argument */
	OP_FINISH, /* the thread's function returned, or pthread_exit */
	OP_JOIN,   /* operand 0: the handle; object: where the result goes */
	OP_TRYJOIN, /* value: the error when it has not ended */
	OP_DETACH,
	OP_EXIT, /* the whole program; operand 0: the status; 1: exit_way */
	OP_LOCK,
	OP_TRYLOCK,
	OP_UNLOCK,
	OP_MUTEX_INIT,
	OP_MUTEX_DESTROY,
	OP_MUTEX_CONSISTENT,
	OP_TIMEDLOCK, /* operand: the time is no time */
	OP_WAIT,      /* object: the condition; operand: mutex; 1: wait_end */
	OP_ASLEEP,    /* the same, mutex released */
	OP_ASLEEP_TIMED,
	OP_RELOCK, /* woken: object: the mutex; operand 0: the condition */
	OP_SIGNAL,
	OP_BROADCAST,
	OP_COND_INIT,
	OP_COND_DESTROY,
	OP_RDLOCK, /* operand 1: wait_end */
	OP_WRLOCK,
	OP_TRYRDLOCK,
	OP_TRYWRLOCK,
	OP_RWUNLOCK,
	OP_RWLOCK_INIT,
	OP_RWLOCK_DESTROY,
	OP_SEM_WAIT, /* operand 1: wait_end */
	OP_SEM_TRYWAIT,
	OP_SEM_POST,
	OP_SEM_GETVALUE, /* operand 0: where it goes */
	OP_SEM_INIT,     /* operand 0: the value */
	OP_SEM_DESTROY,
	OP_BARRIER_WAIT,
	OP_BARRIER_ASLEEP, /* the same, the others not yet there */
	OP_BARRIER_INIT,   /* operand 0: how many meet */
	OP_BARRIER_DESTROY,
	OP_ONCE,      /* operand: the routine */
	OP_ONCE_DONE, /* it has returned */
	OP_LOAD,
	OP_STORE,
	OP_UPDATE, /* read-modify-write; `function` says which */
	OP_COMPARE_EXCHANGE,
	OP_FENCE,
	OP_READ, /* plain, where plain accesses are visible */
	OP_WRITE,
	OP_COPY, /* object: to; operand: from; size; value: the result */
	OP_SET,  /* object: to; operand: the byte; size; value: the result */
	OP_FREE,
	OP_CHOOSE,
	OP_SEND,
	OP_TRY_SEND,
	OP_RECEIVE,
	OP_TRY_RECEIVE,
	OP_CLOSE,
	OP_CHANNEL_DESTROY,
	OP_BLOCKED,  /* mc_assume was false: the thread goes no further */
	OP_TURN,     /* a call with an effect that others see is made whole when
		     * this is granted; operand: which, see turn_name */
	OP_ALLOCATE, /* way 0: there is memory; 1: there is none */
	OP_ATOMIC_BEGIN, /* from here to the end no other thread goes */
	OP_ATOMIC_END,
	OP_SELECT,   /* operand: the cases; value: how many, does it wait */
	OP_PAUSE,    /* nothing: a long way without an operation, or a sleep */
	OP_PROGRESS, /* nothing: useful work is done, see mc_progress */
	OP_KIND_COUNT
};

#endif
