/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/num.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/err.h"

/* Read len digits at text, at most max.  False if there is anything else. */
static bool
digits(uint32_t *out, const char *text, size_t len, uint32_t max)
{
	uint64_t n = 0;
	size_t i;

	if (len == 0)
		return false;
	for (i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		n = n * 10 + (unsigned)(text[i] - '0');
		if (n > max)
			return false;
	}
	*out = (uint32_t)n;
	return true;
}

int
num_unsigned(unsigned *out, const char *text, unsigned max, struct err *e)
{
	if (digits(out, text, strlen(text), max))
		return 0;
	return err_perm(e, 0, "\"%.32s\" is not a number from 0 to %u", text,
	    max);
}

int
num_score(int32_t *out_milli, const char *text, struct err *e)
{
	const char *p = text + (*text == '-' || *text == '+');
	const char *dot = strchr(p, '.');
	size_t len = dot != NULL ? (size_t)(dot - p) : strlen(p);
	uint32_t whole, part = 0;
	size_t n = 0;

	if (!digits(&whole, p, len, 1000))
		goto bad;
	if (dot != NULL) {
		n = strlen(dot + 1);
		if (n > 3 || !digits(&part, dot + 1, n, 999))
			goto bad;
		for (; n < 3; n++)
			part *= 10;
	}
	if (whole * 1000 + part > 1000000)
		goto bad;
	*out_milli = (int32_t)(whole * 1000 + part);
	if (*text == '-')
		*out_milli = -*out_milli;
	return 0;
bad:
	return err_perm(e, 0,
	    "\"%.32s\" is not a score: write a number from -1000 to 1000 "
	    "with at most three decimals, as in 2.5", text);
}

int
num_duration(unsigned *out_s, const char *text, struct err *e)
{
	static const struct {
		char unit;
		uint32_t seconds;
	} unit[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	const uint32_t ten_years = 3653u * 86400;
	size_t len = strspn(text, "0123456789"), i;
	uint32_t n, scale = 1;

	if (text[len] != '\0') {
		for (i = 0; i < 4 && unit[i].unit != text[len]; i++)
			;
		if (i == 4 || text[len + 1] != '\0')
			goto bad;
		scale = unit[i].seconds;
	}
	if (!digits(&n, text, len, ten_years / scale))
		goto bad;
	*out_s = n * scale;
	return 0;
bad:
	return err_perm(e, 0,
	    "\"%.32s\" is not a duration: write seconds, or a number with s, "
	    "m, h or d, as in 24h", text);
}

/* Days from 1970-01-01 to the first of March of the given year, and on from
 * there: March comes first so that the leap day is a year's last. */
static int64_t
day_number(uint32_t year, uint32_t month, uint32_t day)
{
	uint32_t y = year - (month <= 2), m = (month + 9) % 12;

	return (int64_t)365 * y + y / 4 - y / 100 + y / 400 +
	    (153 * m + 2) / 5 + day - 1 - 719468;
}

int
num_day_end(int64_t *out_s, const char *text, struct err *e)
{
	static const unsigned char length[12] = { 31, 28, 31, 30, 31, 30, 31,
		31, 30, 31, 30, 31 };
	uint32_t y, m, d, leap;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' ||
	    !digits(&y, text, 4, 9999) || !digits(&m, text + 5, 2, 12) ||
	    !digits(&d, text + 8, 2, 31) || y < 1970 || m == 0 || d == 0)
		goto bad;
	leap = m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
	if (d > length[m - 1] + leap)
		goto bad;
	*out_s = (day_number(y, m, d) + 1) * 86400;
	return 0;
bad:
	return err_perm(e, 0,
	    "\"%.32s\" is not a day: write year-month-day, as in 2027-06-30",
	    text);
}

unsigned
num_format(uint64_t n, char out[21])
{
	char rev[20];
	unsigned len = 0, i;

	do
		rev[len++] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	for (i = 0; i < len; i++)
		out[i] = rev[len - 1 - i];
	out[len] = '\0';
	return len;
}

void
num_score_format(int32_t milli, char out[NUM_SCORE_SIZE])
{
	uint32_t n = milli < 0 ? 0 - (uint32_t)milli : (uint32_t)milli;
	uint32_t part = n % 1000, scale = 100;
	char *p = out, whole[21];

	if (milli < 0)
		*p++ = '-';
	(void)num_format(n / 1000, whole);
	memcpy(p, whole, strlen(whole) + 1);
	p += strlen(whole);
	if (part == 0)
		return;
	for (*p++ = '.'; part != 0; part %= scale, scale /= 10)
		*p++ = (char)('0' + part / scale);
	*p = '\0';
}
