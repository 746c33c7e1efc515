/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * received-lines <LINES: for each Received line, a line of what is read of it:
 * "client", "local" or "unclear", the address, by, with, the name and the date
 * as seconds since 1970 with the minutes of its zone, each "-" if there is
 * none; between tabs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "mail/maildate.h"
#include "mail/received.h"

static void
word(const struct token *t)
{
	(void)printf("\t%.*s", t->len > 0 ? (int)t->len : 1,
	    t->len > 0 ? t->at : "-");
}

static void
answer(const char *line, size_t len)
{
	static const char *const words[] = { "client", "local", "unclear" };
	char ip[IP_TEXT_SIZE] = "-";
	struct maildate date;
	struct received r;

	received_parse(&r, line, len);
	if (r.client.bits != 0)
		ip_format(&r.client, ip);
	(void)printf("%s\t%s", words[r.answer], ip);
	word(&r.by);
	word(&r.with);
	word(&r.name);
	if (r.date.len > 0 && maildate_parse(&date, r.date.at, r.date.len))
		(void)printf("\t%lld %d\n", (long long)date.time_s,
		    date.zone_min);
	else
		(void)printf("\t-\n");
}

int
main(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, stdin)) > 0)
		answer(line, (size_t)n - (line[n - 1] == '\n'));
	free(line);
	return fflush(stdout) == 0 ? 0 : 111;
}
