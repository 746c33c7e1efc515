/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/verdict.h"

#include <string.h>

bool
verdict_refuses(const struct verdict *v)
{
	return v->code != 0;
}

void
verdict_init(struct verdict *v)
{
	v->action = RULE_PASS;
	v->code = 0;
	v->score_milli = 0;
	v->wait_s = 0;
	v->literal = v->capped = v->settled = v->odd_name = v->vouched = false;
	v->undecided = false;
	v->ban = (struct rule_ban){ .wanted = false };
	v->listed_kind = CRITERION_ANY;
	v->class = NULL;
	v->dsn[0] = v->receipt[0] = v->rule[0] = v->text[0] = '\0';
	v->listed[0] = v->list_text[0] = v->remedy[0] = v->url[0] = '\0';
}

/* Copy text to out, cut to cap bytes with the NUL. */
static void
copy(char *out, size_t cap, const char *text)
{
	size_t len = strlen(text);

	if (len >= cap)
		len = cap - 1;
	memmove(out, text, len);
	out[len] = '\0';
}

void
verdict_say(struct verdict *v, unsigned code, const char *dsn,
    const char *text)
{
	v->code = code;
	copy(v->text, sizeof(v->text), text);
	copy(v->dsn, sizeof(v->dsn), *dsn != '\0' ? dsn : "5.7.1");
	v->dsn[0] = (char)('0' + code / 100);
}

/* Say it as the settings do, who name a page, too. */
static void
say_as_set(struct verdict *v, const struct settings *s, unsigned code,
    const char *dsn, const char *text)
{
	verdict_say(v, code, dsn, text);
	copy(v->url, sizeof(v->url), s->text[SET_REPLY_URL]);
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
	v->receipt[0] = '\0';
	v->ban.wanted = false;
	if (block && r != NULL)
		v->ban = r->ban;
	copy(v->rule, sizeof(v->rule), label);
	copy(v->remedy, sizeof(v->remedy), r != NULL ? r->remedy : "");
	if (!block && action != RULE_DEFER)
		return;
	if (code == 0)
		code = (unsigned)s->number[block ? SET_REPLY_CODE :
		    SET_DEFER_CODE];
	if (*text == '\0')
		text = s->text[block ? SET_REPLY_TEXT : SET_DEFER_TEXT];
	say_as_set(v, s, code, r != NULL ? r->dsn : "", text);
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
	if (v->code < 500)
		return;
	v->capped = true;
	v->ban.wanted = false;
	v->action = RULE_DEFER;
	say_as_set(v, s, (unsigned)s->number[SET_DEFER_CODE], "",
	    s->text[SET_DEFER_TEXT]);
}

void
verdict_wait(struct verdict *v, const struct settings *s, unsigned seconds)
{
	v->wait_s = seconds;
	say_as_set(v, s, (unsigned)s->number[SET_DEFER_CODE], "",
	    s->text[SET_GREYLIST_TEXT]);
}

void
verdict_fail(struct verdict *v, const char *label)
{
	v->undecided = v->ban.wanted = false;
	v->receipt[0] = '\0';
	v->action = RULE_DEFER;
	copy(v->rule, sizeof(v->rule), label);
	v->remedy[0] = v->url[0] = '\0';
	verdict_say(v, 451, "4.3.0",
	    "[%w] temporary failure, try again later");
}

void
verdict_follow(struct verdict *v, const char *text, const char *label)
{
	copy(v->rule, sizeof(v->rule), label);
	v->code = 0;
	v->receipt[0] = '\0';
	v->undecided = v->ban.wanted = false;
	v->action = RULE_PASS;
	if (*text == '\0')
		return;
	v->action = *text == '-' ? RULE_BLOCK : RULE_DEFER;
	verdict_say(v, *text == '-' ? 553 : 451, "", text + (*text == '-'));
	v->dsn[0] = v->url[0] = '\0';
	v->literal = true;
}

void
verdict_sign(struct verdict *v, const struct ip *ip)
{
	v->receipt[0] = '\0';
	if (verdict_refuses(v))
		receipt_make(v->receipt, v->rule, ip);
}
