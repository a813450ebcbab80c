/* What the worker sends is judged before it is used: whatever became of the
 * bytes on their way, they are refused, or a report can be made of them. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "explore/run/outcome_bytes.h"
#include "explore/run/worker.h"
#include "model/compile.h"
#include "report/format.h"
#include "runtime/runtime.h"
#include "parse_json.h"
#include "support.h"
#include "trace/trace.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Models whose outcomes have something of all that there may be in one. */
static const struct sample {
	const char *model;
	const struct explorer *explorer; /* NULL: states */
	uint64_t max_states;
	bool outcomes;
} samples[] = {
	{.model = "models/counter.c"}, /* with a consequence */
	{.model = "models/counter.c", .explorer = &explorer_random},
	{.model = "models/counter_atomic.c", .explorer = &explorer_random},
	{.model = "models/deadlock.c"},
	{.model = "models/livelock.c"},
	{.model = "models/lost_wakeup.c"},
	{.model = "models/select_stuck.c"},
	{.model = "models/double_free.c"},
	{.model = "models/messages.c", .max_states = 50},
	{.model = "models/dekker.c", .outcomes = true},
	{.model = "models/lock_order.c"}, /* verified, with a note */
	{.model = "models/transfer.cc"},
};

/* A model, and what a check of it gave. */
struct subject {
	const struct sample *sample;
	struct trace trace;
	struct elf elf;
	struct names names;
	struct outcome outcome;
	struct text bytes;
};

static void put(void *context, const void *bytes, size_t length)
{
	text_add_bytes(context, bytes, length);
}

static void compile(struct subject *subject)
{
	struct compile_request request = {0};
	struct compiled compiled;
	struct text why = {0};

	words_add(&request.files, top_path(subject->sample->model));
	compile_model(&request, &compiled);
	ck_assert_msg(elf_open(&subject->elf, compiled.object, &why), "%s",
		      text_string(&why));
	compile_clean(&compiled);
	subject->trace = (struct trace){
		.compiler = compiled.compiler,
		.files = request.files,
		.dependencies = compiled.dependencies,
		.options = {.explorer = subject->sample->explorer,
			    .max_states = subject->sample->max_states,
			    .outcomes = subject->sample->outcomes,
			    .random = {.executions = 100, .seed = 1}}};
}

static void check(struct subject *subject, void (*when_begun)(void))
{
	const struct worker_runtime runtime = {&runtime_for_machine,
					       when_begun};
	static char *argv[] = {"model", NULL};
	struct check_options options = subject->trace.options;

	options.argc = 1;
	options.argv = argv;
	worker_check(&subject->elf, &runtime, &options, &subject->outcome);
}

static void begin(struct subject *subject, const struct sample *sample)
{
	*subject = (struct subject){.sample = sample};
	compile(subject);
	check(subject, runtime_catch_faults);
	names_open(&subject->names, &subject->elf);
	outcome_put(&subject->outcome, put, &subject->bytes);
}

/* Makes all that mcheck makes of an outcome. */
static void tell(struct subject *subject, const struct outcome *outcome)
{
	const struct check_options *options = &subject->trace.options;
	struct facts facts = {.model = subject->sample->model,
			      .explorer = check_explorer(options),
			      .trace = "x.trace"};
	struct text text = {0};

	facts.random = facts.explorer->random ? &options->random : NULL;
	facts_make(&facts, &subject->names, outcome);
	format_find("sarif")->write(&facts, &text);
	format_find("junit")->write(&facts, &text); /* has the text report */
	expect_part(&text, "verdict: ");
	text_free(&text);
	format_find("json")->write(&facts, &text);
	json_free(expect_json(&text));
	text_free(&text);
	trace_write(&subject->trace, &subject->names, outcome, &text);
	expect_part(&text, TRACE_FIRST_LINE);
	text_free(&text);
}

/* Are they sane?  If so, all is made of them. */
static bool judge(struct subject *subject, const struct text *bytes)
{
	struct outcome outcome;
	const char *why;
	bool sane = outcome_get(&outcome, bytes->bytes, bytes->length, &why);

	if (!sane) {
		ck_assert_ptr_nonnull(why);
		return false;
	}
	tell(subject, &outcome);
	outcome_free(&outcome);
	return true;
}

/* Numbers that are likely to be near a bound. */
static uint64_t odd_number(uint64_t *random)
{
	static const uint64_t numbers[] = {0,
					   1,
					   2,
					   8,
					   9,
					   127,
					   128,
					   255,
					   65535,
					   INT32_MAX,
					   (uint64_t)INT32_MAX + 1,
					   UINT32_MAX,
					   (uint64_t)1 << 60,
					   UINT64_MAX};

	return numbers[next_random(random) % COUNT(numbers)];
}

