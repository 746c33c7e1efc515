/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf/check.h"

#include <string.h>

#include "dns/forward.h"
#include "dns/reverse.h"

#define LOOKUPS 10 /* RFC 7208 section 4.6.4, like the next */
#define VOIDS   2

#define DOMAIN_MAX 253
#define LABEL_MAX  63

/* One check. */
struct run {
	const struct dns_source *source;
	const struct ip *client;
	struct spf_found *out;
	unsigned lookups, voids;
};

/* What a mechanism says of the client, or why nobody knows. */
enum match { MATCH_NO, MATCH_YES, MATCH_TEMPERROR, MATCH_PERMERROR,
	MATCH_UNREAD, MATCH_WAITING };

static enum spf_result check_host(struct run *r, const char *domain);

static const struct dns_answer *
ask(const struct run *r, const char *name, enum dns_type type)
{
	return r->source->answer(r->source->of, r->source->ask(
	    r->source->of, name, type));
}

static enum dns_type
address_type(const struct run *r)
{
	return r->client->bits == 32 ? DNS_A : DNS_AAAA;
}

/* What follows from an answer that has no records. */
static enum match
match_without(const struct dns_answer *a)
{
	return a->state == DNS_WAITING ? MATCH_WAITING :
	    a->state == DNS_UNKNOWN ? MATCH_TEMPERROR : MATCH_NO;
}

/* The same where that is an answer that found nothing. */
static enum match
match_void(struct run *r, const struct dns_answer *a)
{
	if (a->state == DNS_ABSENT && ++r->voids > VOIDS)
		return MATCH_PERMERROR;
	return match_without(a);
}

/* Whether DNS can have the name: labels of 1 to 63 bytes, at most 253. */
static bool
is_name(const char *name)
{
	size_t len = strlen(name), label;

	if (len > DOMAIN_MAX)
		return false;
	do {
		label = strcspn(name, ".");
		if (label == 0 || label > LABEL_MAX)
			return false;
		name += label;
	} while (*name++ == '.');
	return true;
}

/* The domain that a term is about, in lower case and without a dot at the end.
 * False: no name of DNS. */
static bool
target_of(char out[DNS_NAME_SIZE], const struct spf_term *t,
    const char *domain)
{
	const char *from = t->domain_len > 0 ? t->domain : domain;
	size_t len = t->domain_len > 0 ? t->domain_len : strlen(domain), i;

	if (len > 0 && from[len - 1] == '.')
		len--;
	if (len > DOMAIN_MAX)
		return false;
	for (i = 0; i < len; i++)
		out[i] = from[i] >= 'A' && from[i] <= 'Z' ?
		    (char)(from[i] - 'A' + 'a') : from[i];
	out[len] = '\0';
	return is_name(out);
}

/* Whether two addresses of one family have the same first bits. */
static bool
share(const struct ip *a, const struct ip *b, unsigned bits)
{
	struct ip x, y;

	if (a->bits != b->bits)
		return false;
	x = ip_first(a, bits);
	y = ip_first(b, bits);
	return ip_compare(&x, &y) == 0;
}

static unsigned
bits_of(const struct run *r, const struct spf_term *t)
{
	return r->client->bits == 32 ? t->bits4 : t->bits6;
}

/* Whether a host has the client's address, or one in its network. */
static enum match
match_host(const struct run *r, const struct spf_term *t,
    const struct dns_answer *a)
{
	size_t i;

	if (a->state != DNS_FOUND)
		return match_without(a);
	for (i = 0; i < a->count; i++)
		if (share(&a->ip[i], r->client, bits_of(r, t)))
			return MATCH_YES;
	return a->more ? MATCH_TEMPERROR : MATCH_NO;
}

static enum match
match_a(struct run *r, const struct spf_term *t, const char *name)
{
	const struct dns_answer *a = ask(r, name, address_type(r));

	return a->state == DNS_FOUND ? match_host(r, t, a) : match_void(r, a);
}

/* The hosts of an mx are asked for at once; the first that has the client
 * settles it. */
