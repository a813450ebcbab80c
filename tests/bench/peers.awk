# Rows of make bench beside the peers, and what they come to.
# Input, between tabs: row, GenMC's executions and seconds, Nidhugg's, mcheck's
# seconds and cpu seconds, states, transitions, verdict.  Prints each row; with
# header=1: what stands above them; with summary=1: how many are faster, the
# mean, and those that are slower.
#
# A peer's T ("stopped at 40 s or more") counts as 40 s, so the speedup is at
# least that.  mcheck's T counts as slower: the speedup is at most that, and at
# most 1.  Where neither ends there is no speedup.

BEGIN {
	FS = "\t"
	STOPPED = 40
	widths = "%-27s %9s %7s %9s %7s %8s %8s %8s %9s %11s  %s\n"
	if (header) {
		printf widths, "row", "genmc", "seconds", "nidhugg", \
			"seconds", "mcheck", "cpu", "speedup", "states", \
			"transitions", "verdict"
		exit
	}
}

{
	mine = measured == "cpu" ? $7 : $6
	better = smaller(time_of($3), time_of($5))
	peers_end = $3 + 0 > 0 || $5 + 0 > 0
	known = better > 0 && (peers_end || $10 != "T")
	speedup = known ? better / mine : 0
	if (known && $10 == "T" && speedup > 1)
		speedup = 1
}

!summary {
	printf widths, $1, $2, $3, $4, $5, $6, $7, shown(), $8, $9, $10
	next
}

known {
	for (class = 1; class <= (better >= 1 ? 2 : 1); class++) {
		rows[class]++
		faster[class] += speedup > 1
		logarithms[class] += log(speedup)
	}
	if (speedup <= 1) {
		line = sprintf("  %-27s peer %6.2f  mcheck %7.3f%s\n", $1,
			       better, mine, $10 == "T" ? " T" : "")
		if (better >= 1)
			long_ones = long_ones line
		else
			short_ones = short_ones line
	}
}

!known { without++ }

END {
	if (summary && NR > 0) {
		say(1, "all rows")
		say(2, "rows where the faster peer takes 1 s or more")
		if (without)
			print "no tool ends: " without
		printf "slower, 1 s or more:\n%s", long_ones
		printf "slower, less than 1 s:\n%s", short_ones
	}
}

# 0: the peer did not run it.
function time_of(text) { return text == "T" ? STOPPED : text + 0 }

function smaller(left, right)
{
	if (left == 0 || (right > 0 && right < left))
		return right
	return left
}

function shown()
{
	if (!known)
		return "-"
	return sprintf("%s%.2f", $10 == "T" ? "<" : !peers_end ? ">" : "",
		       speedup)
}

function say(class, what)
{
	if (rows[class])
		printf "%s: faster in %d of %d; geometric mean of the " \
		       "speedups %.2f\n", what, faster[class], rows[class],
		       exp(logarithms[class] / rows[class])
}
