/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/draft.h"

#include <stdlib.h>
#include <string.h>

static void
value_free(struct draft_value *v)
{
	free(v->data);
	*v = (struct draft_value){ NULL, 0, false };
}

/* Make *v a copy of bytes.  False if memory ran out. */
static bool
value_set(struct draft_value *v, struct store_bytes bytes)
{
	unsigned char *copy = NULL;

	if (bytes.data != NULL) {
		if ((copy = malloc(bytes.len + 1)) == NULL)
			return false;
		memcpy(copy, bytes.data, bytes.len);
	}
	free(v->data);
	*v = (struct draft_value){ copy, bytes.len, bytes.data != NULL };
	return true;
}

static struct store_bytes
value_bytes(const struct draft_value *v)
{
	return (struct store_bytes){ v->is ? v->data : NULL, v->len };
}

static bool
value_is(const struct draft_value *a, const struct draft_value *b)
{
	return a->is == b->is && (!a->is || (a->len == b->len &&
	    memcmp(a->data, b->data, a->len) == 0));
}

void
draft_begin(struct draft *d)
{
	struct draft_entry *e;

	d->stale = false;
	for (e = d->first; e != NULL; e = e->next)
		e->written = false;
}

/* The entry of key, which is made if there is none; NULL: there can't be. */
static struct draft_entry *
entry_of(struct draft *d, struct store_bytes key)
{
	struct draft_entry *e;

	for (e = d->first; e != NULL; e = e->next)
		if (e->len == key.len && memcmp(e->key, key.data,
		    key.len) == 0)
			return e;
	if (d->len == DRAFT_MAX ||
	    (e = calloc(1, sizeof(*e) + key.len)) == NULL) {
		d->failed = true;
		return NULL;
	}
	e->draft = d;
	e->len = key.len;
	memcpy(e->key, key.data, key.len);
	if (d->last != NULL)
		d->last->next = e;
	else
		d->first = e;
	d->last = e;
	d->len++;
	return e;
}

enum store_answer
draft_get(struct draft *d, struct store_bytes key, struct store_bytes *value)
{
	const struct draft_entry *e = entry_of(d, key);

	if (e == NULL)
		return STORE_FAILED;
	*value = value_bytes(e->written ? &e->want : &e->base);
	return value->data != NULL ? STORE_FOUND : STORE_ABSENT;
}

void
draft_put(struct draft *d, struct store_bytes key, struct store_bytes value,
    int64_t expires_s)
{
	struct draft_entry *e = entry_of(d, key);

	if (e == NULL || !value_set(&e->want, value)) {
		d->failed = true;
		return;
	}
	e->expires_s = expires_s;
	e->written = true;
}

static enum draft_next
ask(struct draft *d, struct draft_entry **out, struct draft_entry *e,
    enum draft_next what)
{
	e->asked = true;
	d->asked++;
	*out = e;
	return what;
}

/* Whether what is not known can be guessed, together with a change. */
static bool
can_guess(const struct draft_entry *e)
{
	return e->draft->guess && e->written && e->want.is;
}

enum draft_next
draft_next(struct draft *d, struct draft_entry **out)
{
	bool all_known = true;
	struct draft_entry *e;

	if (d->failed)
		return DRAFT_FAILED;
	for (e = d->first; e != NULL; e = e->next) {
		if (!e->known && !e->asked)
			return ask(d, out, e, can_guess(e) ? DRAFT_WRITE :
			    DRAFT_READ);
		all_known = all_known && e->known;
	}
	if (d->asked > 0 && (!d->guess || !all_known || d->stale))
		return DRAFT_WAIT;
	if (d->stale)
		return DRAFT_RUN;
	for (e = d->first; e != NULL; e = e->next)
		if (e->written && !e->asked && !value_is(&e->want, &e->server))
			return ask(d, out, e, DRAFT_WRITE);
	return d->asked > 0 ? DRAFT_WAIT : DRAFT_DONE;
}

static void
answered(struct draft_entry *e)
{
	e->asked = false;
	e->known = true;
	e->draft->asked--;
}

void
draft_read(struct draft_entry *e, struct store_bytes value)
{
	answered(e);
	e->draft->stale = true;
	if (!value_set(&e->server, value) || !value_set(&e->base, value))
		e->draft->failed = true;
}

void
draft_won(struct draft_entry *e)
{
	answered(e);
	if (!value_set(&e->server, value_bytes(&e->want)))
		e->draft->failed = true;
}

void
draft_free(struct draft *d)
{
	struct draft_entry *e;

	while ((e = d->first) != NULL) {
		d->first = e->next;
		value_free(&e->base);
		value_free(&e->server);
		value_free(&e->want);
		free(e);
	}
	*d = (struct draft){ .guess = d->guess };
}
