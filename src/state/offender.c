/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/offender.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"

#define WORD "offender"
#define FIELDS 9 /* behind the word, and one that may be missing */
#define BAN "ban="
#define NET6 "/64" /* by which an offender of IPv6 is known */

/* Every byte of a longest evidence as \OOO, and all else, is shorter. */
#define LINE_MAX_SIZE 2048

static const char *const word[OFFENDER_KINDS] = { "trap", "storm",
	"broadband", "early-talker", "manual" };

struct ip
offender_address(const struct ip *ip)
{
	return ip->bits == 32 ? *ip : ip_first(ip, 64);
}

unsigned
offender_bits(const struct ip *ip)
{
	return ip->bits == 32 ? 32 : 64;
}

void
offender_address_format(const struct ip *ip, char out[OFFENDER_ADDRESS_SIZE])
{
	ip_format(ip, out);
	if (ip->bits != 32)
		memcpy(out + strlen(out), NET6, sizeof(NET6));
}

int
offender_address_parse(struct ip *out, const char *text, struct err *e)
{
	char address[IP_TEXT_SIZE];
	size_t len = strlen(text), net = strlen(NET6);

	if (len <= net || len - net >= sizeof(address) ||
	    strcmp(text + len - net, NET6) != 0)
		return ip_parse(out, text, e);
	memcpy(address, text, len - net);
	address[len - net] = '\0';
	if (ip_parse(out, address, e) == -1)
		return -1;
	return out->bits == 128 ? 0 : err_perm(e, 0, "\"%s\": of IPv4 an "
	    "offender is one address", text);
}

const char *
offender_kind_word(enum offender_kind kind)
{
	return word[kind];
}

const char *
offender_kind_text(enum offender_kind kind)
{
	static const char *const text[OFFENDER_KINDS] = {
		"wrote to an address that nobody has",
		"tried many recipients that do not exist",
		"sent mail from an end-user line",
		"spoke before he was greeted",
		"the administrator says so" };

	return text[kind];
}

int
offender_kind_parse(enum offender_kind *out, const char *text, struct err *e)
{
	unsigned i;

	for (i = 0; i < OFFENDER_KINDS; i++)
		if (strcmp(word[i], text) == 0) {
			*out = (enum offender_kind)i;
			return 0;
		}
	return err_perm(e, 0, "\"%.32s\" is no kind of offender: write trap, "
	    "storm, broadband, early-talker or manual", text);
}

void
offender_evidence(struct offender *o, const char *bytes, size_t len)
{
	size_t i;

	if (len >= OFFENDER_EVIDENCE_SIZE)
		len = OFFENDER_EVIDENCE_SIZE - 1;
	for (i = 0; i < len; i++)
		o->evidence[i] = bytes[i] >= ' ' && bytes[i] <= '~' ?
		    bytes[i] : '?';
	o->evidence[len] = '\0';
}

void
offender_write(struct buf *out, const struct offender *o)
{
	char address[OFFENDER_ADDRESS_SIZE], line[LINE_MAX_SIZE];
	const char *p;

	offender_address_format(&o->ip, address);
	(void)snprintf(line, sizeof(line), WORD "\t%s\t%s\t%s\t%lld\t%lld\t"
	    "%lu\t%lld\t%ld\t", address, word[o->kind], o->source,
	    (long long)o->first_s, (long long)o->last_s,
	    (unsigned long)o->count, (long long)o->until_s, (long)o->zone_s);
	buf_add_text(out, line);
	for (p = o->evidence; *p != '\0'; p++)
		if (*p == '\\')
			buf_add_text(out, "\\134");
		else
			buf_add(out, p, 1);
	if (o->ban_s != 0) {
		(void)snprintf(line, sizeof(line), "\t" BAN "%lld",
		    (long long)o->ban_s);
		buf_add_text(out, line);
	}
	buf_add(out, "\n", 1);
}

/* A whole number of decimal digits, with a sign if min is negative. */
static bool
number(int64_t *out, const char *text, int64_t min, int64_t max)
{
	const char *p = text + (min < 0 && *text == '-');
	int64_t n = 0;

	if (*p == '\0' || (p[0] == '0' && p[1] != '\0'))
		return false;
	for (; *p != '\0'; p++) {
		if (*p < '0' || *p > '9')
			return false;
		n = n * 10 + (*p - '0');
		if (n > max)
			return false;
	}
	if (*text == '-')
		n = -n;
	*out = n;
	return n >= min;
}

/* IPv4, or a prefix of IPv6 with "/64" behind it, which is cut off. */
static int
read_address(struct ip *out, char *text, struct err *e)
{
	char *slash = strchr(text, '/');
	struct ip ip, kept;

	if (slash != NULL)
		*slash = '\0';
	if (ip_parse(&ip, text, e) == -1)
		return -1;
	kept = offender_address(&ip);
	if ((ip.bits == 32) != (slash == NULL) ||
	    (slash != NULL && strcmp(slash + 1, "64") != 0) ||
	    ip_compare(&ip, &kept) != 0)
		return err_perm(e, 0, "\"%.64s\": write an address of IPv4, or "
		    "64 bits of IPv6 as in 2001:db8::/64", text);
	*out = ip;
	return 0;
}

