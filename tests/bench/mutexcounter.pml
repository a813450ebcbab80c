/* mutexcounter.c in Promela, in as few steps as counter.pml.  The step that
 * unlocks also adds, since no other process can see the counter before. */
#ifndef N
#define N 3
#endif
#ifndef R
#define R 2
#endif

bool locked;
int counter;

proctype increment()
{
	int i;

end:	do
	:: d_step { i < R && !locked -> locked = true }
		d_step { counter++; i++; locked = false }
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
