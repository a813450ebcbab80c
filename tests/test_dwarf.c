/* The DWARF reader against what compilers write, as dwarf_library.h tells, and
 * against what none would. */
#include <check.h>
#include <dlfcn.h>
#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "dwarf_library.h"

static const struct dwarf_use four = {.size = 4};

static bool near(uint64_t a, uint64_t b, uint64_t distance)
{
	return a - b < distance || b - a < distance;
}

static void *symbol(const char *name)
{
	void *address = dlsym(library.map, name);

	ck_assert_msg(address != NULL, "%s", dlerror());
	return address;
}

/* The name of what lies at a run-time address. */
static bool find_name(const struct dwarf_frame *frame, uint64_t address,
		      uint64_t size, struct dwarf_name *name)
{
	uint64_t base = library.map->l_addr;
	struct dwarf_use use = {.size = size};
	Dl_info where;

	if (near(address, frame->frame_pointer, 4096))
		return dwarf_name_local(library.dwarf, frame, address, use,
					name);
	if (dladdr((void *)(uintptr_t)address, &where) &&
	    (uintptr_t)where.dli_fbase == base)
		return dwarf_name_global(library.dwarf, address - base, use,
					 name);
	/* The TLS segment begins with its one initialised variable. */
	return dwarf_name_thread_local(
		library.dwarf, address - (uintptr_t)symbol("own"), use, name);
}

/* The same as text. */
static bool name_at(const struct dwarf_frame *frame, uint64_t address,
		    uint64_t size, struct text *text)
{
	struct dwarf_name name = {0};

	if (!find_name(frame, address, size, &name))
		return false;
	text_addf(text, "%s%s", name.variable, text_string(&name.path));
	if (name.offset)
		text_addf(text, "+%llu", (unsigned long long)name.offset);
	text_free(&name.path);
	return true;
}

static void see(int line, const char *file, const char *frame_pointer,
		const char *cfa, const volatile void *address,
		unsigned long size, const char *expected)
{
	uintptr_t back = (uintptr_t)__builtin_return_address(0);
	struct dwarf_frame frame = {back - 1 - library.map->l_addr,
				    (uintptr_t)cfa, (uintptr_t)frame_pointer};
	struct dwarf_place place = dwarf_line(library.dwarf, frame.pc);
	struct text text = {0};

	library.seen++;
	ck_assert_int_eq(place.line, line);
	ck_assert_str_eq(place.file, file);
	ck_assert_uint_gt(place.column, 0);
	if (expected) {
		ck_assert_msg(name_at(&frame, (uintptr_t)address, size, &text),
			      "no name for %s", expected);
		ck_assert_str_eq(text_string(&text), expected);
	}
	text_free(&text);
}

static void call(int build, const char *name, int expected)
{
	void (*function)(void *);
	void *address;

	if (!open_library(build))
		return;
	address = symbol(name);
	memcpy(&function, &address, sizeof function);
	function((void *)(uintptr_t)see);
	ck_assert_int_eq(library.seen, expected);
	close_library();
}

START_TEST(calls_have_their_file_and_line)
{
	call(_i, "lines", 3);
}
END_TEST

START_TEST(functions_begin_where_others_end)
{
	static const char *const functions[] = {"scalars", "arrays",  "structs",
						"unions",  "statics", "lines"};
	struct dwarf_place place;

	if (!open_library(_i))
		return;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		place = dwarf_line(library.dwarf,
				   (uintptr_t)symbol(functions[i]) -
					   library.map->l_addr);
		ck_assert_str_eq(place.file, "models/t.c");
		ck_assert_uint_gt(place.line, 0);
	}
	close_library();
}
END_TEST

START_TEST(global_scalars_are_named)
{
	call(_i, "scalars", 12);
}
END_TEST

START_TEST(array_elements_are_named)
{
	call(_i, "arrays", 15);
}
END_TEST

START_TEST(members_are_named)
{
	call(_i, "structs", 12);
}
END_TEST

START_TEST(union_members_are_chosen_by_place_and_size)
{
	call(_i, "unions", 9);
}
END_TEST

START_TEST(statics_of_functions_are_named)
{
	call(_i, "statics", 3);
}
END_TEST

