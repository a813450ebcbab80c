/* Crossing between the model's stacks and ours: the assembly (x86-64).
 *
 * mc_cross is the one place where state is global: thunks have no arguments of
 * their own.  A model is entered at most once at a time. */
#include "machine/thread/cross.h"

#include <stddef.h>
#include <string.h>

#include "machine/thread/targets.h"

#if defined(__x86_64__)

struct cross mc_cross __attribute__((visibility("hidden")));
struct targets mc_targets __attribute__((visibility("hidden")));

/* No argument is in a vector register that the caller did not count. */
void cross_make_list(void *list, unsigned named)
{
	struct abi_va_list made = {named * 8, 48, mc_cross.sp + CROSS_RETURN,
				   (uint64_t)(uintptr_t)&mc_cross.call[1]};
	size_t used = (size_t)mc_cross.vector_count * 2;

	memset(mc_cross.vectors + used, 0,
	       sizeof mc_cross.vectors - used * sizeof *mc_cross.vectors);
	memcpy(list, &made, sizeof made);
}

_Static_assert(offsetof(struct cross, sp) == 48, "known to the assembly");
_Static_assert(offsetof(struct cross, result) == 56, "known to the assembly");
_Static_assert(offsetof(struct cross, start) == 72, "known to the assembly");
_Static_assert(offsetof(struct cross, host_sp) == 88, "known to the assembly");
_Static_assert(offsetof(struct cross, scratch_top) == 96, "known to it");
_Static_assert(offsetof(struct cross, low) == 104, "known to the assembly");
_Static_assert(offsetof(struct cross, inside) == 112, "known to the assembly");
_Static_assert(offsetof(struct cross, watched) == 120, "known to the assembly");
_Static_assert(offsetof(struct cross, call) == 128, "known to the assembly");
_Static_assert(offsetof(struct cross, vectors) == 184, "behind the arguments");
_Static_assert(offsetof(struct cross, again) == 312, "known to the assembly");
_Static_assert(offsetof(struct cross, vector_count) == 316, "known to it");
_Static_assert(offsetof(struct cross, thread_return) == 328, "known to it");
_Static_assert(offsetof(struct cross, call_return) == 336, "known to it");
_Static_assert(offsetof(struct cross, frame_end) == 344, "known to it");
_Static_assert(offsetof(struct cross, wild_call) == 352, "known to it");
_Static_assert(offsetof(struct targets, saved) == 40, "known to the assembly");

/* The registers of the thread, as the call has saved them. */
#define LOAD_THREAD \
	"	movq mc_cross+0(%rip), %rbx\n" \
	"	movq mc_cross+8(%rip), %rbp\n" \
	"	movq mc_cross+16(%rip), %r12\n" \
	"	movq mc_cross+24(%rip), %r13\n" \
	"	movq mc_cross+32(%rip), %r14\n" \
	"	movq mc_cross+40(%rip), %r15\n" \
	"	movq mc_cross+48(%rip), %rsp\n"

/* cross_call: entered by a jump from a thunk, the function in r11, the
 * arguments still in their registers, the return address of the model's call
 * on the model's stack. */
