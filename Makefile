# Builds mcheck, a model checker for small concurrent C programs.
#
#   make             builds ./mcheck; says nothing when all is well
#   make demo        builds, then shows a race, a channel and a deadlock
#   make test        builds and runs the tests (installs libcheck if missing)
#   make test-aarch64  tests it on aarch64 too, under qemu, if that is there
#   make bench       prints times, states and rates; asserts nothing
#   make tidy        checks the style
#   make sanitize    builds with ASan and UBSan in build/sanitize, and tests it
#   make install     installs below PREFIX (/usr/local); DESTDIR is honoured
#   make uninstall   removes what install installed
#   make clean       removes all that was built
#
# Variables: CC, CFLAGS, LDFLAGS, PREFIX, DESTDIR, BUILD (directory of the
# objects), PROGRAM (the executable), V=1 (show each command).

VERSION = 0.1.0
PREFIX = /usr/local
BUILD = build
PROGRAM = mcheck
CFLAGS = -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Werror
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -Ichecker $(WARNINGS) $(CFLAGS) \
	  -DMCHECK_VERSION='"$(VERSION)"' -MMD -MP -c

SOURCES := $(shell find checker -name '*.c' | LC_ALL=C sort)
HEADERS := $(shell find checker/include -name '*.h' | LC_ALL=C sort)
OBJECTS := $(SOURCES:%.c=$(BUILD)/objects/%.o)
TESTS := $(sort $(filter-out tests/bench_%,$(wildcard tests/*.c)))
TEST_OBJECTS := $(TESTS:%.c=$(BUILD)/objects/%.o)
SUITES := $(patsubst tests/test_%.c,%,$(filter tests/test_%,$(TESTS)))
INSTALLED := bin/mcheck $(HEADERS:checker/%=%)

ifeq ($(MAKELEVEL)$(filter clean,$(MAKECMDGOALS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 1)
endif
MAKEFLAGS += --no-print-directory
ifndef V
.SILENT:
endif
.PHONY: all help demo test test-aarch64 bench tidy sanitize install uninstall \
	clean FORCE
.DELETE_ON_ERROR:

all: $(PROGRAM)
	:

help:
	sed -n '/^#/!q; s/^# \{0,1\}//; p' Makefile

$(PROGRAM): $(OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/objects/checker/%.o: checker/%.c Makefile
	mkdir -p $(@D)
	$(COMPILE) -o $@ $<

# The headers for models are part of the executable (.incbin).
$(BUILD)/objects/checker/model/embedded.o: $(HEADERS) \
	$(wildcard checker/model/support.*) checker/model/library.inc

# So are the pages of mcheck explain.
$(BUILD)/objects/checker/report/facts/class_page.o: docs/classes.md

# And the fixed parts of the page that --html writes.
$(BUILD)/objects/checker/report/html/html.o: \
	$(wildcard checker/report/html/*.html checker/report/html/*.css \
	checker/report/html/*.js)

# Runs a model of the demonstration and compares its verdict: (name, verdict).
show = echo '$$ ./$(PROGRAM) --no-trace models/$(1).c'; \
	./$(PROGRAM) --no-trace models/$(1).c | tee $(BUILD)/demo.out; \
	tail -n 1 $(BUILD)/demo.out | grep -qx 'verdict: $(2)' || { \
	echo 'make demo: $(1).c should have ended in "verdict: $(2)"' >&2; \
	exit 1; }; echo

# Said at once: the first build takes a while.
ifeq ($(filter demo,$(MAKECMDGOALS))$(wildcard $(PROGRAM)),demo)
$(info building $(PROGRAM) ...)
endif

demo: $(PROGRAM)
	$(call show,counter,finding data-race)
	$(call show,channel,verified)
	$(call show,deadlock,finding deadlock)

test: $(PROGRAM) $(BUILD)/tests
	MCHECK=$(abspath $(PROGRAM)) $(BUILD)/tests

$(BUILD)/tests: $(TEST_OBJECTS) $(filter-out %/main.o,$(OBJECTS))
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ @$(BUILD)/libcheck.libs

$(BUILD)/objects/tests/%.o: tests/%.c Makefile | $(BUILD)/libcheck.libs
	mkdir -p $(@D)
	$(COMPILE) -Itests -I$(BUILD) @$(BUILD)/libcheck.cflags -o $@ $<

$(BUILD)/libcheck.libs:
	mkdir -p $(@D)
	CC='$(CC)' tests/libcheck.sh $(BUILD)/libcheck

# One line SUITE(x) for each tests/test_x.c; changes only when they do.
$(BUILD)/suites.h: FORCE
	mkdir -p $(@D)
	printf 'SUITE(%s)\n' $(SUITES) >$@.new
	cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/objects/tests/run.o: $(BUILD)/suites.h

test-aarch64: $(BUILD)/tests
	tests/aarch64.sh $(BUILD)/aarch64 $(abspath $(BUILD)/tests)

bench: $(PROGRAM) $(BUILD)/bench_machine
	MCHECK=./$(PROGRAM) tests/bench.sh
	BENCH=$(BUILD)/bench_machine tests/bench_machine.sh

$(BUILD)/bench_machine: tests/bench_machine.c Makefile \
	$(filter-out %/main.o,$(OBJECTS))
	$(COMPILE) -o $@.o $<
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $@.o $(filter-out %/main.o,$(OBJECTS))

tidy: $(OBJECTS)
	CC='$(CC)' tests/tidy.sh
	BUILD='$(BUILD)' tests/tidy_links.sh

# -w: gcc warns wrongly of code with sanitizers; the plain build is the judge.
# Fewer random programs and repetitions, as each takes longer, and one compiler
# for models.
sanitize:
	ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=4:malloc_context_size=1 \
		MCHECK_PROGRAMS=16 MCHECK_SHORT=1 $(MAKE) test \
		BUILD=build/sanitize PROGRAM=build/sanitize/mcheck \
		CFLAGS='-O1 -g -w -fsanitize=address,undefined \
		-fno-sanitize-recover=all -fno-omit-frame-pointer'

install: $(PROGRAM)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/mcheck
	for header in $(HEADERS:checker/%=%); do \
		install -D -m 644 checker/$$header \
			$(DESTDIR)$(PREFIX)/$$header || exit 1; \
	done

uninstall:
	rm -f $(INSTALLED:%=$(DESTDIR)$(PREFIX)/%)
	rmdir $(DESTDIR)$(PREFIX)/include/mc 2>/dev/null || true

clean:
	rm -rf build mcheck

-include $(OBJECTS:.o=.d) $(TEST_OBJECTS:.o=.d)
