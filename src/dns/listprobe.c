/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/listprobe.h"

/* ::FFFF:7F00:1 and ::FFFF:7F00:2 stay IPv6 here, unlike from ip_parse. */
static struct ip
test_ip(enum listprobe_kind kind, unsigned char last)
{
	if (kind == LISTPROBE_IPV4)
		return (struct ip){ { 127, 0, 0, last }, 32 };
	return (struct ip){ { [10] = 0xff, 0xff, 127, 0, 0, last }, 128 };
}

void
listprobe_begin(struct listprobe *p, const struct dns_source *source,
    const char *zone, enum listprobe_kind kind, unsigned expected)
{
	static const struct ip two = { { [15] = 2 }, 128 };
	struct ip ip;

	p->source = *source;
	p->expected = expected;
	if (kind == LISTPROBE_NAME) {
		p->listed = dnslist_ask_name(source, zone, "test", DNS_A);
		p->other = dnslist_ask_name(source, zone, "2.0.0.127", DNS_A);
		p->absent = dnslist_ask_name(source, zone, "invalid", DNS_A);
		return;
	}
	ip = test_ip(kind, 2);
	p->listed = p->other = dnslist_ask_ip(source, zone, &ip, DNS_A);
	if (kind == LISTPROBE_IPV6)
		p->other = dnslist_ask_ip(source, zone, &two, DNS_A);
	ip = test_ip(kind, 1);
	p->absent = dnslist_ask_ip(source, zone, &ip, DNS_A);
}

static const struct dns_answer *
answer_of(const struct listprobe *p, int question)
{
	return p->source.answer(p->source.of, question);
}

/* A domain that was sold answers every name with the same strange address. */
static enum listprobe_result
point_result(const struct dns_answer *a, bool wanted, unsigned expected)
{
	switch (dnslist_state(a, expected)) {
	case DNSLIST_WAITING:
		return LISTPROBE_WAITING;
	case DNSLIST_UNKNOWN:
		return LISTPROBE_SILENT;
	case DNSLIST_ERROR:
		return dnslist_refuses(a, expected) ? LISTPROBE_REFUSES :
		    LISTPROBE_WILDCARD;
	case DNSLIST_ABSENT:
		return wanted ? LISTPROBE_DEAD : LISTPROBE_OK;
	case DNSLIST_LISTED:
		break;
	}
	return wanted ? LISTPROBE_OK : LISTPROBE_WILDCARD;
}

/* The order in which a result of one point outdoes that of the other. */
static int
weight(enum listprobe_result result)
{
	static const int weight[] = {
		[LISTPROBE_WAITING] = 5,
		[LISTPROBE_WILDCARD] = 4,
		[LISTPROBE_REFUSES] = 3,
		[LISTPROBE_SILENT] = 2,
		[LISTPROBE_DEAD] = 1,
		[LISTPROBE_OK] = 0,
	};

	return weight[result];
}

/* Of the points that should be there, the one that tells more: the other one
 * where it is, or where the first is missing and nobody knows of the other. */
static const struct dns_answer *
point_listed(const struct listprobe *p, enum listprobe_result *result)
{
	const struct dns_answer *first = answer_of(p, p->listed);
	const struct dns_answer *other = answer_of(p, p->other);
	enum listprobe_result two = point_result(other, true, p->expected);

	*result = point_result(first, true, p->expected);
	if (two != LISTPROBE_OK && (*result != LISTPROBE_DEAD ||
	    (two != LISTPROBE_WAITING && two != LISTPROBE_SILENT)))
		return first;
	*result = two;
	return other;
}

/* The point that decides, and what it says. */
static const struct dns_answer *
point_worse(const struct listprobe *p, enum listprobe_result *result)
{
	enum listprobe_result one, two;
	const struct dns_answer *in = point_listed(p, &one);
	const struct dns_answer *out = answer_of(p, p->absent);

	two = point_result(out, false, p->expected);
	*result = weight(one) >= weight(two) ? one : two;
	return *result == one ? in : out;
}

enum listprobe_result
listprobe_result(const struct listprobe *p)
{
	enum listprobe_result result;

	(void)point_worse(p, &result);
	return result;
}

void
listprobe_reason(char out[DNSLIST_REASON_SIZE], const struct listprobe *p)
{
	enum listprobe_result result;

	dnslist_reason(out, point_worse(p, &result), p->expected);
}
