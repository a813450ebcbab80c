/* A command's models, each checked in a process of its own: what goes wrong
 * with one, a bug in mcheck included, does not hide what is found in the
 * others. */
#ifndef MCHECK_BATCH_H
#define MCHECK_BATCH_H

#include "options.h"

/* What is done for a model; returns the exit code. */
typedef int batch_job(struct options *options);

/* Is a process of its own called for: are there several models, or does the
 * report have a frame? */
bool batch_is_needed(const struct options *options);

/* Runs the job for each model and prints what comes of all; returns the exit
 * code of the command. */
int batch_run(struct options *options, batch_job *job);

#endif
