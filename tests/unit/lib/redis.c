/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/redis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "lib/failing.h"

/* Rounds of a loop, with a millisecond behind each in which nothing was to be
 * done. */
#define ROUNDS 10000
#define REST 20

/* A name of a script is as long as this, and ends with its letter. */
#define SHA "0123456789abcdef0123456789abcdef0123456"

struct redis_client {
	uv_tcp_t tcp;
	struct redis *redis;
	size_t len;
	char in[65536];
	char room[4096];
};

/* Bytes on their way. */
struct out {
	uv_write_t write;
	char data[];
};

static unsigned happened; /* of anything, to know when to rest */

static void
on_written(uv_write_t *w, int status)
{
	(void)status;
	free(w->data);
}

static void
send_bytes(struct redis *r, const void *data, size_t len)
{
	struct out *o = failing_never(sizeof(*o) + len);
	uv_buf_t buf;

	assert_non_null(o);
	memcpy(o->data, data, len);
	o->write.data = o;
	buf = uv_buf_init(o->data, (unsigned)len);
	if (r->asks == NULL || uv_write(&o->write,
	    (uv_stream_t *)&r->asks->tcp, &buf, 1, on_written) != 0)
		free(o);
}

void
redis_say(struct redis *r, const char *format, ...)
{
	static char text[65536];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	assert_in_range(n, 0, sizeof(text) - 1);
	send_bytes(r, text, (size_t)n);
}

void
redis_bulk(struct redis *r, const void *data, size_t len)
{
	redis_say(r, "$%zu\r\n", len);
	send_bytes(r, data, len);
	redis_say(r, "\r\n");
}

struct redis_record *
redis_find(struct redis *r, const char *key)
{
	size_t i;

	for (i = 0; i < REDIS_RECORDS; i++)
		if (strcmp(r->record[i].key, key) == 0)
			return &r->record[i];
	return NULL;
}

void
redis_put(struct redis *r, const char *key, const void *data, size_t len)
{
	struct redis_record *one = redis_find(r, key);

	if (one == NULL)
		one = redis_find(r, "");
	assert_non_null(one);
	assert_true(strlen(key) < sizeof(one->key) && len <=
	    sizeof(one->data));
	(void)strcpy(one->key, len > 0 ? key : "");
	memcpy(one->data, data, len);
	one->len = len;
}

/* EXPECTED NEW MS behind a key: as script.h has it. */
static void
do_write(struct redis *r, const struct redis_command *c)
{
	const struct redis_record *is = redis_find(r, c->word[3]);
	const size_t len = is != NULL ? is->len : 0;

	assert_int_equal(c->count, 7);
	if (len != c->len[4] || (len > 0 && memcmp(is->data, c->word[4],
	    len) != 0)) {
		redis_bulk(r, is != NULL ? is->data : NULL, len);
		return;
	}
	redis_put(r, c->word[3], c->word[5], c->len[5]);
	redis_say(r, ":1\r\n");
}

static void
do_news(struct redis *r, const struct redis_command *c)
{
	size_t i;

	assert_int_equal(c->count, 7);
	for (i = 0; i < REDIS_RECORDS && r->news[i][0] != '\0'; i++)
		;
	assert_true(i < REDIS_RECORDS && c->len[4] < sizeof(r->news[i]));
	(void)strcpy(r->news[i], c->word[4]);
	redis_say(r, ":1\r\n");
}

static void
do_script(struct redis *r, const struct redis_command *c, bool by_name)
{
	if (by_name && r->forgets)
		redis_say(r, "-NOSCRIPT No matching script. Please use "
		    "EVAL.\r\n");
	else if (by_name ? c->word[1][c->len[1] - 1] == 'n' :
	    strstr(c->word[1], "ZADD") != NULL)
		do_news(r, c);
	else
		do_write(r, c);
}

/* Members behind a time, which is their number from 1 on. */
static void
do_range(struct redis *r, const struct redis_command *c)
{
	const size_t after = (size_t)strtoul(c->word[2] + 1, NULL, 10);
	const size_t most = (size_t)strtoul(c->word[7], NULL, 10);
	char number[24];
	size_t n = 0, i;

	while (after + n < REDIS_RECORDS && n < most &&
	    r->news[after + n][0] != '\0')
		n++;
	redis_say(r, "*%zu\r\n", 2 * n);
	for (i = after; i < after + n; i++) {
		redis_bulk(r, r->news[i], strlen(r->news[i]));
		(void)snprintf(number, sizeof(number), "%zu", i + 1);
		redis_bulk(r, number, strlen(number));
	}
}

