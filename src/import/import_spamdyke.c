/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_spamdyke.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/import_networks.h"

/* Most ranges that one line may stand for: 1-255.1-255.0-255.7 is one a
 * network of 24 bits. */
#define PIECES_MAX 65536

static enum parse_answer
rdns_line(struct import *im, char *text, const struct place *at)
{
	bool below = *text == '.';
	struct criterion c = { .negated = false };
	enum parse_answer answer;
	struct rule r;

	if (import_begin(&r, im, RULE_BLOCK, text) == -1)
		return PARSE_FAILED;
	answer = criterion_make_domain(&c, im->book, below ? CRITERION_NAME :
	    CRITERION_HOST, text + below, at, im->e);
	return answer == PARSE_OK ? import_add(im, &r, &c, at) : answer;
}

enum parse_answer
import_spamdyke_rdns(struct import *im)
{
	enum parse_answer answer;
	struct source s;
	struct line l;

	if ((answer = import_open(im, &s)) != PARSE_OK)
		return answer;
	while (source_line(&s, SOURCE_PLAIN, &l)) {
		char *text = line_skip(l.text);
		struct place p = line_place(&l, text);

		line_trim(text);
		if (*text == '\0' || *text == '#')
			continue;
		if (rdns_line(im, text, &p) == PARSE_FAILED)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}

/* Four octets, each from low to high. */
struct octets {
	unsigned char low[4], high[4];
	unsigned given; /* how many stood there, the others are 0 to 255 */
	bool ranges;    /* some of them was a range */
};

/* Read an octet at *p and move *p behind it. */
static bool
take_octet(unsigned char *out, const char **p)
{
	size_t len = strspn(*p, "0123456789");
	unsigned n = 0;
	const char *end = *p + len;

	if (len == 0 || len > 3)
		return false;
	for (; *p < end; (*p)++)
		n = n * 10 + (unsigned)(**p - '0');
	*out = (unsigned char)n;
	return n <= 255;
}

/* Read octets up to a slash or the end. */
static bool
take_octets(struct octets *o, const char **p)
{
	unsigned i;

	*o = (struct octets){ .high = { 255, 255, 255, 255 } };
	for (i = 0; i < 4; i++) {
		if (!take_octet(&o->low[i], p))
			return false;
		o->high[i] = o->low[i];
		o->given++;
		if (**p == '-') {
			(*p)++;
			o->ranges = true;
			if (!take_octet(&o->high[i], p) ||
			    o->high[i] < o->low[i])
				return false;
		}
		if (**p == '.')
			(*p)++;
		else
			break;
		if (**p == '\0' || **p == '/')
			break;
	}
	return **p == '\0' || **p == '/';
}

/* The prefix length behind a slash: a number, or a netmask in one piece. */
static bool
take_mask(unsigned *bits, const char *text)
{
	struct octets mask;
	struct err e;
	uint32_t m = 0;
	unsigned i;

	if (strchr(text, '.') == NULL)
		return num_unsigned(bits, text, 32, &e) == 0;
	if (!take_octets(&mask, &text) || *text != '\0' || mask.given != 4 ||
	    mask.ranges)
		return false;
	for (i = 0; i < 4; i++)
		m = m << 8 | mask.low[i];
	for (*bits = 0; *bits < 32 && (m >> (31 - *bits) & 1) != 0; ++*bits)
		;
	return *bits == 32 || m << *bits == 0;
}

/* Add the ranges that octets stand for: all octets behind number last are 0 to
 * 255, those before count up like a clock. */
static int
add_pieces(struct import *im, uint32_t set, const struct octets *o,
    unsigned last)
{
	unsigned char now[4];
	struct ip first = { .bits = 32 }, end;
	unsigned i;

	memcpy(now, o->low, sizeof(now));
	for (;;) {
		memcpy(first.octet, now, 4);
		end = first;
		end.octet[last] = o->high[last];
		end = ip_last(&end, 8 * (last + 1));
		if (netset_add_range(&im->book->nets, &first, &end, set,
		    im->e) == -1)
			return -1;
		for (i = last; i > 0 && now[i - 1] == o->high[i - 1]; i--)
			now[i - 1] = o->low[i - 1];
		if (i == 0)
			return 0;
		now[i - 1]++;
	}
}

static enum parse_answer
wrong(struct import *im, const struct place *at, const char *text,
    const char *why)
{
	diag_error(im->book->diag, at, "\"%.64s\" %s", text, why);
	return PARSE_WRONG;
}

/* An address with a mask behind the slash at slash. */
static enum parse_answer
ip_masked(struct import *im, const struct criterion *c, const char *text,
    const struct octets *o, const struct place *at)
{
	struct ip a = { .bits = 32 };
	unsigned bits;

	if (o->given != 4 || !take_mask(&bits, strchr(text, '/') + 1))
		return wrong(im, at, text, "is no network of spamdyke: write "
		    "192.0.2.0/24");
	if (o->ranges)
		diag_warn(im->book->diag, at, "a range before a netmask has "
		    "no effect in spamdyke: its first number counts");
	memcpy(a.octet, o->low, 4);
	a = ip_first(&a, bits);
	return netset_add(&im->book->nets, &a, bits, c->set, im->e) == 0 ?
	    PARSE_OK : PARSE_FAILED;
}

static enum parse_answer
ip_line(struct import *im, const struct criterion *c, const char *text,
    const struct place *at)
{
	const char *p = text;
	struct octets o;
	unsigned long pieces = 1;
	unsigned last = 3, i;

	if (!take_octets(&o, &p))
		return wrong(im, at, text, "is no address of spamdyke: write "
		    "192.0.2.7, 192.0.2, 192.0.2.1-9 or 192.0.2.0/24");
	if (*p == '/')
		return ip_masked(im, c, text, &o, at);
	while (last > 0 && o.low[last] == 0 && o.high[last] == 255)
		last--;
	for (i = 0; i < last; i++)
		pieces *= (unsigned)(o.high[i] - o.low[i] + 1);
	if (pieces > PIECES_MAX)
		return wrong(im, at, text, "stands for too many networks: "
		    "write them in fewer ranges");
	return add_pieces(im, c->set, &o, last) == 0 ? PARSE_OK :
	    PARSE_FAILED;
}

enum parse_answer
import_spamdyke_ip(struct import *im)
{
	struct criterion c = { .negated = false };
	enum parse_answer answer;
	struct source s;
	struct line l;

	if ((answer = import_open(im, &s)) != PARSE_OK)
		return answer;
	answer = criterion_make_set(&c, im->book, im->name, im->e);
	while (answer != PARSE_FAILED && source_line(&s, SOURCE_PLAIN, &l)) {
		char *text = line_skip(l.text), *end;
		struct place p = line_place(&l, text);

		line_trim(text);
		end = text + strcspn(text, " \t");
		if (*line_skip(end) == '#')
			*end = '\0';
		if (*text != '\0' && *text != '#')
			answer = ip_line(im, &c, text, &p);
	}
	return answer != PARSE_FAILED ? import_networks_rule(im, &c,
	    RULE_BLOCK) : answer;
}
