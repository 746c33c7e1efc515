/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/teller.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "replay/reader.h"

static void
add(char out[512], const char *word, struct text t)
{
	size_t len = strlen(out);

	(void)snprintf(out + len, 512 - len, "%s%.*s", word, (int)t.len, t.at);
}

static void
describe(char out[512], const struct telling *t)
{
	static const char *const bit[] = { NULL, "connection", "ours",
		"session", "auth", "pregreet", "unknown", "relay", "refused",
		"taken", "spam", "sample", NULL, "opens", "alias", "delivered",
		"scored", "accuses", "closes" };
	static const char *const state[] = { " given", " proven", " claimed",
		" doubtful", " none", " unknown", " untold" };
	const struct text none = { "", 0 };
	char ip[IP_TEXT_SIZE];
	size_t i;

	out[0] = '\0';
	if ((t->what & (TELL_CLIENT | TELL_MAILED)) != 0) {
		ip_format(&t->ip, ip);
		add(out, (t->what & TELL_CLIENT) != 0 ? "client " : "mailed ",
		    (struct text){ ip, strlen(ip) });
	}
	if (t->name.len > 0)
		add(out, " ", t->name);
	if ((t->what & TELL_CLIENT) != 0)
		add(out, state[t->state], none);
	add(out, ":", none);
	for (i = 0; i < sizeof(bit) / sizeof(bit[0]); i++)
		if (bit[i] != NULL && (t->what >> i & 1) != 0) {
			add(out, " ", none);
			add(out, bit[i], none);
		}
	if (t->key.len > 0)
		add(out, " key=", t->key);
	if (t->alias.len > 0)
		add(out, " alias=", t->alias);
}

void
teller_check(const struct teller_row *row, size_t count)
{
	struct frame_clock clock = { .now_s = INT64_C(1764417600) };
	char line[2048], got[512];
	struct telling t;
	struct frame f;
	size_t i;

	for (i = 0; i < count; i++) {
		(void)snprintf(line, sizeof(line), "2025-11-29T10:00:00Z %s",
		    row[i].line);
		switch (reader_line(&t, &f, &clock, line, strlen(line))) {
		case TOLD:
			describe(got, &t);
			break;
		case TOLD_NOTHING:
			(void)strcpy(got, "nothing");
			break;
		case TOLD_ODD:
			(void)strcpy(got, "odd");
			break;
		}
		if (strcmp(got, row[i].want) != 0)
			fail_msg("%s\n\tgot  %s\n\twant %s", row[i].line, got,
			    row[i].want);
	}
}