/* A bit, a byte, or a number of 2, 4 or 8 bytes, anywhere in the struct or
 * behind it; or there are fewer bytes than there were. */
static void mutate(struct text *bytes, uint64_t *random)
{
	size_t from = 0, to = bytes->length, at, size;
	uint64_t number = odd_number(random);

	if (next_random(random) % 2 && to > sizeof(struct outcome) + 8)
		from = sizeof(struct outcome);
	at = from + next_random(random) % (to - from - 8);
	switch (next_random(random) % 4) {
	case 0:
		bytes->bytes[at] ^= (char)(1 << next_random(random) % 8);
		break;
	case 1:
		bytes->bytes[at] = (char)next_random(random);
		break;
	case 2:
		size = (size_t)2 << next_random(random) % 3;
		memcpy(bytes->bytes + at / size * size, &number, size);
		break;
	default:
		if (next_random(random) % 16 == 0)
			bytes->length = at;
	}
}

START_TEST(mutated_outcome_is_refused_or_reported)
{
	uint64_t random = 1 + (uint64_t)_i, sane = 0;
	uint64_t times =
		setting("MCHECK_MUTATIONS", is_short_run() ? 300 : 2000);
	struct subject subject;

	begin(&subject, &samples[_i]);
	ck_assert(judge(&subject, &subject.bytes));
	for (uint64_t i = 0; i < times; i++) {
		struct text bytes = {0};
		unsigned changes = 1 + next_random(&random) % 4;

		text_add_bytes(&bytes, subject.bytes.bytes,
			       subject.bytes.length);
		while (changes-- && bytes.length > sizeof(struct outcome) / 2)
			mutate(&bytes, &random);
		sane += judge(&subject, &bytes);
		text_free(&bytes);
	}
	ck_assert_uint_gt(sane, times / 100);
	ck_assert_uint_lt(sane, times);
}
END_TEST

/* Changes of an outcome that make it none. */
static void set_class(struct outcome *outcome)
{
	outcome->failure.finding.class = FINDING_CLASS_COUNT;
}

static void set_limit(struct outcome *outcome)
{
	outcome->limit = LIMIT_COUNT;
}

static void set_what(struct outcome *outcome)
{
	memset(outcome->failure.finding.what, 'x',
	       sizeof outcome->failure.finding.what);
}

static void set_culprit(struct outcome *outcome)
{
	outcome->failure.finding.thread =
		(int16_t)outcome->failure.thread_count;
}

static void set_access(struct outcome *outcome)
{
	outcome->failure.finding.second.thread = -1;
}

static void set_mode(struct outcome *outcome)
{
	memset(&outcome->failure.mode.weak_cas, 2, 1);
}

static void set_plain(struct outcome *outcome)
{
	outcome->failure.mode.plain = PLAIN_ALL + 1;
}

static void set_holder(struct outcome *outcome)
{
	outcome->failure.threads[0].holder = MAX_THREADS;
}

static void set_pending(struct outcome *outcome)
{
	outcome->failure.threads[0].kind = OP_KIND_COUNT;
}

static void set_status(struct outcome *outcome)
{
	outcome->failure.threads[0].status = THREAD_FINISHED + 1;
}

static void set_kind(struct outcome *outcome)
{
	outcome->failure.events[0].kind = OP_KIND_COUNT;
}

static void set_thread(struct outcome *outcome)
{
	outcome->failure.events[0].thread = -1;
}

static void set_other(struct outcome *outcome)
{
	outcome->failure.events[0].other =
		(int16_t)outcome->failure.thread_count;
}

static void set_order(struct outcome *outcome)
{
	outcome->failure.events[0].order = ORDER_SEQ_CST + 1;
}

static void set_turn(struct outcome *outcome)
{
	outcome->failure.events[0].kind = OP_TURN;
	outcome->failure.events[0].operand = TURN_COUNT;
}

static void set_size(struct outcome *outcome)
{
	outcome->failure.events[0].has_after = true;
	outcome->failure.events[0].size = 9;
}

static void set_bool(struct outcome *outcome)
{
	memset(&outcome->failure.events[0].unreported, 255, 1);
}

static void set_number(struct outcome *outcome)
{
	outcome->failure.events[0].decision =
		outcome->failure.schedule.count + 1;
}

