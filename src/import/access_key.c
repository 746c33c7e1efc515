/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/access_key.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/ip.h"
#include "base/num.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "rule/domains.h"

/* A network that a key stands for. */
struct network {
	struct ip first;
	unsigned bits;
};

/* "192.168": one octet to four, as an address is written. */
static bool
read_four(struct network *n, const char *text)
{
	unsigned octets = 0, value;
	char octet[4];
	struct err e;
	size_t len;

	*n = (struct network){ .first.bits = 32 };
	for (;;) {
		len = strspn(text, "0123456789");
		if (len == 0 || len > 3 || (*text == '0' && len > 1))
			return false;
		memcpy(octet, text, len);
		octet[len] = '\0';
		if (num_unsigned(&value, octet, 255, &e) == -1)
			return false;
		n->first.octet[octets++] = (unsigned char)value;
		n->bits = octets * 8;
		text += len;
		if (*text == '\0')
			return true;
		if (*text++ != '.' || octets == 4)
			return false;
	}
}

/* The group of hexadecimal digits at *p, which moves behind it; -1 if there
 * is none, or no address has it so. */
static int
group(const char **p)
{
	static const char digits[] = "0123456789abcdef";
	size_t len = strspn(*p, digits), i;
	int value = 0;

	if (len == 0 || len > 4 || (**p == '0' && len > 1))
		return -1;
	for (i = 0; i < len; i++)
		value = value * 16 + (int)(strchr(digits, (*p)[i]) - digits);
	*p += len;
	return value;
}

/* "2001:db8", groups that begin an address as text.  Zeros side by side, or at
 * the end, are no beginning of theirs: "::" may have taken their place. */
static bool
read_groups(struct network *n, const char *text)
{
	unsigned groups = 0;
	int value = -1, before;

	*n = (struct network){ .first.bits = 128 };
	for (;;) {
		before = value;
		value = group(&text);
		if (value == -1 || (value == 0 && (before == 0 ||
		    *text == '\0')))
			return false;
		n->first.octet[2 * groups] = (unsigned char)(value >> 8);
		n->first.octet[2 * groups++ + 1] = (unsigned char)value;
		n->bits = groups * 16;
		if (*text == '\0')
			return groups < 8;
		if (*text++ != ':' || groups == 7)
			return false;
	}
}

/* A whole address of IPv6, spelled as clients' addresses are. */
static bool
read_six(struct network *n, const char *text)
{
	char canonical[IP_TEXT_SIZE];
	struct err e;

	if (strchr(text, ':') == NULL || ip_parse(&n->first, text, &e) == -1)
		return false;
	ip_format(&n->first, canonical);
	n->bits = 128;
	return n->first.bits == 128 && strcmp(text, canonical) == 0;
}

/* Make a key of the networks that the text begins, one a family; *keys grows
 * if there is one. */
static enum parse_answer
take_networks(struct access_key *out, size_t *keys, struct import *im,
    const char *text)
{
	struct criterion *c = out->crit;
	struct network four, six;
	bool has_four = read_four(&four, text);
	bool has_six = read_groups(&six, text) || read_six(&six, text);

	if (!has_four && !has_six)
		return PARSE_OK;
	*out = (struct access_key){ .rank = ACCESS_ADDRESS, .crit_len = 1,
		.len = strlen(text) };
	c->value = "";
	if (criterion_make_set(c, im->book, text, im->e) != PARSE_OK ||
	    (has_four && netset_add(&im->book->nets, &four.first, four.bits,
	    c->set, im->e) == -1) ||
	    (has_six && netset_add(&im->book->nets, &six.first, six.bits,
	    c->set, im->e) == -1))
		return PARSE_FAILED;
	++*keys;
	return PARSE_OK;
}

/* True if the text is a domain as smtpd looks for one. */
static bool
is_domain(const char *text)
{
	char normal[DOMAINS_MAX + 1];
	struct err e;

	return strspn(text, "0123456789.") != strlen(text) &&
	    domains_normalise(normal, text, &e) == 0 &&
	    strcmp(normal, text) == 0;
}

/* Make a key of a domain, or of "unknown", which smtpd calls clients without
 * a name. */
static enum parse_answer
take_name(struct access_key *out, size_t *keys, struct import *im,
    const char *text, const struct place *at)
{
	struct criterion *c = out->crit;
	bool below = *text == '.';
	enum parse_answer answer;

	if (!is_domain(text + below))
		return PARSE_OK;
	*out = (struct access_key){ .rank = ACCESS_NAME, .crit_len = 1,
		.len = strlen(text) };
	++*keys;
	if (strcmp(text, "unknown") == 0) {
		c->negated = true;
		return criterion_make_root(c, im->book, im->e);
	}
	answer = criterion_make_domain(c, im->book, CRITERION_NAME, text +
	    below, at, im->e);
	if (answer != PARSE_OK || !below)
		return answer;
	diag_warn(im->book->diag, at, "\"%.64s\" holds for names below it "
	    "here; to Postfix only where parent_domain_matches_subdomains "
	    "lacks smtpd_access_maps: write \"%.64s\" for the domain and all "
	    "below it", text, text + 1);
	c[1] = c[0];
	c[1].kind = CRITERION_HOST;
	c[1].negated = true;
	out->crit_len = 2;
	return PARSE_OK;
}

/* True if some addresses of IPv6 begin so as text, others of the same network
 * do not: zeros are written in two ways. */
static bool
is_broken_six(const char *text)
{
	const char *p = text;
	unsigned groups = 0;
	struct err e;
	struct ip ip;

	if (strchr(text, ':') == NULL || ip_parse(&ip, text, &e) == 0)
		return false;
	while (*p != '\0')
		if (*p == ':')
			p++;
		else if (group(&p) == -1 || (*p != ':' && *p != '\0') ||
		    ++groups > 8)
			return false;
	return true;
}

static enum parse_answer
refuse_broken_six(struct import *im, const char *text, const struct place *at)
{
	diag_error(im->book->diag, at, "which addresses begin with \"%.64s\" "
	    "depends on how their zeros are written: write 2001:db8, without "
	    "a colon or zeros at its end, or import the network by "
	    "postfix-cidr", text);
	return PARSE_WRONG;
}

static void
warn_never(struct import *im, const char *text, const struct place *at)
{
	struct diag *d = im->book->diag;

	if (strchr(text, '@') != NULL || *text == '"' || *text == '<')
		diag_warn(d, at, "\"%.64s\" is an address of mail, which is "
		    "not known at the connection: the line is left out", text);
	else if (strchr(text, '/') != NULL)
		diag_warn(d, at, "\"%.64s\" is not found by Postfix in such a "
		    "table, and the line is left out: write 192.0.2, or import "
		    "the file as postfix-cidr", text);
	else
		diag_warn(d, at, "no client is called \"%.64s\": Postfix never "
		    "finds the line, and it is left out: write a domain, or "
		    "192.0.2 or 2001:db8 for a network", text);
}

enum parse_answer
access_key_read(struct access_key out[ACCESS_KEYS], size_t *keys,
    struct import *im, const char *text, const struct place *at)
{
	enum parse_answer answer;

	*keys = 0;
	answer = take_name(out, keys, im, text, at);
	if (answer == PARSE_OK)
		answer = take_networks(out + *keys, keys, im, text);
	if (answer != PARSE_OK || *keys > 0)
		return answer;
	if (is_broken_six(text))
		return refuse_broken_six(im, text, at);
	warn_never(im, text, at);
	return PARSE_OK;
}
