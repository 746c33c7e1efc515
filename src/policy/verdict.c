/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/verdict.h"

#include <string.h>

bool
verdict_refuses(const struct verdict *v)
{
	return v->action == RULE_BLOCK || v->action == RULE_DEFER;
}

void
verdict_note(char list[VERDICT_NOTES], const char *item, const char *tail)
{
	size_t at = strlen(list), len = strlen(item), more = strlen(tail);

	if (at + len + more + 3 > VERDICT_NOTES)
		return;
	if (at > 0)
		list[at++] = ',';
	memcpy(list + at, item, len + 1);
	at += len;
	if (more == 0)
		return;
	list[at++] = ':';
	memcpy(list + at, tail, more + 1);
}

void
verdict_note_once(char list[VERDICT_NOTES], const char *item)
{
	size_t n = strlen(item), len;
	const char *at = list;

	for (; *at != '\0'; at += len + (at[len] == ',')) {
		len = strcspn(at, ",");
		if (len == n && memcmp(at, item, n) == 0)
			return;
	}
	verdict_note(list, item, "");
}

void
verdict_say(struct verdict *v, unsigned code, const char *dsn,
    const char *text)
{
	const char *d = *dsn != '\0' ? dsn : "5.7.1";
	size_t len = strlen(d);

	v->code = code;
	v->text = text;
	if (len >= sizeof(v->dsn))
		len = sizeof(v->dsn) - 1;
	memcpy(v->dsn, d, len);
	v->dsn[len] = '\0';
	v->dsn[0] = (char)('0' + code / 100);
}

void
verdict_set(struct verdict *v, const struct settings *s,
    enum rule_action action, const char *label, const struct rule *r)
{
	bool block = action == RULE_BLOCK;
	unsigned code = r != NULL ? r->code : 0;
	const char *text = r != NULL ? r->text : "";

	v->action = action;
	v->code = 0;
	memmove(v->rule, label, strlen(label) + 1);
	if (!verdict_refuses(v))
		return;
	if (code == 0)
		code = (unsigned)s->number[block ? SET_REPLY_CODE :
		    SET_DEFER_CODE];
	if (*text == '\0')
		text = s->text[block ? SET_REPLY_TEXT : SET_DEFER_TEXT];
	verdict_say(v, code, r != NULL ? r->dsn : "", text);
}

void
verdict_listed(struct verdict *v, const char zone[DNS_NAME_SIZE],
    enum criterion_kind kind)
{
	memcpy(v->listed, zone, DNS_NAME_SIZE);
	v->listed_kind = kind;
}

void
verdict_cap(struct verdict *v, const struct settings *s)
{
	if (!verdict_refuses(v) || v->code < 500)
		return;
	v->capped = true;
	v->action = RULE_DEFER;
	verdict_say(v, (unsigned)s->number[SET_DEFER_CODE], "",
	    s->text[SET_DEFER_TEXT]);
}

void
verdict_fail(struct verdict *v, const char *label)
{
	v->action = RULE_DEFER;
	memmove(v->rule, label, strlen(label) + 1);
	verdict_say(v, 451, "4.3.0", "temporary failure, try again later");
}

void
verdict_follow(struct verdict *v, const char *text, const char *label)
{
	memmove(v->rule, label, strlen(label) + 1);
	v->code = 0;
	v->action = RULE_PASS;
	if (*text == '\0')
		return;
	v->action = *text == '-' ? RULE_BLOCK : RULE_DEFER;
	verdict_say(v, *text == '-' ? 553 : 451, "", text + (*text == '-'));
	v->dsn[0] = '\0';
	v->literal = true;
}