static void set_loop(struct outcome *outcome)
{
	outcome->failure.schedule.loop = outcome->failure.schedule.count;
}

static void set_decision(struct outcome *outcome)
{
	outcome->failure.schedule.decisions[0].thread = MAX_THREADS;
}

static void set_block(struct outcome *outcome)
{
	memset(&outcome->failure.blocks[1].internal, 2, 1);
}

static void set_link(struct outcome *outcome)
{
	memset(&outcome->failure.links_cut, 2, 1);
}

static void set_no_threads(struct outcome *outcome)
{
	outcome->failure.thread_count = 0;
}

static void set_words(struct outcome *outcome)
{
	outcome->growth.word_count = GROWTH_WORDS + 1;
}

static void set_cycles(struct outcome *outcome)
{
	outcome->cycle_count = ORDER_MAX_CYCLES + 1;
}

static void set_cycle(struct outcome *outcome)
{
	outcome->cycle_count = 1;
	outcome->cycles[0].count = ORDER_MAX_CYCLE + 1;
}

static void set_edge(struct outcome *outcome)
{
	outcome->cycle_count = outcome->cycles[0].count = 1;
	outcome->cycles[0].edges[0].thread = MAX_THREADS;
}

static void set_note(struct outcome *outcome)
{
	outcome->statistics.unjoined.thread = -1;
}

static void set_note_kind(struct outcome *outcome)
{
	outcome->statistics.unfinished.kind = OP_KIND_COUNT;
}

static void set_preemptions(struct outcome *outcome)
{
	outcome->statistics.complete_preemptions = -2;
}

static void set_most_threads(struct outcome *outcome)
{
	outcome->statistics.threads = MAX_THREADS + 1;
}

static void set_random(struct outcome *outcome)
{
	outcome->statistics.random.counted[0] = 1;
	outcome->statistics.random.length = 0;
}

static void set_outcomes(struct outcome *outcome)
{
	text_add(&outcome->outcomes, "no line");
}

static void set_nul(struct outcome *outcome)
{
	text_add_bytes(&outcome->outcomes, "\0\n", 2);
}

static const struct {
	void (*change)(struct outcome *outcome);
	const char *why;
} changes[] = {
	{set_class, "the class of a finding"},
	{set_limit, "the limit"},
	{set_what, "a finding"},
	{set_culprit, "a finding"},
	{set_access, "a finding"},
	{set_mode, "a mode"},
	{set_plain, "a mode"},
	{set_holder, "a thread"},
	{set_pending, "a thread"},
	{set_status, "a thread"},
	{set_no_threads, "a thread"},
	{set_kind, "an event"},
	{set_thread, "an event"},
	{set_other, "an event"},
	{set_order, "an event"},
	{set_turn, "an event"},
	{set_size, "an event"},
	{set_bool, "an event"},
	{set_number, "an event"},
	{set_loop, "a schedule"},
	{set_decision, "a schedule"},
	{set_block, "a block"},
	{set_link, "a pointer to a block"},
	{set_words, "what makes it large"},
	{set_cycles, "a cycle of locks"},
	{set_cycle, "a cycle of locks"},
	{set_edge, "a cycle of locks"},
	{set_note, "the statistics"},
	{set_note_kind, "the statistics"},
	{set_preemptions, "the statistics"},
	{set_most_threads, "the statistics"},
	{set_random, "the statistics"},
	{set_outcomes, "the outcomes"},
	{set_nul, "the outcomes"},
};

START_TEST(outcome_that_cannot_be_is_refused)
{
	struct subject subject;
	struct outcome outcome, got;
	const char *why;

	begin(&subject, &samples[0]);
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct text bytes = {0};

		ck_assert(outcome_get(&outcome, subject.bytes.bytes,
				      subject.bytes.length, &why));
		changes[i].change(&outcome);
		outcome_put(&outcome, put, &bytes);
		ck_assert_msg(
			!outcome_get(&got, bytes.bytes, bytes.length, &why),
			"change %zu", i);
		ck_assert_str_eq(why, changes[i].why);
		text_free(&bytes);
		outcome_free(&outcome);
	}
}
END_TEST

static void expect_wrong_length(const struct text *bytes, size_t length)
{
	struct outcome outcome;
	const char *why;

	ck_assert(!outcome_get(&outcome, bytes->bytes, length, &why));
	ck_assert_str_eq(why, "the number of its bytes");
}

