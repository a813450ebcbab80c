#!/usr/bin/env bash
# Finds libcheck, installs it if it is missing, and writes what to compile and
# link with to PREFIX.cflags and PREFIX.libs.  Usage: CC=cc libcheck.sh PREFIX
set -euo pipefail
cc=${CC:-cc}
prefix=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf 'libcheck: %s\n' "$*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

# Does a program that needs libcheck compile and link with these flags?
links() {
	cat >"$scratch/try.c" <<-'END'
		#include <check.h>
		#include <stdlib.h>
		int main(void)
		{
			SRunner *runner = srunner_create(suite_create("try"));
			srunner_run_all(runner, CK_SILENT);
			ck_assert_int_eq(srunner_ntests_failed(runner), 0);
			srunner_free(runner);
			return 0;
		}
	END
	# $cc may be a command with options, and the flags are many words.
	# shellcheck disable=SC2086
	$cc -o "$scratch/try" "$scratch/try.c" $1 >"$scratch/log" 2>&1
}

# Sets cflags and libs; fails when no choice of flags links.
find_flags() {
	local try
	if have pkg-config && pkg-config --exists check 2>/dev/null; then
		cflags=$(pkg-config --cflags check)
		libs=$(pkg-config --libs check)
		links "$cflags $libs" && return
	fi
	cflags=-pthread
	for try in "-lcheck" "-lcheck -lm -lrt -lpthread" \
		"-lcheck -lsubunit -lrt -lm -lpthread" \
		"-lcheck_pic -lsubunit -lrt -lm -lpthread" \
		"-lcheck_pic -lrt -lm -lpthread" "-lcheck -lcompat -lm"; do
		libs=$try
		links "$cflags $libs" && return
	done
	return 1
}

as_root() {
	if [[ $(id -u) == 0 ]]; then
		"$@"
	elif have sudo; then
		sudo "$@"
	else
		say "only root can install it, and there is no sudo; as root:" \
			"$*"
		return 1
	fi
}

install_debian() {
	local get=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -y)
	as_root "${get[@]}" install check >&2 || {
		as_root "${get[@]}" update >&2
		as_root "${get[@]}" install check >&2
	}
}

install_check() {
	if have apt-get; then
		install_debian
	elif have dnf; then
		as_root dnf -q -y install check-devel >&2
	elif have pacman; then
		as_root pacman -Sy --noconfirm --needed check >&2
	elif have zypper; then
		as_root zypper -q -n install check-devel >&2
	elif have apk; then
		as_root apk add -q check-dev >&2
	elif have brew; then
		brew install -q check >&2
	else
		say "no package manager known here; install it by hand:" \
			"https://libcheck.github.io/check"
		return 1
	fi
}

if ! find_flags; then
	say "not found; installing it with the system's package manager"
	install_check || {
		say "could not be installed; the tests need it, mcheck does not"
		exit 1
	}
	find_flags || {
		say "installed, but a program does not link with it:"
		cat "$scratch/log" >&2
		exit 1
	}
fi
printf '%s\n' "$cflags" >"$prefix.cflags"
printf '%s\n' "$libs" >"$prefix.libs"
