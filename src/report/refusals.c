/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/refusals.h"

#include <string.h>

static struct refusals_one *
place(struct refusals *r, size_t n)
{
	return &r->one[(r->begin + n) % REFUSALS_MOST];
}

struct logread_value
refusals_recipient(const struct logread_value *to, bool whole)
{
	struct logread_value v = *to;

	/* without a domain it is a local part and nothing else */
	while (!whole && v.len > 0) {
		v.at++;
		v.len--;
		if (v.at[-1] == '@')
			break;
	}
	return v;
}

static void
take(char out[REFUSALS_TEXT], const struct logread_value *v)
{
	size_t n = v->len < REFUSALS_TEXT ? v->len : REFUSALS_TEXT - 1, i;

	for (i = 0; i < n; i++)
		out[i] = v->at[i] != '\0' ? v->at[i] : '?';
	out[n] = '\0';
}

/* Where one of that time belongs, after a place has been made: the others have
 * moved; NULL if it is older than all, and there is no room. */
static struct refusals_one *
make_place(struct refusals *r, int64_t at_s)
{
	size_t n;

	if (r->len == REFUSALS_MOST) {
		if (place(r, 0)->at_s > at_s)
			return NULL;
		r->begin = (r->begin + 1) % REFUSALS_MOST;
		r->len--;
	}
	for (n = r->len++; n > 0 && place(r, n - 1)->at_s > at_s; n--)
		*place(r, n) = *place(r, n - 1);
	return place(r, n);
}

void
refusals_add(struct refusals *r, const struct logread *line, int64_t at_s,
    bool whole)
{
	static const enum logread_key key[REFUSALS_VALUES] = {
		[REFUSALS_IP] = LOGREAD_IP, [REFUSALS_HOST] = LOGREAD_HOST,
		[REFUSALS_CODE] = LOGREAD_CODE,
		[REFUSALS_RULE] = LOGREAD_RULE, [REFUSALS_TO] = LOGREAD_TO,
		[REFUSALS_WHY] = LOGREAD_WHY };
	struct refusals_one *one = make_place(r, at_s);
	struct logread_value v;
	size_t i;

	if (one == NULL)
		return;
	one->at_s = at_s;
	for (i = 0; i < REFUSALS_VALUES; i++) {
		v = line->key[key[i]];
		if (i == REFUSALS_TO)
			v = refusals_recipient(&v, whole);
		take(one->text[i], &v);
	}
}

const struct refusals_one *
refusals_last(const struct refusals *r, size_t n)
{
	return n < r->len ? &r->one[(r->begin + r->len - 1 - n) %
	    REFUSALS_MOST] : NULL;
}