static enum match
match_mx(struct run *r, const struct spf_term *t, const char *name)
{
	const struct dns_answer *mx = ask(r, name, DNS_MX);
	enum match all = MATCH_NO, one;
	size_t i;

	if (mx->state != DNS_FOUND)
		return match_void(r, mx);
	if (mx->more)
		return MATCH_PERMERROR;
	for (i = 0; i < mx->count; i++) {
		if (!is_name(mx->name[i])) /* RFC 7505 */
			continue;
		one = match_host(r, t, ask(r, mx->name[i], address_type(r)));
		if (one == MATCH_YES || all == MATCH_NO ||
		    (one == MATCH_WAITING && all != MATCH_YES))
			all = one;
	}
	return all;
}

static enum match
match_exists(struct run *r, const char *name)
{
	const struct dns_answer *a = ask(r, name, DNS_A);

	return a->state == DNS_FOUND ? MATCH_YES : match_void(r, a);
}

static bool
is_below(const char *name, const char *domain)
{
	const size_t len = strlen(name), domain_len = strlen(domain);

	return len >= domain_len && strcmp(name + len - domain_len, domain) ==
	    0 && (len == domain_len || name[len - domain_len - 1] == '.');
}

/* Whether a name of the client that leads back is the domain or below it.  What
 * fails is no match here (section 5.5), but known to have failed. */
static enum match
match_ptr(struct run *r, const char *domain)
{
	char reverse[DNS_NAME_SIZE];
	const struct dns_answer *ptr;
	enum match all = MATCH_NO;
	size_t i;
	int question;

	reverse_name(reverse, r->client);
	ptr = ask(r, reverse, DNS_PTR);
	if (ptr->state == DNS_WAITING)
		return MATCH_WAITING;
	r->out->doubt = r->out->doubt || ptr->state == DNS_UNKNOWN ||
	    ptr->more;
	if (ptr->state != DNS_FOUND)
		return ptr->state == DNS_ABSENT ? match_void(r, ptr) :
		    MATCH_NO;
	for (i = 0; i < ptr->count && all != MATCH_YES; i++) {
		if (!is_below(ptr->name[i], domain) || (question =
		    forward_ask(r->source, ptr->name[i], r->client)) == -1)
			continue;
		switch (forward_state(r->source, question, r->client)) {
		case FORWARD_BACK:
			all = MATCH_YES;
			break;
		case FORWARD_WAITING:
			all = MATCH_WAITING;
			break;
		case FORWARD_UNKNOWN:
			r->out->doubt = true;
			break;
		case FORWARD_AWAY:
			break;
		}
	}
	return all;
}

/* A record within a record holds if it lets the client send. */
static enum match
match_include(struct run *r, const char *name)
{
	static const enum match match[] = { [SPF_NONE] = MATCH_PERMERROR,
		[SPF_NEUTRAL] = MATCH_NO, [SPF_PASS] = MATCH_YES,
		[SPF_FAIL] = MATCH_NO, [SPF_SOFTFAIL] = MATCH_NO,
		[SPF_TEMPERROR] = MATCH_TEMPERROR,
		[SPF_PERMERROR] = MATCH_PERMERROR,
		[SPF_UNREAD] = MATCH_UNREAD, [SPF_WAITING] = MATCH_WAITING };

	return match[check_host(r, name)];
}

/* A mechanism that looks something up. */
static enum match
match_remote(struct run *r, const struct spf_term *t, const char *domain)
{
	char target[DNS_NAME_SIZE];

	if (++r->lookups > LOOKUPS)
		return MATCH_PERMERROR;
	if (t->macro)
		return MATCH_UNREAD;
	if (!target_of(target, t, domain))
		return t->kind == SPF_INCLUDE ? MATCH_PERMERROR : MATCH_NO;
	switch (t->kind) {
	case SPF_INCLUDE:
		return match_include(r, target);
	case SPF_A:
		return match_a(r, t, target);
	case SPF_MX:
		return match_mx(r, t, target);
	case SPF_PTR:
		return match_ptr(r, target);
	default:
		return match_exists(r, target);
	}
}

static enum match
match_term(struct run *r, const struct spf_term *t, const char *domain)
{
	switch (t->kind) {
	case SPF_ALL:
		return MATCH_YES;
	case SPF_IP4:
	case SPF_IP6:
		return share(&t->ip, r->client, bits_of(r, t)) ? MATCH_YES :
		    MATCH_NO;
	case SPF_REDIRECT:
	case SPF_EXP:
	case SPF_MODIFIER:
		return MATCH_NO;
	default:
		return match_remote(r, t, domain);
	}
}

