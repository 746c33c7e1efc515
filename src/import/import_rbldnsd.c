/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/import_rbldnsd.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "import/import_networks.h"
#include "import/netlevel.h"
#include "import/rbldnsd_line.h"

enum type { ANY, SET, TRIE };

/* A file that is being read. */
struct list {
	struct import *im;
	struct rbldnsd_line *entry; /* owned */
	size_t len, cap;
	uint64_t most;  /* addresses that an entry may have; 0: any number */
	enum type type; /* as said, or as some entry shows */
};

/* Whether an entry is one of the type, which it may settle. */
static bool
fits(struct list *l, const struct rbldnsd_line *n)
{
	enum type only = n->range ? SET : n->bits == 0 ||
	    n->first.bits == 128 ? TRIE : ANY;

	if (l->type == ANY && (n->range || n->bits == 0))
		l->type = only;
	return only == ANY || l->type == only || l->type == ANY;
}

static uint64_t
size_of(const struct rbldnsd_line *n)
{
	uint64_t first = 0, last = 0;
	int i;

	for (i = 0; i < 4; i++) {
		first = first << 8 | n->first.octet[i];
		last = last << 8 | n->last.octet[i];
	}
	return last - first + 1;
}

static enum parse_answer
add(struct list *l, const struct rbldnsd_line *n, const struct place *at)
{
	struct diag *d = l->im->book->diag;
	struct rbldnsd_line *grown;

	if (!fits(l, n)) {
		diag_error(d, at, "the entry is not one of %s: import the "
		    "file by its type, rbldnsd-ip4set or rbldnsd-ip4trie",
		    l->type == SET ? "ip4set" : "ip4trie and ip6trie");
		return PARSE_WRONG;
	}
	if (l->most != 0 && n->first.bits == 32 && size_of(n) > l->most) {
		diag_warn(d, at, "the entry is larger than $MAXRANGE4: it is "
		    "left out, as rbldnsd does");
		return PARSE_OK;
	}
	grown = grow_array(l->entry, l->len, &l->cap, sizeof(*grown));
	if (grown == NULL) {
		(void)err_memory(l->im->e);
		return PARSE_FAILED;
	}
	l->entry = grown;
	l->entry[l->len++] = *n;
	return PARSE_OK;
}

static enum parse_answer
read_line(struct list *l, const struct line *line)
{
	struct place at = line_place(line, line_skip(line->text));
	struct diag *d = l->im->book->diag;
	struct rbldnsd_line n;

	switch (rbldnsd_line(&n, line->text, l->im->e)) {
	case RBLDNSD_ENTRY:
		return add(l, &n, &at);
	case RBLDNSD_MAXRANGE:
		if (l->most == 0 || n.addresses < l->most)
			l->most = n.addresses;
		break;
	case RBLDNSD_EXPIRES:
		diag_warn(d, &at, "the day when the list is over is not "
		    "minded: import it anew before");
		break;
	case RBLDNSD_WRONG:
		diag_error(d, &at, "%s", l->im->e->msg);
		return PARSE_WRONG;
	case RBLDNSD_NONE:
		break;
	}
	return PARSE_OK;
}

/* As ip4trie has it.  Of equal prefixes the first counts. */
static int
by_prefix(const void *a, const void *b)
{
	const struct rbldnsd_line *const *x = a, *const *y = b;
	int order = ip_compare(&(*x)->first, &(*y)->first);

	if (order != 0)
		return order;
	if ((*x)->bits != (*y)->bits)
		return (*x)->bits < (*y)->bits ? -1 : 1;
	return (*x > *y) - (*x < *y); /* the order of the file */
}

static int
add_trie(struct netlevel *out, const struct list *l, bool ip4, struct err *e)
{
	const struct rbldnsd_line **sorted, *n;
	size_t i;
	int rc = 0;

	if ((sorted = malloc((l->len + 1) * sizeof(*sorted))) == NULL)
		return err_memory(e);
	for (i = 0; i < l->len; i++)
		sorted[i] = &l->entry[i];
	qsort(sorted, l->len, sizeof(*sorted), by_prefix);
	for (i = 0; i < l->len && rc == 0; i++) {
		n = sorted[i];
		if ((n->first.bits == 32) != ip4 || (i > 0 &&
		    n->bits == sorted[i - 1]->bits &&
		    ip_compare(&n->first, &sorted[i - 1]->first) == 0))
			continue;
		rc = netlevel_add(out, &(struct netlevel_range){ n->first,
			n->last, n->bits, !n->exclusion }, e);
	}
	free(sorted);
	return rc;
}

static uint32_t
number_of(const struct ip *a)
{
	return (uint32_t)a->octet[0] << 24 | (uint32_t)a->octet[1] << 16 |
	    (uint32_t)a->octet[2] << 8 | a->octet[3];
}

static struct ip
address_of(uint32_t n)
{
	struct ip a = { { (unsigned char)(n >> 24), (unsigned char)(n >> 16),
		(unsigned char)(n >> 8), (unsigned char)n }, 32 };

	return a;
}

