/* When a checkpoint is written, and how a search is put back.
 *
 * Kept is what replaying the path does not make anew: see dfs_saved.h and
 * machine/learn/learned.h.  Going back to a state needs the undo log up to it;
 * so the path's decisions are made again, one after the other, and the marks of
 * its frames noted on the way.  The last state must have the fingerprint it
 * had. */
#include "explore/states/checkpoint.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/process.h"
#include "base/sealed.h"
#include "explore/states/checkpoint_head.h"
#include "explore/states/dfs_saved.h"
#include "machine/learn/learned.h"

/* Seconds of processor time from one to the next: the first ones come sooner.
 * Later on, the time is this many times what the child needed, and for each
 * second of its own it costs the search about one, for pages that both write
 * to: so one part in twenty altogether. */
#define FIRST_DELAY 2.0
#define LAST_DELAY 10.0
#define SHARE 40
/* How long a search goes on, at the most, before it looks at the clock. */
#define LOOK_SECONDS 0.01
#define MOST_SPACING 4096u

struct checkpoint {
	const char *path;
	struct text belongs; /* the first lines of the file */
	struct machine *machine;
	struct outcomes *outcomes;

	/* What was read: its part about the search, until that begins. */
	struct sealed_reader file;
	struct text learned;
	bool resumes;

	/* When to write. */
	uint64_t spacing; /* transitions until the next look */
	uint64_t always;  /* for tests: write at each look, every so many */
	double looked, next, delay;
	pid_t child; /* that is writing one, or 0 */
	bool warned;
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Writing. */

static void put_text(struct sealed_writer *writer, const struct text *text)
{
	uint64_t length = text->length;

	sealed_put(writer, &length, sizeof length);
	sealed_put(writer, text_string(text), text->length);
}

static void put_head(const struct checkpoint *checkpoint,
		     struct sealed_writer *writer)
{
	struct text learned = {0}, outcomes = {0};

