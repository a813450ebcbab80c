/* Crossing between the model's stacks and ours: the assembly (aarch64).
 *
 * A call leaves its return address in x30.  A thunk pushes it, so that a
 * suspended thread looks as on x86-64: at its stack pointer is the address at
 * which it goes on, and next to it what x30 is to be then:
 *
 *   sp --> | where to go on | x30 |   (16 bytes; sp is a multiple of 16)
 *
 * After a call x30 holds nothing that counts; where a function is entered in
 * this way, it is where the function returns to.  The registers are those of
 * the Procedure Call Standard (AAPCS64, 6.1); mc_cross is in x17. */
#include "machine/thread/cross.h"

#include <stddef.h>
#include <string.h>

#include "machine/thread/targets.h"

#if defined(__aarch64__)

struct cross mc_cross __attribute__((visibility("hidden")));
struct targets mc_targets __attribute__((visibility("hidden")));

void cross_make_list(void *list, unsigned named)
{
	struct abi_va_list made = {
		mc_cross.sp + CROSS_RETURN,
		(uint64_t)(uintptr_t)(mc_cross.call + CROSS_CALL),
		(uint64_t)(uintptr_t)(mc_cross.vectors + CROSS_VECTORS),
		-8 * (8 - (int)named), -128};

	memcpy(list, &made, sizeof made);
}

_Static_assert(offsetof(struct cross, sp) == 152, "known to the assembly");
_Static_assert(offsetof(struct cross, result) == 160, "known to the assembly");
_Static_assert(offsetof(struct cross, start) == 176, "known to the assembly");
_Static_assert(offsetof(struct cross, host_sp) == 192, "known to the assembly");
_Static_assert(offsetof(struct cross, scratch_top) == 200, "known to it");
_Static_assert(offsetof(struct cross, low) == 208, "known to the assembly");
_Static_assert(offsetof(struct cross, inside) == 216, "known to the assembly");
_Static_assert(offsetof(struct cross, watched) == 224, "known to the assembly");
_Static_assert(offsetof(struct cross, call) == 232, "known to the assembly");
_Static_assert(offsetof(struct cross, vectors) == 304, "known to the assembly");
_Static_assert(offsetof(struct cross, again) == 432, "known to the assembly");
_Static_assert(offsetof(struct cross, vector_count) == 436, "known to it");
_Static_assert(offsetof(struct cross, local) == 440, "known to the assembly");
_Static_assert(offsetof(struct cross, thread_return) == 448, "known to it");
_Static_assert(offsetof(struct cross, call_return) == 456, "known to it");
_Static_assert(offsetof(struct cross, frame_end) == 464, "known to it");
_Static_assert(offsetof(struct cross, wild_call) == 472, "known to it");
_Static_assert(offsetof(struct targets, saved) == 40, "known to the assembly");

#define FUNCTION(name) \
	".globl " #name "\n.hidden " #name "\n.type " #name \
	", @function\n" #name ":\n"
#define END(name) ".size " #name ", .-" #name "\n"
/* What we left there is not to be found in the next call's arguments. */
#define CLEAR_VECTORS \
	"	movi v0.2d, #0\n	movi v1.2d, #0\n" \
	"	movi v2.2d, #0\n	movi v3.2d, #0\n" \
	"	movi v4.2d, #0\n	movi v5.2d, #0\n" \
	"	movi v6.2d, #0\n	movi v7.2d, #0\n"

/* The registers of the thread, as the call has saved them. */
#define LOAD_THREAD \
	"	ldp x19, x29, [x17]\n" \
	"	ldp x20, x21, [x17, #16]\n" \
	"	ldp x22, x23, [x17, #32]\n" \
	"	ldp x24, x25, [x17, #48]\n" \
	"	ldp x26, x27, [x17, #64]\n" \
	"	ldr x28, [x17, #80]\n" \
	"	ldp d8, d9, [x17, #88]\n" \
	"	ldp d10, d11, [x17, #104]\n" \
	"	ldp d12, d13, [x17, #120]\n" \
	"	ldp d14, d15, [x17, #136]\n"

