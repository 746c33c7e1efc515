/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_FIXTURE_H
#define DHF_TESTS_UNIT_LIB_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "build/compile.h"
#include "policy/decide.h"
#include "rule/candidates.h"
#include "rule/ruleset.h"

/*
 * fixture - rule text in a folder of its own, compiled and ready to be asked
 *
 * Whatever a test does not expect ends the test.
 */
#define FIXTURE_PATH 512

/* "Now" of every compilation and decision: 2026-06-15 00:00 UTC. */
#define FIXTURE_NOW INT64_C(1781481600)

struct fixture {
	char dir[64];
	char *said; /* what the compiler printed last, "DIR/" taken out */
	struct compile_request report;
	struct err e;
	struct buf image;
	struct image img;
	struct ruleset rules;
	unsigned char *memory;
	struct candidates candidates;
	struct decider decider; /* ready after fixture_load */
	struct client client;   /* decided about last; its notes */
	char notes[NOTES_SIZE]; /* of fixture_notes */
};

/* Make the folder. */
void fixture_begin(struct fixture *f);

/* The path of a file in the folder. */
const char *fixture_path(const struct fixture *f, char out[FIXTURE_PATH],
    const char *name);

/* Put a file into the folder. */
void fixture_write(const struct fixture *f, const char *name,
    const void *data, size_t len);
void fixture_text(const struct fixture *f, const char *name, const char *text);

/* Compile text as the file "rules"; what compile_file returns. */
int fixture_compile(struct fixture *f, const char *text);

/* Compile text, which has no error, and open the image. */
void fixture_load(struct fixture *f, const char *text);

/* Decide about a client; ip NULL: no address, host NULL: no name, "?": the
 * name is unknown. */
void fixture_ask(struct fixture *f, struct verdict *v, const char *ip,
    const char *host);

/* Decide about the client of *ev; lookup NULL: DNS is not asked. */
void fixture_decide(struct fixture *f, struct verdict *v,
    const struct evidence *ev, struct lookup *lookup);

/* The notes of a kind of the decision made last, commas between. */
const char *fixture_notes(struct fixture *f, enum note_kind kind);

/* Take the folder away and release everything. */
void fixture_end(struct fixture *f);

/* What children that have ended took of a processor. */
long fixture_took_ms(void);

/* For cmocka: what begins *f, one in a program, and what ends the fixture that
 * was begun last. */
int (*fixture_setup(struct fixture *f))(void **state);
int fixture_teardown(void **state);

#endif
