/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever a refused client and a server say, however it is cut into pieces,
 * the relay between them says the same; the server hears one command at a time,
 * of those that are allowed, each a line of its own; no recipient but those let
 * through; and of a mail whole lines, without a bare CR, bare LF or NUL.
 */
#include "smtp/relay.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NO "553 5.7.1 no\r\n"
#define TEXT_MAX 60000

struct text {
	size_t len;
	char text[TEXT_MAX];
};

/* What one run has come to. */
struct run {
	struct relay relay;
	struct said said;
	struct text client, server; /* what they heard */
	size_t mail;      /* where the last mail begins in server */
	const uint8_t *mail_said; /* and where in what the client says */
	size_t mail_left;
	bool cut;         /* it was broken off */
	bool outstanding; /* an order has no reply yet */
	const uint8_t *says; /* what the server says, pieces that end in 0xff */
	size_t says_len;
	uint32_t seed;    /* of the pieces; 0: single bytes */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static enum recipient_is
judge(void *arg, const struct recipient_ask *ask, char reply[REPLY_LINE_MAX],
    size_t *len)
{
	(void)arg;
	(void)reply;
	(void)len;
	return strncmp(ask->rcpt, "post", 4) == 0 ? RECIPIENT_LET
						  : RECIPIENT_REFUSED;
}

static void
add(struct text *t, const char *data, size_t len)
{
	must(len <= TEXT_MAX - t->len);
	memcpy(t->text + t->len, data, len);
	t->len += len;
}

/* How many of at most so many bytes come next. */
static size_t
piece(struct run *r, size_t most)
{
	if (r->seed == 0 || most < 2)
		return most < 1 ? most : 1;
	r->seed = r->seed * 1664525 + 1013904223;
	return 1 + (r->seed >> 8) % (most < 700 ? most : 700);
}

static void
check_order(struct run *r, const char *line, size_t len, bool response)
{
	static const char *const allowed[] = { "HELO", "EHLO", "MAIL", "RCPT",
		"DATA\r", "RSET\r", "NOOP\r", "QUIT\r", "AUTH", "STARTTLS\r" };
	size_t i, known = 0;

	must(len >= 2 && len <= RELAY_LINE_MAX);
	must(memcmp(line + len - 2, "\r\n", 2) == 0);
	for (i = 0; i < len - 2; i++)
		must((unsigned char)line[i] >= ' ' && line[i] != 0x7f);
	if (response)
		return;
	for (i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		known += strncasecmp(line, allowed[i], strlen(allowed[i])) == 0;
	must(known == 1);
	if (strncasecmp(line, "RCPT", 4) == 0) {
		for (i = 0; i < len - 4; i++)
			if (memcmp(line + i, "post", 4) == 0)
				break;
		must(i < len - 4);
	}
	must(r->relay.auth || strncasecmp(line, "AUTH", 4) != 0);
}

static void
check_mail(const struct run *r)
{
	const char *text = r->server.text + r->mail;
	size_t len = r->server.len - r->mail, i;

	must(len <= r->mail_left && memcmp(text, r->mail_said, len) == 0);
	for (i = 0; i < len; i++) {
		must(text[i] != '\0');
		must(text[i] != '\n' || (i > 0 && text[i - 1] == '\r'));
		must(text[i] != '\r' || (i + 1 < len && text[i + 1] == '\n'));
	}
}

/* Take what is to be written.  mail: it was one that passed; response: the
 * client had answered to AUTH. */
static void
drain(struct run *r, bool mail, bool response)
{
	struct relay *y = &r->relay;

	add(&r->client, y->to_client, y->client_len);
	if (y->server_len > 0 && !mail) {
		must(!r->outstanding);
		check_order(r, y->to_server, y->server_len, response);
		r->outstanding = true;
	} else if (y->phase == RELAY_TALK && mail) {
		must(!r->outstanding);
		r->outstanding = y->awaits == RELAY_DOT;
	}
	add(&r->server, y->to_server, y->server_len);
	y->client_len = y->server_len = 0;
	if (mail)
		check_mail(r);
}

/* The server says its next piece, or "250 ok" when it has none any more. */
static void
answer(struct run *r)
{
	static const uint8_t usual[] = "250 ok\r\n", go[] = "354 go\r\n";
	bool data = r->relay.awaits == RELAY_DATA;
	const uint8_t *says = data ? go : usual;
	size_t len = 8, n;
	bool mail;

	if (r->says_len > 0) {
		const uint8_t *end = memchr(r->says, 0xff, r->says_len);

		says = r->says;
		len = end != NULL ? (size_t)(end - says) : r->says_len;
		r->says += len + (end != NULL);
		r->says_len -= len + (end != NULL);
	}
	while (len > 0) {
		r->outstanding = false; /* an order follows a whole reply */
		mail = r->relay.phase == RELAY_MAIL;
		n = relay_hear_server(&r->relay, (const char *)says,
		    piece(r, len));
		drain(r, mail, false);
		if (r->relay.phase == RELAY_MAIL && !mail)
			r->mail = r->server.len;
		if (n == 0)
			break;
		says += n;
		len -= n;
	}
	if (r->relay.phase == RELAY_TALK &&
	    r->relay.awaits != RELAY_NOTHING && r->relay.reply.len > 0)
		relay_server_ended(&r->relay); /* it never answers */
	drain(r, false, false);
}

static void
go(struct run *r, const uint8_t *says, size_t len)
{
	struct relay *y = &r->relay;
	bool mail, response;
	size_t n;

	for (;;) {
		if (y->phase == RELAY_TLS) {
			relay_tls_is(y, len > 0);
			drain(r, false, false);
		} else if (y->phase != RELAY_TALK && y->phase != RELAY_MAIL &&
		    y->phase != RELAY_CUT) {
			return;
		} else if (y->phase == RELAY_TALK &&
		    y->awaits != RELAY_NOTHING) {
			must(relay_hear_client(y, (const char *)says, len) ==
			    0);
			answer(r);
			r->mail_said = says;
			r->mail_left = len;
		} else if (len == 0) {
			return;
		} else {
			mail = y->phase == RELAY_MAIL;
			response = y->responds;
			n = relay_hear_client(y, (const char *)says,
			    piece(r, len));
			must(n > 0);
			says += n;
			len -= n;
			drain(r, mail, response);
			r->cut = r->cut || y->phase == RELAY_CUT;
		}
	}
}

static void
run(struct run *r, const uint8_t *data, size_t size, uint32_t seed)
{
	static const char *const line[] = { "EHLO c", "MAIL FROM:<s@x>" };
	static const char rcpt[] = "RCPT TO:<post@y>";
	unsigned flags = data[0];
	size_t half = data[1] * size / 256, i;

	memset(r, 0, sizeof(*r));
	half = half < 2 ? 2 : half;
	r->seed = seed;
	r->says = data + 2;
	r->says_len = half - 2;
	for (i = 0; i < 2; i++)
		said_hear(&r->said, line[i], strlen(line[i]));
	must(said_recipient(&r->said, rcpt, sizeof(rcpt) - 1));
	r->relay.refusal = NO;
	r->relay.refusal_len = sizeof(NO) - 1;
	r->relay.judge.decide = judge;
	r->relay.said = &r->said;
	r->relay.auth = (flags & 1) != 0;
	r->relay.tls = (enum relay_tls)((flags >> 1) % 3);
	relay_begin(&r->relay, (flags & 0x80) != 0 ? RELAY_AT_GREETING :
	    (flags & 0x40) != 0 ? RELAY_AT_TLS : RELAY_AT_RCPT);
	go(r, data + half, size - half);
}

/* The first byte says what may be, the second how much of the rest the server
 * says, the third how it is cut. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run a, b;
	size_t least;

	if (size < 4 || size > 8000)
		return 0;
	run(&a, data, size, 0);
	run(&b, data, size, 1 + (uint32_t)data[2]);
	must(a.client.len == b.client.len &&
	    memcmp(a.client.text, b.client.text, a.client.len) == 0);
	must(a.cut == b.cut && a.relay.phase == b.relay.phase);
	must(a.cut || a.server.len == b.server.len);
	least = a.server.len < b.server.len ? a.server.len : b.server.len;
	must(memcmp(a.server.text, b.server.text, least) == 0);
	must(!a.cut || least >= a.mail);
	return 0;
}
