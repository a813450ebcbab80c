/* Each model here goes wrong in one order only, which a search does not try if
 * a certain use, place or wake-up is forgotten. */
#include <string.h>

#include "support.h"

#define HEAD \
	"#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n" \
	"#include <semaphore.h>\n#include <mc.h>\n#include <mc/channel.h>\n" \
	"#include <mc/select.h>\nstatic pthread_t t[4];\n" \
	"static atomic_int a, b, c;\n" \
	"#define CREATE(i, f) pthread_create(&t[i], 0, f, 0)\n" \
	"#define JOIN(i) pthread_join(t[i], 0)\n"

/* With any reduction and with none, the assertion fails. */
static void expect_failure(const char *option, const char *program)
{
	static const char *const how[] = {
		"--reduction=on", "--reduction=persistent", "--reduction=off",
		"--explorer=dpor"};
	struct run run;

	write_program(HEAD, program);
	for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
		run = run_mcheck("--no-trace", option, how[i], "model.c");
		expect_verdict(&run, 1, "finding assertion");
		run_free(&run);
	}
}

/* The end of T3 lets T1 go before T2. */
START_TEST(an_end_enables_a_join)
{
	expect_failure("-w",
		       "void *set(void *p) { atomic_exchange(&a, 1);\n"
		       " return p; }\n"
		       "void *own(void *p) { atomic_exchange(&b, 1);\n"
		       " return p; }\n"
		       "int main(void) { CREATE(0, set); CREATE(1, own);\n"
		       " JOIN(1); assert(atomic_load(&a)); JOIN(0); }");
}
END_TEST

/* T4, who comes to the barrier, lets T3 go before T2. */
START_TEST(who_comes_to_a_barrier_enables_who_waits)
{
	expect_failure("-w",
		       "pthread_barrier_t two;\n"
		       "void *set(void *p) { atomic_exchange(&a, 1);\n"
		       " return p; }\n"
		       "void *get(void *p) { pthread_barrier_wait(&two);\n"
		       " assert(atomic_load(&a)); return p; }\n"
		       "void *own(void *p) { atomic_exchange(&b, 1);\n"
		       " pthread_barrier_wait(&two); return p; }\n"
		       "int main(void) { pthread_barrier_init(&two, 0, 2);\n"
		       " CREATE(0, set); CREATE(1, get); CREATE(2, own);\n"
		       " pthread_exit(0); }");
}
END_TEST

/* One goes round for ever on its own; no livelock, as another one is barred. */
START_TEST(nobody_is_put_off_around_a_cycle)
{
	static const char program[] =
		"void *spin(void *p) { for (;;) atomic_exchange(&a, 1);\n"
		" return p; }\n"
		"void *fail(void *p) { atomic_exchange(&b, 1); assert(0);\n"
		" return p; }\n"
		"void *bar(void *p) { mc_assume(0); return p; }\n"
		"int main(void) { CREATE(2, bar); CREATE(0, spin);\n"
		" CREATE(1, fail); JOIN(0); }";
	struct run run;

	write_program(HEAD, program);
	run = run_mcheck("--no-trace", "-w", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	run_free(&run);
}
END_TEST

/* A known place uses another object than before. */
START_TEST(a_use_that_is_learned_late)
{
	expect_failure("-w",
		       "void *get(void *p) { assert(!atomic_load(&b));\n"
		       " return p; }\n"
		       "void *set(void *p)\n"
		       "{ atomic_exchange(mc_choose(2) ? &b : &a, 1);\n"
		       " return p; }\n"
		       "int main(void) { CREATE(0, get); CREATE(1, set);\n"
		       " JOIN(0); JOIN(1); }");
}
END_TEST

/* A known place comes after another one than before. */
START_TEST(an_order_of_places_that_is_learned_late)
{
	expect_failure("-w",
		       "void *get(void *p)\n"
		       "{ assert(atomic_load(&b) != 2); return p; }\n"
		       "void *set(void *p) { int late = 0;\n"
		       " if (mc_choose(2)) { atomic_exchange(&a, 1);\n"
		       "  if (!mc_choose(2)) return p;\n"
		       "  late = 1; }\n"
		       " atomic_exchange(&b, 1 + late); return p; }\n"
		       "int main(void) { CREATE(0, get); CREATE(1, set);\n"
		       " JOIN(0); JOIN(1); }");
}
END_TEST

/* Who comes to a rendezvous, in a step that is about something else. */
START_TEST(coming_to_a_rendezvous_can_be_late)
{
	static const char *const receive[] = {
		"-DGET=mc_channel_receive(x,&v)",
		"-DGET=mc_channel_select(cases,1,1)"};

	for (int i = 0; i < 2; i++)
		expect_failure(
			receive[i],
			"static struct mc_channel *x;\n"
			"void *get(void *p) { int v = 0;\n"
			" struct mc_channel_case cases[] =\n"
			"  {{x, MC_RECEIVE, &v, 5}}; (void)cases;\n"
			" atomic_exchange(&a, 1); GET; return p; }\n"
			"void *put(void *p) { int v = 1;\n"
			" assert(mc_channel_try_send(x, &v) == MC_OK);\n"
			" return p; }\n"
			"int main(void) { x = mc_channel_create(4, 0);\n"
			" CREATE(0, get); CREATE(1, put);\n"
			" JOIN(0); JOIN(1); }");
}
END_TEST

/* A wait lets the mutex go. */
START_TEST(a_wait_uses_its_mutex)
{
	expect_failure(
		"--spurious=off",
		"pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
		"pthread_cond_t x = PTHREAD_COND_INITIALIZER;\n"
		"static sem_t s;\n"
		"void *wait(void *p) { pthread_mutex_lock(&m);\n"
		" sem_post(&s); pthread_cond_wait(&x, &m);\n"
		" pthread_mutex_unlock(&m); return p; }\n"
		"void *try(void *p) { sem_wait(&s);\n"
		" assert(pthread_mutex_trylock(&m) == 0);\n"
		" pthread_mutex_unlock(&m); pthread_cond_signal(&x);\n"
		" return p; }\n"
		"int main(void) { sem_init(&s, 0, 0);\n"
		" CREATE(0, wait); CREATE(1, try); JOIN(0); JOIN(1); }");
}
END_TEST

Suite *footprint_suite(void)
{
	Suite *suite = suite_create("footprint");
	TCase *tcase = tcase_create("footprint");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, an_end_enables_a_join);
	tcase_add_test(tcase, who_comes_to_a_barrier_enables_who_waits);
	tcase_add_test(tcase, nobody_is_put_off_around_a_cycle);
	tcase_add_test(tcase, a_use_that_is_learned_late);
	tcase_add_test(tcase, an_order_of_places_that_is_learned_late);
	tcase_add_test(tcase, coming_to_a_rendezvous_can_be_late);
	tcase_add_test(tcase, a_wait_uses_its_mutex);
	suite_add_tcase(suite, tcase);
	return suite;
}
