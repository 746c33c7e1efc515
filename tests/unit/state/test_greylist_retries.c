/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long the greylist delays senders of whom it is known when they try again:
 * webmail providers against a greylist that lets in after six hours, by Pagani
 * and others, "Measuring the role of greylisting and nolisting in fighting
 * spam", 2016.
 */
#include "state/greylist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/err.h"
#include "lib/stored.h"

#define DAY 86400
#define MINUTES(m, s) ((m) * 60 + (s))
#define TRIES 9
#define NEVER (-1)

/* What the greylist may judge by. */
enum way {
	IDENTITY, /* that somebody is here again */
	AT_RCPT,  /* the mail, and lets it in there */
	DIALOGUE, /* the mail, and lets the next connection in */
	WAYS
};

static const struct sender {
	const char *domain;    /* confirmed; "": known by its address alone */
	unsigned addresses;    /* one after the other */
	int at_s[TRIES];       /* 0 behind the last */
	int after_s[WAYS];     /* the mail is in */
} senders[] = {
	{ "gmail.example", 7, { 0, MINUTES(6, 2), MINUTES(29, 2) },
	    { MINUTES(6, 2), MINUTES(6, 2), MINUTES(29, 2) } },
	{ "hotmail.example", 1, { 0, MINUTES(1, 1), MINUTES(2, 3),
	    MINUTES(3, 4) },
	    { MINUTES(1, 1), MINUTES(1, 1), MINUTES(2, 3) } },
	{ "yahoo.example", 1, { 0, MINUTES(2, 7), MINUTES(5, 39) },
	    { MINUTES(2, 7), MINUTES(2, 7), MINUTES(5, 39) } },
	{ "mail.example", 7, { 0, MINUTES(1, 18), MINUTES(19, 15) },
	    { MINUTES(1, 18), MINUTES(1, 18), MINUTES(19, 15) } },
	/* these gave up then; their last try is all that is known of them */
	{ "aol.example", 1, { 0, MINUTES(31, 32) },
	    { MINUTES(31, 32), MINUTES(31, 32), MINUTES(31, 32) } },
	{ "qq.example", 1, { 0, MINUTES(204, 0) },
	    { MINUTES(204, 0), MINUTES(204, 0), MINUTES(204, 0) } },
	/* without a name each address is somebody else, until the first comes
	 * again; that this one goes on once an hour is assumed */
	{ "", 7, { 0, MINUTES(6, 2), MINUTES(29, 2), MINUTES(89, 2),
	    MINUTES(149, 2), MINUTES(209, 2), MINUTES(269, 2),
	    MINUTES(329, 2) },
	    { MINUTES(329, 2), MINUTES(329, 2), MINUTES(329, 2) } },
	{ "", 1, { 0, MINUTES(6, 2), MINUTES(29, 2) },
	    { MINUTES(6, 2), MINUTES(6, 2), MINUTES(29, 2) } },
};

static const char *const to = "me@here.example";

/* Whether a client is let in. */
static bool
is_in(const struct greylist *g, const struct greylist_client *c, int64_t now_s)
{
	struct greylist_out out;
	struct err e = { 0 };

	switch (greylist_ask(g, c, now_s, &out, &e)) {
	case GREYLIST_GREEN:
		return true;
	case GREYLIST_WAIT:
		assert_in_range(out.wait_s, 1, g->delay_s);
		return false;
	case GREYLIST_FAILED:
		fail_msg("%s", e.msg);
	}
	return false;
}

/* One connection at a time, with a mail of that sender's. */
static bool
connection(const struct greylist *g, struct greylist_client *c,
    const char *sender, enum way way, int64_t now_s)
{
	bool in;

	c->sender = c->to = NULL;
	in = is_in(g, c, now_s);
	if (in || way == IDENTITY)
		return in;
	c->sender = sender;
	c->to = to;
	in = is_in(g, c, now_s + 1);
	return in && way == AT_RCPT;
}

static struct greylist
usual(struct stored *st, enum way way)
{
	return (struct greylist){ .store = st->store, .delay_s = 60,
		.window_s = DAY, .green_s = 36 * DAY, .net4 = 32,
		.by_mail = way != IDENTITY, .any_s = 1200 };
}

/* After how long number n of the senders is in, with the same mail or each time
 * another one; nobody else has its addresses and domain. */
static int
delay(const struct greylist *g, size_t n, enum way way, bool same)
{
	const struct sender *s = &senders[n];
	char sender[32], domain[64] = "";
	struct greylist_client c = { .domain = domain };
	int i;

	if (s->domain[0] != '\0')
		(void)snprintf(domain, sizeof(domain), "%d-%s", (int)way,
		    s->domain);
	for (i = 0; i < TRIES && (i == 0 || s->at_s[i] > 0); i++) {
		c.ip = (struct ip){ { 10, (unsigned char)way, (unsigned char)n,
			(unsigned char)((unsigned)i % s->addresses) }, 32 };
		(void)snprintf(sender, sizeof(sender), "%d@x.example",
		    same ? 0 : i);
		if (connection(g, &c, sender, way, STORED_NOW + s->at_s[i]))
			return s->at_s[i];
	}
	return NEVER;
}

#define SENDERS (sizeof(senders) / sizeof(*senders))

static void
senders_who_try_again_are_delayed_so_long(void **state)
{
	struct stored *st = *state;
	struct greylist g;
	enum way way;
	int after_s;
	size_t i;

	stored_open(st);
	for (way = 0; way < WAYS; way++)
		for (i = 0; i < SENDERS; i++) {
			g = usual(st, way);
			after_s = delay(&g, i, way, true);
			if (after_s != senders[i].after_s[way])
				fail_msg("sender %zu, way %d: %d", i, (int)way,
				    after_s);
		}
}

/* The first of its tries 20 minutes behind the first, or NEVER: it may go on,
 * but nobody knows. */
static int
try_behind(const struct sender *s)
{
	int i;

	for (i = 1; i < TRIES && s->at_s[i] > 0; i++)
		if (s->at_s[i] >= 1200)
			return s->at_s[i];
	return NEVER;
}

/* Who names another sender with each try is let in, and whose last try behind
 * 20 minutes is known, by that. */
static void
senders_who_change_their_mail_are_let_in_all_the_same(void **state)
{
	struct stored *st = *state;
	struct greylist g;
	int after_s;
	size_t i;

	stored_open(st);
	g = usual(st, AT_RCPT);
	for (i = 0; i < SENDERS; i++) {
		if (senders[i].domain[0] == '\0' && senders[i].addresses > 1)
			continue;
		after_s = delay(&g, i, AT_RCPT, false);
		if (after_s != try_behind(&senders[i]))
			fail_msg("sender %zu: %d", i, after_s);
	}
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, stored_setup, stored_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH(senders_who_try_again_are_delayed_so_long),
		WITH(senders_who_change_their_mail_are_let_in_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
