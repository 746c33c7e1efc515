/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/tcprules_address.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/network.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "rule/domains.h"

/* A line that tcpserver never finds is none. */
static enum parse_answer
never(struct import *im, const char *text, const struct place *at)
{
	diag_warn(im->book->diag, at, "no client is called \"%.64s\": the "
	    "line is left out, as tcpserver never finds it: write 192.0.2.1, "
	    "192.0.2., 192.0.2.1-9, =host.example or =.example", text);
	return PARSE_WRONG;
}

/* "=", "=host" or "=.suffix"; tcpserver's suffix is not the name itself. */
static enum parse_answer
host(struct tcprules_address *out, struct import *im, const char *name,
    const struct place *at)
{
	struct criterion *c = out->crit;
	struct rulebook *b = im->book;
	char normal[DOMAINS_MAX + 1];
	enum parse_answer answer;

	out->crit_len = 1;
	out->weight = strlen(name);
	if (*name != '\0' && domains_normalise(normal, name + (*name == '.'),
	    im->e) == -1)
		return never(im, name, at);
	if (*name == '\0') {
		out->rank = TCPRULES_ANY_HOST;
		return criterion_make_root(c, b, im->e);
	}
	if (*name != '.') {
		out->rank = TCPRULES_HOST;
		return criterion_make_domain(c, b, CRITERION_HOST, name, at,
		    im->e);
	}
	out->rank = TCPRULES_SUFFIX;
	answer = criterion_make_domain(c, b, CRITERION_NAME, name + 1, at,
	    im->e);
	c[1] = c[0];
	c[1].kind = CRITERION_HOST;
	c[1].negated = true;
	out->crit_len = 2;
	return answer;
}

/* A quad with holes: "10.1.2.3", "10.1.2.", or with a range in one place. */
struct quad {
	unsigned octet[4];
	unsigned len;       /* octets given */
	unsigned place;     /* of the range */
	unsigned low, high; /* the range; both 0 if there is none */
	bool ranged;
};

/* Read digits at *p and move behind them; false if there are none.  What no
 * octet can be is made 256. */
static bool
number(unsigned *out, const char **p)
{
	size_t len = strspn(*p, "0123456789"), i;

	*out = 0;
	for (i = 0; i < len; i++)
		if (*out < 256)
			*out = *out * 10 + (unsigned)((*p)[i] - '0');
	if (*out > 255)
		*out = 256;
	*p += len;
	return len > 0;
}

/* Read one octet, or low-high.  tcprules counts from low to high, so only
 * there a zero in front changes nothing: all else is compared as text. */
static bool
octet(struct quad *q, const char **p)
{
	const char *start = *p;
	unsigned low, high;

	if (!number(&low, p))
		return false;
	q->octet[q->len] = low;
	if (**p != '-') {
		q->len++;
		return low < 256 && (*start != '0' || *p == start + 1);
	}
	++*p;
	if (q->ranged || !number(&high, p))
		return false;
	q->ranged = true;
	q->place = q->len++;
	q->low = low;
	q->high = high < 256 ? high : 255;
	return low <= q->high;
}

/* False if text is no address or prefix that ever comes. */
static bool
quad_read(struct quad *q, const char *text)
{
	*q = (struct quad){ .len = 0 };
	while (q->len < 4 && *text != '\0') {
		if (!octet(q, &text))
			return false;
		if (*text == '.' && q->len < 4)
			text++;
		else if (*text != '\0' || q->len < 4)
			return false;
	}
	return q->len > 0 && *text == '\0';
}

/* Add the addresses of each value of the range, or the one prefix. */
static enum parse_answer
quad_add(const struct quad *q, const struct criterion *c, struct import *im)
{
	unsigned value = q->ranged ? q->low : 0, i;
	unsigned last = q->ranged ? q->high : 0;

	for (; value <= last; value++) {
		struct ip first = { .bits = 32 };

		for (i = 0; i < q->len; i++)
			first.octet[i] = (unsigned char)(q->ranged &&
			    i == q->place ? value : q->octet[i]);
		if (netset_add(&im->book->nets, &first, q->len * 8, c->set,
		    im->e) == -1)
			return PARSE_FAILED;
	}
	return PARSE_OK;
}

/* True if tcprules itself takes text, which is no address: it only looks at
 * what stands around a hyphen. */
static bool
is_taken(const char *text)
{
	const char *p = strchr(text, '-');

	if (strchr(text, ':') != NULL)
		return false;
	if (p == NULL)
		return true;
	if (strspn(text, "0123456789.-") != strlen(text))
		return false;
	p++;
	return p[strspn(p, "0123456789")] != '-';
}

static enum parse_answer
address(struct tcprules_address *out, struct import *im, const char *text,
    const struct place *at)
{
	struct criterion *c = out->crit;
	struct ip first;
	struct quad q;
	unsigned bits;

	out->crit_len = 1;
	if (criterion_make_set(c, im->book, text, im->e) == PARSE_FAILED)
		return PARSE_FAILED;
	if (quad_read(&q, text)) {
		out->rank = q.len == 4 ? TCPRULES_IP : TCPRULES_PREFIX;
		out->weight = q.len * 8;
		return quad_add(&q, c, im);
	}
	if (strpbrk(text, "/:") != NULL &&
	    network_parse(&first, &bits, text, im->e) != -1) {
		out->rank = bits == first.bits ? TCPRULES_IP :
		    TCPRULES_PREFIX;
		out->weight = bits;
		return criterion_make_network(c, im->book, text, false, at,
		    im->e);
	}
	if (is_taken(text))
		return never(im, text, at);
	diag_error(im->book->diag, at, "\"%.64s\" is no address of "
	    "tcprules(1): write 192.0.2.1, 192.0.2., 192.0.2.1-9, "
	    "=host.example or =.example", text);
	return PARSE_WRONG;
}

enum parse_answer
tcprules_address(struct tcprules_address *out, struct import *im, char *text,
    const struct place *at)
{
	*out = (struct tcprules_address){ .rank = TCPRULES_ANY };
	if (strchr(text, '@') != NULL) {
		diag_warn(im->book->diag, at, "the user of \"%.64s\" is not "
		    "asked for here: the line is left out", text);
		return PARSE_WRONG;
	}
	if (*text == '=')
		return host(out, im, text + 1, at);
	if (*text != '\0')
		return address(out, im, text, at);
	out->crit[0].kind = CRITERION_ANY;
	out->crit_len = 1;
	return PARSE_OK;
}
