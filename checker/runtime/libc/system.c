/* What a program asks of the system it runs on: always the same answers. */
#include <errno.h>
#include <unistd.h>

#include "runtime/functions.h"
#include "runtime/libc/libc.h"

#define PROCESS 1000u
#define PROCESSORS 2u
#define PAGE 4096u

int rt_getpid(void)
{
	return give_result(PROCESS);
}

int rt_getppid(void)
{
	return give_result(1);
}

/* The first thread's is the process's. */
int rt_gettid(void)
{
	return give_result(PROCESS + (uint64_t)running());
}

int rt_getpagesize(void)
{
	return give_result(PAGE);
}

int rt_get_nprocs(void)
{
	return give_result(PROCESSORS);
}

int rt_sysconf(int name)
{
	switch (name) {
	case _SC_NPROCESSORS_ONLN:
	case _SC_NPROCESSORS_CONF:
		return give_result(PROCESSORS);
	case _SC_PAGESIZE:
		return give_result(PAGE);
	case _SC_CLK_TCK:
		return give_result(100);
	default:
		return give_errno(EINVAL);
	}
}

int rt_sched_getcpu(void)
{
	return give_result(0);
}

int rt_isatty(int file)
{
	return file >= 0 && file <= 2 ? (set_errno(ENOTTY), give_result(0))
				      : (set_errno(EBADF), give_result(0));
}

/* The environment is empty. */
int rt_getenv(uint64_t name)
{
	uint64_t length;

	return read_string(name, &length) ? give_result(0) : ASK;
}
