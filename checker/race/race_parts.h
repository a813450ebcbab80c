/* The race detector's tables, and the oracle behind the same interface. */
#ifndef MCHECK_RACE_RACE_PARTS_H
#define MCHECK_RACE_RACE_PARTS_H

#include "race/race.h"

#define RACE_WORDS (RACE_MAX_CLASSES / 64)

/* `places` sums a hash for each record of the class, `holders` one for each
 * holder that knows it; the first times a factor made of the second is its
 * part of the fingerprint, so that two classes known to the same holders count
 * like one. */
struct race_class {
	hash128 places;
	hash128 holders;
	hash128 part; /* of the fingerprint: that product */
	uint32_t records;
	uint32_t generation; /* of the slot; records of an older one are void */
	uint16_t knowers;    /* living threads that know it */
	int16_t thread;      /* whose accesses they are */
	bool used;
	uint64_t stamp; /* saved in this step; behind what is saved */
};

struct race_row {
	uint64_t key;
	uint64_t bits[RACE_WORDS];
};

struct race_record {
	uint64_t pc;
	uint32_t next;
	uint32_t generation; /* of its class, when it was made */
	uint16_t class;
	int16_t thread;
	uint8_t mask;
	uint8_t kind;
};

struct race_oracle;

struct race {
	struct undo *undo;
	struct race_oracle *oracle; /* instead of all below */
	uint64_t stamp;             /* the step at hand; never goes back */
	uint64_t head_stamp;        /* the step in which the head was saved */
	/* The head: saved as a whole. */
	hash128 sum;
	uint64_t holder_count;
	uint64_t free_record;  /* a list through `next` */
	uint64_t record_count; /* records ever used */
	uint64_t words;        /* rows are empty from this word on */
	uint64_t living;
	uint64_t class_count; /* in use */
	uint64_t thread_top;  /* threads from here on know nothing */
	/* The rest is saved piece by piece. */
	uint64_t alive[MAX_THREADS / 64];
	uint16_t open[MAX_THREADS]; /* the class a thread writes in */
	bool incomplete;
	struct race_class classes[RACE_MAX_CLASSES];
	struct race_row *rows;
	struct race_record *records;
};

struct race_oracle *oracle_open(void);
void oracle_close(struct race_oracle *oracle);
void oracle_reset(struct race_oracle *oracle);
void oracle_thread_begin(struct race_oracle *oracle, int child, int parent);
race_holder oracle_holder_new(struct race_oracle *oracle);
void oracle_pass(struct race_oracle *oracle, race_holder to, race_holder from,
		 bool only);
void oracle_forget(struct race_oracle *oracle, race_holder holder);
bool oracle_access(struct race_oracle *oracle, uint64_t address, uint8_t mask,
		   enum race_kind kind, int thread, uint64_t pc,
		   struct access *earlier);

/* Do accesses of these kinds race when nothing orders them? */
static inline bool race_conflict(enum race_kind a, enum race_kind b)
{
	bool a_writes = a >= RACE_ATOMIC_WRITE,
	     b_writes = b >= RACE_ATOMIC_WRITE;
	bool a_atomic = a == RACE_ATOMIC_READ || a == RACE_ATOMIC_WRITE;
	bool b_atomic = b == RACE_ATOMIC_READ || b == RACE_ATOMIC_WRITE;

	return (a_writes || b_writes) && !(a_atomic && b_atomic);
}

#endif
