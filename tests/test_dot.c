/* The happens-before graph: its edges, from steps that no execution made; and
 * what --dot writes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/facts/edges.h"
#include "report/format.h"
#include "support.h"

#define A 64u
#define B 128u
#define STEPS 16u

static struct thread_fact threads[3];

static struct step step(int thread, enum operation_kind kind, uint64_t address)
{
	return (struct step){.thread = thread,
			     .other = -1,
			     .kind = kind,
			     .address = address,
			     .size = 4};
}

static struct step atomic(int thread, enum operation_kind kind,
			  const char *order)
{
	struct step made = step(thread, kind, A);

	made.order = order;
	return made;
}

/* "1-3 unlock before lock, 2-4 wakes": the edges, with numbers from 1 on.  The
 * list of steps ends with a kind of OP_NONE. */
static void expect_edges(struct step *steps, const char *expected)
{
	struct story story = {
		.threads = threads, .thread_count = 3, .steps = steps};
	struct edges edges = {0};
	struct text text = {0};

	while (steps[story.step_count].kind != OP_NONE) {
		steps[story.step_count].number = story.step_count + 1;
		story.step_count++;
	}
	edges_make(&edges, &story, 0);
	for (uint32_t i = 0; i < edges.count; i++)
		text_addf(&text, "%s%u-%u %s", i ? ", " : "",
			  edges.edges[i].from + 1, edges.edges[i].to + 1,
			  edge_name(edges.edges[i].kind));
	ck_assert_str_eq(text_string(&text), expected);
	text_free(&text);
	edges_free(&edges);
}

START_TEST(unlock_orders_the_next_lock_of_the_same_mutex)
{
	struct step steps[STEPS] = {step(0, OP_LOCK, A), step(0, OP_UNLOCK, A),
				    step(1, OP_LOCK, B), step(1, OP_LOCK, A)};

	expect_edges(steps, "2-4 unlock before lock");
	steps[3].error = 16; /* a trylock that finds it busy */
	expect_edges(steps, "");
}
END_TEST

START_TEST(what_other_edges_imply_is_left_out)
{
	struct step steps[STEPS] = {step(0, OP_UNLOCK, A), step(1, OP_LOCK, A),
				    step(1, OP_UNLOCK, A), step(2, OP_LOCK, A)};

	expect_edges(steps, "1-2 unlock before lock, 3-4 unlock before lock");
}
END_TEST

START_TEST(readers_do_not_order_readers)
{
	struct step steps[STEPS] = {
		step(0, OP_RDLOCK, A), step(0, OP_RWUNLOCK, A),
		step(1, OP_RDLOCK, A), step(1, OP_RWUNLOCK, A),
		step(2, OP_WRLOCK, A)};

	expect_edges(steps, "4-5 unlock before lock, 2-5 unlock before lock");
}
END_TEST

START_TEST(wait_unlocks_and_the_signal_wakes)
{
	struct step steps[STEPS] = {
		step(0, OP_LOCK, A),   step(0, OP_WAIT, B),
		step(1, OP_LOCK, A),   step(1, OP_SIGNAL, B),
		step(1, OP_UNLOCK, A), step(0, OP_RELOCK, A)};

	steps[1].operand = A;
	steps[3].other = 0;
	expect_edges(steps, "2-3 unlock before lock, 4-6 wakes, "
			    "5-6 unlock before lock");
	steps[3].kind = OP_BROADCAST;
	steps[3].other = -1;
	expect_edges(steps, "2-3 unlock before lock, 4-6 wakes, "
			    "5-6 unlock before lock");
}
END_TEST

START_TEST(threads_are_created_and_joined)
{
	struct step steps[STEPS] = {step(0, OP_CREATE, 0), step(1, OP_LOCK, A),
				    step(0, OP_JOIN, 0)};

	steps[0].other = steps[2].other = 1;
	expect_edges(steps, "1-2 creates, 2-3 end before join");
}
END_TEST

