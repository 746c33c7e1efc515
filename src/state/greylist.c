/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/greylist.h"

#include <stddef.h>

#include "base/err.h"
#include "state/entry.h"
#include "state/key.h"
#include "store/store.h"

/* Part of green_s by which a use has to prolong before it is written, so that
 * a busy host does not write with each mail: of 36 days, 52 minutes. */
#define PROLONG_PART 1000

/* What a client is known by, and what is known. */
struct known {
	struct key key;
	struct entry entry;
	int64_t expires_s;
	bool is; /* there is a record, and it counts */
	bool mended; /* not as it stands in the store */
};

struct asked {
	const struct greylist *g;
	const struct greylist_client *client;
	int64_t now_s;
	bool has_mail;
	uint64_t mail; /* its number */
	struct known known[2];
	size_t n;
};

/* The record of k->key, as of now. */
static int
read_known(const struct asked *a, struct known *k, struct err *e)
{
	struct store_record r;

	switch (store_get(a->g->store, key_bytes(&k->key), &r, e)) {
	case STORE_FAILED:
		return -1;
	case STORE_ABSENT:
		return 0;
	case STORE_FOUND:
		break;
	}
	k->expires_s = r.expires_s;
	k->is = entry_decode(&k->entry, r.data);
	return 0;
}

static int
write_known(const struct asked *a, struct known *k, struct err *e)
{
	unsigned char data[ENTRY_MAX];
	const size_t len = entry_encode(&k->entry, data);
	const struct store_record r = { { data, len }, k->expires_s, 0 };

	return store_put(a->g->store, key_bytes(&k->key), &r, e);
}

static int
read_all(struct asked *a, struct err *e)
{
	const struct greylist_client *c = a->client;
	size_t i;

	a->n = 1;
	a->known[0].key = key_of_ip(&c->ip, a->g->net4);
	if (c->domain != NULL &&
	    key_of_domain(&a->known[1].key, c->domain) == 0)
		a->n = 2;
	for (i = 0; i < a->n; i++)
		if (read_known(a, &a->known[i], e) == -1)
			return -1;
	return 0;
}

/* How long ago first contact was. */
static int64_t
age(const struct asked *a, const struct known *k)
{
	return a->now_s - k->entry.first_s;
}

/* Leave out what no longer counts, and what a clock that ran ahead wrote. */
static void
judge(const struct asked *a, struct known *k)
{
	struct entry *entry = &k->entry;
	unsigned i;

	if (!k->is)
		return;
	if (entry->green) {
		k->is = k->expires_s > a->now_s;
		return;
	}
	if (entry->first_s > a->now_s)
		entry->first_s = a->now_s;
	for (i = 0; i < entry->mails; i++)
		if (entry->mail[i].after_s > age(a, k)) {
			entry->mail[i].after_s = (uint32_t)age(a, k);
			k->mended = true;
		}
	k->is = age(a, k) <= a->g->window_s;
}

static bool
is_green(const struct known *k)
{
	return k->is && k->entry.green;
}

/* How long ago the mail that it brings came first; -1: it is none of those
 * that are known. */
static int64_t
mail_age(const struct asked *a, const struct known *k)
{
	const struct entry *entry = &k->entry;
	unsigned i;

	for (i = 0; a->has_mail && i < entry->mails; i++)
		if (entry->mail[i].number == a->mail)
			return age(a, k) - entry->mail[i].after_s;
	return -1;
}

static bool
has_waited(const struct asked *a, const struct known *k)
{
	const struct greylist *g = a->g;

	if (!k->is || k->entry.green || age(a, k) < g->delay_s)
		return false;
	return !g->by_mail || a->client->unheard || age(a, k) >= g->any_s ||
	    mail_age(a, k) >= (int64_t)g->delay_s;
}

/* Find the number of the mail, if it is told and wanted. */
static int
read_mail(struct asked *a, struct err *e)
{
	const struct greylist_client *c = a->client;
	const struct envelope_mail mail = { c->sender != NULL ? c->sender : "",
		c->to };

	if (!a->g->by_mail || c->to == NULL)
		return 0;
	a->has_mail = true;
	return envelope_hash(&a->mail, a->g->store, a->g->fresh, &mail, e);
}

