/* counter.c in Promela: N processes add to one counter, R times each.  As few
 * steps as can be: an increment and its loop are one, processes never end, and
 * the first one waits for the sum (if that never comes: an invalid end). */
#ifndef N
#define N 3
#endif
#ifndef R
#define R 2
#endif

int counter;

proctype increment()
{
	int i;

end:	do
	:: d_step { i < R -> counter++; i++ }
	od
}

init {
	int n;

	atomic {
		do
		:: n < N -> run increment(); n++
		:: else -> break
		od
	}
	counter == N * R
}
