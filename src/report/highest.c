/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/highest.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"

/* Read "2.5" or "-1" as thousandths; 0 for what is no score. */
static int32_t
score_of(const struct logread_value *v)
{
	char text[NUM_SCORE_SIZE];
	struct err e;
	int32_t n;

	if (v->len == 0 || v->len >= sizeof(text) ||
	    (v->len == 1 && *v->at == '0'))
		return 0;
	memcpy(text, v->at, v->len);
	text[v->len] = '\0';
	return num_score(&n, text, &e) == 0 ? n : 0;
}

static void
take(char *out, size_t cap, const struct logread_value *v)
{
	size_t n = v->len < cap ? v->len : cap - 1, i;

	for (i = 0; i < n; i++)
		out[i] = v->at[i] != '\0' ? v->at[i] : '?';
	out[n] = '\0';
}

void
highest_add(struct highest *h, const struct logread *line)
{
	const struct logread_value *ip = &line->key[LOGREAD_IP];
	const int32_t score = score_of(&line->key[LOGREAD_SCORE]);
	size_t i, at;

	if (score <= 0 || ip->len >= HIGHEST_IP || (h->len == HIGHEST_MOST &&
	    score <= h->one[h->len - 1].score_milli))
		return;
	for (i = 0; i < h->len && !logread_is(ip, h->one[i].ip);)
		i++;
	if (i < h->len && h->one[i].score_milli >= score)
		return;
	if (i == HIGHEST_MOST)
		i--;
	else if (i == h->len)
		h->len++;
	for (at = i; at > 0 && h->one[at - 1].score_milli < score; at--)
		h->one[at] = h->one[at - 1];
	h->one[at].score_milli = score;
	take(h->one[at].ip, HIGHEST_IP, ip);
	take(h->one[at].host, HIGHEST_HOST, &line->key[LOGREAD_HOST]);
}
