/* What a program asks of the system it runs on: always the same answers. */
#include <errno.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "runtime/functions.h"
#include "runtime/libc/libc.h"

#define PROCESS 1000u
#define PROCESSORS 2u
#define PAGE 4096u
#define HOST "mcheck"

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

int rt_uname(uint64_t to)
{
	static const struct utsname names = {
		.sysname = "Linux",
		.nodename = HOST,
		.release = "6.1.0",
		.version = "#1",
#if defined(__x86_64__)
		.machine = "x86_64",
#else
		.machine = "aarch64",
#endif
		.domainname = "(none)"
	};

	if (!may_write(to, sizeof names))
		return ASK;
	memcpy(bytes_at(to), &names, sizeof names);
	return give_result(0);
}

int rt_gethostname(uint64_t to, uint64_t room)
{
	uint64_t kept = room < sizeof HOST ? room : sizeof HOST;

	if (kept && !may_write(to, kept))
		return ASK;
	memcpy(bytes_at(to), HOST, kept);
	return kept < sizeof HOST ? give_errno(ENAMETOOLONG) : give_result(0);
}

/* A model uses nothing: its steps take no time. */
int rt_getrusage(int who, uint64_t to)
{
	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN &&
	    who != RUSAGE_THREAD)
		return give_errno(EINVAL);
	if (!may_write(to, sizeof(struct rusage)))
		return ASK;
	memset(bytes_at(to), 0, sizeof(struct rusage));
	return give_result(0);
}

/* For library.inc: argv[0] without its folder. */
int rt_program_name(void)
{
	uint64_t name = mc_machine->argument_texts;
	const char *slash = strrchr(text_at(name), '/');

	return give_result(slash ? (uint64_t)(uintptr_t)slash + 1 : name);
}