bool
offender_source_reads(const char *text)
{
	size_t len = strlen(text), i;

	for (i = 0; i < len && text[i] > ' ' && text[i] <= '~'; i++)
		;
	return len > 0 && i == len && len < OFFENDER_SOURCE_SIZE;
}

static int
read_source(struct offender *o, const char *text, struct err *e)
{
	if (!offender_source_reads(text))
		return err_perm(e, 0, "\"%.64s\" is no source: write a word of "
		    "at most %d bytes", text, OFFENDER_SOURCE_SIZE - 1);
	memcpy(o->source, text, strlen(text) + 1);
	return 0;
}

static int
read_numbers(struct offender *o, char *const field[FIELDS], struct err *e)
{
	int64_t count, zone;

	if (!number(&o->first_s, field[3], 0, OFFENDER_TIME_MAX) ||
	    !number(&o->last_s, field[4], 0, OFFENDER_TIME_MAX) ||
	    !number(&o->until_s, field[6], 0, OFFENDER_TIME_MAX))
		return err_perm(e, 0, "a time is wrong: write seconds since "
		    "1970");
	if (!number(&count, field[5], 1, UINT32_MAX))
		return err_perm(e, 0, "\"%.32s\" is no count: write a number "
		    "from 1 on", field[5]);
	if (!number(&zone, field[7], -OFFENDER_ZONE_MAX, OFFENDER_ZONE_MAX))
		return err_perm(e, 0, "\"%.32s\" is no zone: write seconds "
		    "east of UTC, as in 7200 or -18000", field[7]);
	o->count = (uint32_t)count;
	o->zone_s = (int32_t)zone;
	return 0;
}

/* Undo \OOO, in place. */
static int
read_evidence(struct offender *o, char *text, struct err *e)
{
	char *to = text;
	const char *p;

	for (p = text; *p != '\0'; p++)
		if (*p != '\\') {
			*to++ = *p;
		} else {
			if (strspn(p + 1, "01234567") < 3 || p[1] > '3')
				return err_perm(e, 0, "a backslash in the "
				    "evidence is \\134");
			*to++ = (char)((p[1] - '0') * 64 + (p[2] - '0') * 8 +
			    (p[3] - '0'));
			p += 3;
		}
	offender_evidence(o, text, (size_t)(to - text));
	return 0;
}

/* "ban=" and a time, or NULL. */
static int
read_ban(struct offender *o, const char *text, struct err *e)
{
	const size_t skip = sizeof(BAN) - 1;

	o->ban_s = 0;
	if (text == NULL || (strncmp(text, BAN, skip) == 0 &&
	    number(&o->ban_s, text + skip, 1, OFFENDER_TIME_MAX)))
		return 0;
	return err_perm(e, 0, "\"%.32s\": behind the evidence stands ban= and "
	    "seconds since 1970, or nothing", text);
}

/* Cut the rest of a line at its tabs, the last word NULL if it is missing;
 * false if their number is wrong. */
static bool
cut(char *field[FIELDS + 1], char *text)
{
	unsigned i;

	field[FIELDS] = NULL;
	for (i = 0; i <= FIELDS; i++) {
		field[i] = text;
		if ((text = strchr(text, '\t')) == NULL)
			return i >= FIELDS - 1;
		*text++ = '\0';
	}
	return false;
}

enum offender_answer
offender_read(struct offender *out, const char *line, size_t len,
    struct err *e)
{
	static const char start[] = WORD "\t";
	const size_t skip = sizeof(start) - 1;
	char copy[LINE_MAX_SIZE], *field[FIELDS + 1];
	struct offender o = { 0 };

	if (len < skip || memcmp(line, start, skip) != 0)
		return OFFENDER_OTHER;
	if (len - skip >= sizeof(copy) || memchr(line, '\0', len) != NULL) {
		(void)err_perm(e, 0, "the line is too long, or holds a NUL");
		return OFFENDER_WRONG;
	}
	memcpy(copy, line + skip, len - skip);
	copy[len - skip] = '\0';
	if (!cut(field, copy)) {
		(void)err_perm(e, 0, "an offender has %d words with tabs "
		    "between, or ban= as one more", FIELDS + 1);
		return OFFENDER_WRONG;
	}
	if (read_address(&o.ip, field[0], e) == -1 ||
	    offender_kind_parse(&o.kind, field[1], e) == -1 ||
	    read_source(&o, field[2], e) == -1 ||
	    read_numbers(&o, field, e) == -1 ||
	    read_evidence(&o, field[8], e) == -1 ||
	    read_ban(&o, field[FIELDS], e) == -1)
		return OFFENDER_WRONG;
	*out = o;
	return OFFENDER_IS;
}
