/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fakedns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static void
word_add(struct dns_answer *a, const char *word)
{
	struct err e;

	if (strcmp(word, "more") == 0) {
		a->more = true;
		return;
	}
	a->state = DNS_FOUND;
	if (a->type == DNS_PTR || a->type == DNS_MX) {
		(void)snprintf(a->name[a->count++], DNS_NAME_SIZE, "%s", word);
		return;
	}
	if (ip_parse(&a->ip[a->count++], word, &e) == -1)
		fail_msg("%s", e.msg);
}

void
fakedns_answer(struct fakedns *f, int question, const char *text)
{
	struct dns_answer *a = &f->answer[question];
	char word[DNS_NAME_SIZE];
	int len;

	*a = (struct dns_answer){ .type = a->type, .why = "" };
	if (strcmp(text, "waiting") == 0)
		return;
	if (strcmp(text, "absent") == 0) {
		a->state = DNS_ABSENT;
		return;
	}
	if (strcmp(text, "unknown") == 0) {
		answer_unknown(a, a->type, "silent");
		return;
	}
	if (a->type == DNS_TXT) {
		a->state = DNS_FOUND;
		a->count = 1;
		(void)snprintf(a->text, sizeof(a->text), "%s", text);
		a->policies = strncmp(text, "v=spf1", 6) == 0;
		(void)snprintf(a->policy, sizeof(a->policy), "%s", text);
		return;
	}
	for (; sscanf(text, " %255s%n", word, &len) == 1; text += len)
		word_add(a, word);
}

static int
on_ask(void *of, const char *name, enum dns_type type)
{
	const struct fakedns_row *row;
	struct fakedns *f = of;
	int i;

	for (i = 0; i < f->asked; i++)
		if (f->answer[i].type == type && strcmp(f->name[i], name) == 0)
			return i;
	for (row = f->row; row->name != NULL; row++)
		if (row->type == type && strcmp(row->name, name) == 0)
			break;
	if (row->name == NULL || f->asked == FAKEDNS_MAX)
		fail_msg("asked for \"%s\", type %d", name, (int)type);
	i = f->asked++;
	f->name[i] = row->name;
	f->answer[i].type = type;
	fakedns_answer(f, i, row->answer);
	return i;
}

static const struct dns_answer *
on_look(void *of, int question)
{
	struct fakedns *f = of;

	assert_in_range(question, 0, f->asked - 1);
	return &f->answer[question];
}

struct dns_source
fakedns_begin(struct fakedns *f, const struct fakedns_row *row)
{
	f->row = row;
	f->asked = 0;
	return (struct dns_source){ on_ask, on_look, f };
}
