/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/value.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/le.h"
#include "base/num.h"
#include "rule/classes.h"
#include "rule/domains.h"
#include "rule/listspec.h"
#include "rule/mailboxes.h"
#include "rule/ports.h"
#include "rule/words.h"

/* No alternative that reads is longer: a zone and a pattern are not. */
#define LONGEST 1023

static enum criterion_form
form_of(enum criterion_kind kind)
{
	return criterion_trait(kind)->form;
}

static int
add_mailbox(struct packed *out, enum criterion_kind kind, const char *text,
    struct err *e)
{
	if (kind == CRITERION_HELO)
		return mailboxes_add_domain(out, text, e);
	if (kind == CRITERION_SENDER)
		return mailboxes_add_sender(out, text, e);
	return mailboxes_add(out, text, e);
}

/* A score is alone. */
static int
add_score(struct packed *out, const char *text, struct err *e)
{
	unsigned char bytes[4];
	int32_t milli;

	if (out->len > 0)
		return err_perm(e, 0, "a score stands alone: write @score=N");
	if (num_score(&milli, text, e) == -1)
		return -1;
	le_put32(bytes, (uint32_t)milli);
	return packed_add(out, bytes, sizeof(bytes), e);
}

/* One alternative, NUL-terminated. */
static int
add(struct packed *out, enum criterion_kind kind, const char *text,
    struct err *e)
{
	switch (form_of(kind)) {
	case VALUE_DOMAINS:
		return domains_add(out, text, e);
	case VALUE_EMBEDDED:
		return words_add(out, WORDS_EMBEDDED, text, e);
	case VALUE_CLASSES:
		return classes_add(out, text, e);
	case VALUE_STATES:
		return words_add(out, WORDS_STATES, text, e);
	case VALUE_OFFENCES:
		return words_add(out, WORDS_OFFENCES, text, e);
	case VALUE_LISTS:
		return listspec_add(out, text,
		    criterion_trait(kind)->lists == LISTS_OF_NAMES, e);
	case VALUE_PORTS:
		return ports_add(out, text, e);
	case VALUE_HELO:
		return words_add(out, WORDS_HELO, text, e);
	case VALUE_HOSTS:
		return words_add(out, WORDS_HOSTS, text, e);
	case VALUE_NEIGHBOURS:
		return words_add(out, WORDS_NEIGHBOURS, text, e);
	case VALUE_SCORE:
		return add_score(out, text, e);
	case VALUE_MAILBOXES:
		return add_mailbox(out, kind, text, e);
	default:
		return err_perm(e, 0, "@%s takes no such value",
		    criterion_trait(kind)->word);
	}
}

int
value_add(struct packed *out, enum criterion_kind kind, const char *text,
    size_t len, struct err *e)
{
	char one[LONGEST + 1];

	if (len > LONGEST)
		return err_perm(e, 0, "\"%.48s...\" is too long: write at "
		    "most %d bytes between commas", text, LONGEST);
	memcpy(one, text, len);
	one[len] = '\0';
	return add(out, kind, one, e);
}

static bool
is_text(const struct criterion *c)
{
	const char *text = c->value;

	return c->len > 0 && memchr(text, '\0', c->len) == text + c->len - 1;
}

bool
value_is_sound(const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	struct class_least class;
	struct listspec list;
	struct mailboxes_one box;
	unsigned first, last;
	const char *name;
	size_t len;

	switch (form_of(c->kind)) {
	case VALUE_NONE:
		break;
	case VALUE_NETWORKS:
	case VALUE_EXPRESSION:
		return is_text(c);
	case VALUE_SEARCH:
		return is_text(c) && *(const char *)c->value == '~';
	case VALUE_DOMAINS:
		while (domains_next(&at, &name, &len))
			;
		break;
	case VALUE_EMBEDDED:
		return words_are_sound(at, WORDS_EMBEDDED);
	case VALUE_CLASSES:
		while (classes_next(&at, &class))
			;
		break;
	case VALUE_STATES:
		return words_are_sound(at, WORDS_STATES);
	case VALUE_OFFENCES:
		return words_are_sound(at, WORDS_OFFENCES);
	case VALUE_HELO:
		return words_are_sound(at, WORDS_HELO);
	case VALUE_HOSTS:
		return words_are_sound(at, WORDS_HOSTS);
	case VALUE_NEIGHBOURS:
		return words_are_sound(at, WORDS_NEIGHBOURS);
	case VALUE_SCORE:
		return at.left == 4;
	case VALUE_LISTS:
		while (listspec_next(&at, &list))
			;
		break;
	case VALUE_PORTS:
		while (ports_next(&at, &first, &last))
			;
		break;
	case VALUE_MAILBOXES:
		while (mailboxes_next(&at, &box))
			;
		break;
	case CRITERION_FORMS:
		return false;
	}
	return at.left == 0;
}

const char *
value_text(struct buf *room, const struct criterion *c)
{
	struct packed_cursor at = criterion_value(c);
	char score[NUM_SCORE_SIZE];
	const char *text;

	room->len = 0;
	switch (form_of(c->kind)) {
	case VALUE_NONE:
	case CRITERION_FORMS:
		break;
	case VALUE_NETWORKS:
	case VALUE_EXPRESSION:
	case VALUE_SEARCH:
		return c->value;
	case VALUE_DOMAINS:
		domains_format(room, at);
		break;
	case VALUE_EMBEDDED:
		words_format(room, at, WORDS_EMBEDDED);
		break;
	case VALUE_CLASSES:
		classes_format(room, at);
		break;
	case VALUE_STATES:
		words_format(room, at, WORDS_STATES);
		break;
	case VALUE_OFFENCES:
		words_format(room, at, WORDS_OFFENCES);
		break;
	case VALUE_HELO:
		words_format(room, at, WORDS_HELO);
		break;
	case VALUE_HOSTS:
		words_format(room, at, WORDS_HOSTS);
		break;
	case VALUE_NEIGHBOURS:
		words_format(room, at, WORDS_NEIGHBOURS);
		break;
	case VALUE_SCORE:
		num_score_format((int32_t)le_get32(c->value), score);
		buf_add_text(room, score);
		break;
	case VALUE_LISTS:
		listspec_format(room, at);
		break;
	case VALUE_PORTS:
		ports_format(room, at);
		break;
	case VALUE_MAILBOXES:
		mailboxes_format(room, at);
		break;
	}
	text = buf_text(room);
	return text != NULL ? text : "";
}
