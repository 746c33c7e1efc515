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

/* Milliseconds of a unit, 0 if it is none. */
static uint32_t
unit_ms(const char *unit)
{
	static const struct {
		const char *word;
		uint32_t ms;
	} table[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 },
		{ "h", 3600000 }, { "d", 86400000 } };
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].word, unit) == 0)
			return table[i].ms;
	return 0;
}

/* Read a duration into milliseconds, UINT64_MAX if it is longer than max_ms.
 * False if it is none, or no whole number of them. */
static bool
duration(uint64_t *out_ms, const char *text, uint32_t bare_ms, uint64_t max_ms)
{
	static const uint32_t power[] = { 1, 10, 100, 1000 };
	size_t whole_len = strspn(text, "0123456789"), part_len = 0;
	const char *unit = text + whole_len;
	uint32_t whole, part = 0, ms;

	if (*unit == '.') {
		part_len = strspn(unit + 1, "0123456789");
		if (part_len > 3 || !digits(&part, unit + 1, part_len, 999))
			return false;
		unit += 1 + part_len;
	}
	ms = *unit != '\0' ? unit_ms(unit) : part_len == 0 ? bare_ms : 0;
	if (ms == 0 || whole_len == 0 ||
	    (uint64_t)part * ms % power[part_len] != 0)
		return false;
	*out_ms = UINT64_MAX;
	if (digits(&whole, text, whole_len, UINT32_MAX) &&
	    whole <= max_ms / ms)
		*out_ms = (uint64_t)whole * ms +
		    (uint64_t)part * ms / power[part_len];
	return true;
}

int
num_duration(unsigned *out, const char *text, enum num_unit unit, unsigned max,
    struct err *e)
{
	const uint64_t max_ms = (uint64_t)max * unit;
	const char *name = unit == NUM_MS ? "ms" : "s";
	uint64_t ms;

	if (!duration(&ms, text, unit, max_ms))
		return err_perm(e, 0, "\"%.32s\" is not a duration: write a "
		    "number with ms, s, m, h or d, as in 1.5s, or a whole "
		    "number of %s", text, name);
	if (ms > max_ms)
		return err_perm(e, 0, "\"%.32s\" is too long: write at most "
		    "%u%s", text, max, name);
	if (ms % unit != 0)
		return err_perm(e, 0, "\"%.32s\" is no whole number of "
		    "seconds: write one, as in 90s", text);
	*out = (unsigned)(ms / unit);
	return 0;
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