/*
 * As ip4set has it: an entry is cut into whole octets, the widest that fit.
 * 10.0.5.0-10.2.0.7 becomes 10.0.5.0-10.0.255.255 of /24s, 10.1.0.0/16, and
 * 10.2.0.0-10.2.0.7 of /32s: from both ends what does not fill the next octet
 * is cut off, until nothing is left between.
 */
static int
add_set(struct netlevel *out, const struct rbldnsd_line *n, struct err *e)
{
	uint64_t from = number_of(&n->first), end = number_of(&n->last);
	struct netlevel_range r = { .listed = !n->exclusion };
	uint64_t step = 256, low, high;

	end++;
	for (r.level = 32; from < end; r.level -= 8, step <<= 8) {
		low = (from + step - 1) / step * step;
		high = end / step * step;
		if (r.level == 8 || low >= high) /* no wider octet inside */
			low = high = end;
		if (from < low) {
			r.first = address_of((uint32_t)from);
			r.last = address_of((uint32_t)(low - 1));
			if (netlevel_add(out, &r, e) == -1)
				return -1;
		}
		if (high < end) {
			r.first = address_of((uint32_t)high);
			r.last = address_of((uint32_t)(end - 1));
			if (netlevel_add(out, &r, e) == -1)
				return -1;
		}
		from = low;
		end = high;
	}
	return 0;
}

/* The addresses that are listed, IPv4 by a type. */
static int
flatten(struct netlevel *out, const struct list *l, enum type type)
{
	struct err *e = l->im->e;
	size_t i;

	if (add_trie(out, l, false, e) == -1)
		return -1;
	if (type == TRIE && add_trie(out, l, true, e) == -1)
		return -1;
	for (i = 0; i < l->len && type == SET; i++)
		if (l->entry[i].first.bits == 32 &&
		    add_set(out, &l->entry[i], e) == -1)
			return -1;
	return netlevel_flatten(out, e);
}

/* The first address that is in one and not in the other; false if none is. */
static bool
differ(const struct netlevel *a, const struct netlevel *b, struct ip *where)
{
	size_t i;

	for (i = 0; i < a->spans && i < b->spans; i++) {
		const struct netlevel_span *x = &a->span[i], *y = &b->span[i];
		int first = ip_compare(&x->first, &y->first);
		int last = ip_compare(&x->last, &y->last);

		if (first != 0)
			*where = first < 0 ? x->first : y->first;
		else if (last != 0) {
			*where = last < 0 ? x->last : y->last;
			(void)ip_next(where);
		}
		if (first != 0 || last != 0)
			return true;
	}
	if (a->spans == b->spans)
		return false;
	*where = a->spans > i ? a->span[i].first : b->span[i].first;
	return true;
}

static enum parse_answer
add_rule(struct import *im, const struct netlevel *n)
{
	struct criterion c = { .negated = false };
	enum parse_answer answer = criterion_make_set(&c, im->book, im->name,
	    im->e);
	size_t i;

	for (i = 0; i < n->spans && answer == PARSE_OK; i++)
		if (netset_add_range(&im->book->nets, &n->span[i].first,
		    &n->span[i].last, c.set, im->e) == -1)
			answer = PARSE_FAILED;
	return answer == PARSE_OK ? import_networks_rule(im, &c, RULE_BLOCK) :
	    answer;
}

/* Make the rule, if the types agree or one is known. */
static enum parse_answer
finish(struct list *l)
{
	struct netlevel set = { 0 }, trie = { 0 };
	enum parse_answer answer = PARSE_FAILED;
	char text[IP_TEXT_SIZE];
	struct ip where;

	if (flatten(&trie, l, TRIE) == -1 || flatten(&set, l, SET) == -1)
		goto out;
	if (l->type == ANY && differ(&set, &trie, &where)) {
		ip_format(&where, text);
		diag_skip_end(l->im->book->diag);
		diag_error(l->im->book->diag, &l->im->at, "from %s on ip4set "
		    "and ip4trie differ: import the file as rbldnsd-ip4set "
		    "or rbldnsd-ip4trie", text);
		answer = PARSE_WRONG;
		goto out;
	}
	answer = add_rule(l->im, l->type == SET ? &set : &trie);
out:
	netlevel_free(&set);
	netlevel_free(&trie);
	return answer;
}

static enum parse_answer
read_list(struct import *im, enum type type)
{
	struct list l = { .im = im, .type = type };
	enum parse_answer answer = PARSE_OK;
	struct source s;
	struct line line;

	if ((answer = import_open(im, &s)) != PARSE_OK)
		return answer;
	while (answer != PARSE_FAILED && source_line(&s, SOURCE_PLAIN, &line))
		answer = read_line(&l, &line);
	if (answer != PARSE_FAILED)
		answer = finish(&l);
	free(l.entry);
	return answer;
}

enum parse_answer
import_rbldnsd(struct import *im)
{
	return read_list(im, ANY);
}

enum parse_answer
import_rbldnsd_ip4set(struct import *im)
{
	return read_list(im, SET);
}

enum parse_answer
import_rbldnsd_ip4trie(struct import *im)
{
	return read_list(im, TRIE);
}
