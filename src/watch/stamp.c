/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/stamp.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/utc.h"

#define DAY 86400
/* TAI64 counts from here, ten seconds before 1970 in UTC as multilog and s6-log
 * count it: https://cr.yp.to/libtai/tai64.html */
#define TAI_1970 (UINT64_C(4611686018427387904) + 10)

/* The rest of a line. */
struct rest {
	const char *at, *end;
};

static bool
take_byte(struct rest *r, char byte)
{
	if (r->at == r->end || *r->at != byte)
		return false;
	r->at++;
	return true;
}

/* Take a number of so many digits; a blank may stand for the first. */
static bool
take_digits(int *out, struct rest *r, int digits)
{
	int n = 0, i;

	if (r->end - r->at < digits)
		return false;
	for (i = 0; i < digits; i++) {
		char c = r->at[i];

		if (i == 0 && c == ' ' && digits == 2)
			c = '0';
		if (c < '0' || c > '9')
			return false;
		n = n * 10 + (c - '0');
	}
	r->at += digits;
	*out = n;
	return true;
}

/* Parts of a second are of no use. */
static void
skip_fraction(struct rest *r)
{
	if (r->end - r->at < 2 || (*r->at != '.' && *r->at != ',') ||
	    r->at[1] < '0' || r->at[1] > '9')
		return;
	for (r->at++; r->at < r->end && *r->at >= '0' && *r->at <= '9';)
		r->at++;
}

static bool
take_clock(struct tm *t, struct rest *r)
{
	if (!take_digits(&t->tm_hour, r, 2) || !take_byte(r, ':') ||
	    !take_digits(&t->tm_min, r, 2) || !take_byte(r, ':') ||
	    !take_digits(&t->tm_sec, r, 2))
		return false;
	skip_fraction(r);
	return t->tm_hour < 24 && t->tm_min < 60 && t->tm_sec <= 60;
}

static int64_t
seconds(const struct tm *t)
{
	return utc_days(t->tm_year, t->tm_mon, t->tm_mday) * DAY +
	    t->tm_hour * 3600 + t->tm_min * 60 + t->tm_sec;
}

/* The same on a clock of here. */
static int64_t
local(const struct tm *t)
{
	struct tm here = *t;

	here.tm_year -= 1900;
	here.tm_mon--;
	here.tm_isdst = -1;
	return mktime(&here);
}

/* Take "Z", "+01:00" or "+0100", maybe behind a blank, and say how many
 * seconds east that is.  False: there is none, and nothing is taken. */
static bool
take_zone(int *east_s, struct rest *r)
{
	struct rest z = *r;
	int hours, minutes;
	bool west;

	(void)take_byte(&z, ' ');
	if (take_byte(&z, 'Z')) {
		*east_s = 0;
		*r = z;
		return true;
	}
	west = take_byte(&z, '-');
	if ((!west && !take_byte(&z, '+')) || !take_digits(&hours, &z, 2))
		return false;
	(void)take_byte(&z, ':');
	if (!take_digits(&minutes, &z, 2) || hours > 15 || minutes > 59)
		return false;
	*east_s = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
	*r = z;
	return true;
}

static bool
read_iso(int64_t *out, struct rest *r)
{
	struct tm t = { 0 };
	int east_s;
	char between;

	if (!take_digits(&t.tm_year, r, 4) || !take_byte(r, '-') ||
	    !take_digits(&t.tm_mon, r, 2) || !take_byte(r, '-') ||
	    !take_digits(&t.tm_mday, r, 2) || r->at == r->end)
		return false;
	between = *r->at++;
	if (between == '\0' || strchr("T _", between) == NULL ||
	    !take_clock(&t, r) ||
	    t.tm_mon < 1 || t.tm_mon > 12 || t.tm_mday < 1 || t.tm_mday > 31)
		return false;
	if (take_zone(&east_s, r))
		*out = seconds(&t) - east_s;
	else
		*out = between == '_' ? seconds(&t) : local(&t);
	return true;
}

static bool
read_syslog(int64_t *out, struct rest *r, int64_t now_s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = (time_t)now_s;
	struct tm t = { 0 }, here;
	const char *found = NULL;
	int i;

	for (i = 0; i < 12 && r->end - r->at > 4; i++)
		if (memcmp(r->at, months + (size_t)3 * (size_t)i, 3) == 0)
			found = months + (size_t)3 * (size_t)i;
	if (found == NULL)
		return false;
	r->at += 3;
	t.tm_mon = (int)(found - months) / 3 + 1;
	if (!take_byte(r, ' ') || !take_digits(&t.tm_mday, r, 2) ||
	    !take_byte(r, ' ') || !take_clock(&t, r) || t.tm_mday < 1 ||
	    t.tm_mday > 31 || localtime_r(&now, &here) == NULL)
		return false;
	t.tm_year = here.tm_year + 1900 + 1;
	while ((*out = local(&t)) > now_s + DAY)
		t.tm_year--;
	return true;
}

static bool
read_tai(int64_t *out, struct rest *r)
{
	static const char hex[] = "0123456789abcdef";
	uint64_t n = 0;
	const char *digit;
	int i;

	if (r->end - r->at < 25)
		return false;
	for (i = 1; i <= 24; i++) {
		digit = r->at[i] != '\0' ? strchr(hex, r->at[i]) : NULL;
		if (digit == NULL)
			return false;
		if (i <= 16)
			n = (n << 4) + (uint64_t)(digit - hex);
	}
	r->at += 25;
	*out = (int64_t)(n - TAI_1970);
	return n > TAI_1970 && n < UINT64_C(1) << 63;
}

static bool
read_seconds(int64_t *out, struct rest *r)
{
	int high, low;

	if (!take_digits(&high, r, 5) || !take_digits(&low, r, 5))
		return false;
	skip_fraction(r);
	*out = (int64_t)high * 100000 + low;
	return r->at < r->end && *r->at == ' ';
}

size_t
stamp_read(int64_t *out, const char *line, size_t len, int64_t now_s)
{
	struct rest r = { line, line + len };
	int64_t found;
	bool read = false;

	if (len == 0)
		return 0;
	if (*line == '@')
		read = read_tai(&found, &r);
	else if (*line < '0' || *line > '9')
		read = read_syslog(&found, &r, now_s);
	else if (len > 4 && line[4] == '-')
		read = read_iso(&found, &r);
	else
		read = read_seconds(&found, &r);
	if (!read || (r.at < r.end && *r.at != ' '))
		return 0;
	while (take_byte(&r, ' '))
		;
	*out = found;
	return (size_t)(r.at - line);
}