START_TEST(thread_locals_are_named)
{
	call(_i, "thread_locals", 3);
}
END_TEST

START_TEST(locals_are_named_innermost_block_first)
{
	call(_i, "locals", 22);
}
END_TEST

START_TEST(variables_that_share_the_stack_are_told_apart_by_block)
{
	call(_i, "blocks", 6);
}
END_TEST

static enum dwarf_kind kind(const char *variable, uint64_t offset,
			    uint64_t size)
{
	uint64_t address = (uintptr_t)symbol(variable) - library.map->l_addr;
	struct dwarf_use use = {.size = size};
	struct dwarf_name name = {0};

	ck_assert(
		dwarf_name_global(library.dwarf, address + offset, use, &name));
	text_free(&name.path);
	return name.kind;
}

START_TEST(kinds_are_those_of_the_source)
{
	if (!open_library(_i))
		return;
	ck_assert_int_eq(kind("counter", 0, 4), DWARF_SIGNED);
	ck_assert_int_eq(kind("counter", 0, 2), DWARF_UNKNOWN);
	ck_assert_int_eq(kind("counter", 2, 2), DWARF_UNKNOWN);
	ck_assert_int_eq(kind("atom", 0, 4), DWARF_SIGNED);
	ck_assert_int_eq(kind("flag", 0, 1), DWARF_BOOL);
	ck_assert_int_eq(kind("letter", 0, 1), DWARF_CHAR);
	ck_assert_int_eq(kind("tiny", 0, 1), DWARF_SIGNED);
	ck_assert_int_eq(kind("real", 0, 8), DWARF_FLOAT);
	ck_assert_int_eq(kind("color", 0, 4), DWARF_ENUM);
	ck_assert_int_eq(kind("text", 0, 8), DWARF_POINTER);
	ck_assert_int_eq(kind("accounts", 16, 8), DWARF_SIGNED);
	ck_assert_int_eq(kind("accounts", 0, 16), DWARF_UNKNOWN);
	ck_assert_int_eq(kind("queue", 16, 8), DWARF_POINTER);
	ck_assert_int_eq(kind("bits", 0, 4), DWARF_UNKNOWN);
	ck_assert_int_eq(kind("bits", 1, 1), DWARF_UNSIGNED);
	close_library();
}
END_TEST

START_TEST(addresses_outside_variables_and_code_are_unknown)
{
	struct dwarf_name name = {0};
	struct dwarf_frame frame = {0, 100, 100};

	if (!open_library(_i))
		return;
	ck_assert_ptr_null(dwarf_line(library.dwarf, 0).file);
	ck_assert_ptr_null(dwarf_line(library.dwarf, UINT64_MAX).file);
	ck_assert(!dwarf_name_global(library.dwarf, 0, four, &name));
	ck_assert(!dwarf_name_global(library.dwarf, UINT64_MAX, four, &name));
	ck_assert(!dwarf_name_thread_local(library.dwarf, 4096, four, &name));
	ck_assert(!dwarf_name_local(library.dwarf, &frame, 96, four, &name));
	ck_assert_uint_eq(name.path.length, 0);
	text_free(&name.path);
	close_library();
}
END_TEST

static void ask_for_nothing(struct dwarf *dwarf)
{
	struct dwarf_name name = {0};
	struct dwarf_frame frame = {0x1000, 100, 100};

	ck_assert_ptr_null(dwarf_line(dwarf, 0x1000).file);
	ck_assert(!dwarf_name_global(dwarf, 0x4000, four, &name));
	ck_assert(!dwarf_name_thread_local(dwarf, 0, four, &name));
	ck_assert(!dwarf_name_local(dwarf, &frame, 96, four, &name));
	dwarf_close(dwarf);
}

START_TEST(without_debug_information_nothing_is_known)
{
	ask_for_nothing(NULL);
	ask_for_nothing(dwarf_open(NULL, 0));
	ask_for_nothing(dwarf_open((const unsigned char *)"\177ELF", 4));
}
END_TEST

static uint64_t random_state = 88172645463325252u;

/* Xorshift (Marsaglia 2003). */
static uint64_t random_below(uint64_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % limit;
}

