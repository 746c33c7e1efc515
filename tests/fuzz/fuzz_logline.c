/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection is one line: printable, with each key once and in order, and
 * a value that says nothing of the next key.
 */
#include "policy/logline.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "rule/mailbox.h"

#define PARTS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static void
must_be_line(char *line, size_t len)
{
	static const char *const key[] = { " pid=", " ip=", " host=",
		" action=", " code=", " rule=", " score=", " watch=",
		" note=", " error=", " name=", " db=", " by=", " at=", " helo=",
		" from=", " to=", " n=", " tls=", " auth=", " child=",
		" end=", " why=" };
	size_t i, n;
	char *p;

	must(len > 0 && line[len - 1] == '\n');
	line[len - 1] = '\0';
	must(strlen(line) == len - 1);
	must(strncmp(line, "dyn-host-filter:", 16) == 0);
	for (p = line + 16, i = 0; i < sizeof(key) / sizeof(*key); i++) {
		n = strlen(key[i]);
		must(strncmp(p, key[i], n) == 0);
		p += n;
		must(*p > ' ' && *p <= '~'); /* never empty */
		while (*p > ' ' && *p <= '~')
			p++;
	}
	must(*p == '\0');
}

/* Numbers from the first 8 bytes, then strings that NULs divide. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[LOGLINE_MAX + 1], *copy, *part[PARTS];
	static struct notes notes;
	struct mailbox sender, rcpt;
	struct verdict v;
	struct evidence ev;
	struct logline l = { .program = "dyn-host-filter",
		.ev = &ev, .verdict = &v,
		.notes = &notes };
	struct err e;
	size_t i, at = 8, len, room;

	verdict_init(&v);
	if (size < 8 || (copy = calloc(size + PARTS, 1)) == NULL)
		return 0;
	memcpy(copy, data, size);
	for (i = 0; i < PARTS; i++) {
		part[i] = copy + at;
		at += at < size ? strlen(part[i]) + 1 : 0;
	}
	evidence_init(&ev);
	evidence_name(&ev, data[0] & 1 ? part[0] : NULL);
	if (data[0] & 2)
		(void)evidence_ip(&ev, part[1], &e);
	l.ip = data[0] & 4 ? part[1] : NULL;
	l.error = data[0] & 8 ? part[2] : NULL;
	l.pregreet = data[0] & 16;
	l.open = data[0] & 32;
	v.capped = data[0] & 64;
	v.odd_name = ev.odd;
	l.pid = data[1] * 0x0101010101010101u;
	v.code = data[2] * 0x01010101u;
	memcpy(&v.score_milli, data + 3, 4);
	v.action = (enum rule_action)(data[7] % RULE_ACTIONS);
	(void)snprintf(v.rule, sizeof(v.rule), "%s", part[3]);
	notes_clear(&notes);
	notes_add(&notes, NOTE_WATCH, part[4], part[5]);
	notes_add(&notes, NOTE_MARK, part[6], "");
	notes_add(&notes, NOTE_LIMIT, part[7], "");
	notes_add(&notes, NOTE_DNS_NO, part[4], "no");
	l.db = data[2] * 0x01010101u;
	l.at = data[2] & 1 ? "rcpt" : NULL;
	ev.helo = part[5];
	ev.sender = mailbox_parse(&sender, part[6], &e) == 0 ? &sender : NULL;
	ev.rcpt = mailbox_parse(&rcpt, part[7], &e) == 0 ? &rcpt : NULL;
	l.tls = l.auth = part[4];
	l.refused = l.passed = l.end = v.code;
	l.child = l.pid;
	room = LOGLINE_LEAST + data[1] * 10u;
	len = logline_format(line, room, &l);
	must(len <= room);
	must_be_line(line, len);
	free(copy);
	return 0;
}
