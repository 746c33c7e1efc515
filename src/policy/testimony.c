/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/testimony.h"

#include <stddef.h>
#include <string.h>

#include "name/class.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A member of a struct: where it begins, and how long it is. */
#define MEMBER(type, name) \
	{ offsetof(type, name), sizeof(((type *)NULL)->name) }

struct member {
	size_t at, size;
};

static const struct member verdict_strings[] = {
	MEMBER(struct verdict, dsn), MEMBER(struct verdict, receipt),
	MEMBER(struct verdict, rule), MEMBER(struct verdict, text),
	MEMBER(struct verdict, listed), MEMBER(struct verdict, list_text),
	MEMBER(struct verdict, remedy), MEMBER(struct verdict, url)
};
static const size_t verdict_flags[] = {
	offsetof(struct verdict, literal), offsetof(struct verdict, capped),
	offsetof(struct verdict, settled), offsetof(struct verdict, undecided),
	offsetof(struct verdict, odd_name), offsetof(struct verdict, vouched),
	offsetof(struct verdict, ban.wanted)
};
static const size_t evidence_flags[] = {
	offsetof(struct evidence, unproven),
	offsetof(struct evidence, provable),
	offsetof(struct evidence, doubtful), offsetof(struct evidence, learnt),
	offsetof(struct evidence, odd)
};

/* Each is 0 or 1: as bytes, for it is undefined to read another bool. */
static bool
flags_sound(const void *of, const size_t *flag, size_t count)
{
	const unsigned char *byte = of;

	for (; count > 0; count--, flag++)
		if (byte[*flag] > 1)
			return false;
	return true;
}

/* Each ends within its room. */
static bool
strings_sound(const void *of, const struct member *string, size_t count)
{
	const unsigned char *byte = of;

	for (; count > 0; count--, string++)
		if (memchr(byte + string->at, 0, string->size) == NULL)
			return false;
	return true;
}

/* A reply begins with the class of its code, and what lets in has none. */
static bool
code_sound(const struct verdict *v)
{
	switch (v->action) {
	case RULE_PASS:
		return v->code == 0;
	case RULE_GREY:
		return v->code == 0 || (v->code >= 400 && v->code < 500);
	case RULE_BLOCK:
	case RULE_DEFER:
		return v->code >= 400 && v->code < 600;
	default:
		return false;
	}
}

static bool
verdict_sound(const struct verdict *v)
{
	return flags_sound(v, verdict_flags, COUNT(verdict_flags)) &&
	    strings_sound(v, verdict_strings, COUNT(verdict_strings)) &&
	    code_sound(v) && v->listed_kind < CRITERION_KINDS;
}

static bool
evidence_sound(const struct evidence *ev)
{
	return flags_sound(ev, evidence_flags, COUNT(evidence_flags)) &&
	    ev->has_name <= ANSWER_WAITING && ev->offender <= ANSWER_WAITING &&
	    ev->name_len <= HOST_MAX &&
	    memchr(ev->name, 0, sizeof(ev->name)) == ev->name + ev->name_len;
}

/* Each note is its kind and a string, and the last ends where all do. */
static bool
notes_sound(const struct notes *n)
{
	const char *at = n->text, *nul;
	size_t left = n->len;

	if (left > sizeof(n->text))
		return false;
	for (; left > 0; left -= (size_t)(nul + 1 - at), at = nul + 1)
		if ((nul = memchr(at + 1, 0, left - 1)) == NULL)
			return false;
	return true;
}

/* The kind of a word of the classes', CLASS_KINDS for NULL. */
static enum class_kind
class_of(const char *word)
{
	unsigned kind = 0;

	while (kind < CLASS_KINDS && word != class_word(kind))
		kind++;
	return kind;
}

void
testimony_write(struct testimony *t, const struct verdict *v,
    const struct evidence *ev, const struct notes *n)
{
	t->verdict = *v;
	t->verdict.class = NULL;
	t->class = class_of(v->class);
	t->learnt = *ev;
	t->notes.len = n->len;
	memcpy(t->notes.text, n->text, n->len);
}

bool
testimony_read(struct verdict *v, struct evidence *ev, struct notes *n,
    const struct testimony *t)
{
	const struct evidence *told = &t->learnt;

	if (!verdict_sound(&t->verdict) || t->class > CLASS_KINDS ||
	    !evidence_sound(told) || !notes_sound(&t->notes))
		return false;
	*v = t->verdict;
	v->class = t->class == CLASS_KINDS ? NULL : class_word(t->class);
	ev->has_name = told->has_name;
	ev->unproven = told->unproven;
	ev->provable = told->provable;
	ev->doubtful = told->doubtful;
	ev->learnt = told->learnt;
	ev->offender = told->offender;
	ev->offences = told->offences;
	ev->odd = told->odd;
	memcpy(ev->name, told->name, told->name_len + 1);
	ev->name_len = told->name_len;
	n->len = t->notes.len;
	memcpy(n->text, t->notes.text, n->len);
	return true;
}
