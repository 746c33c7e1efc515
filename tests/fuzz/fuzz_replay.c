/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whatever stands in a log, what is told of it lies within the line, a client
 * has an address, and a name only where it is known how.  Whatever a client
 * says between the words of a server, the line tells of the client that the
 * server wrote, or of nobody.
 */
#include "replay/reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1795910400)
#define LINE_MAX 8192

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_lie_within(struct text t, const char *line, size_t len)
{
	must(t.len == 0 || (t.at >= line && t.len <= len &&
	    (size_t)(t.at - line) <= len - t.len));
}

static enum told
read_line(struct telling *t, const char *line, size_t len)
{
	struct frame_clock clock = { .now_s = NOW };
	struct frame f;
	enum told told = reader_line(t, &f, &clock, line, len);

	must_lie_within(f.host, line, len);
	must_lie_within(f.program, line, len);
	must_lie_within(f.rest, line, len);
	if (told != TOLD)
		return told;
	must_lie_within(t->name, line, len);
	must_lie_within(t->key, line, len);
	must_lie_within(t->alias, line, len);
	must_lie_within(t->note, line, len);
	if ((t->what & (TELL_CLIENT | TELL_MAILED)) != 0)
		must(t->ip.bits == 32 || t->ip.bits == 128);
	must((t->what & (TELL_CLIENT | TELL_MAILED)) !=
	    (TELL_CLIENT | TELL_MAILED));
	must(t->name.len == 0 || t->state < NAMED_NONE);
	return told;
}

static void
any_lines(const char *data, size_t size)
{
	struct telling t;
	const char *end;
	size_t n;

	while (size > 0) {
		end = memchr(data, '\n', size);
		n = end != NULL ? (size_t)(end - data) + 1 : size;
		(void)read_line(&t, data, n);
		data += n;
		size -= n;
	}
}

/* What a client says stands between these. */
static const char *const around[][2] = {
	{ "mx postfix/virtual[7]: 4X: to=<\"", "\"@h.example>, relay=virtual, "
	    "delay=1, dsn=2.0.0, status=sent (ok)" },
	{ "mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 550 "
	    "5.1.1 <", ">: Recipient address rejected: User unknown; x" },
	{ "2026-11-29 10:00:00 +0000 1vPabc-0001xy-1A <= \"", "\"@b "
	    "H=(x) [192.0.2.1] P=esmtp S=4" },
	{ "2026-11-29 10:00:00 +0000 1vPabc-0001xy-1A <= a@b H=(x) [192.0.2.1]"
	    " P=esmtp S=4 id=", " T=\"x\"" },
	{ "2026-11-29 10:00:00 +0000 H=(x) [192.0.2.1] F=<", "> rejected RCPT "
	    "<x@h>: Unrouteable address" },
	{ "2026-11-29 10:00:00 +0000 1vPabc-0001xy-1A => \"", "\"@h <x@h> "
	    "R=local T=maildir" },
	{ "mx sm-mta[7]: 6A: from=<", ">, msgid=<x>, daemon=MTA, relay=a "
	    "[192.0.2.1]" },
	{ "mx sm-mta[7]: 6A: from=<a>, msgid=<", ">, daemon=MTA, relay=a "
	    "[192.0.2.1]" },
	{ "mx sm-mta[7]: 6A: to=<\"", "\"@h>, delay=1, mailer=local, pri=1, "
	    "dsn=2.0.0, stat=Sent" },
	{ "mx courierd: newmsg,id=01: dns; ", " (a [192.0.2.1])" },
	{ "mx spamdyke[7]: ALLOWED from: ", " to: x@h origin_ip: 192.0.2.1 "
	    "origin_rdns: a auth: (unknown) encryption: (none) reason: x" },
	{ "mx amavis[7]: (1) Passed SPAM {x}, [192.0.2.1] <", "> -> <x>, "
	    "Queue-ID: 4X, Message-ID: <m>" },
};

static void
one_client(const char *const words[2], const char *said, size_t size)
{
	static const unsigned char real[4] = { 192, 0, 2, 1 };
	size_t before = strlen(words[0]), behind = strlen(words[1]);
	char line[LINE_MAX];
	struct telling t;

	/* A server writes no newline, and no quote that is not marked. */
	if (before + size + behind > sizeof(line) ||
	    memchr(said, '\n', size) != NULL ||
	    memchr(said, '"', size) != NULL ||
	    memchr(said, '\\', size) != NULL)
		return;
	memcpy(line, words[0], before);
	memcpy(line + before, said, size);
	memcpy(line + before + size, words[1], behind);
	if (read_line(&t, line, before + size + behind) != TOLD)
		return;
	must((t.what & TELL_MAILED) == 0);
	must((t.what & TELL_AUTH) == 0);
	must((t.what & TELL_CLIENT) == 0 || (t.ip.bits == 32 &&
	    memcmp(t.ip.octet, real, sizeof(real)) == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t i;

	any_lines((const char *)data, size);
	for (i = 0; i < sizeof(around) / sizeof(around[0]); i++)
		one_client(around[i], (const char *)data, size);
	return 0;
}
