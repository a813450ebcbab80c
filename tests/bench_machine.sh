#!/usr/bin/env bash
# Prints what the machine costs, a row for each job; asserts nothing.
# Usage: BENCH=build/bench_machine bench_machine.sh
set -euo pipefail
export LC_ALL=C
bench=${BENCH:-build/bench_machine}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "transitions of the states explorer, compiling and forking left out"
sized() {
	local model=$1 size
	shift
	for size in "$@"; do
		"$bench" search "models/$model.c" "-DN=${size%,*}" \
			"-DK=${size#*,}"
	done
}
sized counter_atomic 2,1000 3,100 4,30 8,3
sized counter_mutex 2,300 4,20

echo "the same with memory that is not touched: none, 1 MB and a heap of 1 MB"
for bytes in 0 1048576; do
	"$bench" search tests/programs/untouched.c "-DBYTES=$bytes" -DK=400
done

echo "a path of a million steps"
"$bench" search tests/programs/many_steps.c

echo "one execution again and again, from the start"
"$bench" run models/counter_atomic.c -DN=2 -DK=3
