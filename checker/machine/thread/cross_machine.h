/* Crossing: what depends on the machine. */
#ifndef MCHECK_MACHINE_THREAD_CROSS_MACHINE_H
#define MCHECK_MACHINE_THREAD_CROSS_MACHINE_H

#include <stdint.h>

/* CROSS_SAVED: the registers that a function keeps for its caller.
 * CROSS_CALL: one for the function, and those of a call's arguments.
 * CROSS_VECTORS: the words of the vector registers of arguments.
 * CROSS_RETURN: the bytes from a suspended thread's stack pointer, where the
 * return address is, to the stack pointer with which it goes on.
 * CROSS_LINKS: the bytes between a function's variables and the end of its
 * frame, which need not be looked at when it returns.
 * CROSS_JUMP: a thunk's code, ends in `by` knowing `function`.
 * abi_va_list: the type behind va_list. */
#if defined(__x86_64__)

#define CROSS_SAVED 6    /* rbx rbp r12 r13 r14 r15 */
#define CROSS_CALL 7     /* r11 rdi rsi rdx rcx r8 r9 */
#define CROSS_VECTORS 16 /* xmm0-xmm7 */
#define CROSS_RETURN 8
#define CROSS_LINKS 16
#define CROSS_JUMP(function, by) "lea " function "(%rip), %r11\njmp " by "\n"

/* System V ABI, AMD64, 3.5.7. */
struct abi_va_list {
	unsigned gp_offset;
	unsigned fp_offset;
	uint64_t overflow_area;
	uint64_t save_area;
};

#elif defined(__aarch64__)

#define CROSS_SAVED 19   /* x19 x29 x20-x28 d8-d15 */
#define CROSS_CALL 9     /* x16 x0-x7 */
#define CROSS_VECTORS 16 /* q0-q7 */
#define CROSS_RETURN 16
#define CROSS_LINKS 0
#define CROSS_JUMP(function, by) \
	"adrp x16, " function "\nadd x16, x16, :lo12:" function "\nb " by "\n"

/* AAPCS64, 10.1.5: the areas end at their tops, the offsets are negative until
 * all is taken. */
struct abi_va_list {
	uint64_t stack;
	uint64_t general_top;
	uint64_t vector_top;
	int general_offset;
	int vector_offset;
};

#else
#error "mcheck knows x86-64 and aarch64"
#endif

#endif
