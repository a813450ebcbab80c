/* What to do instead, for the names that people are most likely to use and that
 * a model cannot call.  Names are exact. */
#include "runtime/libc/refusal.h"

#include <ctype.h>
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define FILES "a model has no files; put the data in an array"
#define INPUT "of input, a model has stdin only, the contents of --stdin=FILE"
#define INPUT_CPLUSPLUS "read with scanf, from --stdin=FILE"
#define NETWORK "a model has no network; use a channel of <mc/channel.h>"
#define PROCESSES "a model is one process; start threads instead"
#define SIGNALS "a model has no signals; let a thread do what the handler would"
#define LIBRARIES "a model consists of its .c files; name them all"
#define CANCEL \
	"in C++ a cancelled thread unwinds its stack like an exception; let " \
	"it check an atomic flag"
#define VALUES "use mc_choose(n), and make n as small as the model allows"
#define LOCALE "the locale of a model is \"C\"; remove the call"
#define ENVIRONMENT \
	"the environment of a model is always empty; use arguments after --"
#define CALENDAR "the calendar of a model is UTC; use gmtime_r and strftime"
#define STREAM_LOCKS \
	"no other thread can run during a call that prints; use a mutex " \
	"around several"

/* clang-format off */
static const struct {
	const char *reason;
	const char *names; /* each with a space before and behind it */
} refusals[] = {
	{PROCESSES, " fork vfork execl execlp execle execv execvp execve "
		    "execvpe fexecve posix_spawn posix_spawnp system popen "
		    "pclose wait waitpid wait3 wait4 waitid clone clone3 "
		    "daemon _Fork "},
	{FILES, " fdopen freopen open open64 openat "
		"creat close pread pread64 readv "
		"pwrite writev lseek fseek fseeko ftell ftello rewind fgetpos "
		"fsetpos remove rename unlink mkdir rmdir opendir readdir "
		"closedir stat fstat lstat access tmpfile tmpnam mkstemp "
		"fopencookie fmemopen open_memstream truncate ftruncate fsync "
		"dup dup2 fcntl ioctl pipe pipe2 chdir getcwd shm_open "
		"eventfd mkfifo "},
	{INPUT, " ppoll epoll_wait wscanf getwchar fgetws fgetwc "},
	{VALUES, " getrandom getentropy "},
	{"it writes beyond any buffer; use fgets", " gets "},
	{NETWORK, " socket bind listen accept accept4 connect send sendto "
		  "sendmsg recv recvfrom recvmsg shutdown socketpair "
		  "getaddrinfo gethostbyname setsockopt getsockopt "},
	{SIGNALS, " raise kill sigwait sigwaitinfo sigtimedwait "
		  "pthread_kill sigsuspend pause alarm setitimer "
		  "timer_create sigqueue sigaltstack __sysv_signal "},
	{LIBRARIES, " dlopen dlsym dlclose dlerror "},
	{CANCEL, " pthread_cancel "},
	{PROCESSES, " pthread_atfork "},
	{ENVIRONMENT, " setenv putenv unsetenv clearenv "},
	{LOCALE, " setlocale localeconv newlocale uselocale "},
	{CALENDAR, " strptime wcsftime getdate timezone daylight tzname "},
	{STREAM_LOCKS, " flockfile ftrylockfile funlockfile "},
	{VALUES, " __VERIFIER_nondet_int __VERIFIER_nondet_uint "
		 "__VERIFIER_nondet_unsigned __VERIFIER_nondet_short "
		 "__VERIFIER_nondet_ushort __VERIFIER_nondet_long "
		 "__VERIFIER_nondet_ulong __VERIFIER_nondet_longlong "
		 "__VERIFIER_nondet_ulonglong __VERIFIER_nondet_float "
		 "__VERIFIER_nondet_double __VERIFIER_nondet_pointer "
		 "__VERIFIER_nondet_size_t __VERIFIER_nondet_loff_t "
		 "__VERIFIER_nondet_u8 __VERIFIER_nondet_u16 "
		 "__VERIFIER_nondet_u32 __VERIFIER_nondet_u64 "},
	{"use random, or rand", " initstate setstate seed48 lcong48 "},
	{"use mutexes; every order is explored anyway",
		" pthread_getschedparam sched_setscheduler "
		"sched_setaffinity setpriority nice "},
	{"use mmap and munmap of whole blocks, readable and writable",
		" mprotect mremap msync brk sbrk shmget shmat "},
};
/* clang-format on */

/* Names of C++, by how they begin. */
static const struct {
	const char *start;
	const char *reason;
} of_cplusplus[] = {
	{"_ZSt4c", "print with printf"}, /* std::cout, cerr, clog */
	{"_ZSt3cin", INPUT_CPLUSPLUS},
	{"_ZStls", "print with printf"}, /* operator<< of std::ostream */
	{"_ZNSo", "print with printf"},
	{"_ZNSi", INPUT_CPLUSPLUS},
	{"_ZNSt8ios_base", "print with printf"},
	{"_ZNSt7__cxx1119basic_ostringstream", "format with snprintf"},
	{"_ZNSt7__cxx1118basic_stringstream", "format with snprintf"},
	{"_ZNSt14basic_ofstream", "a model has no files"},
	{"_ZNSt14basic_ifstream", "a model has no files"},
	{"__dynamic_cast", "use a virtual function instead"},
	{"_ZNSt13__future_base", "use a thread, a mutex and a condition "
				 "variable"},
	{"_ZSt20__throw_future_error", "use a thread, a mutex and a condition "
				       "variable"},
	{"syscall", "wait with a condition variable"},
};

static const char *cplusplus_refusal(const char *name)
{
	for (size_t i = 0; i < sizeof of_cplusplus / sizeof *of_cplusplus; i++)
		if (strncmp(name, of_cplusplus[i].start,
			    strlen(of_cplusplus[i].start)) == 0)
			return of_cplusplus[i].reason;
	return NULL;
}

const char *refusal_reason(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const char *at = refusals[i].names;

		while ((at = strstr(at, name)) != NULL) {
			if (at[-1] == ' ' && at[length] == ' ')
				return refusals[i].reason;
			at += length;
		}
	}
	return cplusplus_refusal(name);
}

bool refusal_is_of_stream(const char *name)
{
	return strncmp(name, "_ZSt4c", 6) == 0 || strcmp(name, "_ZSt3cin") == 0;
}

/* A function of C++ that is not the language's or its library's own: what is
 * std's has a letter there. */
static bool is_users_cplusplus(const char *name)
{
	const char *at = name + 2;

	if (*at == 'N')
		at += at[1] == 'K' ? 2 : 1;
	return isdigit((unsigned char)*at) && !strstr(name, "__gnu_cxx") &&
	       !strstr(name, "__cxxabiv1");
}

/* Names that begin with "_" are the system's. */
bool refusal_is_of_models(const char *name)
{
	void *mathematics;

	if (strncmp(name, "_Z", 2) == 0)
		return is_users_cplusplus(name);
	if (*name == '_' || refusal_reason(name) || dlsym(RTLD_DEFAULT, name))
		return false;
	mathematics = dlopen("libm.so.6", RTLD_LAZY);
	return mathematics && !dlsym(mathematics, name);
}