START_TEST(all_who_meet_at_a_barrier_know_what_each_knew)
{
	struct step steps[STEPS] = {
		step(0, OP_BARRIER_INIT, A), step(0, OP_BARRIER_WAIT, A),
		step(1, OP_BARRIER_WAIT, A), step(0, OP_READ, B),
		step(1, OP_BARRIER_WAIT, A)};

	steps[0].operand = 2;
	expect_edges(steps, "2-3 barrier, 3-4 barrier");
}
END_TEST

START_TEST(messages_leave_a_buffer_in_their_order)
{
	struct step steps[STEPS] = {step(0, OP_SEND, A), step(1, OP_SEND, A),
				    step(2, OP_RECEIVE, A),
				    step(2, OP_RECEIVE, A)};

	expect_edges(steps, "1-3 message, 2-4 message");
}
END_TEST

START_TEST(only_release_and_acquire_synchronise)
{
	struct step steps[STEPS] = {atomic(0, OP_STORE, "release"),
				    atomic(1, OP_LOAD, "acquire")};

	expect_edges(steps, "1-2 synchronises with");
	steps[1].order = "relaxed";
	expect_edges(steps, "1-2 reads from");
	steps[0].order = "relaxed";
	steps[1].order = "seq_cst";
	expect_edges(steps, "1-2 reads from");
	steps[1].address = B;
	expect_edges(steps, "");
}
END_TEST

START_TEST(updates_go_on_with_a_release)
{
	struct step steps[STEPS] = {atomic(0, OP_STORE, "release"),
				    atomic(1, OP_UPDATE, "relaxed"),
				    atomic(2, OP_LOAD, "acquire")};

	expect_edges(steps, "1-2 reads from, 1-3 synchronises with, "
			    "2-3 reads from");
	steps[1].kind = OP_STORE;
	expect_edges(steps, "2-3 reads from");
}
END_TEST

START_TEST(compare_exchange_that_fails_writes_nothing)
{
	struct step steps[STEPS] = {atomic(0, OP_STORE, "release"),
				    atomic(1, OP_COMPARE_EXCHANGE, "seq_cst"),
				    atomic(2, OP_LOAD, "acquire")};

	steps[1].fails = true;
	expect_edges(steps, "1-2 synchronises with, 1-3 synchronises with");
	steps[1].fails = false;
	expect_edges(steps, "1-2 synchronises with, 2-3 synchronises with");
}
END_TEST

START_TEST(fences_release_and_acquire)
{
	struct step steps[STEPS] = {
		atomic(0, OP_FENCE, "release"), atomic(0, OP_STORE, "relaxed"),
		atomic(1, OP_LOAD, "relaxed"), atomic(1, OP_FENCE, "acquire")};

	expect_edges(steps, "2-3 reads from, 2-4 synchronises with");
	steps[0].order = "acquire";
	expect_edges(steps, "2-3 reads from");
}
END_TEST

START_TEST(step_without_a_number_lends_its_edge_to_its_neighbour)
{
	struct step steps[] = {step(0, OP_READ, B), step(0, OP_UNLOCK, A),
			       step(1, OP_LOCK, A), step(1, OP_READ, B)};
	struct story story = {.threads = threads,
			      .thread_count = 2,
			      .steps = steps,
			      .step_count = 4};
	struct edges edges = {0};

	steps[0].number = 1;
	steps[3].number = 2;
	edges_make(&edges, &story, 0);
	ck_assert_uint_eq(edges.count, 1);
	ck_assert_uint_eq(edges.edges[0].from, 0);
	ck_assert_uint_eq(edges.edges[0].to, 3);
	edges_free(&edges);
	steps[1].kind = OP_WRITE;
	steps[2].kind = OP_READ;
	edges_make(&edges, &story, 0);
	ck_assert_uint_eq(edges.count, 0);
	edges_free(&edges);
}
END_TEST

static struct text graph_of(const char *model)
{
	struct run run;

	run = run_words((const char *const[]){mcheck_path(), "--trace=x.trace",
					      "--dot=x.dot", top_path(model),
					      NULL});
	run_free(&run);
	return read_file("x.dot");
}

