// A program with nothing to check: what a run of mcheck costs at least.
//
// expect: verified
int main(void)
{
	return 0;
}
