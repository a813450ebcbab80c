/* Code of the C and C++ libraries within a model.
 *
 * Templates and inline functions of the C++ library, and some functions of the
 * C library (model/library.inc), are compiled into the model.
 * What they do is the doing of the user's line that called them: reports name
 * that, and not a line of a header. */
#ifndef MCHECK_MACHINE_THREAD_LIBRARY_H
#define MCHECK_MACHINE_THREAD_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

struct machine;
struct event;

/* Finds the library's functions, by their names. */
void library_open(struct machine *machine);

/* For a thread that is at `pc`, in the frame that its frame pointer points at:
 * the place where the user's code called the library; `pc` itself when that
 * is the user's, or nothing on the stack is. */
uint64_t library_caller(const struct machine *machine, int thread, uint64_t pc);

/* Does nobody want to read of this access of the running thread's?  Such are
 * those that hand a std::thread's function to the new thread, and further ones
 * of the library on behalf of the same line. */
bool library_hides(const struct machine *machine, const struct event *event);

/* A thread that was started in the library gets its name from the first
 * function of the user's; called when an execution is recorded. */
void library_note_thread(struct machine *machine, int thread);

/* Does the thread make its access from code of the library? */
bool library_makes(const struct machine *machine, int thread);

/* Is the thread in a call of std::lock, which locks several things at once, and
 * puts back what it has when it cannot have all? */
bool library_locks_all(const struct machine *machine, int thread);

#endif
