/* What the terminal is like that a stream may go to. */
#ifndef MCHECK_BASE_TERMINAL_H
#define MCHECK_BASE_TERMINAL_H

/* What clears the line that the cursor is in; "" where that cannot be done, or
 * where it is no terminal. */
const char *terminal_clear_line(int file);

/* 80 where it does not say. */
unsigned terminal_columns(int file);

#endif