/* The term that has the client; an include is what it leads to. */
static void
note(struct run *r, const struct spf_term *t)
{
	struct spf_found *out = r->out;
	size_t len = t->len < SPF_TERM_SIZE ? t->len : SPF_TERM_SIZE - 1;

	if (t->kind == SPF_INCLUDE)
		return;
	out->by = t->kind;
	out->bits = t->kind == SPF_ALL ? 0 : bits_of(r, t);
	memcpy(out->term, t->text, len);
	out->term[len] = '\0';
}

/* Read a record whole, so that what is wrong anywhere is found (section 4.6),
 * and find its redirect, if there is one.  False: it is none. */
static bool
read_whole(struct spf_term *redirect, const char *record)
{
	unsigned redirects = 0, exps = 0;
	struct spf_term t;
	enum spf_next next;

	redirect->kind = SPF_ALL;
	while ((next = spf_term_next(&t, &record)) == SPF_TERM) {
		redirects += t.kind == SPF_REDIRECT;
		exps += t.kind == SPF_EXP;
		if (t.kind == SPF_REDIRECT)
			*redirect = t;
	}
	return next == SPF_END && redirects <= 1 && exps <= 1;
}

/* Where no mechanism has the client, another record may stand in. */
static enum spf_result
follow(struct run *r, const struct spf_term *redirect, const char *domain)
{
	char target[DNS_NAME_SIZE];
	enum spf_result result;

	if (redirect->kind != SPF_REDIRECT)
		return SPF_NEUTRAL;
	if (++r->lookups > LOOKUPS)
		return SPF_PERMERROR;
	if (redirect->macro)
		return SPF_UNREAD;
	if (!target_of(target, redirect, domain))
		return SPF_PERMERROR;
	result = check_host(r, target);
	return result == SPF_NONE ? SPF_PERMERROR : result;
}

static enum spf_result
evaluate(struct run *r, const char *record, const char *domain)
{
	static const enum spf_result said[] = { [SPF_PLUS] = SPF_PASS,
		[SPF_MINUS] = SPF_FAIL, [SPF_TILDE] = SPF_SOFTFAIL,
		[SPF_QUESTION] = SPF_NEUTRAL };
	static const enum spf_result failed[] = {
		[MATCH_TEMPERROR] = SPF_TEMPERROR,
		[MATCH_PERMERROR] = SPF_PERMERROR,
		[MATCH_UNREAD] = SPF_UNREAD, [MATCH_WAITING] = SPF_WAITING };
	struct spf_term t, redirect;
	enum match match;

	if (!read_whole(&redirect, record))
		return SPF_PERMERROR;
	while (spf_term_next(&t, &record) == SPF_TERM) {
		match = match_term(r, &t, domain);
		if (match == MATCH_NO)
			continue;
		if (match != MATCH_YES)
			return failed[match];
		note(r, &t);
		return said[t.qualifier];
	}
	return follow(r, &redirect, domain);
}

static enum spf_result
check_host(struct run *r, const char *domain)
{
	const struct dns_answer *a;

	if (!is_name(domain))
		return SPF_NONE;
	a = ask(r, domain, DNS_TXT);
	if (a->state == DNS_WAITING)
		return SPF_WAITING;
	if (a->state == DNS_UNKNOWN)
		return SPF_TEMPERROR;
	if (a->state == DNS_ABSENT || a->policies == 0)
		return SPF_NONE;
	if (a->policies > 1)
		return SPF_PERMERROR;
	return *a->policy == '\0' ? SPF_UNREAD :
	    evaluate(r, a->policy, domain);
}

void
spf_check(struct spf_found *out, const struct dns_source *source,
    const struct ip *client, const char *domain)
{
	struct run r = { .source = source, .client = client, .out = out };

	*out = (struct spf_found){ .result = SPF_NONE };
	out->result = check_host(&r, domain);
}

const char *
spf_result_word(enum spf_result result)
{
	static const char *const word[] = { [SPF_NONE] = "none",
		[SPF_NEUTRAL] = "neutral", [SPF_PASS] = "pass",
		[SPF_FAIL] = "fail", [SPF_SOFTFAIL] = "softfail",
		[SPF_TEMPERROR] = "temperror", [SPF_PERMERROR] = "permerror",
		[SPF_UNREAD] = "unread", [SPF_WAITING] = "waiting" };

	return word[result];
}
