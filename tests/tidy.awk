# What tests/tidy.sh asks of one file at a time; prints file:line: what.
# Usage: LC_ALL=C awk -f tests/tidy.awk FILE...

BEGIN {
	# From top to bottom: a folder includes itself and what is below it.
	count = split("main report trace explore runtime machine race " \
		      "model base include", order, " ")
	for (i = 1; i <= count; i++)
		level[order[i]] = i
}

FNR == 1 {
	end_of_file()
	start_of_file()
}

{ lines = FNR }

/[ \t\r]$/ { say("white space at the end of the line") }
# An assignment tells students where to begin.
FILENAME !~ /^docs\// && \
/(^|[^A-Za-z_])(T[O]DO|F[I]XME|X[X]X|H[A]CK)([^A-Za-z_]|$)/ {
	say("a mark of unfinished work")
}

# Code: C and scripts.
is_code && width($0) > 80 { say(width($0) " columns; at most 80") }
is_script && FNR == 2 && !/^# [A-Za-z]/ {
	say("a script's second line is a comment that says what it is")
}
is_c && FNR == 1 && !/^(\/\*|\/\/) ?[A-Za-z0-9<].* / {
	say("the first line is a comment that says what the file is")
}
is_c && /^[ \t]*typedef[ \t]+(struct|union)/ {
	say("structs and unions have no typedef")
}

is_c && /^{/ {
	opened = FNR
	dispatch = paragraph ~ /\/\* dispatch \*\//
}
is_c && /^}/ && opened {
	if (FNR - opened - 1 > 60 && !dispatch)
		say("the function has " (FNR - opened - 1) " lines; at most " \
		    "60, or say /* dispatch */ above it", opened)
	opened = 0
}
is_c { paragraph = /^(}|[ \t]*$)/ ? "" : paragraph $0 }

is_c && in_checker && /^[ \t]*#[ \t]*include[ \t]*"/ { check_include() }
guard != "" && $0 == "#ifndef " guard { guard_tested = FNR }
guard != "" && $0 == "#define " guard && FNR == guard_tested + 1 {
	guarded = 1
}
FILENAME ~ /^models\// && \
/^\/\/ expect: (verified|(finding|limit) [a-z-]+( on [^ ].*)?)$/ { expects = 1 }
suite != "" && index($0, "Suite *" suite "(void)") == 1 { has_suite = 1 }

END { end_of_file() }

function start_of_file()
{
	name = FILENAME
	opened = lines = guarded = guard_tested = expects = has_suite = 0
	paragraph = guard = suite = ""
	is_c = name ~ /\.[chS]$/
	is_script = name ~ /\.sh$/ || name == ".ci/run"
	is_code = is_c || is_script || name ~ /^Makefile$|\.awk$/
	in_checker = name ~ /^checker\//
	folder = in_checker ? folder_of(substr(name, 9)) : ""
	if (in_checker && name ~ /\.h$/) {
		guard = name
		# What models include is not ours alone: no MCHECK_ there.
		if (!sub(/^checker\/include\//, "", guard))
			sub(/^checker\//, "mcheck_", guard)
		gsub(/[^A-Za-z0-9]/, "_", guard)
		guard = toupper(guard)
	}
	if (name ~ /^tests\/test_.*\.c$/) {
		suite = name
		gsub(/^tests\/test_|\.c$/, "", suite)
		suite = suite "_suite"
	}
}

function end_of_file()
{
	if (name == "")
		return
	if ((in_checker || name ~ /^tests\/[^\/]*$/) && lines > 600)
		say_end(lines " lines; at most 600")
	# The headers for models hold their own code for real threads.
	if (name ~ /\.h$/ && in_checker && folder != "include" && lines > 100)
		say_end(lines " lines; a header has at most 100")
	if (guard != "" && !guarded)
		say_end("no include guard " guard)
	if (name ~ /^models\/[^\/]*\.c$/ && !expects)
		say_end("no line '// expect: verified', " \
			"'// expect: finding CLASS [on NAME]' or " \
			"'// expect: limit WHICH [on NAME]'")
	if (suite != "" && !has_suite)
		say_end("no 'Suite *" suite "(void)'")
}

# "base/text.h" lies in base, "options.h" in main.
function folder_of(path)
{
	return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "main"
}

function check_include(    path, to)
{
	path = $0
	sub(/^[^"]*"/, "", path)
	sub(/".*/, "", path)
	to = folder_of(path)
	if (!(folder in level) && !told[folder]++)
		say("the folder " folder " has no place in the order")
	else if (!(to in level) || (to == "main" && folder != "main"))
		say("include \"folder/file.h\", not \"" path "\"")
	else if (level[to] < level[folder])
		say(folder " may not include " to ", which is above it")
}

# Columns, with a tab stop every 8; a UTF-8 character is one column.
function width(line,    columns, at)
{
	if (length(line) <= 10)
		return 0
	gsub(/[\200-\277]/, "", line)
	columns = 0
	while ((at = index(line, "\t")) > 0) {
		columns += at - 1
		columns += 8 - columns % 8
		line = substr(line, at + 1)
	}
	return columns + length(line)
}

function say(what, line) { print name ":" (line ? line : FNR) ": " what }
function say_end(what) { print name ":" lines ": " what }
