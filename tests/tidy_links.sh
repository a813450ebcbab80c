#!/usr/bin/env bash
# Checks which object files need which: prints file:1: what, and exits with 1,
# where some need one another in a circle, or one needs what stands above it in
# the order of folders.  BUILD: where the objects are.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
build=${BUILD:-build}

# Those whose source is still there.
objects() {
	find "$build/objects/checker" -name '*.o' | sort |
		while read -r object; do
			source=${object#"$build/objects/"}
			[[ -f ${source%.o}.c ]] && echo "$object"
		done
}

mapfile -t all < <(objects)
said=$(nm -A "${all[@]}" | sed "s|^$build/objects/||" |
	awk '
function folder_of(path) {
	sub(/^checker\//, "", path)
	if (!sub(/\/[^\/]*$/, "", path))
		return "main"
	return path
}
BEGIN {
	# From top to bottom; of the folders with a name from tidy.awk the
	# order is the same.
	count = split("main report report/html report/dot report/sarif " \
		      "report/json report/junit report/step report/text " \
		      "report/facts " \
		      "trace explore/run explore/random explore/levels " \
		      "explore/states " \
		      "explore/traces explore runtime runtime/threads " \
		      "runtime/libc runtime/hooks machine machine/rules " \
		      "machine/memory machine/learn machine/thread " \
		      "machine/world race model model/assembly model/elf " \
		      "model/dwarf base", order, " ")
	for (i = 1; i <= count; i++)
		level[order[i]] = i
}
{
	split($1, place, ":")
	file = place[1]
	sub(/\.o$/, ".c", file)
	files[file]
	if ($(NF - 1) == "U")
		needed[file, $NF]
	else if ($(NF - 1) ~ /^[A-Z]$/)
		home[$NF] = file
}
END {
	for (key in needed) {
		split(key, pair, SUBSEP)
		to = home[pair[2]]
		if (to == "" || to == pair[1])
			continue
		edge[pair[1], to] = pair[2]
		if (!(folder_of(to) in level))
			print to ":1: its folder has no place in the order"
		else if (level[folder_of(to)] < level[folder_of(pair[1])])
			print pair[1] ":1: needs " pair[2] " of " to \
				", which is above it"
	}
	# Who needs nobody that is left is in no circle, and who is needed by
	# nobody that is left neither.
	do {
		changed = 0
		split("", needs)
		split("", is_needed)
		for (key in edge) {
			split(key, pair, SUBSEP)
			needs[pair[1]] = is_needed[pair[2]] = 1
		}
		for (key in edge) {
			split(key, pair, SUBSEP)
			if ((pair[2] in needs) && (pair[1] in is_needed))
				continue
			delete edge[key]
			changed = 1
		}
	} while (changed)
	for (key in edge) {
		split(key, pair, SUBSEP)
		print pair[1] ":1: in a circle: needs " edge[key] " of " pair[2]
	}
}' | sort)
if [[ -n $said ]]; then
	echo "$said" >&2
	exit 1
fi
