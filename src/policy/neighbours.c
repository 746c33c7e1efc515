/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/neighbours.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "dns/reverse.h"
#include "name/skeleton.h"
#include "policy/finding.h"
#include "policy/lookup.h"
#include "policy/view.h"
#include "rule/criterion.h"
#include "rule/suffixes.h"
#include "rule/words.h"

/* How many neighbours are of each kind. */
struct tally {
	unsigned of[NEIGHBOUR_KINDS];
};

/* The number of a host in its /24 or /64. */
static uint64_t
host_of(const struct ip *ip)
{
	uint64_t host = 0;
	unsigned i;

	if (ip->bits == 32)
		return ip->octet[3];
	for (i = 8; i < 16; i++)
		host = host << 8 | ip->octet[i];
	return host;
}

static struct ip
with_host(const struct ip *client, uint64_t host)
{
	struct ip ip = *client;
	unsigned i;

	if (ip.bits == 32)
		ip.octet[3] = (unsigned char)host;
	else
		for (i = 16; i-- > 8; host >>= 8)
			ip.octet[i] = (unsigned char)host;
	return ip;
}

void
neighbours_find(struct ip out[NEIGHBOURS], const struct ip *client)
{
	const uint64_t host = host_of(client);
	const uint64_t last = client->bits == 32 ? 254 : UINT64_MAX;
	uint64_t step;
	int n = 0;

	for (step = 1; n < NEIGHBOURS; step++) {
		if (host > step)
			out[n++] = with_host(client, host - step);
		if (n < NEIGHBOURS && host <= last - step)
			out[n++] = with_host(client, host + step);
	}
}

/* The skeleton of a name of an address. */
static int
skeleton_of(char out[HOST_MAX + 1], const char *name, const struct ip *ip,
    struct image *img, struct err *e)
{
	size_t len = strlen(name), domain;

	if (suffixes_domain(&domain, img, name, len, e) == -1)
		return -1;
	skeleton_make(out, name, len, domain, ip);
	return 0;
}

/* Hold one more name of a neighbour against the client's; that it is like it
 * counts most. */
static int
compare(struct neighbour *n, const char *name, const struct evidence *ev,
    const char *client, struct image *img, struct err *e)
{
	char skeleton[HOST_MAX + 1];
	enum neighbour_kind kind = NEIGHBOUR_OWN;

	if (strlen(name) > HOST_MAX)
		kind = NEIGHBOUR_OWN; /* cut: no host name */
	else if (ev->has_name == ANSWER_YES && strcmp(name, ev->name) == 0)
		kind = NEIGHBOUR_TWIN;
	else if (skeleton_of(skeleton, name, &n->ip, img, e) == -1)
		return -1;
	else if (strcmp(skeleton, client) == 0)
		kind = NEIGHBOUR_LIKE;
	if (n->name == NULL || kind == NEIGHBOUR_LIKE) {
		n->kind = kind;
		n->name = name;
	}
	return 0;
}

/* Take what DNS has said of a neighbour so far.  Of very many names the one
 * that is like the client's may not be among those that are kept. */
static int
take(struct neighbour *n, const struct dns_answer *a,
    const struct evidence *ev, const char *client, struct image *img,
    struct err *e)
{
	static const enum neighbour_kind kind[] = {
		[DNS_WAITING] = NEIGHBOUR_WAITING,
		[DNS_FOUND] = NEIGHBOUR_NAMELESS, /* so far */
		[DNS_ABSENT] = NEIGHBOUR_NAMELESS,
		[DNS_UNKNOWN] = NEIGHBOUR_UNKNOWN,
	};
	size_t i;

	n->kind = kind[a->state];
	n->name = NULL;
	for (i = 0; a->state == DNS_FOUND && i < a->count; i++)
		if (strcmp(a->name[i], ".") != 0 && n->kind !=
		    NEIGHBOUR_LIKE && compare(n, a->name[i], ev, client, img,
		    e) == -1)
			return -1;
	if (a->more && n->kind != NEIGHBOUR_LIKE) {
		n->kind = NEIGHBOUR_UNKNOWN;
		n->name = NULL;
	}
	return 0;
}

