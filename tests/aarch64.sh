#!/usr/bin/env bash
# The core of the tests with mcheck built for aarch64, under qemu.
#
# usage: tests/aarch64.sh DIRECTORY TESTS
#
# mcheck is built in DIRECTORY; TESTS is the (native) program of all tests, of
# which some suites are run.  Skipped, and said so, where qemu-aarch64 or the
# cross compiler is missing.  MCHECK_SEED chooses other random programs; with
# MCHECK_SHORT only every third model is looked at.
set -euo pipefail
export LC_ALL=C
directory=$1
tests=$2
cross=aarch64-linux-gnu-gcc
suites=(soundness frames)
programs=${MCHECK_PROGRAMS:-12}
cd "$(dirname "$0")/.."

for needed in qemu-aarch64 "$cross"; do
	if ! command -v "$needed" >/dev/null 2>&1; then
		echo "aarch64: skipped: there is no $needed"
		exit 0
	fi
done
library=$("$cross" -print-file-name=libc.so.6)
if [[ $library != /* ]]; then
	echo "aarch64: skipped: $cross has no libc"
	exit 0
fi

# qemu 7 looks at every page of reserved memory: so less of it.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
make CC="$cross" BUILD="$directory" PROGRAM="$directory/mcheck" \
	CFLAGS='-O2 -g -DSLOT_MIB=20'

# The compilers' names lead to the cross compilers for mcheck and its like.
directory=$(cd "$directory" && pwd)
mkdir -p "$directory/bin" "$directory/out"
script() {
	printf '#!/bin/sh\n%s "$@"\n' "$2" >"$directory/$1"
	chmod +x "$directory/$1"
}
for name in cc gcc "$cross"; do
	script "bin/$name" "exec $(command -v "$cross")"
done
script run "PATH='$directory/bin':\$PATH exec qemu-aarch64 \
-L '$(dirname "$(dirname "$(realpath "$library")")")' '$directory/mcheck'"
compilers=(gcc)
if command -v clang >/dev/null 2>&1 &&
	clang --print-targets 2>/dev/null | grep -q 'aarch64 '; then
	script bin/clang "exec $(command -v clang) --target=aarch64-linux-gnu"
	compilers+=(clang)
fi
export MCHECK=$directory/run out=$directory/out

wrong() {
	printf 'aarch64: %s\n' "$*" >&2
	exit 1
}

# A model keeps its promise, and (if asked for) its finding replays.
model() {
	local compiler=$1 file=$2 replay=${3:-} name promise verdict options
	name=$out/$(basename "$file" .c).$compiler

	promise=$(sed -n 's|^// expect: ||p' "$file")
	read -ra options <<<"$(sed -n 's|^// options: ||p' "$file")"
	timeout 100 "$MCHECK" --cc="$compiler" --trace="$name.trace" \
		"${options[@]}" "$file" >"$name.out" 2>&1 || true
	verdict=$(tail -n 1 "$name.out")
	[[ $verdict == "verdict: ${promise%% on *}" ]] ||
		wrong "$file with $compiler: expected $promise, got $verdict"
	grep -qF "${promise##* on }" "$name.out" ||
		wrong "$file with $compiler: nothing on ${promise##* on }"
	[[ $promise != finding* || ! $replay ]] && return
	timeout 100 "$MCHECK" replay "$name.trace" >"$name.again" 2>&1 || true
	cmp "$name.out" "$name.again" || wrong "$file replays differently"
}

# What the executions of a random program can end in; nothing: too many.
outcomes() {
	local code=0

	timeout 100 "$MCHECK" --no-trace --outcomes --states=2000 \
		--explorer="$1" tests/programs/random.c -- "${@:2}" \
		>"$out/$*.out" 2>&1 || code=$?
	[[ $code == 4 ]] && return
	((code <= 1)) || wrong "random.c $*: exit code $code"
	grep -q 'finding \(data\|mixed\)-race' "$out/$*.out" ||
		! grep -q '^Possible.*up to the limit' "$out/$*.out" || return 0
	sed '/^$/q' "$out/$*.out" |
		sed 's/.*finding \(data\|mixed\)-race.*/race/;T;q'
}

# A race makes everything else undefined: then only that counts.
differential() {
	local brute states

	brute=$(outcomes brute "$@")
	states=$(outcomes states "$@")
	[[ $brute && $states ]] || return 0
	[[ ${states/*race*/race} == "${brute/*race*/race}" ]] ||
		wrong "random.c $*:" $'\nstates:\n'"$states" \
			$'\nbrute:\n'"$brute"
	echo "$*" >>"$out/compared"
}

# Sets `words` to a random program: two threads, one or two operations each, of
# two kinds that the program prefers.  (A subshell would have other numbers.)
random_program() {
	local kinds=($((1 + RANDOM % 15)) $((1 + RANDOM % 15)))
	local j count

	words=
	for _ in 1 2; do
		count=$((1 + RANDOM % 2))
		words+=' '
		for ((j = 0; j < count; j++)); do
			printf -v words '%s%x%x' "$words" $((RANDOM % 16)) \
				"${kinds[RANDOM % 2]}"
		done
	done
}

jobs() {
	local compiler file i

	for compiler in "${compilers[@]}"; do
		echo "model $compiler tests/programs/machine.c"
	done
	i=0
	for file in models/*.c docs/assignment/*.c; do
		# What counts to millions takes qemu too long.
		[[ $file == *endless_loop* ]] && continue
		i=$((i + 1))
		[[ ${MCHECK_SHORT:-} ]] && ((i % 3)) && continue
		echo "model gcc $file" "$( ((i % 4)) || echo replay)"
	done
	# With the other compiler, every eighth.
	i=0
	for file in models/*.c; do
		if ((${#compilers[@]} > 1 && i++ % 8 == 0)); then
			echo "model clang $file"
		fi
	done
	RANDOM=$((${MCHECK_SEED:-1} % 32768))
	for ((i = 0; i < programs; i++)); do
		random_program
		echo "differential$words"
	done
	for i in "${suites[@]}"; do
		echo "suite $i"
	done
}

suite() {
	CK_RUN_SUITE=$1 "$tests" >"$out/suite.$1" 2>&1 ||
		wrong "suite $1:" \
			$'\n'"$(grep -a -A 20 ':[FE]:' "$out/suite.$1")"
	grep -q ' [1-9][0-9]*, Failures: 0' "$out/suite.$1" ||
		wrong "there is no suite $1"
}

export tests
export -f model outcomes differential suite wrong
rm -f "$out"/*
jobs >"$directory/jobs"
xargs -P "$(nproc)" -d '\n' -I{} bash -c 'set -euo pipefail; {}' \
	<"$directory/jobs"
echo "aarch64: $(grep -c ^model "$directory/jobs") models" \
	"(${compilers[*]}), $(wc -l <"$out/compared") random programs," \
	"suites ${suites[*]}: as expected"
