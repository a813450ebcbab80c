/* What the tests of the assembly pass share. */
#include "assembled.h"

#include "support.h"

#include <string.h>

const char *const assembled_compilers[2] = {"gcc", "clang"};

const char assembled_hooks[] =
	"__asm__(\".text\\n\"\n"
	"#define HOOK(n) \".globl __tsan_\" n \"\\n__tsan_\" n \":\\n\"\n"
	"HOOK(\"read1\") HOOK(\"read2\") HOOK(\"read4\") HOOK(\"read8\")\n"
	"HOOK(\"read16\") HOOK(\"write1\") HOOK(\"write2\")\n"
	"HOOK(\"write4\") HOOK(\"write8\") HOOK(\"write16\")\n"
	"HOOK(\"unaligned_read2\") HOOK(\"unaligned_read4\")\n"
	"HOOK(\"unaligned_read8\") HOOK(\"unaligned_write2\")\n"
	"HOOK(\"unaligned_write4\") HOOK(\"unaligned_write8\")\n"
	"HOOK(\"read_range\") HOOK(\"write_range\")\n"
	"HOOK(\"func_entry\") HOOK(\"func_exit\") HOOK(\"init\")\n"
	"\"movl $0x77777777, %eax\\n movl %eax, %ecx\\n\"\n"
	"\"movl %eax, %edx\\n movl %eax, %esi\\n movl %eax, %edi\\n\"\n"
	"\"movl %eax, %r8d\\n movl %eax, %r9d\\n movl %eax, %r10d\\n\"\n"
	"\"movl %eax, %r11d\\n movq %rax, %xmm0\\n\"\n"
	"\"movq %rax, %xmm1\\n movq %rax, %xmm2\\n\"\n"
	"\"cmpl $0, %eax\\n ret\\n\");\n";

struct text assembled(const char *compiler)
{
	const char *const words[] = {compiler,
				     "-g",
				     "-O0",
				     "-w",
				     "-fPIC",
				     "-fsanitize=thread",
				     "-fno-omit-frame-pointer",
				     "-fno-stack-protector",
				     "-fcf-protection=none",
				     "-fno-common",
				     "-fdata-sections",
				     "-mno-red-zone",
				     "-fno-jump-tables",
				     "-S",
				     "model.c",
				     "-o",
				     "model.s",
				     NULL};
	struct run run = run_words(words);

	ck_assert_msg(run.code == 0, "%.900s", text_string(&run.err));
	run_free(&run);
	return read_file("model.s");
}

struct text rewritten(const struct text *assembly, unsigned options)
{
	struct text out = {0};
	struct assembly_count count = {0};

	ck_assert(assembly_rewrite_with(assembly->bytes, assembly->length,
					options, &out, &count));
	text_add_bytes(&out, "", 1);
	out.length--;
	return out;
}

int occurrences(const char *text, const char *part)
{
	int n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}