/* Some places at a time; the prefix is a word with a star behind. */
static void
do_scan(struct redis *r, const struct redis_command *c)
{
	const size_t from = (size_t)strtoul(c->word[1], NULL, 10);
	const size_t to = from + REDIS_RECORDS / 4;
	char next[24];
	size_t i, n = 0;

	for (i = from; i < to; i++)
		n += strncmp(r->record[i].key, c->word[3], c->len[3] - 1) == 0;
	(void)snprintf(next, sizeof(next), "%zu", to < REDIS_RECORDS ? to : 0);
	redis_say(r, "*2\r\n");
	redis_bulk(r, next, strlen(next));
	redis_say(r, "*%zu\r\n", n);
	for (i = from; i < to; i++)
		if (strncmp(r->record[i].key, c->word[3], c->len[3] - 1) == 0)
			redis_bulk(r, r->record[i].key,
			    strlen(r->record[i].key));
}

static void
do_auth(struct redis *r, const struct redis_command *c)
{
	if (r->password == NULL || strcmp(c->word[c->count - 1],
	    r->password) == 0)
		redis_say(r, "+OK\r\n");
	else
		redis_say(r, "-WRONGPASS invalid username-password pair\r\n");
}

static void
do_it(struct redis *r, const struct redis_command *c)
{
	const char *name = c->word[0];
	const struct redis_record *one;

	if (strcmp(name, "GET") == 0) {
		if ((one = redis_find(r, c->word[1])) != NULL)
			redis_bulk(r, one->data, one->len);
		else
			redis_say(r, "$-1\r\n");
	} else if (strcmp(name, "SCRIPT") == 0) {
		redis_say(r, "$40\r\n" SHA "%c\r\n",
		    strstr(c->word[2], "ZADD") != NULL ? 'n' : 'w');
	} else if (strcmp(name, "EVALSHA") == 0) {
		do_script(r, c, true);
	} else if (strcmp(name, "EVAL") == 0) {
		do_script(r, c, false);
	} else if (strcmp(name, "ZRANGEBYSCORE") == 0) {
		do_range(r, c);
	} else if (strcmp(name, "SCAN") == 0) {
		do_scan(r, c);
	} else if (strcmp(name, "AUTH") == 0) {
		do_auth(r, c);
	} else if (strcmp(name, "CLUSTER") == 0) {
		redis_say(r, "-ERR This instance has cluster support "
		    "disabled\r\n");
	} else {
		redis_say(r, "+OK\r\n");
	}
}

static void
write_down(struct redis *r, const struct redis_command *c)
{
	int i;

	for (i = 0; i < c->count; i++)
		r->heard += (size_t)snprintf(r->asked + r->heard,
		    sizeof(r->asked) - r->heard, "%s%c",
		    strlen(c->word[i]) < 64 ? c->word[i] : "...",
		    i + 1 < c->count ? ' ' : '\n');
	assert_true(r->heard < sizeof(r->asked));
}

/* Take a number and CRLF; -1: it is not whole. */
static long
take_number(char **at, const char *end, char begin)
{
	char *newline = memchr(*at, '\n', (size_t)(end - *at));
	long n;

	if (newline == NULL)
		return -1;
	assert_int_equal(**at, begin);
	n = strtol(*at + 1, NULL, 10);
	*at = newline + 1;
	return n;
}

/* Take a command off what was read; how long it is, 0: it is not whole. */
static size_t
take(struct redis_client *k, struct redis_command *c)
{
	char *at = k->in, *end = k->in + k->len;
	long words = take_number(&at, end, '*'), size;
	int i;

	if (words == -1)
		return 0;
	assert_in_range(words, 1, REDIS_WORDS);
	for (i = 0; i < words; i++) {
		if ((size = take_number(&at, end, '$')) == -1 ||
		    end - at < size + 2)
			return 0;
		c->word[i] = at;
		c->len[i] = (size_t)size;
		at += size + 2;
	}
	c->count = (int)words;
	for (i = 0; i < words; i++)
		k->in[(size_t)(c->word[i] - k->in) + c->len[i]] = '\0';
	return (size_t)(at - k->in);
}

