#!/usr/bin/env bash
# Prints what mcheck costs, a row for each job; asserts nothing.
# Usage: [MCHECK=./mcheck] [ROWS=PATTERN] [LIST=1] [LIMIT=SECONDS] [TIME=cpu]
#	bench.sh
#
# ROWS: only rows whose "SECTION LABEL" matches this extended regular
# expression. LIST: names the rows and what they run, and runs nothing. LIMIT: a
# run that takes longer is ended, and its row has a T. TIME=cpu: beside the
# peers, compares the seconds that the processor worked, which say more on a
# machine that is busy.
# What the sections and columns mean is in docs/performance.md.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
mcheck=${MCHECK:-./mcheck}
rows=${ROWS:-}
limit=${LIMIT:-10}
measured=${TIME:-wall}
tables=tests/bench
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# asked SECTION LABEL WORD...: is this row to be run, with these words?
asked() {
	[[ "$1 $2" =~ $rows ]] || return 1
	[[ ${LIST:-} ]] || return 0
	printf '%-34s  ' "$1 $2"
	echo "${*:3}"
	return 1
}

# The lines of a table that hold data.
data_of() { grep -vE '^(#|program	)|^$' "$1"; }

# calculate EXPRESSION [FORMAT]: a number, as awk sees it.
calculate() { awk "BEGIN { printf \"${2:-%.3f}\", ($1) }"; }

# Is the condition true of these numbers?
holds() { [[ $(calculate "$1" %d) = 1 ]]; }

# clock WORD...: runs the words and sets seconds, cpu (of all processes) and
# code; what they say is in out and err.
clock() {
	local TIMEFORMAT='%R %U %S' user system

	code=0
	{
		time "$@" >"$scratch/out" 2>"$scratch/err" </dev/null ||
			code=$?
	} 2>"$scratch/time"
	read -r seconds user system < <(tail -n 1 "$scratch/time")
	cpu=$(calculate "$user + $system")
}

# measure WORD...: runs mcheck with these words and sets what it cost: seconds
# and cpu (the whole process), search (seconds without compiling), states,
# transitions, bytes (of the table), verdict ("T" if it was ended).
measure() {
	local figures

	clock timeout "$limit" "$mcheck" --stats --no-trace "$@"
	verdict=$(sed -n '$s/^verdict: //p' "$scratch/out")
	[[ $code != 124 ]] || verdict=T
	[[ $verdict ]] || verdict=$(head -n 1 "$scratch/err")
	figures=$(awk '/^stats: / {
		for (i = 2; i <= NF; i++) {
			split($i, pair, "=")
			value[pair[1]] = pair[2]
		}
	}
	END {
		print value["seconds"] + 0, value["states"] + 0, \
			value["transitions"] + 0, value["bytes"] + 0
	}' "$scratch/err")
	read -r search states transitions bytes <<<"$figures"
}

# smaller A B: the smaller number; an empty A is none.
smaller() { calculate "\"$1\" == \"\" || $2 < $1 + 0 ? $2 : $1 + 0"; }

# fastest N WORD...: the fastest of N runs; only one if it takes a second.
fastest() {
	local times=$1 best='' least=''

	shift
	while ((times-- > 0)); do
		measure "$@"
		best=$(smaller "$best" "$seconds")
		least=$(smaller "$least" "$cpu")
		! holds "$seconds >= 1" || break
	done
	seconds=$best cpu=$least
}

# title WORDS HEADER: begins a section, just before its first row.
title() { heading=$(printf '\n%s\n%s' "$1" "$2"); }

# Prints the heading, if this is the section's first row.
row_begins() {
	[[ ! $heading ]] || printf '%s\n' "$heading"
	heading=
}

# words_for PROGRAM SIZE: sets words to mcheck's, for a row of another tool's
# table. A size "N=5" is -DN=5, "R2 W3" or "R2W3" -DR=2 -DW=3, "-" nothing.
words_for() {
	local rest=$2

	[[ ${program_of[$1]:-} ]] || {
		echo "bench: $1 is not in $tables/programs.tsv" >&2
		exit 1
	}
	words=${program_of[$1]}
	while [[ $rest =~ ^[^A-Z]*([A-Z]+)=?([0-9]+)(.*)$ ]]; do
		words+=" -D${BASH_REMATCH[1]}=${BASH_REMATCH[2]}"
		rest=${BASH_REMATCH[3]}
	done
}

