/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum recipient_is
judge(void *arg, const struct recipient_ask *ask, char reply[REPLY_LINE_MAX],
    size_t *len)
{
	static const char grey[] = "450 grey\r\n";

	(void)arg;
	if (strncmp(ask->rcpt, "postmaster@", 11) == 0 ||
	    strncmp(ask->rcpt, "abuse@", 6) == 0)
		return RECIPIENT_LET;
	if (strncmp(ask->rcpt, "grey@", 5) == 0) {
		*len = sizeof(grey) - 1;
		memcpy(reply, grey, *len);
	}
	return RECIPIENT_REFUSED;
}

void
steps_relay(struct relay *r, struct said *said, enum relay_begin begin)
{
	static const char *const line[] = { "EHLO c.example",
		"MAIL FROM:<s@x>" };
	static const char rcpt[] = "RCPT TO:<postmaster@y>";
	size_t i;

	memset(r, 0, sizeof(*r));
	memset(said, 0, sizeof(*said));
	for (i = 0; i < 2 && begin != RELAY_AT_GREETING; i++)
		said_hear(said, line[i], strlen(line[i]));
	if (begin == RELAY_AT_RCPT)
		assert_true(said_recipient(said, rcpt, sizeof(rcpt) - 1));
	r->refusal = STEPS_NO;
	r->refusal_len = sizeof(STEPS_NO) - 1;
	r->judge.decide = judge;
	r->said = said;
	relay_begin(r, begin);
}

static void
expect(const struct step *step, size_t i, const char *what, const char *out,
    size_t *out_len)
{
	if (*out_len != step->len || memcmp(out, step->text, *out_len) != 0)
		fail_msg("%s, step %zu: got \"%.*s\", want \"%s\"", what, i,
		    (int)*out_len, out, step->text);
	*out_len = 0;
}

static void
do_step(struct relay *r, const struct step *step, size_t i, const char *what)
{
	size_t taken = step->len;

	if ((step->who == STEP_CLIENT || step->who == STEP_SERVER) &&
	    (r->client_len > 0 || r->server_len > 0))
		fail_msg("%s, step %zu: \"%.*s\" for the client, \"%.*s\" for "
		    "the server", what, i, (int)r->client_len, r->to_client,
		    (int)r->server_len, r->to_server);
	switch (step->who) {
	case STEP_CLIENT:
		taken = relay_hear_client(r, step->text, step->len);
		break;
	case STEP_SERVER:
		taken = relay_hear_server(r, step->text, step->len);
		break;
	case TO_CLIENT:
		expect(step, i, what, r->to_client, &r->client_len);
		break;
	case TO_SERVER:
		expect(step, i, what, r->to_server, &r->server_len);
		break;
	case STEP_PHASE:
		if (r->phase != step->phase)
			fail_msg("%s, step %zu: phase %d", what, i,
			    (int)r->phase);
		break;
	case STEP_END:
		break;
	}
	if (taken != step->len)
		fail_msg("%s, step %zu: %zu bytes taken", what, i, taken);
}

void
steps_do(struct relay *r, const struct step *step, const char *what)
{
	size_t i;

	for (i = 0; step[i].who != STEP_END; i++)
		do_step(r, &step[i], i, what);
	if (r->client_len > 0 || r->server_len > 0)
		fail_msg("%s, at the end: \"%.*s\" for the client, \"%.*s\" "
		    "for the server", what, (int)r->client_len, r->to_client,
		    (int)r->server_len, r->to_server);
}

void
steps_attached(const struct step *step, const char *what)
{
	struct said said;
	struct relay r;

	steps_relay(&r, &said, RELAY_AT_RCPT);
	steps_do(&r, step, what);
}
