#!/usr/bin/env bash
# Prints what mcheck costs, a row for each job; asserts nothing.
# Usage: MCHECK=./mcheck bench.sh
set -euo pipefail
export LC_ALL=C
mcheck=${MCHECK:-./mcheck}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Seconds since some time ago.
now() { date +%s.%N; }

header() {
	printf '%-32s %9s %10s %13s %12s  %s\n' job seconds states \
		transitions/s bytes/state verdict
}

# From the line "stats: states=S transitions=T executions=E seconds=X bytes=B"
# and the last line on stdout, the rest of a row.
figures() {
	awk -v verdict="$(tail -n 1 "$scratch/out")" '
	/^stats: / {
		for (i = 2; i <= NF; i++) {
			split($i, pair, "=")
			value[pair[1]] = pair[2]
		}
	}
	END {
		states = value["states"]
		seconds = value["seconds"]
		rate = seconds > 0 ? value["transitions"] / seconds : 0
		size = states > 0 ? value["bytes"] / states : 0
		sub(/^verdict: /, "", verdict)
		printf "%10s %13.0f %12.0f  %s\n", states, rate, size, verdict
	}' "$scratch/err"
}

# row NAME WORD...: runs mcheck with these words once, and prints its row.
row() {
	local name=$1 before after
	shift
	before=$(now)
	"$mcheck" --stats --no-trace "$@" >"$scratch/out" 2>"$scratch/err" ||
		true
	after=$(now)
	printf '%-32s %9.3f %s\n' "$name" \
		"$(awk "BEGIN { print $after - $before }")" "$(figures)"
}

# The time of one of 20 runs, since one alone is too short to be timed.
version_row() {
	local before after i
	before=$(now)
	for ((i = 0; i < 20; i++)); do
		"$mcheck" --version >"$scratch/out"
	done
	after=$(now)
	printf '%-32s %9.4f\n' --version \
		"$(awk "BEGIN { print ($after - $before) / 20 }")"
}

# sized MODEL N,K...: a row for each number of threads and rounds.
sized() {
	local model=$1 size
	shift
	grep -q '^#ifndef N$' "models/$model.c" &&
		grep -q '^#ifndef K$' "models/$model.c" || return 0
	for size in "$@"; do
		row "$model N=${size%,*} K=${size#*,}" "models/$model.c" \
			"-DN=${size%,*}" "-DK=${size#*,}"
	done
}

header
version_row
row counter models/counter.c
row 'endless (found by levels)' models/endless.c
sized counter_atomic 2,1000 3,100 4,30 8,3
sized counter_mutex 2,300 4,20
