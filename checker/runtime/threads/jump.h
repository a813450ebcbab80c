/* Frames that end. */
#ifndef MCHECK_RUNTIME_THREADS_JUMP_H
#define MCHECK_RUNTIME_THREADS_JUMP_H

/* The running thread's function returns, and so have all that it called: there
 * is nothing to jump to with longjmp, and nobody else may use its variables. */
int frame_end(void);

#endif
