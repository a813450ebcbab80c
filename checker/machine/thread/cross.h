/* Crossing between the model's stacks and ours.
 *
 *   explorer's stack   --cross_enter-->   a thread's stack
 *        ^                                     | calls a thunk (CROSS_ENTRY)
 *        |                                     v
 *        +------ ASK ------  our function, on the scratch stack
 *                                  | CONTINUE: back with a result
 *
 * A thunk stores the thread's callee-saved registers and stack pointer before
 * it leaves the thread's stack, so that no frame of ours is ever on it: a
 * suspended thread is these registers and the bytes from `sp` up. */
#ifndef MCHECK_MACHINE_THREAD_CROSS_H
#define MCHECK_MACHINE_THREAD_CROSS_H

#include <stdint.h>

#include "machine/thread/cross_machine.h"

/* What every function behind a thunk returns. */
enum crossing {
	CONTINUE, /* the call returns mc_cross.result */
	ASK,      /* an operation was stated */
	CALL      /* a function of the model's is called: see call.h */
};

/* The layout is known to the assembly in cross_x86_64.c, cross_aarch64.c. */
struct cross {
	uint64_t saved[CROSS_SAVED]; /* the second one: the frame pointer */
	uint64_t sp;                 /* of the thread, at the call */
	uint64_t result[2];          /* what the call returns */
	uint64_t start[2];           /* arguments of a first function */
	uint64_t host_sp;
	uint64_t scratch_top;
	uint64_t low;                    /* lowest stack pointer since entry */
	uint64_t inside;                 /* the model runs */
	uint64_t watched;                /* frames that end are looked at */
	uint64_t call[CROSS_CALL];       /* the function, and its arguments */
	uint64_t vectors[CROSS_VECTORS]; /* those in vector registers ... */
	uint32_t again;        /* this call was asked for, and granted */
	uint32_t vector_count; /* ... and how many of these there are */
	uint64_t local;        /* the thread-local block */
	/* See struct machine_runtime. */
	int (*thread_return)(uint64_t value);
	int (*call_return)(uint64_t value);
	int (*frame_end)(void);
	int (*wild_call)(void);
};

extern struct cross mc_cross;

/* Continues the thread described in mc_cross; returns when it asks.  With
 * `again` set, it makes the call in `call` once more instead of returning
 * from it: so a function can ask first and do its work when that is granted. */
void cross_enter(void);

/* Leaves for cross_enter's caller from anywhere (a signal handler). */
_Noreturn void cross_leave(void);
/* Where a function returns to that was called by call_push. */
void cross_call_return(void);
/* Where a thread's function returns to: becomes pthread_exit(value). */
void cross_thread_return(void);

/* Entered by a return, above the return address of the call at hand: that
 * returns the floating-point number whose bits are its integer result. */
void cross_real_return(void);

/* The hooks of functions: on entry, notes how deep the stack went; on exit,
 * calls frame_end where that is watched. */
void cross_function_entry(void);
void cross_function_exit(void);
void cross_nothing(void);

/* Goes on to the function in r11 (x15 on aarch64), which the model calls
 * through a pointer, if that is one: see targets.h. */
void cross_call_check(void);

/* On aarch64, what gives the address of a thread-local variable. */
void cross_descriptor(void);

/* Defines thunk `entry`, which crosses to the C function `function`. */
#define CROSS_ENTRY(entry, function) CROSS_THUNK(entry, function, "cross_call")

/* The same for a function with variable arguments, and for one whose first
 * argument is a double: vector registers are kept as well. */
#define CROSS_VARIADIC(entry, function) \
	CROSS_THUNK(entry, function, "cross_variadic")
#define CROSS_REAL(entry, function) CROSS_THUNK(entry, function, "cross_real")

#define CROSS_THUNK(entry, function, by) \
	void entry(void); \
	__asm__(".text\n.globl " #entry "\n.hidden " #entry "\n.type " #entry \
		", @function\n.p2align 4\n" #entry \
		":\n" CROSS_JUMP(#function, by) ".size " #entry ", .-" #entry \
						"\n")

/* Makes `list`, a va_list, the arguments behind the first `named` ones of the
 * call at hand, as they are in mc_cross and on the thread's stack. */
void cross_make_list(void *list, unsigned named);

#endif