/* A debug section chosen at random, in a well-formed image. */
static Elf64_Shdr any_debug_section(const unsigned char *image)
{
	Elf64_Ehdr header;
	Elf64_Shdr section, names;
	const char *name;

	memcpy(&header, image, sizeof header);
	memcpy(&names,
	       image + header.e_shoff + header.e_shstrndx * sizeof names,
	       sizeof names);
	do {
		memcpy(&section,
		       image + header.e_shoff +
			       random_below(header.e_shnum) * sizeof section,
		       sizeof section);
		name = (const char *)image + names.sh_offset + section.sh_name;
	} while (strncmp(name, ".debug_", 7) != 0 || !section.sh_size);
	return section;
}

static void damage(unsigned char *image)
{
	static const unsigned char nasty[] = {0, 1, 0x7f, 0x80, 0xff};

	for (uint64_t n = 1 + random_below(8); n; n--) {
		Elf64_Shdr section = any_debug_section(image);
		uint64_t at = section.sh_offset + random_below(section.sh_size);

		if (random_below(2))
			image[at] ^= (unsigned char)(1 << random_below(8));
		else
			image[at] = nasty[random_below(sizeof nasty)];
	}
}

static void ask_everything(const unsigned char *image, size_t size)
{
	struct dwarf *dwarf = dwarf_open(image, size);
	struct dwarf_name name = {0};

	for (uint64_t at = 0x1000; at < 0x5000; at += 52) {
		struct dwarf_frame frame = {at, 0x7000, 0x6ff0};

		dwarf_line(dwarf, at);
		dwarf_name_global(dwarf, at,
				  (struct dwarf_use){.size = 1 + at % 8},
				  &name);
		dwarf_name_thread_local(dwarf, at % 64, four, &name);
		dwarf_name_local(dwarf, &frame, 0x7000 - at % 160, four, &name);
	}
	text_free(&name.path);
	dwarf_close(dwarf);
}

static int fuzz_rounds(void)
{
	const char *rounds = getenv("MCHECK_FUZZ_ROUNDS");

	return rounds ? atoi(rounds) : 100;
}

START_TEST(damaged_debug_information_does_no_harm)
{
	size_t size;
	unsigned char *copy;

	if (!open_library(_i))
		return;
	size = library.image.length;
	copy = mem_alloc(size);
	random_state += (uint64_t)_i;
	for (int n = fuzz_rounds(); n > 0; n--) {
		memcpy(copy, library.image.bytes, size);
		damage(copy);
		ask_everything(copy, size);
	}
	mem_free(copy);
	close_library();
}
END_TEST

START_TEST(a_file_cut_short_does_no_harm)
{
	size_t size;
	unsigned char *copy;

	if (!open_library(_i))
		return;
	for (size = 0; size < library.image.length; size += 97) {
		copy = mem_alloc(size);
		memcpy(copy, library.image.bytes, size);
		ask_everything(copy, size);
		mem_free(copy);
	}
	close_library();
}
END_TEST

Suite *dwarf_suite(void);

Suite *dwarf_suite(void)
{
	Suite *suite = suite_create("dwarf");
	TCase *tests = tcase_create("dwarf");
	const TTest *const each_build[] = {
		calls_have_their_file_and_line,
		functions_begin_where_others_end,
		global_scalars_are_named,
		array_elements_are_named,
		members_are_named,
		union_members_are_chosen_by_place_and_size,
		statics_of_functions_are_named,
		thread_locals_are_named,
		variables_that_share_the_stack_are_told_apart_by_block,
		kinds_are_those_of_the_source,
		addresses_outside_variables_and_code_are_unknown,
		damaged_debug_information_does_no_harm,
		a_file_cut_short_does_no_harm,
	};

	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, build_all, remove_all);
	for (size_t i = 0; i < sizeof each_build / sizeof *each_build; i++)
		tcase_add_loop_test(tests, each_build[i], 0, BUILDS);
	/* Only the first builds keep all of them in memory. */
	for (int i = 0; i < BUILDS; i += OPTIONS)
		tcase_add_loop_test(tests,
				    locals_are_named_innermost_block_first, i,
				    i + OPTIMISED);
	tcase_add_test(tests, without_debug_information_nothing_is_known);
	suite_add_tcase(suite, tests);
	return suite;
}