# The sections of rows.tsv: what mcheck costs by itself.
own_rows() {
	local section label note file flags last='' header

	header=$(printf '%-34s %8s %8s %9s %10s %10s %7s  %s' row seconds \
		search states transitions per-second bytes verdict)
	while IFS=$'\t' read -r section label note file flags; do
		[[ $section = "$last" ]] || title "== $section" "$header"
		last=$section
		# shellcheck disable=SC2086 # flags are words
		asked "$section" "$label" "$file" $flags || continue
		row_begins
		# shellcheck disable=SC2086
		measure "$file" $flags
		[[ $note != - ]] || note=
		awk -v label="$section $label" -v seconds="$seconds" \
			-v search="$search" -v states="$states" \
			-v transitions="$transitions" -v bytes="$bytes" \
			-v verdict="$verdict" -v note="$note" 'BEGIN {
			printf "%-34s %8.3f %8.3f %9d %10d %10.0f %7.1f" \
				"  %s%s\n", label, seconds, search, states,
				transitions, transitions / (search + 1e-9),
				states ? bytes / states : 0, verdict,
				note != "" ? "  (" note ")" : ""
		}'
	done < <(data_of $tables/rows.tsv)
}

versions() {
	local i

	for ((i = 0; i < 20; i++)); do "$mcheck" --version; done
}

# The time of one of 20 runs, since one alone is too short to be timed.
version_row() {
	asked start --version --version || return 0
	clock versions
	printf '%-34s %8.4f\n' 'start --version' \
		"$(calculate "$seconds / 20" %.4f)"
}

# peers.tsv: whole processes, beside GenMC and Nidhugg.
peer_rows() {
	local name size genmc genmc_s nidhugg nidhugg_s words line
	local script=$tables/peers.awk

	title "== peers: whole processes; speedup of mcheck's $measured time" \
		"$(awk -v header=1 -f $script)"
	: >"$scratch/peers"
	while IFS=$'\t' read -r name size genmc _ genmc_s \
		nidhugg _ nidhugg_s; do
		words_for "$name" "$size"
		asked peers "$name $size" "$words" || continue
		row_begins
		# shellcheck disable=SC2086
		fastest 2 $words
		line=$(printf '%s\t' "$name $size" "${genmc:--}" \
			"${genmc_s:--}" "${nidhugg:--}" "${nidhugg_s:--}" \
			"$seconds" "$cpu" "$states" "$transitions" "$verdict")
		echo "$line" >>"$scratch/peers"
		awk -v measured="$measured" -f $script <<<"$line"
	done < <(data_of $tables/peers.tsv)
	awk -v summary=1 -v measured="$measured" -f $script "$scratch/peers"
}

# spin.tsv: searches, beside what SPIN needed elsewhere.
recorded_spin_rows() {
	local name spin_states spin_transitions pan words

	title '== spin-recorded: searches, beside pan on another machine' \
		"$(printf '%-26s %11s %11s %7s %11s %11s %7s  %s' row \
			spin-states transitions pan states transitions \
			search verdict)"
	while IFS=$'\t' read -r name spin_states spin_transitions pan; do
		words_for "${name%_*}" "${name##*_}"
		asked spin-recorded "$name" "$words" || continue
		row_begins
		# shellcheck disable=SC2086
		measure $words
		printf '%-26s %11s %11s %7.2f %11s %11s %7.3f  %s\n' "$name" \
			"$spin_states" "$spin_transitions" "$pan" "$states" \
			"$transitions" "$search" "$verdict"
	done < <(data_of $tables/spin.tsv)
}

# build_pan FILE FLAG...: SPIN's verifier in the scratch directory.
build_pan() {
	(
		cd "$scratch"
		cp "$OLDPWD/$1" model.pml
		spin -a "${@:2}" model.pml
		cc -O2 -w -DSAFETY -o pan pan.c
	) >"$scratch/pan.log" 2>&1
}

# Runs SPIN's verifier; its figures are left in pan.out.
run_pan() {
	clock "$scratch/pan" -m1000000
	cp "$scratch/out" "$scratch/pan.out"
}

