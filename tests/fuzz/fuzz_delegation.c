/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests of Postfix's, in pieces of any size: whatever the pieces, they end
 * at the same places and tell the same.  What is told becomes a session, and
 * an action of it is one line of printable ASCII.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "policy/action.h"
#include "policy/session.h"
#include "wire/delegation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The length of the first request, looked for once and piece by piece. */
static size_t
find(const char *text, size_t len, uint8_t step)
{
	size_t seen = 0, at, whole = delegation_len(text, len, &seen), got = 0;

	seen = 0;
	for (at = 0; got == 0 && at < len; )
		got = delegation_len(text, at += at + step + 1u < len ?
		    step + 1u : len - at, &seen);
	if (got != whole || whole > len)
		abort();
	return whole;
}

static void
check_action(const struct evidence *ev)
{
	char header[ACTION_HEADER_SIZE], out[ACTION_SIZE];
	struct notes notes = { .len = 0 };
	struct verdict v;
	size_t len, i;

	verdict_init(&v);
	if (ev->helo != NULL)
		notes_add(&notes, NOTE_MARK, ev->helo, "");
	if (ev->rcpt != NULL)
		verdict_say(&v, 553, "", ev->rcpt->domain);
	action_header(header, &v, &notes);
	len = action_format(out, &v, ev, header);
	if (len < 3 || len >= sizeof(out) || strlen(out) != len ||
	    strcmp(out + len - 2, "\n\n") != 0)
		abort();
	for (i = 0; i < len - 2; i++)
		if (out[i] < ' ' || out[i] > '~')
			abort();
}

static void
check_session(const struct delegation *d)
{
	struct session s = { .name = d->name, .claim = d->claim,
		.helo = d->helo, .sender = d->sender, .rcpt = d->rcpt };
	struct session_room room;
	struct evidence ev;
	struct err e;

	if (d->address == NULL || ip_parse(&s.ip, d->address, &e) == -1)
		return;
	session_take(&ev, &room, &s);
	if (ev.has_name == ANSWER_NO || (ev.helo != NULL && *ev.helo == '\0'))
		abort();
	check_action(&ev);
}

/* The first byte tells the pieces. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct delegation d;
	char *copy;
	size_t at, n;

	if (size < 2)
		return 0;
	if ((copy = malloc(size - 1)) == NULL)
		abort();
	memcpy(copy, data + 1, size - 1);
	for (at = 0; (n = find(copy + at, size - 1 - at, data[0])) > 0;
	    at += n)
		if (delegation_read(&d, copy + at, n) == DELEGATION_WELL)
			check_session(&d);
	free(copy);
	return 0;
}