START_TEST(graph_of_a_race_has_both_accesses_and_no_order)
{
	struct text text = graph_of("models/counter.c");

	expect_part(&text, "label=\"T2 increment\";");
	expect_part(&text, "s3 [label=\"3. writes counter: 0 -> 1\\n");
	expect_part(&text, "\ts1 -> s2 [label=\"creates\", color=blue];\n");
	expect_part(&text, "\ts3 -> s5 [label=\"data race: not ordered\"");
	text_free(&text);
}
END_TEST

START_TEST(graph_of_a_deadlock_shows_who_waits_for_whom)
{
	struct text text = graph_of("models/deadlock.c");

	expect_part(&text, "end2 -> end3 [label=\"waits for\"");
	expect_part(&text, "end3 -> end2 [label=\"waits for\"");
	text_free(&text);
}
END_TEST

START_TEST(graph_without_a_finding_is_the_verdict)
{
	struct text text = graph_of("models/counter_mutex.c");

	expect_part(&text, "models/counter_mutex.c: verified\"");
	ck_assert_ptr_null(strstr(text_string(&text), "->"));
	text_free(&text);
}
END_TEST

START_TEST(replay_draws_the_same_graph)
{
	struct text text = graph_of("models/lost_wakeup.c"), again;
	struct run run;

	run = run_words((const char *const[]){mcheck_path(), "replay",
					      "x.trace", "--dot=y.dot", NULL});
	again = read_file("y.dot");
	expect_same(&text, &again);
	run_free(&run);
	text_free(&text);
	text_free(&again);
}
END_TEST

START_TEST(graph_that_cannot_be_written_leaves_report_and_verdict)
{
	struct run run;

	run = run_words((const char *const[]){
		mcheck_path(), "--no-trace", "--dot=no/where.dot",
		top_path("models/counter.c"), NULL});
	expect_verdict(&run, 1, "finding data-race");
	expect_part(&run.err, "mcheck: cannot write no/where.dot: ");
	run_free(&run);
}
END_TEST

START_TEST(hostile_names_are_quoted)
{
	struct facts facts = {.model = "a\"b\\\x1b[31m\xff.c",
			      .verdict = VERDICT_VERIFIED,
			      .outcomes = ""};
	struct text text = {0};

	format_find("dot")->write(&facts, &text);
	expect_part(&text, "label=\"a\\\"b\\\\\xef\xbf\xbd[31m\xef\xbf\xbd.c");
	text_free(&text);
}
END_TEST

Suite *dot_suite(void)
{
	Suite *suite = suite_create("dot");
	TCase *edges = tcase_create("edges"), *graphs = tcase_create("graphs");

	tcase_add_test(edges, unlock_orders_the_next_lock_of_the_same_mutex);
	tcase_add_test(edges, what_other_edges_imply_is_left_out);
	tcase_add_test(edges, readers_do_not_order_readers);
	tcase_add_test(edges, wait_unlocks_and_the_signal_wakes);
	tcase_add_test(edges, threads_are_created_and_joined);
	tcase_add_test(edges, all_who_meet_at_a_barrier_know_what_each_knew);
	tcase_add_test(edges, messages_leave_a_buffer_in_their_order);
	tcase_add_test(edges, only_release_and_acquire_synchronise);
	tcase_add_test(edges, updates_go_on_with_a_release);
	tcase_add_test(edges, compare_exchange_that_fails_writes_nothing);
	tcase_add_test(edges, fences_release_and_acquire);
	tcase_add_test(edges,
		       step_without_a_number_lends_its_edge_to_its_neighbour);
	tcase_add_checked_fixture(graphs, go_to_fresh_directory, go_to_top);
	tcase_set_timeout(graphs, 60);
	tcase_add_test(graphs, graph_of_a_race_has_both_accesses_and_no_order);
	tcase_add_test(graphs, graph_of_a_deadlock_shows_who_waits_for_whom);
	tcase_add_test(graphs, graph_without_a_finding_is_the_verdict);
	tcase_add_test(graphs, replay_draws_the_same_graph);
	tcase_add_test(graphs,
		       graph_that_cannot_be_written_leaves_report_and_verdict);
	tcase_add_test(graphs, hostile_names_are_quoted);
	suite_add_tcase(suite, edges);
	suite_add_tcase(suite, graphs);
	return suite;
}