# spin_row PROGRAM TIMES REDUCTION FLAG...: mcheck's search and pan's, in turns.
spin_row() {
	local program=$1 times=$2 reduction=$3 pan='' best='' i

	shift 3
	build_pan "$tables/$program.pml" "$@" ||
		{ echo "spin $program $*: $(tail -n 1 "$scratch/pan.log")" &&
			return; }
	for ((i = 0; i < times; i++)); do
		measure "$tables/$program.c" "$@" "--reduction=$reduction"
		best=$(smaller "$best" "$search")
		run_pan
		pan=$(smaller "$pan" "$seconds")
	done
	[[ $reduction = on ]] || program+=" all"
	awk -v label="spin $program $*" -v search="$best" -v pan="$pan" \
		-v states="$states" -v transitions="$transitions" \
		-v verdict="$verdict" '
	/ states, stored/ { spin_states = $1 }
	/ transitions \(= / { spin_transitions = $1 }
	/errors: / { errors = $NF }
	END {
		printf "%-33s %10d %11d %7.3f %10d %11d %8.3f %6.2f %10.0f" \
			"  %s%s\n", label, spin_states, spin_transitions, pan,
			states, transitions, search, pan / search,
			transitions / search, verdict,
			errors ? " (pan: " errors " errors)" : ""
	}' "$scratch/pan.out"
}

# SPIN and mcheck on the same algorithms, on this machine.
spin_rows() {
	local program flags

	title '== spin: searches on this machine, the best of 3 in turns' \
		"$(printf '%-33s %10s %11s %7s %10s %11s %8s %6s %10s  %s' \
			row spin-states transitions pan states transitions \
			search ratio per-second verdict)"
	while read -r program flags; do
		asked spin "$program $flags" "$tables/$program.c" "$flags" ||
			continue
		row_begins
		if ! command -v spin >/dev/null 2>&1; then
			echo 'spin is not installed: no rows'
			return
		fi
		# shellcheck disable=SC2086
		spin_row "$program" 3 on $flags
		# shellcheck disable=SC2086
		spin_row "$program" 3 guards $flags
	done <<-END
		counter -DN=2 -DR=1000
		counter -DN=3 -DR=100
		counter -DN=4 -DR=30
		counter -DN=8 -DR=3
		mutexcounter -DN=2 -DR=300
		mutexcounter -DN=4 -DR=20
	END
}

# per_transition KIB: nanoseconds for a transition beside so much memory; a
# short run is taken off, which only fills the memory.
per_transition() {
	local words=("$tables/untouched.c" -DN=2 "-DKIB=$1" --reduction=off)
	local short few

	measure "${words[@]}" -DK=2
	short=$search few=$transitions
	measure "${words[@]}" -DK=1000
	calculate "($search - $short) / ($transitions - $few) * 1e9" %.1f
}

memory_row() {
	local label='1 MiB of globals, 1 MiB of heap' without='' with='' i

	title '== memory: ns for a transition, the best of 3 in turns' \
		"$(printf '%-34s %8s %8s %8s' row without with ratio)"
	asked memory "$label" $tables/untouched.c || return 0
	row_begins
	for ((i = 0; i < 3; i++)); do
		without=$(smaller "$without" "$(per_transition 0)")
		with=$(smaller "$with" "$(per_transition 1024)")
	done
	printf '%-34s %8.1f %8.1f %8.2f\n' "$label" "$without" "$with" \
		"$(calculate "$with / $without")"
}

# Says so when others compute as well, since they make the times longer.
busy() {
	local load

	read -r load _ </proc/loadavg
	! holds "$load > 0.5" || echo "The machine is busy (load $load):" \
		"times are longer than they need be."
}

declare -A program_of
while IFS=$'\t' read -r name file flags; do
	program_of[$name]="$file${flags:+ $flags}"
done < <(data_of $tables/programs.tsv)

heading=
if [[ ! ${LIST:-} ]]; then
	printf 'A run is ended after %s s. ' "$limit"
	echo 'All times are in seconds where nothing else is said.'
	busy
fi
version_row
own_rows
memory_row
spin_rows
recorded_spin_rows
peer_rows
