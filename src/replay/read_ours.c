/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/read_ours.h"

#include "base/hex.h"
#include "policy/logread.h"
#include "replay/word.h"

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

/* The action by its word.  False: it is none that ends a walk. */
static bool
take_action(struct telling *out, const struct logread *l)
{
	unsigned i;

	for (i = RULE_PASS; i <= RULE_GREY; i++)
		if (logread_is(&l->key[LOGREAD_ACTION],
		    rule_action_word((enum rule_action)i))) {
			out->action = (enum rule_action)i;
			return true;
		}
	return false;
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

enum told
read_ours(struct telling *out, const char *line, size_t len)
{
	struct logread l;

	if (!logread(&l, line, len))
		return TOLD_ODD;
	if (l.key[LOGREAD_IP].len == 0 ||
	    logread_is(&l.key[LOGREAD_RULE], "RELAYCLIENT"))
		return TOLD_NOTHING;
	if (!word_ip(&out->ip, text_of(&l.key[LOGREAD_IP])) ||
	    !take_action(out, &l))
		return TOLD_ODD;
	out->what = TELL_CLIENT | TELL_CONNECTION | TELL_OURS;
	out->state = state_of(&l);
	if (out->state < NAMED_NONE)
		out->name = text_of(&l.key[LOGREAD_HOST]);
	out->db = db_of(&l.key[LOGREAD_DB]);
	take_notes(out, &l.key[LOGREAD_NOTE]);
	if (l.key[LOGREAD_CODE].len > 0)
		out->what |= TELL_REFUSED;
	if (l.key[LOGREAD_AT].len > 0)
		out->what |= TELL_SESSION;
	if (logread_is(&l.key[LOGREAD_AUTH], "yes"))
		out->what |= TELL_AUTH;
	if (logread_is(&l.key[LOGREAD_END], "250"))
		out->what |= TELL_TAKEN;
	return TOLD;
}