	sealed_put(writer, checkpoint->belongs.bytes,
		   checkpoint->belongs.length);
	outcomes_list(checkpoint->outcomes, &outcomes);
	put_text(writer, &outcomes);
	learned_save(checkpoint->machine, &learned);
	put_text(writer, &learned);
	text_free(&outcomes);
	text_free(&learned);
}

static void put_array(struct sealed_writer *writer, const void *array,
		      uint64_t size, uint64_t used, uint64_t room)
{
	sealed_put(writer, &used, sizeof used);
	sealed_put(writer, &room, sizeof room);
	sealed_put(writer, array, used * size);
}

/* The machine is in the state of the top frame. */
static void put_search(struct sealed_writer *writer, const struct dfs *dfs)
{
	hash128 states[] = {dfs->run.machine->region.constant,
			    machine_fingerprint(dfs->run.machine)};

	sealed_put(writer, states, sizeof states);
#define PUT_VALUE(value) sealed_put(writer, &dfs->value, sizeof dfs->value);
#define PUT_ARRAY(array, used, room) \
	put_array(writer, dfs->array, sizeof *dfs->array, dfs->used, dfs->room);
	DFS_VALUES(PUT_VALUE)
	DFS_ARRAYS(PUT_ARRAY)
#undef PUT_VALUE
#undef PUT_ARRAY
	put_array(writer, dfs->table.line, sizeof *dfs->table.line,
		  dfs->table.room, dfs->table.room);
}

/* The search begins again anyhow once a word proved to be shared: then only
 * that is kept, as a path on which words became followed does not replay.
 * (It would have gone on to the path's end first, and perhaps learned more:
 * so the counts in the end may be others, with footprints that are smaller.)
 * Returns 0 or an errno. */
static int write_file(const struct checkpoint *checkpoint,
		      const struct dfs *dfs)
{
	struct sealed_writer writer;
	bool begun = !dfs->run.machine->promoted;

	sealed_begin(&writer, checkpoint->path);
	put_head(checkpoint, &writer);
	sealed_put(&writer, &begun, sizeof begun);
	if (begun)
		put_search(&writer, dfs);
	return sealed_end(&writer) ? 0 : errno;
}

/* One was written (error 0), in so many seconds, or was not. */
static void note_written(struct checkpoint *checkpoint, int error, double cost)
{
	double delay = checkpoint->delay;

	checkpoint->next =
		seconds() + (cost * SHARE > delay ? cost * SHARE : delay);
	checkpoint->delay = delay * 2 < LAST_DELAY ? delay * 2 : LAST_DELAY;
	if (error && !checkpoint->warned)
		error_warn("cannot write the checkpoint %s: %s; the search "
			   "continues without it",
			   checkpoint->path, strerror(error));
	checkpoint->warned |= error != 0;
}

static double seconds_of(const struct rusage *used)
{
	return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
	       (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}

/* True when no child is writing (any more). */
static bool reap(struct checkpoint *checkpoint, bool wait)
{
	struct rusage used = {0};
	int status = 0;
	pid_t ended = 0;

	while (checkpoint->child &&
	       (ended = wait4(checkpoint->child, &status, wait ? 0 : WNOHANG,
			      &used)) < 0 &&
	       errno == EINTR)
		;
	if (!ended)
		return !checkpoint->child;
	checkpoint->child = 0;
	note_written(checkpoint,
		     WIFEXITED(status) ? WEXITSTATUS(status) : ENOMEM,
		     seconds_of(&used));
	return true;
}

static int write_here(struct checkpoint *checkpoint, const struct dfs *dfs)
{
	double began = seconds();
	int error = write_file(checkpoint, dfs);

	note_written(checkpoint, error, seconds() - began);
	return error;
}

/* The child sees all memory as it is now, whatever the search does meanwhile;
 * where there can be none, the search waits. */
static void write_aside(struct checkpoint *checkpoint, const struct dfs *dfs)
{
	pid_t self = getpid(), child = fork();

	if (child > 0) {
		checkpoint->child = child;
		return;
	}
	if (child < 0) {
		write_here(checkpoint, dfs);
		return;
	}
	process_end_with(self);
	_exit(write_file(checkpoint, dfs));
}

/* Back to the state of the top frame, as its next way does anyhow. */
static void go_to_top(struct dfs *dfs)
{
	dfs_go_back(dfs, &dfs->frames[dfs->run.depth - 1]);
}

/* Memory that changed without a hook would be as it was in another process, and
 * the change not be noticed any more. */
static bool has_unseen(const struct dfs *dfs)
{
	struct machine *machine = dfs->run.machine;

	return machine_fingerprint_slow(machine) -
		       dfs->run.machine->region.constant !=
	       machine_fingerprint(machine);
}

void checkpoint_look(struct checkpoint *checkpoint, struct dfs *dfs)
{
	double now = seconds();

	if (checkpoint->always)
		checkpoint->spacing = checkpoint->always;
	else if (now - checkpoint->looked > LOOK_SECONDS)
		checkpoint->spacing = checkpoint->spacing / 2 + 1;
	else if (checkpoint->spacing < MOST_SPACING)
		checkpoint->spacing *= 2;
	checkpoint->looked = now;
	dfs->look_at =
		dfs->run.result->statistics.transitions + checkpoint->spacing;
	if (!reap(checkpoint, false) || dfs->run.machine->promoted ||
	    (now < checkpoint->next && !checkpoint->always))
		return;
	go_to_top(dfs);
	if (has_unseen(dfs))
		return;
	write_aside(checkpoint, dfs);
	if (checkpoint->always)
		reap(checkpoint, true);
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

void checkpoint_stop(struct checkpoint *checkpoint, struct dfs *dfs)
{
	uint64_t states = dfs->run.result->statistics.states;

	if (!checkpoint)
		return;
	reap(checkpoint, true);
	go_to_top(dfs);
	if (!dfs->run.machine->promoted && has_unseen(dfs)) {
		dfs->run.result->limit = LIMIT_UNSEEN;
		return;
	}
	if (write_here(checkpoint, dfs) != 0)
		return;
	if (dfs->run.machine->promoted)
		error_warn("what was learned is saved in %s: the search was "
			   "about to start over, and the same command will",
			   checkpoint->path);
	else
		error_warn("%llu state%s saved in %s: the same command "
			   "continues from there",
			   (unsigned long long)states, plural(states),
			   checkpoint->path);
}

/* Reading. */

_Noreturn static void refuse_damaged(const char *path)
{
	error_exit("the checkpoint %s is damaged or truncated; remove it to "
		   "start over",
		   path);
}

static void must_take(struct checkpoint *checkpoint, void *to, size_t length)
{
	if (!sealed_take(&checkpoint->file, to, length))
		refuse_damaged(checkpoint->path);
}

static uint64_t take_number(struct checkpoint *checkpoint)
{
	uint64_t number;

	must_take(checkpoint, &number, sizeof number);
	return number;
}

/* Room for so many entries, and the entries. */
static void *take_array(struct checkpoint *checkpoint, uint64_t used,
			uint64_t room, size_t size)
{
	const struct sealed_reader *file = &checkpoint->file;
	void *array;

	if (used > room || used > (file->length - file->at) / size)
		refuse_damaged(checkpoint->path);
	array = mem_alloc(room * size);
	must_take(checkpoint, array, used * size);
	return array;
}

static struct text take_text(struct checkpoint *checkpoint)
{
	uint64_t length = take_number(checkpoint);
	struct text text = {0};
	char *bytes = take_array(checkpoint, length, length, 1);

	text_add_bytes(&text, bytes, length);
	mem_free(bytes);
	return text;
}

static void take_outcomes(struct checkpoint *checkpoint)
{
	struct text text = take_text(checkpoint);
	char *line = text.bytes, *end;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		*end = 0;
		outcomes_add_line(checkpoint->outcomes, line);
	}
	text_free(&text);
}

static void learn(struct checkpoint *checkpoint, bool all)
{
	if (!learned_load(checkpoint->machine, checkpoint->learned.bytes,
			  checkpoint->learned.length, all))
		refuse_damaged(checkpoint->path);
}

static void read_head(struct checkpoint *checkpoint)
{
	bool begun;

	checkpoint_head_check(&checkpoint->belongs, &checkpoint->file,
			      checkpoint->path);
	take_outcomes(checkpoint);
	checkpoint->learned = take_text(checkpoint);
	must_take(checkpoint, &begun, sizeof begun);
	checkpoint->resumes = begun;
	learn(checkpoint, !begun);
	if (!begun)
		error_warn("starting over with what %s holds",
			   checkpoint->path);
}

/* Whatever is there must be ours, and it must be possible to write there. */
static void read_file(struct checkpoint *checkpoint)
{
	struct sealed_reader *file = &checkpoint->file;
	const char *path = checkpoint->path;
	enum sealed_state state = sealed_open(file, path);

	if (state == SEALED_UNREADABLE)
		error_exit("cannot read the checkpoint %s: %s", path,
			   strerror(errno));
	if (state != SEALED_ABSENT && !checkpoint_head_is_one(file))
		error_exit(
			"%s is not a checkpoint of this mcheck; choose another "
			"name, or remove it",
			path);
	if (state == SEALED_DAMAGED)
		refuse_damaged(path);
	if (state == SEALED_GOOD)
		read_head(checkpoint);
	if (!sealed_may_write(path))
		error_exit("cannot write the checkpoint %s: %s", path,
			   strerror(errno));
}

struct checkpoint *checkpoint_open(const struct checkpoint_request *request,
				   struct machine *machine,
				   struct outcomes *outcomes)
{
	const char *always = getenv("MCHECK_CHECKPOINT_EVERY");
	struct checkpoint *checkpoint;

	if (!request->path)
		return NULL;
	checkpoint = mem_alloc(sizeof *checkpoint);
	checkpoint->path = request->path;
	checkpoint->machine = machine;
	checkpoint->outcomes = outcomes;
	checkpoint->always = always ? strtoull(always, NULL, 10) : 0;
	checkpoint->delay = FIRST_DELAY;
	checkpoint->next = seconds() + FIRST_DELAY;
	/* A file that grows too large is trouble like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	checkpoint_head_note(&checkpoint->belongs, machine, &request->command);
	read_file(checkpoint);
	return checkpoint;
}

/* Makes the decisions of the path again. */
static bool replay(struct dfs *dfs)
{
	struct machine *machine = dfs->run.machine;

	for (size_t i = 0; i < dfs->run.depth; i++) {
		struct frame *frame = &dfs->frames[i];
		struct decision decision;

		frame->mark = undo_mark(&machine->undo);
		if (i + 1 == dfs->run.depth)
			return true;
		if (frame->next < 1 || frame->next > frame->count ||
		    frame->first + frame->count > dfs->way_count)
			return false;
		decision = dfs->ways[frame->first + frame->next - 1];
		if (!decision_fits(machine, decision))
			return false;
		machine_step(machine, decision.thread,
			     (int)decision.alternative);
	}
	return false;
}

/* Into the empty table of which the values were read. */
static void take_lines(struct checkpoint *checkpoint, struct table *table)
{
	uint64_t used = take_number(checkpoint);

	if (take_number(checkpoint) != used || table->border > used)
		refuse_damaged(checkpoint->path);
	table_make_room(table, used);
	must_take(checkpoint, table->line, used * sizeof *table->line);
}

static void take_parts(struct checkpoint *checkpoint, struct dfs *dfs)
{
	uint64_t used, room;

#define TAKE_VALUE(value) must_take(checkpoint, &dfs->value, sizeof dfs->value);
#define TAKE_ARRAY(array, used_now, room_now) \
	used = take_number(checkpoint); \
	room = take_number(checkpoint); \
	mem_free(dfs->array); \
	dfs->array = take_array(checkpoint, used, room, sizeof *dfs->array); \
	dfs->used_now = (__typeof__(dfs->used_now))used; \
	dfs->room_now = (__typeof__(dfs->room_now))room;
	DFS_VALUES(TAKE_VALUE)
	DFS_ARRAYS(TAKE_ARRAY)
#undef TAKE_VALUE
#undef TAKE_ARRAY
}

static void take_search(struct checkpoint *checkpoint, struct dfs *dfs)
{
	hash128 states[2];

	must_take(checkpoint, states, sizeof states);
	take_parts(checkpoint, dfs);
	take_lines(checkpoint, &dfs->table);
	if (states[0] != dfs->run.machine->region.constant || !replay(dfs) ||
	    machine_over(dfs->run.machine) ||
	    machine_fingerprint(dfs->run.machine) != states[1])
		error_exit("the checkpoint %s does not lead back to its state: "
			   "the model behaves differently in each run; remove "
			   "it, and run without --checkpoint",
			   checkpoint->path);
}

bool checkpoint_resume(struct checkpoint *checkpoint, struct dfs *dfs)
{
	uint64_t states;
	bool resumes;

	dfs->look_at = UINT64_MAX;
	if (!checkpoint)
		return false;
	resumes = checkpoint->resumes;
	checkpoint->resumes = false;
	checkpoint->spacing = checkpoint->always ? checkpoint->always : 1;
	if (resumes) {
		/* Its beginning has set other futures than the search has. */
		learn(checkpoint, false);
		take_search(checkpoint, dfs);
		learn(checkpoint, true);
		/* What seemed new on the path was known. */
		dfs->run.machine->promoted = false;
		sealed_close(&checkpoint->file);
		text_free(&checkpoint->learned);
		states = dfs->run.result->statistics.states;
		error_warn("continuing from %s: %llu state%s", checkpoint->path,
			   (unsigned long long)states, plural(states));
	}
	dfs->look_at =
		dfs->run.result->statistics.transitions + checkpoint->spacing;
	return resumes;
}

void checkpoint_close(struct checkpoint *checkpoint)
{
	if (!checkpoint)
		return;
	if (checkpoint->child) {
		kill(checkpoint->child, SIGKILL);
		while (waitpid(checkpoint->child, NULL, 0) < 0 &&
		       errno == EINTR)
			;
	}
	sealed_forget(checkpoint->path);
	sealed_close(&checkpoint->file);
	text_free(&checkpoint->learned);
	text_free(&checkpoint->belongs);
	mem_free(checkpoint);
}
