/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/maildate.h"

#include <string.h>
#include <strings.h>

#include "base/utc.h"
#include "mail/token.h"

/* Read a word of least to most digits. */
static bool
digits_read(int *out, const char *at, size_t len, size_t least, size_t most)
{
	size_t i;
	int n = 0;

	if (len < least || len > most)
		return false;
	for (i = 0; i < len; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		n = n * 10 + (at[i] - '0');
	}
	*out = n;
	return true;
}

/* 1 to 12 for the name of a month, 0 for anything else. */
static int
month_of(const struct token *t)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int i;

	for (i = 0; t->len == 3 && i < 12; i++)
		if (strncasecmp(t->at, names + i * 3, 3) == 0)
			return i + 1;
	return 0;
}

/* RFC 5322 section 4.3: what two or three digits stand for. */
static bool
year_read(int *out, const struct token *t)
{
	if (!digits_read(out, t->at, t->len, 2, 4))
		return false;
	if (t->len == 2)
		*out += *out < 50 ? 2000 : 1900;
	else if (t->len == 3)
		*out += 1900;
	return *out >= 1900;
}

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/* Read 14:49 or 14:49:56 as seconds. */
static bool
clock_read(int *out, const struct token *t)
{
	const char *colon = memchr(t->at, ':', t->len), *end = t->at + t->len;
	const char *second;
	int hour, minute, s = 0;

	if (colon == NULL ||
	    !digits_read(&hour, t->at, (size_t)(colon - t->at), 1, 2))
		return false;
	second = memchr(colon + 1, ':', (size_t)(end - colon) - 1);
	if (second != NULL &&
	    !digits_read(&s, second + 1, (size_t)(end - second) - 1, 2, 2))
		return false;
	if (second == NULL)
		second = end;
	if (!digits_read(&minute, colon + 1,
	    (size_t)(second - colon) - 1, 2, 2) || hour > 23 || minute > 59 ||
	    s > 60) /* a leap second */
		return false;
	*out = hour * 3600 + minute * 60 + s;
	return true;
}

/* Minutes east of UTC; false if it begins as a zone and is none. */
static bool
zone_read(int *out, const struct token *t)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = { { "EST", -5 }, { "EDT", -4 }, { "CST", -6 },
		{ "CDT", -5 }, { "MST", -7 }, { "MDT", -6 }, { "PST", -8 },
		{ "PDT", -7 } };
	size_t i;
	int n;

	*out = 0;
	if (t->kind != TOKEN_WORD)
		return true;
	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (token_is(t, zones[i].name))
			*out = zones[i].hours * 60;
	if (*t->at != '+' && *t->at != '-')
		return true;
	if (!digits_read(&n, t->at + 1, t->len - 1, 4, 4) || n % 100 > 59)
		return false;
	*out = (n / 100 * 60 + n % 100) * (*t->at == '-' ? -1 : 1);
	return true;
}

/* Move *t, which holds a first word, behind "Wed," or the "Wed," in it. */
static void
weekday_skip(struct token *word, struct tokens *t)
{
	const char *comma = memchr(word->at, ',', word->len);

	if (word->kind != TOKEN_WORD || comma == NULL)
		return;
	word->len -= (size_t)(comma + 1 - word->at);
	word->at = comma + 1;
	if (word->len == 0)
		(void)token_next(word, t);
}

bool
maildate_parse(struct maildate *out, const char *text, size_t len)
{
	struct tokens t = { text, text + len, TOKEN_END };
	int day, month, year, clock, zone;
	struct token word;

	(void)token_next(&word, &t);
	weekday_skip(&word, &t);
	if (word.kind != TOKEN_WORD ||
	    !digits_read(&day, word.at, word.len, 1, 2) ||
	    token_next(&word, &t) != TOKEN_WORD ||
	    (month = month_of(&word)) == 0 ||
	    token_next(&word, &t) != TOKEN_WORD || !year_read(&year, &word) ||
	    day < 1 || day > days_in(year, month) ||
	    token_next(&word, &t) != TOKEN_WORD || !clock_read(&clock, &word))
		return false;
	(void)token_next(&word, &t);
	if (!zone_read(&zone, &word))
		return false;
	out->zone_min = zone;
	out->time_s = utc_days(year, month, day) * 86400 + clock -
	    (int64_t)zone * 60;
	return true;
}
