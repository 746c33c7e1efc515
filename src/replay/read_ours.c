/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_ours.h"

#include "base/hex.h"
#include "report/decision.h"

static struct text
text_of(const struct logread_value *v)
{
	return (struct text){ v->at, v->len };
}

static enum naming_state
state_of(const struct logread *l)
{
	static const char *const word[] = { "given", "proven", "claimed",
		"doubtful", "none", "unknown" };
	unsigned i;

	for (i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		if (logread_is(&l->key[LOGREAD_NAME], word[i]))
			return (enum naming_state)i;
	/* A line of before there was the key. */
	return l->key[LOGREAD_HOST].len > 0 ? NAMED_GIVEN : NAMED_UNTOLD;
}

static uint32_t
db_of(const struct logread_value *v)
{
	uint32_t db = 0;
	size_t i;
	int digit;

	for (i = 0; i < v->len && i < 8; i++) {
		if ((digit = hex_value(v->at[i])) < 0)
			return 0;
		db = db << 4 | (uint32_t)digit;
	}
	return db;
}

static void
take_notes(struct telling *out, const struct logread_value *notes)
{
	struct logread_value item;
	size_t at = 0;

	out->note = text_of(notes);
	while (logread_item(&item, notes, &at)) {
		if (logread_is(&item, "pregreet"))
			out->what |= TELL_PREGREET;
		else if (logread_is(&item, "sample"))
			out->what |= TELL_SAMPLE;
	}
}

/* Whether a line has a verdict on the client.  It has none if it tells what
 * came of a session that another line has judged, or of a recipient who gets
 * his mail whoever brings it. */
static bool
is_verdict(const struct decision *d)
{
	return !d->again && (d->action != DECISION_PASS ||
	    !logread_is(&d->l.key[LOGREAD_RULE], "exempt_rcpt"));
}

static void
take_verdict(struct telling *out, const struct decision *d)
{
	out->what |= TELL_CONNECTION | TELL_OURS;
	out->action = (enum rule_action)d->action;
	take_notes(out, &d->l.key[LOGREAD_NOTE]);
}

enum told
read_ours(struct telling *out, const char *line, size_t len)
{
	struct decision d;
	const struct logread *l = &d.l;

	if (decision_read(&d, line, len) != DECISION_YES)
		return TOLD_ODD;
	if (l->key[LOGREAD_IP].len == 0 ||
	    logread_is(&l->key[LOGREAD_RULE], "RELAYCLIENT"))
		return TOLD_NOTHING;
	if (!d.has_ip)
		return TOLD_ODD;
	out->what = TELL_CLIENT;
	out->ip = d.ip;
	out->state = state_of(l);
	if (out->state < NAMED_NONE)
		out->name = text_of(&l->key[LOGREAD_HOST]);
	out->db = db_of(&l->key[LOGREAD_DB]);
	if (is_verdict(&d))
		take_verdict(out, &d);
	if (l->key[LOGREAD_CODE].len > 0)
		out->what |= TELL_REFUSED;
	if (l->key[LOGREAD_AT].len > 0)
		out->what |= TELL_SESSION;
	if (logread_is(&l->key[LOGREAD_AUTH], "yes"))
		out->what |= TELL_AUTH;
	if (logread_is(&l->key[LOGREAD_END], "250"))
		out->what |= TELL_TAKEN;
	return TOLD;
}