int
neighbours_look(struct neighbour out[NEIGHBOURS], struct lookup *l,
    struct image *img, struct err *e)
{
	char client[HOST_MAX + 1] = "", name[DNS_NAME_SIZE];
	const struct evidence *ev = l->ev;
	struct ip ip[NEIGHBOURS];
	int i;

	if (ev->has_name == ANSWER_YES &&
	    skeleton_of(client, ev->name, &ev->ip, img, e) == -1)
		return -1;
	neighbours_find(ip, &ev->ip);
	for (i = 0; i < NEIGHBOURS; i++) {
		out[i].ip = ip[i];
		reverse_name(name, &ip[i]);
		if (take(&out[i], lookup_records(l, name, DNS_PTR), ev,
		    client, img, e) == -1)
			return -1;
	}
	return 0;
}

const char *
neighbour_word(enum neighbour_kind kind)
{
	static const char *const word[] = { [NEIGHBOUR_WAITING] = "waiting",
		[NEIGHBOUR_UNKNOWN] = "unknown",
		[NEIGHBOUR_NAMELESS] = "none", [NEIGHBOUR_LIKE] = "same",
		[NEIGHBOUR_TWIN] = "twin", [NEIGHBOUR_OWN] = "other" };

	return word[kind];
}

/* What is so if some may still turn out to be of any kind.  Two that are like
 * the client's make it "same", whatever the others are; "other" are two with
 * names of their own, if it is not the same; "none", if none has a name.  With
 * less it is none of the three. */
static enum answer
word_answer(const struct tally *t, enum neighbours_word word)
{
	const unsigned open = t->of[NEIGHBOUR_WAITING] +
	    t->of[NEIGHBOUR_UNKNOWN];
	const unsigned like = t->of[NEIGHBOUR_LIKE];
	const unsigned own = t->of[NEIGHBOUR_OWN];
	const bool may_be_like = like + open >= 2;
	bool yes = false, no = false;

	switch (word) {
	case NEIGHBOURS_SAME:
		yes = like >= 2;
		no = !may_be_like;
		break;
	case NEIGHBOURS_OTHER:
		yes = own >= 2 && !may_be_like;
		no = own + open < 2 || like >= 2;
		break;
	default:
		yes = t->of[NEIGHBOUR_NAMELESS] == NEIGHBOURS;
		no = t->of[NEIGHBOUR_NAMELESS] + open < NEIGHBOURS;
		break;
	}
	if (yes || no)
		return yes ? ANSWER_YES : ANSWER_NO;
	return t->of[NEIGHBOUR_WAITING] > 0 ? ANSWER_WAITING : ANSWER_UNKNOWN;
}

/* Whether one of the words of the criterion holds, and the note that says
 * which of all does. */
static void
say(struct finding *f, struct notes *notes, const struct tally *t,
    const struct criterion *c)
{
	const char *note = "mixed";
	enum answer one;
	unsigned n;

	f->answer = ANSWER_NO;
	for (n = 0; n < NEIGHBOURS_WORDS; n++) {
		one = word_answer(t, (enum neighbours_word)n);
		if (one == ANSWER_YES)
			note = words_word(WORDS_NEIGHBOURS, n);
		else if (one != ANSWER_NO)
			note = one == ANSWER_WAITING ? "" : "unknown";
		if (words_have(criterion_value(c), n) &&
		    (one == ANSWER_YES || f->answer == ANSWER_NO))
			f->answer = one;
	}
	if (*note != '\0')
		notes_add(notes, NOTE_DNS, "neighbours", note);
}

int
neighbours_ask(struct finding *f, const struct view *v,
    const struct criterion *c, struct err *e)
{
	struct client *client = v->client;
	struct neighbour beside[NEIGHBOURS];
	struct tally t = { { 0 } };
	int i;

	f->answer = client->ev->has_name;
	if (view_name_is_open(v) || client->lookup == NULL) {
		if (f->answer != ANSWER_WAITING)
			f->answer = ANSWER_UNKNOWN;
		return 0;
	}
	if (neighbours_look(beside, client->lookup, v->img, e) == -1)
		return -1;
	for (i = 0; i < NEIGHBOURS; i++)
		t.of[beside[i].kind]++;
	say(f, &client->notes, &t, c);
	return 0;
}
