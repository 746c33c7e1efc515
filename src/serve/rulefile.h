/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_RULEFILE_H
#define DHF_SERVE_RULEFILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <uv.h>

#include "base/err.h"
#include "serve/rules.h"

struct tell;

/*
 * rulefile - the rules of a daemon, from a file that may change
 *
 * The file is looked at every second, and read anew in a thread of its own
 * when it has changed or when told to.  Rules that are wrong are not taken;
 * those of before hold.
 */
#define RULEFILE_LOOK_MS 1000

struct rulefile {
	struct rules *now;  /* that hold; owned */
	const char *path;   /* image or text; borrowed, like the next */
	struct tell *tell;
	/* They are new; NULL: nobody wants to know. */
	void (*changed)(void *arg, struct rules *now);
	void *arg;
	uv_timer_t look;
	uv_work_t work;
	struct stat seen;   /* the file as it was when last read */
	bool reading;
	bool again;         /* and then once more */
	bool closing;
	uint64_t read, bad; /* how often they were taken, and not, since the
	                       first time */
	struct library *library; /* what the thread has made, ... */
	char *said;              /* ... what it complained of, both owned */
	size_t said_len;
	struct err err;
};

/* Read the rules for the first time, waiting for it; the caller has filled
 * path and tell, all else is zero.  -1 with *e as library_open: complaints
 * about a text are told. */
int rulefile_begin(struct rulefile *f, struct err *e);

/* Keep an eye on the file.  changed and arg may be set until then. */
void rulefile_watch(struct rulefile *f, uv_loop_t *loop);

/* Read it anew, whether it has changed or not: once more behind a reading that
 * is under way. */
void rulefile_again(struct rulefile *f);

/* Stop looking, if it is watched, and drop the rules; *f may go when the loop
 * has ended.  May be repeated. */
void rulefile_close(struct rulefile *f);

#endif