__asm__(".text\n"
	".p2align 4\n"
	".globl cross_call\n.hidden cross_call\n.type cross_call, @function\n"
	"cross_call:\n"
	"	movq %rbx, mc_cross+0(%rip)\n"
	"	movq %rbp, mc_cross+8(%rip)\n"
	"	movq %r12, mc_cross+16(%rip)\n"
	"	movq %r13, mc_cross+24(%rip)\n"
	"	movq %r14, mc_cross+32(%rip)\n"
	"	movq %r15, mc_cross+40(%rip)\n"
	"	movq %rsp, mc_cross+48(%rip)\n"
	"	movq %rdi, mc_cross+136(%rip)\n"
	"	movq %rsi, mc_cross+144(%rip)\n"
	"	movq %rdx, mc_cross+152(%rip)\n"
	"	movq %rcx, mc_cross+160(%rip)\n"
	"	movq %r8, mc_cross+168(%rip)\n"
	"	movq %r9, mc_cross+176(%rip)\n"
	"	movq %r11, mc_cross+128(%rip)\n"
	"	cmpq %rsp, mc_cross+104(%rip)\n" /* deeper by alloca? */
	"	jbe 0f\n"
	"	movq %rsp, mc_cross+104(%rip)\n"
	"0:	movq mc_cross+96(%rip), %rsp\n"
	"	call *%r11\n"
	"	movq $0, mc_cross+312(%rip)\n"
	"	testl %eax, %eax\n"
	"	jne 1f\n"
	"	movq mc_cross+48(%rip), %rsp\n"
	"	movq mc_cross+56(%rip), %rax\n"
	"	movq mc_cross+64(%rip), %rdx\n"
	"	ret\n"
	"1:	cmpl $2, %eax\n" /* CALL */
	"	jne cross_leave\n" LOAD_THREAD
	"	movq mc_cross+56(%rip), %rax\n"
	"	movq mc_cross+64(%rip), %rdx\n"
	"	movq mc_cross+72(%rip), %rdi\n"
	"	movq mc_cross+80(%rip), %rsi\n"
	"	ret\n"
	".size cross_call, .-cross_call\n"

	".globl cross_variadic\n.hidden cross_variadic\n.type cross_variadic, "
	"@function\n"
	"cross_variadic:\n" /* al: how many vector registers are used */
	"	movzbl %al, %eax\n"
	"	movl %eax, mc_cross+316(%rip)\n"
	"	testl %eax, %eax\n"
	"	je cross_call\n"
	"	movups %xmm0, mc_cross+184(%rip)\n"
	"	movups %xmm1, mc_cross+200(%rip)\n"
	"	movups %xmm2, mc_cross+216(%rip)\n"
	"	movups %xmm3, mc_cross+232(%rip)\n"
	"	movups %xmm4, mc_cross+248(%rip)\n"
	"	movups %xmm5, mc_cross+264(%rip)\n"
	"	movups %xmm6, mc_cross+280(%rip)\n"
	"	movups %xmm7, mc_cross+296(%rip)\n"
	"	jmp cross_call\n"
	".size cross_variadic, .-cross_variadic\n"

	".globl cross_real\n.hidden cross_real\n"
	".type cross_real, @function\n"
	"cross_real:\n"
	"	movl $1, %eax\n"
	"	jmp cross_variadic\n"
	".size cross_real, .-cross_real\n"

	".globl cross_leave\n.hidden cross_leave\n"
	".type cross_leave, @function\n"
	"cross_leave:\n"
	"	movq $0, mc_cross+112(%rip)\n"
	"	movq mc_cross+88(%rip), %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbp\n"
	"	popq %rbx\n"
	"	cld\n"
	"	ret\n"
	".size cross_leave, .-cross_leave\n"

	".globl cross_enter\n.hidden cross_enter\n"
	".type cross_enter, @function\n"
	"cross_enter:\n"
	"	pushq %rbx\n"
	"	pushq %rbp\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	movq %rsp, mc_cross+88(%rip)\n" LOAD_THREAD
	"	movq %rsp, mc_cross+104(%rip)\n"
	"	movq mc_cross+56(%rip), %rax\n"
	"	movq mc_cross+64(%rip), %rdx\n"
	"	movq mc_cross+72(%rip), %rdi\n"
	"	movq mc_cross+80(%rip), %rsi\n"
	"	movq $1, mc_cross+112(%rip)\n"
	"	cmpl $0, mc_cross+312(%rip)\n"
	"	jne 1f\n"
	"	ret\n"
	"1:	movq mc_cross+136(%rip), %rdi\n"
	"	movq mc_cross+144(%rip), %rsi\n"
	"	movq mc_cross+152(%rip), %rdx\n"
	"	movq mc_cross+160(%rip), %rcx\n"
	"	movq mc_cross+168(%rip), %r8\n"
	"	movq mc_cross+176(%rip), %r9\n"
	"	movq mc_cross+128(%rip), %r11\n"
	"	jmp cross_call\n"
	".size cross_enter, .-cross_enter\n"

	".globl cross_thread_return\n.hidden cross_thread_return\n"
	".type cross_thread_return, @function\n"
	"cross_thread_return:\n"
	"	movq %rax, %rdi\n"
	"	pushq $0\n" /* stands for the return address of a call */
	"	movq mc_cross+328(%rip), %r11\n"
	"	jmp cross_call\n"
	".size cross_thread_return, .-cross_thread_return\n"

	".globl cross_call_return\n.hidden cross_call_return\n"
	".type cross_call_return, @function\n"
	"cross_call_return:\n"
	"	movq %rax, %rdi\n"
	"	movq mc_cross+336(%rip), %r11\n"
	"	jmp cross_call\n"
	".size cross_call_return, .-cross_call_return\n"

	".globl cross_real_return\n.hidden cross_real_return\n"
	".type cross_real_return, @function\n"
	"cross_real_return:\n"
	"	movq %rax, %xmm0\n"
	"	ret\n"
	".size cross_real_return, .-cross_real_return\n"

	".globl cross_function_entry\n.hidden cross_function_entry\n"
	".type cross_function_entry, @function\n"
	"cross_function_entry:\n"
	"	cmpq %rsp, mc_cross+104(%rip)\n"
	"	jbe cross_nothing\n"
	"	movq %rsp, mc_cross+104(%rip)\n"
	"	ret\n"
	".size cross_function_entry, .-cross_function_entry\n"

	".globl cross_function_exit\n.hidden cross_function_exit\n"
	".type cross_function_exit, @function\n"
	"cross_function_exit:\n"
	"	cmpq $0, mc_cross+120(%rip)\n"
	"	je cross_nothing\n"
	"	movq mc_cross+344(%rip), %r11\n"
	"	jmp cross_call\n"
	".size cross_function_exit, .-cross_function_exit\n"

	".globl cross_call_check\n.hidden cross_call_check\n"
	".type cross_call_check, @function\n"
	"cross_call_check:\n"
	"	movq %rax, mc_targets+40(%rip)\n" /* vector registers */
	"	movq %r11, %rax\n"
	"	subq mc_targets+0(%rip), %rax\n"
	"	cmpq mc_targets+8(%rip), %rax\n"
	"	jae 1f\n"
	"	addq mc_targets+16(%rip), %rax\n"
	"	cmpb $0, (%rax)\n"
	"	je 2f\n"
	"0:	movq mc_targets+40(%rip), %rax\n"
	"	jmp *%r11\n"
	"1:	movq %r11, %rax\n"
	"	subq mc_targets+24(%rip), %rax\n"
	"	cmpq mc_targets+32(%rip), %rax\n"
	"	jae 2f\n"
	"	testb $15, %al\n"
	"	je 0b\n"
	"2:	movq mc_cross+352(%rip), %r11\n"
	"	jmp cross_call\n"
	".size cross_call_check, .-cross_call_check\n"

	".globl cross_nothing\n.hidden cross_nothing\n"
	"cross_nothing:\n"
	"	ret\n"
	".section .note.GNU-stack,\"\",@progbits\n"
	".text\n");

#endif
