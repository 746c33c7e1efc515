/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/listspec.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "dns/dnslist.h"
#include "rule/domains.h"
#include "rule/listanswer.h"

/* What stands next; see listspec.h. */
enum { LIST_ALL = 0, LIST_IPV4 = 4, LIST_IPV6 = 6 };

/* True if the answers of the list that was added last are told. */
static bool
has_answers(const struct packed *p)
{
	struct packed_cursor at = { p->data, p->len };
	struct listspec l = { .bits = 0 };

	while (listspec_next(&at, &l))
		;
	return l.answers.left > 0;
}

/* Cut "/4" or "/6" off a zone: the clients that it is asked about. */
static int
cut_family(unsigned char *family, char *zone, bool names, struct err *e)
{
	char *slash = strchr(zone, '/');

	*family = LIST_ALL;
	if (slash == NULL)
		return 0;
	if (strcmp(slash, "/4") != 0 && strcmp(slash, "/6") != 0)
		return err_perm(e, 0, "\"%.32s\" behind a list is neither /4 "
		    "nor /6: the clients it is asked about", slash);
	if (names)
		return err_perm(e, 0, "@rhsbl asks about names: leave "
		    "\"%.32s\" away", slash);
	*family = slash[1] == '4' ? LIST_IPV4 : LIST_IPV6;
	*slash = '\0';
	return 0;
}

int
listspec_add(struct packed *out, const char *text, bool names, struct err *e)
{
	size_t len = strcspn(text, "="), from = out->len;
	char zone[DOMAINS_MAX + 4]; /* "./4" behind it */
	unsigned char family;

	if (listanswer_is(text))
		return has_answers(out) ? listanswer_add(out, text, e) :
		    listanswer_wrong(text, e);
	if (len >= sizeof(zone))
		len = sizeof(zone) - 1; /* too long is too long */
	memcpy(zone, text, len);
	zone[len] = '\0';
	text += strcspn(text, "=");
	if (cut_family(&family, zone, names, e) == -1 ||
	    packed_add(out, &family, 1, e) == -1)
		return -1;
	if (domains_add(out, zone, e) == 0 &&
	    (*text == '\0' || listanswer_add(out, text + 1, e) == 0))
		return 0;
	out->len = from;
	return -1;
}

bool
listspec_next(struct packed_cursor *at, struct listspec *out)
{
	struct packed_cursor next = *at;
	const unsigned char *family = packed_take(&next, 1);
	const char *zone;
	size_t len;

	if (family == NULL || (*family != LIST_ALL && *family != LIST_IPV4 &&
	    *family != LIST_IPV6) || !domains_next(&next, &zone, &len) ||
	    len == 0)
		return false;
	memcpy(out->zone, zone, len);
	out->zone[len] = '\0';
	out->bits = *family == LIST_IPV4 ? 32 : *family == LIST_IPV6 ? 128 : 0;
	out->answers = next;
	while (listanswer_skip(&next))
		;
	out->answers.left -= next.left;
	*at = next;
	return true;
}

static enum listanswer_fit
best_fit(const struct listspec *l, const struct ip *answer)
{
	struct packed_cursor at = l->answers;
	enum listanswer_fit best = LISTANSWER_NO, fit;

	while (best != LISTANSWER_NAMES && listanswer_next(&at, &fit, answer))
		best = fit > best ? fit : best;
	return best;
}

bool
listspec_wants(const struct listspec *l, const struct ip *answer)
{
	return l->answers.left == 0 || best_fit(l, answer) != LISTANSWER_NO;
}

unsigned
listspec_expected(const struct listspec *l)
{
	unsigned expected = 0, i;
	struct ip fault;

	for (i = 0; i < DNSLIST_FAULTS; i++) {
		fault = dnslist_fault(i);
		if (best_fit(l, &fault) == LISTANSWER_NAMES)
			expected |= 1u << i;
	}
	return expected;
}

void
listspec_format(struct buf *out, struct packed_cursor at)
{
	struct listspec l;
	const char *comma = "";
	const char *before;

	for (; listspec_next(&at, &l); comma = ",") {
		buf_add_text(out, comma);
		buf_add_text(out, l.zone);
		if (l.bits != 0)
			buf_add_text(out, l.bits == 32 ? "/4" : "/6");
		for (before = "="; l.answers.left > 0; before = ",") {
			buf_add_text(out, before);
			listanswer_format(out, &l.answers);
		}
	}
}
