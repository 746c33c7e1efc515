/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/rbldnsd_line.h"

#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/num.h"

#define BLANKS " \t\r"

static const char *
skip(const char *p)
{
	return p + strspn(p, BLANKS);
}

/* True at the end of the line, where a comment begins included. */
static bool
ends(const char *p)
{
	return *p == '\0' || *p == '#' || *p == ';';
}

/* Read decimal digits, at most max; zeros may stand in front. */
static bool
number(unsigned *out, const char **p, unsigned max)
{
	unsigned n = 0;
	const char *at = *p;

	for (; *at >= '0' && *at <= '9'; at++)
		if ((n = n * 10 + (unsigned)(*at - '0')) > max)
			return false;
	if (at == *p)
		return false;
	*p = at;
	*out = n;
	return true;
}

/* One to four octets, the others zero. */
static bool
octets(struct ip *out, unsigned *bits, const char **p)
{
	unsigned i, n;

	*out = (struct ip){ .bits = 32 };
	for (i = 0; i < 4; i++) {
		if (!number(&n, p, 255))
			return false;
		out->octet[i] = (unsigned char)n;
		if (**p != '.' || i == 3)
			break;
		(*p)++;
	}
	*bits = 8 * (i + 1);
	return true;
}

/* The end of a range behind the dash at *p.  A lone octet replaces the last
 * that was given of the start. */
static bool
range_end(struct rbldnsd_line *out, const char **p)
{
	unsigned bits, last = out->bits / 8 - 1;
	struct ip end;

	(*p)++;
	if (!octets(&end, &bits, p))
		return false;
	if (bits == 8) {
		unsigned char octet = end.octet[0];

		end = out->first;
		end.octet[last] = octet;
	} else if (bits != out->bits) {
		return false;
	}
	out->last = ip_last(&end, out->bits);
	out->range = true;
	return ip_compare(&out->first, &out->last) <= 0;
}

static bool
entry_ip4(struct rbldnsd_line *out, const char **p)
{
	if (!octets(&out->first, &out->bits, p))
		return false;
	if (**p == '-')
		return range_end(out, p);
	if (**p != '/')
		return out->bits > 8; /* a lone number is none */
	(*p)++;
	return number(&out->bits, p, 32);
}

#define HEX "0123456789abcdefABCDEF"

/* Copy groups of IPv6 of any number of digits, such as 000db8, without the
 * zeros in front; how many colons they have.  False if there is no room. */
static bool
copy_groups(char out[IP_TEXT_SIZE], size_t *colons, const char **p)
{
	size_t len = 0, digits;

	for (*colons = 0;; (*p)++) {
		digits = strspn(*p, HEX);
		for (; digits > 1 && **p == '0'; digits--)
			(*p)++;
		if (len + digits + 1 >= IP_TEXT_SIZE)
			return false;
		memcpy(out + len, *p, digits);
		len += digits;
		*p += digits;
		if (**p != ':')
			break;
		out[len++] = ':';
		++*colons;
	}
	out[len] = '\0';
	return len > 0;
}

/* Groups of IPv6, the others zero; with "::" it is a whole address. */
static bool
entry_ip6(struct rbldnsd_line *out, const char **p)
{
	char text[IP_TEXT_SIZE + 2];
	size_t colons;
	struct ip a;
	struct err e;

	if (!copy_groups(text, &colons, p))
		return false;
	out->bits = 128;
	if (strstr(text, "::") == NULL && colons < 7) {
		out->bits = (unsigned)(16 * (colons + 1));
		strcat(text, "::");
	}
	/* without ip_parse's IPv4 in IPv6: such clients are asked as IPv4 */
	if (ip_parse(&a, text, &e) == -1 || a.bits != 128)
		return false;
	out->first = a;
	if (**p != '/')
		return out->bits > 16;
	(*p)++;
	return number(&out->bits, p, 128);
}

/* What is answered, from ":" on; false if it does not read. */
static bool
answer(const char *p)
{
	struct ip a;
	unsigned bits, i, any = 0;

	if (*p != ':')
		return true; /* a text */
	p++;
	if (!octets(&a, &bits, &p))
		return false;
	for (i = 0; i < 4; i++)
		any |= a.octet[i];
	p = skip(p);
	return any != 0 && (*p == '\0' || *p == ':');
}

