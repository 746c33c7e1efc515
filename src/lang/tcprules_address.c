/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/tcprules_address.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"
#include "lang/criterion_make.h"
#include "lang/diag.h"
#include "lang/rulebook.h"

/* "=", "=host" or "=.suffix"; tcpserver's suffix is not the name itself. */
static enum parse_answer
host(struct tcprules_address *out, struct import *im, const char *name,
    const struct place *at)
{
	struct criterion *c = out->crit;
	struct rulebook *b = im->book;
	enum parse_answer answer;

	out->crit_len = 1;
	out->weight = strlen(name);
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

/* Read one decimal octet, or low-high, at *p and move *p behind it. */
static bool
octets(unsigned *low, unsigned *high, const char **p)
{
	char text[4];
	struct err e;
	int i;

	for (i = 0; i < 2; i++) {
		size_t len = strspn(*p, "0123456789");

		if (len == 0 || len > 3)
			return false;
		memcpy(text, *p, len);
		text[len] = '\0';
		if (num_unsigned(i == 0 ? low : high, text, 255, &e) == -1)
			return false;
		*p += len;
		if (i == 0 && **p != '-') {
			*high = *low;
			return true;
		}
		*p += i == 0;
	}
	return *low <= *high;
}

/* "1.2.3.4", "1.2.3.", or with a range in the last octet given, as the first
 * and last address that it holds.  False if it does not read. */
static bool
quad(struct ip *first, struct ip *last, unsigned *bits, const char *p)
{
	unsigned low = 0, high = 0, i;

	*first = (struct ip){ .bits = 32 };
	for (i = 0; i < 4 && *p != '\0'; i++) {
		if (low != high || !octets(&low, &high, &p))
			return false;
		first->octet[i] = (unsigned char)low;
		if (*p == '.' && i < 3)
			p++;
		else if (*p != '\0' || i < 3)
			return false;
	}
	if (i == 0)
		return false;
	*bits = i * 8;
	*last = *first;
	last->octet[i - 1] = (unsigned char)high;
	*last = ip_last(last, *bits);
	return true;
}

static enum parse_answer
address(struct tcprules_address *out, struct import *im, const char *text,
    const struct place *at)
{
	struct criterion *c = out->crit;
	struct ip first, last;
	unsigned bits;

	out->crit_len = 1;
	if (criterion_make_set(c, im->book, text, im->e) == PARSE_FAILED)
		return PARSE_FAILED;
	if (quad(&first, &last, &bits, text)) {
		out->rank = bits == 32 ? TCPRULES_IP : TCPRULES_PREFIX;
		out->weight = bits;
		return netset_add_range(&im->book->nets, &first, &last, c->set,
		    im->e) == 0 ? PARSE_OK : PARSE_FAILED;
	}
	if (netset_parse(&first, &bits, text, im->e) == -1) {
		diag_error(im->book->diag, at, "\"%.64s\" is no address of "
		    "tcprules(1): write 192.0.2.1, 192.0.2., 192.0.2.1-9, "
		    "=host.example or =.example", text);
		return PARSE_WRONG;
	}
	out->rank = bits == first.bits ? TCPRULES_IP : TCPRULES_PREFIX;
	out->weight = bits;
	return criterion_make_network(c, im->book, text, false, at, im->e);
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
