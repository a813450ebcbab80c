#!/usr/bin/env bash
# Enforces the style: prints file:line: what, and exits with 1 if anything is.
set -euo pipefail
export LC_ALL=C
cc=${CC:-cc}
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Every file that is ours: those that git knows or would add, else all.
all_files() {
	if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		git ls-files --cached --others --exclude-standard
	else
		find . -type f -not -path './build/*' -not -path ./mcheck \
			-not -name '*.trace' | sed 's|^\./||'
	fi | grep -vE '^(build/|mcheck$)' | sort -u |
		while read -r file; do [[ -f $file ]] && echo "$file"; done
}

# The top level is fixed.
top_level() {
	local known='Makefile|checker|models|tests|docs|README\.md|LICENSE|\..*'

	cut -d/ -f1 "$scratch/files" | sort -u | grep -vxE "$known" |
		sed 's|$|:1: does not belong in the top directory|' || true
}

# What a merge or a patch leaves behind belongs nowhere.
leftovers() {
	grep -E '\.(orig|rej|bak)$|~$' "$scratch/files" |
		sed 's|$|:1: was left behind|' || true
}

# What the product must not speak of: machines, and how it came to be.
foreign_words() {
	local place='(^|[^[:alnum:]_.-])/(wor[k]|roo[t])(/|[^[:alnum:]_]|$)'
	local words='(^|[^[:alnum:]_])sessio[n]s?([^[:alnum:]_]|$)'

	tr '\n' '\0' <"$scratch/files" |
		xargs -0 grep -IniE "$place|$words|\.\./share[d]" /dev/null |
		sed -E 's/^([^:]*:[0-9]+:)(.*)/\1 not for the product: \2/' ||
		true
}

# Each file by itself: lengths, widths, first lines, includes, guards ...
each_file() {
	grep -E '\.([chS]|sh|md|awk)$|^Makefile$|^\.ci/run$' "$scratch/files" |
		tr '\n' '\0' | xargs -0 awk -f tests/tidy.awk
}

# A header says all that it needs.
headers() {
	local check="$cc -std=c11 -D_GNU_SOURCE -Ichecker -Ichecker/include"

	check+=" -fsyntax-only -x c"

	grep -E '^checker/.*\.h$' "$scratch/files" | xargs -P 8 -I{} sh -c \
		"$check {} >'$scratch/'\$(echo {} | tr / _).log 2>&1 ||
		echo '{}:1: does not compile alone'"
	cat "$scratch"/*.log
}

# Those that models include, under mcheck and on real threads.
model_headers() {
	local flags=(-std=c11 -Wall -Wextra -Werror -Ichecker/include)
	local header mode

	while read -r header; do
		printf '#include <%s>\n#include <%s>\n' "$header" "$header" \
			>"$scratch/alone.c"
		for mode in -D__MCHECK__ -U__MCHECK__; do
			"${cc%% *}" "${flags[@]}" "$mode" -fsyntax-only \
				"$scratch/alone.c" 2>&1 ||
				echo "checker/include/$header:1:" \
					"does not compile alone with $mode"
		done
	done < <(sed -n 's|^checker/include/\(.*\.h\)$|\1|p' "$scratch/files")
}

# What an explorer does behind the back of search.c nobody looks at.  What
# replays a schedule, and what goes through a component again, may step.
steps() {
	local may='search|execution|too_weak|check|large|graph|loop|checkpoint'

	grep -nE 'machine_step\(' checker/explore/*.c |
		grep -vE "^checker/explore/($may)\.c:" |
		sed -E 's/^([^:]*:[0-9]+:).*/\1 steps but by search_step/' ||
		true
}

scripts() {
	command -v shellcheck >/dev/null 2>&1 || return 0
	grep -E '\.sh$|^\.ci/run$' "$scratch/files" |
		xargs shellcheck -f gcc || true
}

# Laid out by clang-format, where there is the version that .clang-format is
# written for: others break lines elsewhere.
layout() {
	if ! clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
		echo 'tidy: no clang-format 14: layout not checked' >&2
		return 0
	fi
	grep -E '^(checker|tests)/.*\.(c|h|inc|cc)$' "$scratch/files" |
		xargs clang-format --dry-run 2>&1 |
		sed -nE 's/^([^ :]+:[0-9]+):.*-Wclang-format-.*/\1: not as/p' |
		sed 's/$/ clang-format lays it out/' | sort -u
}

all_files >"$scratch/files"
: >"$scratch/none.log"
for check in top_level leftovers foreign_words each_file headers \
	model_headers steps scripts layout; do
	"$check" >"$scratch/$check.out" &
done
wait
cat "$scratch"/*.out >"$scratch/said"
if [[ -s $scratch/said ]]; then
	sort -t: -k1,1 -k2,2n -s "$scratch/said" >&2
	exit 1
fi
