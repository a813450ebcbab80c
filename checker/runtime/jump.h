/* Which frames can be jumped to with longjmp. */
#ifndef MCHECK_RUNTIME_JUMP_H
#define MCHECK_RUNTIME_JUMP_H

#include <stdint.h>

/* The running thread's function with this frame pointer returns; so have all
 * that it called. */
void jump_frame_ends(uint64_t frame);

#endif