/* Nothing is allocated that was not sent. */
START_TEST(counts_that_are_not_of_the_bytes_are_refused)
{
	struct subject subject;
	struct outcome outcome;
	struct text bytes = {0};

	begin(&subject, &samples[0]);
	text_add_bytes(&bytes, subject.bytes.bytes, subject.bytes.length);
	expect_wrong_length(&bytes, 0);
	expect_wrong_length(&bytes, sizeof outcome - 1);
	expect_wrong_length(&bytes, bytes.length - 1);
	text_add(&bytes, "x");
	expect_wrong_length(&bytes, bytes.length);
	memcpy(&outcome, bytes.bytes, sizeof outcome);
	outcome.outcomes.length = (size_t)1 << 60;
	memcpy(bytes.bytes, &outcome, sizeof outcome);
	expect_wrong_length(&bytes, bytes.length);
	outcome.outcomes.length = 0;
	outcome.failure.event_count = UINT32_MAX;
	memcpy(bytes.bytes, &outcome, sizeof outcome);
	expect_wrong_length(&bytes, bytes.length);
}
END_TEST

/* The pipe to the parent, in the worker. */
static int pipe_to_parent(void)
{
	struct stat what;

	for (int i = 3; i < 1024; i++)
		if (fstat(i, &what) == 0 && S_ISFIFO(what.st_mode) &&
		    (fcntl(i, F_GETFL) & O_ACCMODE) == O_WRONLY &&
		    fcntl(i, F_GETFD) & FD_CLOEXEC)
			return i;
	return -1;
}

static void send_nonsense(void)
{
	struct outcome nonsense;

	memset(&nonsense, 0xa5, sizeof nonsense);
	_exit(write(pipe_to_parent(), &nonsense, sizeof nonsense) ==
			      (ssize_t)sizeof nonsense
		      ? 0
		      : 9);
}

static void send_nothing(void)
{
	_exit(0);
}

/* Checks in a process of its own; its exit code. */
static int code_of_check(struct subject *subject, void (*when_begun)(void))
{
	int status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		dup2(open("said", O_WRONLY | O_CREAT, 0600), 2);
		check(subject, when_begun);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(worker_that_sends_nonsense_is_a_bug)
{
	struct subject subject = {.sample = &samples[0]};
	struct text said;

	compile(&subject);
	go_to_fresh_directory();
	ck_assert_int_eq(code_of_check(&subject, send_nonsense), EXIT_BUG);
	said = read_file("said");
	expect_part(&said, "mcheck bug: ");
	expect_part(&said, "sent something invalid: the number of its "
			   "bytes\n");
	ck_assert_ptr_eq(strchr(said.bytes, '\n'),
			 said.bytes + said.length - 1);
}
END_TEST

/* Not "verified", as its status might say. */
START_TEST(worker_that_ends_with_nothing_said_is_a_bug)
{
	struct subject subject = {.sample = &samples[0]};
	struct text said;

	compile(&subject);
	go_to_fresh_directory();
	ck_assert_int_eq(code_of_check(&subject, send_nothing), EXIT_BUG);
	said = read_file("said");
	expect_part(&said, "exited on its own with status 0\n");
}
END_TEST

/* Six and seven are no memory orders. */
START_TEST(order_that_is_none_can_be_reported)
{
	struct run run;

	write_program("#include <assert.h>\n#include <pthread.h>\n"
		      "static _Atomic int x;\n"
		      "static volatile int order = 6;\n"
		      "static void *run(void *a)\n"
		      "{ __atomic_store_n((int *)&x, 1, order); return a; }\n",
		      "int main(void)\n"
		      "{ pthread_t t; pthread_create(&t, 0, run, 0);\n"
		      "  pthread_join(t, 0); assert(x == 0); }\n");
	run = run_mcheck("--no-trace", "model.c");
	expect_verdict(&run, 1, "finding assertion");
	run_free(&run);
}
END_TEST

Suite *sane_suite(void)
{
	Suite *suite = suite_create("sane");
	TCase *tcase = tcase_create("sane");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, mutated_outcome_is_refused_or_reported, 0,
			    COUNT(samples));
	tcase_add_test(tcase, outcome_that_cannot_be_is_refused);
	tcase_add_test(tcase, counts_that_are_not_of_the_bytes_are_refused);
	tcase_add_test(tcase, worker_that_sends_nonsense_is_a_bug);
	tcase_add_test(tcase, worker_that_ends_with_nothing_said_is_a_bug);
	tcase_add_test(tcase, order_that_is_none_can_be_reported);
	suite_add_tcase(suite, tcase);
	return suite;
}