static enum rbldnsd_what
wrong(const char *text, const char *mend, struct err *e)
{
	(void)err_perm(e, 0, "\"%.64s\" is no line of rbldnsd: %s", text,
	    mend);
	return RBLDNSD_WRONG;
}

static enum rbldnsd_what
entry(struct rbldnsd_line *out, const char *text, struct err *e)
{
	const char *p = text, *start;
	struct ip base;

	if (*p == '!') {
		out->exclusion = true;
		p = skip(p + 1);
	}
	start = p;
	if (!entry_ip4(out, &p)) {
		out->range = false;
		p = start;
		if (!entry_ip6(out, &p))
			return wrong(text, "write 192.0.2.0/24, 192.0.2.1-9 "
			    "or 2001:db8::/32", e);
	}
	if (*p != '\0' && strchr(BLANKS "#;:", *p) == NULL)
		return wrong(text, "write a blank behind the network", e);
	if (!out->exclusion && !ends(skip(p)) && !answer(skip(p)))
		return wrong(text, "write :127.0.0.2:TEXT or TEXT behind the "
		    "network", e);
	if (out->range)
		return RBLDNSD_ENTRY;
	base = ip_first(&out->first, out->bits);
	if (ip_compare(&base, &out->first) != 0)
		return wrong(text, "it has host bits set, and rbldnsd leaves "
		    "it out", e);
	out->last = ip_last(&base, out->bits);
	return RBLDNSD_ENTRY;
}

/* Pass over word and the blanks behind it; NULL if it is not there. */
static const char *
word(const char *p, const char *is)
{
	size_t len = strlen(is);

	if (strncasecmp(p, is, len) != 0 || (p[len] != '\0' &&
	    strchr(BLANKS, p[len]) == NULL))
		return NULL;
	return skip(p + len);
}

/* $MAXRANGE4 NUMBER or /BITS. */
static enum rbldnsd_what
max_range(struct rbldnsd_line *out, const char *p, struct err *e)
{
	const char *start = p;
	unsigned n;
	bool bits = *p == '/';

	p += bits;
	if (!number(&n, &p, bits ? 32 : 400000000) || n == 0 ||
	    *skip(p) != '\0')
		return wrong(start, "write $MAXRANGE4 and a number, or /24",
		    e);
	out->addresses = bits ? UINT64_C(1) << (32 - n) : n;
	return RBLDNSD_MAXRANGE;
}

/* What stands behind "$". */
static enum rbldnsd_what
special(struct rbldnsd_line *out, const char *p, struct err *e)
{
	const char *rest;

	if ((rest = word(p, "maxrange4")) != NULL)
		return max_range(out, rest, e);
	if ((rest = word(p, "timestamp")) != NULL)
		return rest[strcspn(rest, BLANKS)] != '\0' ? RBLDNSD_EXPIRES :
		    RBLDNSD_NONE;
	if (word(p, "soa") != NULL || word(p, "ns") != NULL ||
	    word(p, "nameserver") != NULL || word(p, "ttl") != NULL)
		return RBLDNSD_NONE;
	if (((*p >= '0' && *p <= '9') || *p == '=') && p[1] != '\0' &&
	    strchr(BLANKS, p[1]) != NULL)
		return RBLDNSD_NONE;
	if (word(p, "dataset") != NULL)
		return wrong(p - 1, "write each dataset into a file of its "
		    "own", e);
	return wrong(p - 1, "rbldnsd has no such special entry", e);
}

enum rbldnsd_what
rbldnsd_line(struct rbldnsd_line *out, const char *text, struct err *e)
{
	*out = (struct rbldnsd_line){ .bits = 0 };
	text = skip(text);
	if (*text == '$')
		return special(out, text + 1, e);
	if ((*text == '#' || *text == ';' || *text == ':') && text[1] == '$')
		return special(out, text + 2, e);
	if (ends(text))
		return RBLDNSD_NONE;
	if (*text != ':' || text[1] == ':')
		return entry(out, text, e);
	return answer(text) ? RBLDNSD_NONE : wrong(text, "write "
	    ":127.0.0.2:TEXT for a default", e);
}