/* cross_call: entered by a jump from a thunk, the function in x16, the
 * arguments still in their registers, the return address in x30.
 * cross_call_pushed: the same, where that is pushed.
 * A call's result and the first argument of a function that is entered are
 * both in x0: whichever is not meant is zero.
 * cross_descriptor: the function behind each descriptor of a thread-local
 * variable (TLSDESC), by which clang asks for addresses: it gets the
 * descriptor, gives the offset from tpidr_el0, and keeps all other registers.
 */
/* clang-format off */
__asm__(".text\n"
	".p2align 4\n"
	FUNCTION(cross_call)
	"	stp x30, xzr, [sp, #-16]!\n"
	FUNCTION(cross_call_pushed)
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	stp x19, x29, [x17]\n"
	"	stp x20, x21, [x17, #16]\n"
	"	stp x22, x23, [x17, #32]\n"
	"	stp x24, x25, [x17, #48]\n"
	"	stp x26, x27, [x17, #64]\n"
	"	str x28, [x17, #80]\n"
	"	stp d8, d9, [x17, #88]\n"
	"	stp d10, d11, [x17, #104]\n"
	"	stp d12, d13, [x17, #120]\n"
	"	stp d14, d15, [x17, #136]\n"
	"	mov x9, sp\n"
	"	str x9, [x17, #152]\n"
	"	stp x0, x1, [x17, #240]\n"
	"	stp x2, x3, [x17, #256]\n"
	"	stp x4, x5, [x17, #272]\n"
	"	stp x6, x7, [x17, #288]\n"
	"	str x16, [x17, #232]\n"
	"	ldr x10, [x17, #208]\n"
	"	cmp x9, x10\n" /* deeper by alloca? */
	"	bhs 0f\n"
	"	str x9, [x17, #208]\n"
	"0:	ldr x9, [x17, #200]\n"
	"	mov sp, x9\n"
	"	blr x16\n"
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	str xzr, [x17, #432]\n"
	"	cbnz w0, 1f\n"
	"	ldp x0, x1, [x17, #160]\n"
	"	b 2f\n"
	"1:	cmp w0, #2\n" /* CALL */
	"	bne cross_leave\n"
	LOAD_THREAD
	"	ldp x9, x1, [x17, #176]\n"
	"	ldp x0, x2, [x17, #160]\n"
	"	orr x0, x0, x9\n"
	"	stp xzr, xzr, [x17, #176]\n"
	"2:	ldr x9, [x17, #152]\n"
	"	mov sp, x9\n"
	CLEAR_VECTORS
	"	ldp x16, x30, [sp], #16\n"
	"	br x16\n"
	END(cross_call_pushed)
	END(cross_call)

	FUNCTION(cross_real)
	FUNCTION(cross_variadic)
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	stp q0, q1, [x17, #304]\n"
	"	stp q2, q3, [x17, #336]\n"
	"	stp q4, q5, [x17, #368]\n"
	"	stp q6, q7, [x17, #400]\n"
	"	mov w9, #8\n"
	"	str w9, [x17, #436]\n"
	"	b cross_call\n"
	END(cross_variadic)
	END(cross_real)

	FUNCTION(cross_leave)
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	str xzr, [x17, #216]\n"
	"	ldr x9, [x17, #192]\n"
	"	mov sp, x9\n"
	"	ldp x19, x20, [sp]\n"
	"	ldp x21, x22, [sp, #16]\n"
	"	ldp x23, x24, [sp, #32]\n"
	"	ldp x25, x26, [sp, #48]\n"
	"	ldp x27, x28, [sp, #64]\n"
	"	ldp x29, x30, [sp, #80]\n"
	"	ldp d8, d9, [sp, #96]\n"
	"	ldp d10, d11, [sp, #112]\n"
	"	ldp d12, d13, [sp, #128]\n"
	"	ldp d14, d15, [sp, #144]\n"
	"	add sp, sp, #160\n"
	"	ret\n"
	END(cross_leave)

	FUNCTION(cross_enter)
	"	sub sp, sp, #160\n"
	"	stp x19, x20, [sp]\n"
	"	stp x21, x22, [sp, #16]\n"
	"	stp x23, x24, [sp, #32]\n"
	"	stp x25, x26, [sp, #48]\n"
	"	stp x27, x28, [sp, #64]\n"
	"	stp x29, x30, [sp, #80]\n"
	"	stp d8, d9, [sp, #96]\n"
	"	stp d10, d11, [sp, #112]\n"
	"	stp d12, d13, [sp, #128]\n"
	"	stp d14, d15, [sp, #144]\n"
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	mov x9, sp\n"
	"	str x9, [x17, #192]\n"
	LOAD_THREAD
	"	ldr x9, [x17, #152]\n"
	"	mov sp, x9\n"
	"	str x9, [x17, #208]\n"
	"	mov x9, #1\n"
	"	str x9, [x17, #216]\n"
	"	ldr w9, [x17, #432]\n"
	"	cbnz w9, 1f\n"
	"	ldp x9, x10, [x17, #176]\n"
	"	ldp x0, x1, [x17, #160]\n"
	"	mov x2, x1\n"
	"	orr x0, x0, x9\n"
	"	orr x1, x1, x10\n"
	"	stp xzr, xzr, [x17, #176]\n"
	CLEAR_VECTORS
	"	ldp x16, x30, [sp], #16\n"
	"	br x16\n"
	"1:	ldp x0, x1, [x17, #240]\n"
	"	ldp x2, x3, [x17, #256]\n"
	"	ldp x4, x5, [x17, #272]\n"
	"	ldp x6, x7, [x17, #288]\n"
	"	ldr x16, [x17, #232]\n"
	"	b cross_call_pushed\n"
	END(cross_enter)

	FUNCTION(cross_thread_return)
	"	mov x30, xzr\n" /* no place in the model */
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	ldr x16, [x17, #448]\n"
	"	b cross_call\n"
	END(cross_thread_return)

	FUNCTION(cross_call_return)
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	ldr x16, [x17, #456]\n"
	"	b cross_call_pushed\n"
	END(cross_call_return)

	FUNCTION(cross_function_entry)
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	ldr x9, [x17, #208]\n"
	"	sub x10, sp, #16\n" /* where thunks push */
	"	cmp x10, x9\n"
	"	bhs 1f\n"
	"	str x10, [x17, #208]\n"
	"1:	ret\n"
	END(cross_function_entry)

	FUNCTION(cross_function_exit)
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	ldr x9, [x17, #224]\n"
	"	cbz x9, cross_nothing\n"
	"	ldr x16, [x17, #464]\n"
	"	b cross_call\n"
	END(cross_function_exit)

	FUNCTION(cross_descriptor)
	"	stp x16, x17, [sp, #-16]!\n"
	"	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	ldr x0, [x0, #8]\n" /* the offset in the block */
	"	ldr x17, [x17, #440]\n"
	"	add x0, x0, x17\n"
	"	mrs x17, tpidr_el0\n"
	"	sub x0, x0, x17\n"
	"	ldp x16, x17, [sp], #16\n"
	"	ret\n"
	END(cross_descriptor)

	FUNCTION(cross_call_check)
	"	adrp x9, mc_targets\n"
	"	add x9, x9, :lo12:mc_targets\n"
	"	ldp x10, x11, [x9]\n"
	"	ldr x12, [x9, #16]\n"
	"	sub x10, x15, x10\n"
	"	cmp x10, x11\n"
	"	bhs 1f\n"
	"	ldrb w10, [x12, x10]\n"
	"	cbz w10, 2f\n"
	"0:	br x15\n"
	"1:	ldp x10, x11, [x9, #24]\n"
	"	sub x10, x15, x10\n"
	"	cmp x10, x11\n"
	"	bhs 2f\n"
	"	tst x10, #15\n"
	"	beq 0b\n"
	"2:	adrp x17, mc_cross\n"
	"	add x17, x17, :lo12:mc_cross\n"
	"	ldr x16, [x17, #472]\n"
	"	b cross_call\n"
	END(cross_call_check)

	FUNCTION(cross_real_return)
	"	fmov d0, x0\n"
	"	ldp x16, x30, [sp], #16\n"
	"	br x16\n"
	END(cross_real_return)

	FUNCTION(cross_nothing)
	"	ret\n"
	END(cross_nothing)
	".section .note.GNU-stack,\"\",@progbits\n"
	".text\n");
/* clang-format on */

#endif
