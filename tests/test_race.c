/* The race detector against its oracle, on random histories. */
#include <stdlib.h>
#include <string.h>

#include "race/race.h"
#include "support.h"

#define THREADS 4
#define HOLDERS 4
#define PLACES 3
#define HISTORIES 3000
#define LENGTH 60

/* The two detectors side by side; holders have the same numbers in both. */
struct pair {
	struct undo undo;
	struct race *finite, *oracle;
	uint32_t lists[PLACES];
	race_holder holders[HOLDERS][2];
	bool alive[THREADS], started[THREADS];
};

static uint64_t random_state;

static unsigned draw(unsigned below)
{
	random_state *= 6364136223846793005u;
	random_state += 1442695040888963407u;
	return (unsigned)(random_state >> 33) % below;
}

static void open_pair(struct pair *pair)
{
	memset(pair, 0, sizeof *pair);
	pair->finite = race_open(&pair->undo);
	pair->oracle = race_open(NULL);
	race_thread_begin(pair->finite, 0, -1);
	race_thread_begin(pair->oracle, 0, -1);
	pair->alive[0] = pair->started[0] = true;
	for (int i = 0; i < HOLDERS; i++) {
		pair->holders[i][0] =
			race_holder_new(pair->finite, (uint64_t)i + 100);
		pair->holders[i][1] =
			race_holder_new(pair->oracle, (uint64_t)i + 100);
	}
}

static void close_pair(struct pair *pair)
{
	race_close(pair->finite);
	race_close(pair->oracle);
	undo_free(&pair->undo);
}

static void pass(struct pair *pair, race_holder to, race_holder to_oracle,
		 race_holder from, race_holder from_oracle, bool only)
{
	race_pass(pair->finite, to, from, only);
	race_pass(pair->oracle, to_oracle, from_oracle, only);
}

static int living_thread(const struct pair *pair)
{
	unsigned thread = draw(THREADS);

	while (!pair->alive[thread])
		thread = (thread + 1) % THREADS;
	return (int)thread;
}

static void begin_or_end(struct pair *pair, int thread)
{
	int other = (int)draw(THREADS);

	if (!pair->started[other]) {
		race_thread_begin(pair->finite, other, thread);
		race_thread_begin(pair->oracle, other, thread);
		pair->started[other] = pair->alive[other] = true;
	} else if (pair->alive[other] && other != thread && draw(3) == 0) {
		race_thread_end(pair->finite, other);
		race_thread_end(pair->oracle, other);
		pair->alive[other] = false;
	} else if (!pair->alive[other]) {
		pass(pair, (race_holder)thread, (race_holder)thread,
		     (race_holder)other, (race_holder)other, false);
	}
}

/* One access by both; true when they say the same, `race` when it is one. */
static bool access_agrees(struct pair *pair, int thread, bool *race)
{
	unsigned place = draw(PLACES);
	uint8_t mask = draw(3) ? 0xff : (uint8_t)(1u << draw(2));
	enum race_kind kind = (enum race_kind)draw(4);
	struct access earlier;
	bool finite =
		race_access(pair->finite, &pair->lists[place], place * 8 + 4096,
			    mask, kind, thread, 1, &earlier);
	uint32_t unused = 0;
	bool oracle = race_access(pair->oracle, &unused, place * 8 + 4096, mask,
				  kind, thread, 1, &earlier);

	*race = !oracle;
	return finite == oracle;
}

/* One random event; false when the detectors part. */
static bool step(struct pair *pair, bool *race)
{
	int thread = living_thread(pair);
	race_holder *holder = pair->holders[draw(HOLDERS)];
	race_holder self = (race_holder)thread;

	race_step(pair->finite);
	switch (draw(8)) {
	case 0:
	case 1:
		pass(pair, self, self, holder[0], holder[1], false);
		return true;
	case 2:
	case 3:
		pass(pair, holder[0], holder[1], self, self, draw(2));
		return true;
	case 4:
		begin_or_end(pair, thread);
		return true;
	case 5:
		if (draw(4) == 0) {
			race_forget(pair->finite, holder[0]);
			race_forget(pair->oracle, holder[1]);
		}
		return true;
	default:
		return access_agrees(pair, thread, race);
	}
}

START_TEST(finite_knowledge_finds_what_vector_clocks_find)
{
	int races = 0, clean = 0;

	for (int i = 0; i < HISTORIES; i++) {
		struct pair pair;
		bool race = false;

		random_state = (uint64_t)i;
		open_pair(&pair);
		for (int j = 0; j < LENGTH && !race; j++)
			ck_assert_msg(step(&pair, &race),
				      "history %d, event %d", i, j);
		races += race;
		clean += !race;
		close_pair(&pair);
	}
	ck_assert_int_gt(races, HISTORIES / 20);
	ck_assert_int_gt(clean, HISTORIES / 20);
}
END_TEST

START_TEST(going_back_restores_all_knowledge)
{
	for (int i = 0; i < 200; i++) {
		struct pair pair;
		bool race = false;
		hash128 before;
		size_t mark;

		random_state = (uint64_t)i + 77;
		open_pair(&pair);
		for (int j = 0; j < 20 && !race; j++)
			step(&pair, &race);
		before = race_hash(pair.finite);
		mark = undo_mark(&pair.undo);
		for (int j = 0; j < 20 && !race; j++)
			step(&pair, &race);
		undo_to(&pair.undo, mark);
		ck_assert(race_hash(pair.finite) == before);
		undo_to(&pair.undo, 0);
		ck_assert(race_hash(pair.finite) == 0);
		close_pair(&pair);
	}
}
END_TEST

/* T0 writes; everybody who lives comes to know; nothing is left to know. */
START_TEST(what_everybody_knows_is_forgotten)
{
	struct pair pair;
	struct access earlier;

	open_pair(&pair);
	race_thread_begin(pair.finite, 1, 0);
	ck_assert(race_access(pair.finite, &pair.lists[0], 4096, 0xff,
			      RACE_WRITE, 0, 1, &earlier));
	ck_assert(!race_idle(pair.finite));
	race_pass(pair.finite, pair.holders[0][0], 0, true);
	race_pass(pair.finite, 1, pair.holders[0][0], false);
	ck_assert(race_idle(pair.finite));
	ck_assert(race_hash(pair.finite) == 0);
	close_pair(&pair);
}
END_TEST

Suite *race_suite(void)
{
	Suite *suite = suite_create("race");
	TCase *tcase = tcase_create("detector");

	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, finite_knowledge_finds_what_vector_clocks_find);
	tcase_add_test(tcase, going_back_restores_all_knowledge);
	tcase_add_test(tcase, what_everybody_knows_is_forgotten);
	suite_add_tcase(suite, tcase);
	return suite;
}