static void
on_closed(uv_handle_t *h)
{
	free(h->data);
}

static void
leave(struct redis_client *k)
{
	struct redis *r = k->redis;
	size_t i;

	for (i = 0; i < REDIS_CLIENTS; i++)
		if (r->client[i] == k)
			r->client[i] = NULL;
	if (r->asks == k)
		r->asks = NULL;
	uv_close((uv_handle_t *)&k->tcp, on_closed);
}

void
redis_hang_up(struct redis *r)
{
	if (r->asks != NULL)
		leave(r->asks);
}

void
redis_hang_up_all(struct redis *r)
{
	size_t i;

	for (i = 0; i < REDIS_CLIENTS; i++)
		if (r->client[i] != NULL)
			leave(r->client[i]);
}

static void
on_room(uv_handle_t *h, size_t size, uv_buf_t *buf)
{
	struct redis_client *k = h->data;

	(void)size;
	*buf = uv_buf_init(k->room, sizeof(k->room));
}

static void
on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
	struct redis_client *k = s->data;
	struct redis *r = k->redis;
	struct redis_command c;
	size_t used;

	happened++;
	if (n < 0) {
		leave(k);
		return;
	}
	assert_true(k->len + (size_t)n <= sizeof(k->in));
	memcpy(k->in + k->len, buf->base, (size_t)n);
	k->len += (size_t)n;
	r->asks = k;
	while (r->asks == k && k->len > 0 && (used = take(k, &c)) > 0) {
		write_down(r, &c);
		if (r->odd == NULL || !r->odd(r, &c))
			do_it(r, &c);
		k->len -= used;
		memmove(k->in, k->in + used, k->len);
	}
	r->asks = NULL;
}

static void
on_client(uv_stream_t *door, int status)
{
	struct redis *r = door->data;
	struct redis_client *k = failing_never(sizeof(*k));
	size_t i;

	happened++;
	assert_int_equal(status, 0);
	assert_non_null(k);
	k->redis = r;
	for (i = 0; r->client[i] != NULL; i++)
		assert_true(i + 1 < REDIS_CLIENTS);
	r->client[i] = k;
	assert_int_equal(uv_tcp_init(r->loop, &k->tcp), 0);
	k->tcp.data = k;
	assert_int_equal(uv_accept(door, (uv_stream_t *)&k->tcp), 0);
	assert_int_equal(uv_read_start((uv_stream_t *)&k->tcp, on_room,
	    on_read), 0);
}

void
redis_begin(struct redis *r, uv_loop_t *loop)
{
	struct sockaddr_in at;
	int len = sizeof(at);

	memset(r, 0, sizeof(*r));
	r->loop = loop;
	assert_int_equal(uv_ip4_addr("127.0.0.1", 0, &at), 0);
	assert_int_equal(uv_tcp_init(loop, &r->door), 0);
	r->door.data = r;
	assert_int_equal(uv_tcp_bind(&r->door, (struct sockaddr *)&at, 0), 0);
	assert_int_equal(uv_listen((uv_stream_t *)&r->door, 16, on_client), 0);
	assert_int_equal(uv_tcp_getsockname(&r->door, (struct sockaddr *)&at,
	    &len), 0);
	r->port = ntohs(at.sin_port);
}

void
redis_end(struct redis *r)
{
	redis_hang_up_all(r);
	uv_close((uv_handle_t *)&r->door, NULL);
}

unsigned
redis_count(const struct redis *r, const char *begin)
{
	const char *line = r->asked;
	unsigned n = 0;

	for (; *line != '\0'; line = strchr(line, '\n') + 1)
		n += strncmp(line, begin, strlen(begin)) == 0;
	return n;
}

static void
moment(void)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	(void)nanosleep(&pause, NULL);
}

void
redis_run(uv_loop_t *loop, bool (*done)(void *arg), void *arg)
{
	unsigned i, before;

	for (i = 0; !done(arg); i++) {
		assert_true(i < ROUNDS);
		before = happened;
		(void)uv_run(loop, UV_RUN_NOWAIT);
		if (happened == before)
			moment();
	}
}

void
redis_rest(uv_loop_t *loop)
{
	unsigned quiet = 0, before;

	while (quiet < REST) {
		before = happened;
		(void)uv_run(loop, UV_RUN_NOWAIT);
		quiet = happened == before ? quiet + 1 : 0;
		moment();
	}
}
