/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/memo.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/siphash.h"
#include "dns/random.h"
#include "policy/evidence.h"
#include "policy/verdict.h"
#include "rule/nettree.h"

/* What malloc(3) takes besides. */
#define OVERHEAD (2 * sizeof(size_t))

#define SLOTS 32768 /* a power of two; each hash has one */

/* A verdict without what is long and mostly empty. */
struct short_verdict {
	enum rule_action action;
	unsigned code;
	int32_t score_milli;
	bool capped, odd_name, vouched;
	const char *class;
	size_t dsn, rule, text; /* lengths, each with its NUL */
};

struct entry {
	struct short_verdict verdict;
	size_t bytes, key_len;
	uint64_t hash;
	unsigned char octet[]; /* the key, then the texts */
};

struct memo {
	unsigned char key[SIPHASH_KEY_SIZE];
	unsigned asked; /* MEMO_... */
	size_t bytes;
	size_t hand; /* the slot that is emptied next */
	struct entry *slot[SLOTS]; /* owned */
};

struct memo *
memo_new(unsigned asked, struct err *e)
{
	struct memo *m = calloc(1, sizeof(*m));

	if (m == NULL) {
		(void)err_memory(e);
		return NULL;
	}
	m->asked = asked;
	if (random_read(m->key, sizeof(m->key), e) == 0)
		return m;
	free(m);
	return NULL;
}

static void
empty(struct memo *m, size_t slot)
{
	if (m->slot[slot] == NULL)
		return;
	m->bytes -= m->slot[slot]->bytes;
	free(m->slot[slot]);
	m->slot[slot] = NULL;
}

void
memo_free(struct memo *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < SLOTS; i++)
		empty(m, i);
	free(m);
}

static void
append(struct memo_key *k, const void *data, size_t len)
{
	memcpy(k->octet + k->len, data, len);
	k->len += len;
}

/* Whether there is something at all is the first byte. */
static bool
append_whether(struct memo_key *k, const void *what)
{
	const unsigned char is = what != NULL;

	append(k, &is, 1);
	return is != 0;
}

static void
append_mailbox(struct memo_key *k, const struct mailbox *m)
{
	if (!append_whether(k, m))
		return;
	append(k, m->local, m->local_len + 1);
	append(k, m->domain, m->domain_len + 1);
}

static void
append_flags(struct memo_key *k, const struct memo *m,
    const struct evidence *ev)
{
	const unsigned char flags[] = { (unsigned char)ev->has_name,
		ev->unproven, ev->doubtful, ev->learnt, ev->odd,
		(unsigned char)ev->ip.bits, ev->session && m->asked != 0,
		(unsigned char)ev->offender };

	append(k, flags, sizeof(flags));
}

bool
memo_key(struct memo_key *out, const struct memo *m,
    const struct evidence *ev, const struct ruleset *rules, int64_t now_s)
{
	const char *helo = (m->asked & MEMO_HELO) != 0 ? ev->helo : NULL;
	const struct mailbox *sender = (m->asked & MEMO_SENDER) != 0 ?
	    ev->sender : NULL, *rcpt = ev->rcpt;
	bool open = ev->has_name == ANSWER_UNKNOWN, exempt;
	uint32_t chain = 0;
	struct err e;

	out->len = 0;
	if ((open && nettree_find(&chain, rules->img, &ev->ip, &e) == -1) ||
	    session_exempt(&exempt, ev, rules, &e) == -1)
		return false;
	if (!exempt && (m->asked & MEMO_RCPT) == 0)
		rcpt = NULL;
	append_flags(out, m, ev);
	append(out, &chain, sizeof(chain));
	append(out, &ev->offences, sizeof(ev->offences));
	append(out, &ev->port, sizeof(ev->port));
	if (!open || m->asked != 0) /* what is said is held against it */
		append(out, ev->ip.octet, ev->ip.bits / 8);
	if (rules->img->head.expiring > 0)
		append(out, &now_s, sizeof(now_s));
	append_mailbox(out, rcpt);
	append_mailbox(out, sender);
	if (append_whether(out, helo))
		append(out, helo, strlen(helo) + 1);
	append(out, ev->name, ev->name_len);
	out->hash = siphash(m->key, out->octet, out->len);
	return true;
}

static size_t
slot_of(const struct memo_key *key)
{
	return key->hash & (SLOTS - 1);
}

bool
memo_get(struct verdict *out, const struct memo *m,
    const struct memo_key *key)
{
	const struct entry *n = m->slot[slot_of(key)];
	const struct short_verdict *v;
	const unsigned char *at;

	if (n == NULL || n->hash != key->hash || n->key_len != key->len ||
	    memcmp(n->octet, key->octet, key->len) != 0)
		return false;
	v = &n->verdict;
	at = n->octet + n->key_len;
	verdict_init(out);
	out->action = v->action;
	out->code = v->code;
	out->score_milli = v->score_milli;
	out->capped = v->capped;
	out->odd_name = v->odd_name;
	out->vouched = v->vouched;
	out->class = v->class;
	out->settled = true;
	memcpy(out->dsn, at, v->dsn);
	memcpy(out->rule, at + v->dsn, v->rule);
	memcpy(out->text, at + v->dsn + v->rule, v->text);
	return true;
}

void
memo_put(struct memo *m, const struct memo_key *key, const struct verdict *v)
{
	struct short_verdict s = { v->action, v->code, v->score_milli,
		v->capped, v->odd_name, v->vouched, v->class,
		strlen(v->dsn) + 1, strlen(v->rule) + 1, strlen(v->text) + 1 };
	size_t len = sizeof(struct entry) + key->len + s.dsn + s.rule + s.text;
	struct entry *n = malloc(len);
	unsigned char *at;

	if (n == NULL)
		return;
	n->verdict = s;
	n->bytes = len + OVERHEAD;
	n->hash = key->hash;
	n->key_len = key->len;
	memcpy(n->octet, key->octet, key->len);
	at = n->octet + key->len;
	memcpy(at, v->dsn, s.dsn);
	memcpy(at + s.dsn, v->rule, s.rule);
	memcpy(at + s.dsn + s.rule, v->text, s.text);
	empty(m, slot_of(key));
	for (; m->bytes + n->bytes > MEMO_BYTES; m->hand++)
		empty(m, m->hand & (SLOTS - 1));
	m->slot[slot_of(key)] = n;
	m->bytes += n->bytes;
}