/* All that the client is known by is green from now on, or stays so.  It comes
 * in whether or not that can be noted. */
static void
make_green(struct asked *a)
{
	int64_t until_s = a->now_s + a->g->green_s;
	int64_t part_s = a->g->green_s / PROLONG_PART;
	struct known *k;
	struct err e;

	for (k = a->known; k < a->known + a->n; k++) {
		if (is_green(k) && until_s - k->expires_s <= part_s &&
		    k->expires_s - until_s <= part_s)
			continue;
		if (!k->is)
			k->entry = (struct entry){ .first_s = a->now_s };
		if (!is_green(k))
			k->entry.since_s = a->now_s;
		k->entry.green = true;
		k->entry.mails = 0; /* have done their work */
		k->expires_s = until_s;
		(void)write_known(a, k, &e);
	}
}

/* Note the mail with those that wait, if it is new and there is room: who
 * brings more of them proves himself by the first, which he tries again first.
 * Returns whether it was noted. */
static bool
add_mail(const struct asked *a, struct entry *entry)
{
	unsigned i;

	if (!a->has_mail || entry->mails == ENTRY_MAILS)
		return false;
	for (i = 0; i < entry->mails; i++)
		if (entry->mail[i].number == a->mail)
			return false;
	entry->mail[i].number = a->mail;
	entry->mail[i].after_s = (uint32_t)(a->now_s - entry->first_s);
	entry->mails++;
	return true;
}

/* How long it has to wait for a record. */
static int64_t
time_left(const struct asked *a, const struct known *k)
{
	const struct greylist *g = a->g;
	const int64_t any_s = g->any_s > g->delay_s ? g->any_s : g->delay_s;
	int64_t since_s = a->has_mail ? mail_age(a, k) : age(a, k);
	int64_t left_s;

	/* one that is too many, or that may be told yet, is noted from now on
	 * at best */
	if (since_s == -1 || since_s >= (int64_t)g->delay_s)
		since_s = 0;
	left_s = (int64_t)g->delay_s - since_s;
	return g->by_mail && any_s - age(a, k) < left_s ? any_s - age(a, k) :
	    left_s;
}

/* Note a first contact, a mail, and a stamp that was put right.  Returns the
 * seconds to wait, or -1 with *e: nothing is noted of this client. */
static int64_t
make_wait(struct asked *a, struct err *e)
{
	int64_t left_s, least_s = -1;
	int64_t keep_s = (int64_t)a->g->window_s + 1; /* its last second, too */
	struct known *k;
	bool written;

	for (k = a->known; k < a->known + a->n; k++) {
		written = k->is && !k->mended &&
		    k->expires_s == k->entry.first_s + keep_s;
		if (!k->is)
			k->entry = (struct entry){ .first_s = a->now_s };
		k->expires_s = k->entry.first_s + keep_s;
		if (add_mail(a, &k->entry))
			written = false;
		if (!written && write_known(a, k, e) == -1 && !k->is)
			continue;
		left_s = time_left(a, k);
		if (least_s == -1 || left_s < least_s)
			least_s = left_s;
	}
	return least_s == 0 ? 1 : least_s; /* a delay of 0: at the next try */
}

enum greylist_answer
greylist_ask(const struct greylist *g, const struct greylist_client *client,
    int64_t now_s, struct greylist_out *out, struct err *e)
{
	struct asked a = { .g = g, .client = client, .now_s = now_s };
	bool green = false, waited = false;
	int64_t wait_s;
	size_t i;

	*out = (struct greylist_out){ 0 };
	if (read_mail(&a, e) == -1 || read_all(&a, e) == -1)
		return GREYLIST_FAILED;
	for (i = 0; i < a.n; i++) {
		judge(&a, &a.known[i]);
		green = green || is_green(&a.known[i]);
		waited = waited || has_waited(&a, &a.known[i]);
		out->early = out->early || a.known[i].is;
	}
	if (green || waited) {
		out->news = !green;
		make_green(&a);
		return GREYLIST_GREEN;
	}
	if ((wait_s = make_wait(&a, e)) == -1)
		return GREYLIST_FAILED;
	out->wait_s = (unsigned)wait_s;
	return GREYLIST_WAIT;
}
