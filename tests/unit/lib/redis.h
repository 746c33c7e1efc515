/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_REDIS_H
#define DHF_TESTS_UNIT_LIB_REDIS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

/*
 * redis - a server of records in the loop of those who ask it
 *
 * It speaks what they need of the protocol of Redis, RESP 2, and does what the
 * scripts of src/share are said to do.  A test may answer otherwise.
 */
#define REDIS_WORDS 16
#define REDIS_RECORDS 64
#define REDIS_CLIENTS 16

struct redis_command {
	int count;
	const char *word[REDIS_WORDS]; /* each with a NUL behind */
	size_t len[REDIS_WORDS];
};

struct redis_record {
	char key[400]; /* "": a free place */
	size_t len;
	unsigned char data[2048];
};

struct redis_client;

struct redis {
	uv_loop_t *loop;
	uv_tcp_t door;
	unsigned port;
	/* Answer a command by redis_say or redis_hang_up, or not at all, and
	 * say true; false: it is answered as a server that is well does. */
	bool (*odd)(struct redis *r, const struct redis_command *c);
	const char *password; /* NULL: none */
	bool forgets;         /* its scripts: NOSCRIPT */
	struct redis_record record[REDIS_RECORDS];
	char news[REDIS_RECORDS][64]; /* members, in their order */
	size_t heard;
	char asked[65536];    /* all commands, a line each, as strings */
	struct redis_client *client[REDIS_CLIENTS]; /* owned */
	struct redis_client *asks; /* whose command is being answered */
};

/* Listen on a port of 127.0.0.1, with no record; end it, as soon as the loop
 * has run. */
void redis_begin(struct redis *r, uv_loop_t *loop);
void redis_end(struct redis *r);

/* Answer whoever asks with these bytes, which format has, or with an array's
 * item; or leave him. */
void redis_say(struct redis *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void redis_bulk(struct redis *r, const void *data, size_t len);
void redis_hang_up(struct redis *r);

/* Leave all who are connected. */
void redis_hang_up_all(struct redis *r);

/* The record of a key, with its prefix; NULL: none. */
struct redis_record *redis_find(struct redis *r, const char *key);
void redis_put(struct redis *r, const char *key, const void *data,
    size_t len);

/* How many commands began so. */
unsigned redis_count(const struct redis *r, const char *begin);

/* Run the loop until something is so; the test fails if that takes too long. */
void redis_run(uv_loop_t *loop, bool (*done)(void *arg), void *arg);

/* Run the loop until nothing has happened for some rounds. */
void redis_rest(uv_loop_t *loop);

#endif
