/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/whereabouts.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "dns/dnslist.h"
#include "policy/finding.h"
#include "policy/lookup.h"
#include "policy/untold.h"
#include "policy/view.h"
#include "rule/criterion.h"
#include "rule/mailbox.h"
#include "rule/words.h"

/* Domains that are looked at, the one that was told and those above. */
#define LEVELS 4

#define BIT(n) (1u << (n))

/* Whether the first bits of two addresses of one family are the same. */
static bool
share(const struct ip *a, const struct ip *b, unsigned octets)
{
	return memcmp(a->octet, b->octet, octets) == 0;
}

/* 127/8, 10/8, 172.16/12, 192.168/16 (RFC 1122, RFC 1918); ::1, fc00::/7. */
static bool
is_private(const struct ip *ip)
{
	static const unsigned char one[16] = { [15] = 1 };
	const unsigned char *o = ip->octet;

	if (ip->bits != 32)
		return (o[0] & 0xfe) == 0xfc || memcmp(o, one, 16) == 0;
	return o[0] == 127 || o[0] == 10 ||
	    (o[0] == 172 && (o[1] & 0xf0) == 16) ||
	    (o[0] == 192 && o[1] == 168);
}

static void
see_address(struct client_hosts *s, const struct ip *client,
    const struct ip *ip, unsigned same)
{
	unsigned net24 = client->bits == 32 ? 3 : 8;

	if (ip->bits != client->bits)
		return;
	s->any = true;
	if (ip_compare(ip, client) == 0)
		s->yes |= same;
	if (share(ip, client, net24))
		s->yes |= BIT(HOST_NET24);
	else if (share(ip, client, client->bits == 32 ? 2 : 6))
		s->yes |= BIT(HOST_NET16);
	if (is_private(ip))
		s->yes |= BIT(HOST_PRIVATE);
}

/* What an answer that is none says.  True if it is one. */
static bool
is_found(struct client_hosts *s, const struct dns_answer *a)
{
	if (a == NULL)
		return false;
	s->waiting = s->waiting || a->state == DNS_WAITING;
	s->unknown = s->unknown || a->state == DNS_UNKNOWN || a->more;
	return a->state == DNS_FOUND;
}

static void
see_host(struct client_hosts *s, struct lookup *l, const char *name,
    unsigned same)
{
	const struct ip *client = &l->ev->ip;
	const struct dns_answer *a = lookup_records(l, name,
	    client->bits == 32 ? DNS_A : DNS_AAAA);
	size_t i;

	for (i = 0; is_found(s, a) && i < a->count; i++)
		see_address(s, client, &a->ip[i], same);
}

/* See the hosts of one domain. */
static void
see_domain(struct client_hosts *s, struct lookup *l, const char *domain)
{
	const struct dns_answer *mx = lookup_records(l, domain, DNS_MX);
	size_t i;

	for (i = 0; is_found(s, mx) && i < mx->count; i++)
		if (strcmp(mx->name[i], ".") != 0) /* RFC 7505 */
			see_host(s, l, mx->name[i], BIT(HOST_MX));
	see_host(s, l, domain, BIT(HOST_A));
}

static void
see_all(struct client_hosts *s, struct lookup *l, const char *domain)
{
	int level;

	for (level = 0; level < LEVELS && strchr(domain, '.') != NULL;
	    level++) {
		see_domain(s, l, domain);
		if (s->waiting ||
		    (s->yes & (BIT(HOST_MX) | BIT(HOST_A))) != 0)
			return;
		domain = strchr(domain, '.') + 1;
	}
}

static enum answer
word_answer(const struct client_hosts *s, unsigned n)
{
	/* which the client's own address is, too */
	const unsigned near = BIT(HOST_NET24) | BIT(HOST_NET16);
	bool denied = n == HOST_OTHER ? (s->yes & near) != 0 :
	    n == HOST_NOWHERE && s->any;

	if ((s->yes & BIT(n)) != 0)
		return ANSWER_YES;
	if (denied)
		return ANSWER_NO;
	if (s->waiting || s->unknown)
		return s->waiting ? ANSWER_WAITING : ANSWER_UNKNOWN;
	return n == HOST_NOWHERE || (n == HOST_OTHER && s->any) ? ANSWER_YES :
	    ANSWER_NO;
}

/* Whether one of the words of the criterion holds. */
static enum answer
say(const struct client_hosts *s, const struct criterion *c)
{
	enum answer all = ANSWER_NO, one;
	unsigned n;

	for (n = 0; n < HOST_WORDS && all != ANSWER_YES; n++) {
		if (!words_have(criterion_value(c), n))
			continue;
		one = word_answer(s, n);
		if (one == ANSWER_YES || all == ANSWER_NO ||
		    one == ANSWER_WAITING)
			all = one;
	}
	return all;
}

/* See the hosts of what the client says, once unless an answer is missing. */
static const struct client_hosts *
see(struct client *k, bool helo)
{
	struct client_hosts *s = helo ? &k->helo_hosts : &k->sender_hosts;
	bool *have = helo ? &k->have_helo_hosts : &k->have_sender_hosts;
	const struct evidence *ev = k->ev;
	struct ip ip;

	if (*have)
		return s;
	*s = (struct client_hosts){ .yes = 0 };
	if (helo && helo_address(&ip, ev->helo))
		see_address(s, &ev->ip, &ip, 0);
	else
		see_all(s, k->lookup, helo ? ev->helo : ev->sender->domain);
	*have = !s->waiting;
	return s;
}

void
whereabouts_ask(struct finding *f, const struct view *v,
    const struct criterion *c)
{
	const struct evidence *ev = v->client->ev;
	bool helo = c->kind == CRITERION_HELO_AT;

	if (helo ? ev->helo == NULL : ev->sender == NULL) {
		answer_untold(f, ev, c);
		return;
	}
	f->answer = v->client->lookup == NULL ? ANSWER_UNKNOWN :
	    say(see(v->client, helo), c);
}
