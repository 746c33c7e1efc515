/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/postfix_pattern.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "book/criterion_make.h"
#include "book/diag.h"
#include "book/rulebook.h"
#include "book/source.h"
#include "expr/pattern.h"
#include "expr/regex.h"

#define LEFT_OUT "Postfix leaves the line out, and so it is here"

static enum postfix_answer
taken(enum parse_answer answer)
{
	return answer == PARSE_OK ? POSTFIX_TAKEN :
	    answer == PARSE_WRONG ? POSTFIX_WRONG : POSTFIX_FAILED;
}

/* Skip "!" and blanks, and begin with a criterion. */
static char *
begin(struct postfix_pattern *out, char *p)
{
	*out = (struct postfix_pattern){ .crits = 1 };
	for (; *p == '!' || line_blank(*p); p++)
		if (*p == '!')
			out->negated = !out->negated;
	out->crit[0] = (struct criterion){ .value = "" };
	return p;
}

/* Where the pattern that opens with a delimiter at p closes, or NULL. */
static char *
closing(char *p)
{
	char delimiter = *p++;

	for (; *p != '\0' && *p != delimiter; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p == delimiter ? p : NULL;
}

/* Which flags are set, each of them turned by each of its letters. */
struct flags {
	bool i, m, x, U, A;
};

/* Read the flags up to a blank.  Names are lower case and hold no newline, so
 * s and E change nothing, and X is of the past.  The first byte that is no
 * flag, or NULL. */
static const char *
read_flags(struct flags *f, const char *p)
{
	*f = (struct flags){ .i = false };
	for (; *p != '\0' && !line_blank(*p); p++)
		switch (*p) {
		case 'i':
			f->i = !f->i;
			break;
		case 'm':
			f->m = !f->m;
			break;
		case 'x':
			f->x = !f->x;
			break;
		case 'U':
			f->U = !f->U;
			break;
		case 'A':
			f->A = !f->A;
			break;
		case 's':
		case 'E':
		case 'X':
			break;
		default:
			return p;
		}
	return NULL;
}

/* PCRE2's spelling of the expression with these flags, from the arena. */
static const char *
spell(struct import *im, const struct flags *f, const char *expression)
{
	char *text = arena_alloc(&im->book->arena, 5 * strlen(expression) +
	    64), *p = text;

	if (text == NULL) {
		(void)err_memory(im->e);
		return NULL;
	}
	p = stpcpy(p, f->i ? "(?-i)" : "");
	p = stpcpy(p, f->m ? "(?m)" : "");
	p = stpcpy(p, f->x ? "(?x)" : "");
	p = stpcpy(p, f->U ? "(?U)" : "");
	p = stpcpy(p, f->A ? "\\A(?:" : "");
	p += pattern_plain(p, expression);
	/* with x a comment may stand before the end */
	(void)stpcpy(p, !f->A ? "" : f->x ? "\n)" : ")");
	return text;
}

/* True if it is our limits that refuse the expression, not PCRE2. */
static bool
is_beyond_us(const char *expression, const struct err *e)
{
	return strstr(expression, "\\C") != NULL ||
	    strstr(expression, "(*UTF") != NULL ||
	    strstr(e->msg, "too large") != NULL;
}

static enum postfix_answer
make_regex(struct postfix_pattern *out, struct import *im,
    const char *expression, const struct place *at)
{
	struct rulebook *b = im->book;
	size_t offset;

	if (regex_check(b->regex, expression, &offset, im->e) == -1) {
		if (im->e->class == ERR_TEMP)
			return POSTFIX_FAILED;
		if (!is_beyond_us(expression, im->e)) {
			diag_warn(b->diag, at, "bad expression, %s, after "
			    "\"%.*s\": " LEFT_OUT ": mend it or put a "
			    "backslash before special characters", im->e->msg,
			    offset < 60 ? (int)offset : 60, expression);
			return POSTFIX_LEFT_OUT;
		}
	} else if (regex_groups(b->regex, expression, &out->groups, im->e) ==
	    -1) {
		return POSTFIX_FAILED;
	}
	out->crit[0].negated = out->negated;
	return taken(criterion_make_regex(&out->crit[0], b, expression, at,
	    im->e));
}

enum postfix_answer
postfix_pcre(struct postfix_pattern *out, struct import *im,
    const struct line *l, char *p)
{
	char *open = begin(out, p), *close;
	struct place at = line_place(l, open);
	const char *wrong, *text;
	struct flags flags;

	if (*open == '\0' || (close = closing(open)) == NULL) {
		diag_warn(im->book->diag, &at, "no closing delimiter: "
		    LEFT_OUT ": write /expression/ and the result");
		return POSTFIX_LEFT_OUT;
	}
	if ((wrong = read_flags(&flags, close + 1)) != NULL) {
		at = line_place(l, wrong);
		diag_warn(im->book->diag, &at, "an unknown flag behind the "
		    "expression: " LEFT_OUT ": write i, m, s, x, A, E, U or "
		    "X");
		return POSTFIX_LEFT_OUT;
	}
	out->end = close + 1 + strcspn(close + 1, " \t\r\n");
	*close = '\0';
	text = spell(im, &flags, open + 1);
	*close = *open;
	return text == NULL ? POSTFIX_FAILED : make_regex(out, im, text, &at);
}

/* A network as Postfix reads it: cidr_match.c of its sources. */
struct network {
	const char *address; /* without brackets */
	const char *prefix;  /* NULL: none */
};

/* Cut the word of a pattern into its parts; false if it has another form. */
static bool
split(struct network *n, char *word)
{
	char *close, *slash;

	n->address = word;
	if (*word == '[') {
		n->address = word + 1;
		if ((close = strchr(word, ']')) == NULL)
			return false;
		*close = '\0';
		if (close[1] == '/') {
			n->prefix = close + 2;
			return true;
		}
		if (close[1] != '\0')
			return false;
	}
	if ((slash = strchr(n->address, '/')) != NULL)
		*slash = '\0';
	n->prefix = slash != NULL ? slash + 1 : NULL;
	return true;
}

/* True if the parts are a network; *mapped if it is one of IPv4 addresses
 * written as IPv6, which Postfix takes for IPv6. */
static bool
parse(struct ip *first, unsigned *bits, bool *mapped, const struct network *n)
{
	bool six = strchr(n->address, ':') != NULL;
	unsigned max = six ? 128 : 32;
	struct err e;

	*bits = max;
	if (strchr(n->address, '%') != NULL ||
	    ip_parse(first, n->address, &e) == -1)
		return false;
	if (n->prefix != NULL) {
		const char *p = n->prefix;

		while (*p == '0' && p[1] != '\0')
			p++;
		if (num_unsigned(bits, p, max, &e) == -1)
			return false;
	}
	*mapped = six && first->bits == 32;
	return true;
}

/* Make it hold for all addresses of the family that are not in set. */
static enum postfix_answer
negate(struct postfix_pattern *out, struct import *im, bool six)
{
	static const struct ip all4 = { .bits = 32 }, all6 = { .bits = 128 };
	struct criterion *family = &out->crit[out->crits++];

	out->crit[0].negated = true;
	*family = (struct criterion){ .value = "" };
	if (criterion_make_set(family, im->book, six ? "::/0" : "0.0.0.0/0",
	    im->e) != PARSE_OK || netset_add(&im->book->nets,
	    six ? &all6 : &all4, 0, family->set, im->e) == -1)
		return POSTFIX_FAILED;
	return POSTFIX_TAKEN;
}

static enum postfix_answer
make_network(struct postfix_pattern *out, struct import *im, char *word,
    const struct place *at)
{
	struct diag *d = im->book->diag;
	const char *written = out->crit[0].value;
	char text[IP_TEXT_SIZE];
	bool mapped = false;
	struct ip first, net;
	struct network n;
	unsigned bits;

	if (!split(&n, word) || !parse(&first, &bits, &mapped, &n)) {
		diag_warn(d, at, "\"%.64s\" is no network: " LEFT_OUT
		    ": write 192.0.2.0/24 or 2001:db8::/32", written);
		return POSTFIX_LEFT_OUT;
	}
	net = mapped ? first : ip_first(&first, bits);
	if (ip_compare(&first, &net) != 0) {
		ip_format(&net, text);
		diag_warn(d, at, "host bits are set in \"%.64s\": " LEFT_OUT
		    ": write %s/%u", written, text, bits);
		return POSTFIX_LEFT_OUT;
	}
	if (mapped)
		diag_warn(d, at, "\"%.64s\" holds for no client, as in "
		    "Postfix: write it as a network of IPv4", written);
	else if (netset_add(&im->book->nets, &net, bits, out->crit[0].set,
	    im->e) == -1)
		return POSTFIX_FAILED;
	return out->negated ? negate(out, im, first.bits == 128 || mapped) :
	    POSTFIX_TAKEN;
}

enum postfix_answer
postfix_cidr(struct postfix_pattern *out, struct import *im,
    const struct line *l, char *p)
{
	char *start = begin(out, p), *word;
	struct place at = line_place(l, start);
	size_t len = strcspn(start, " \t\r\n");

	out->end = start + len;
	word = arena_copy(&im->book->arena, start, len);
	if (word == NULL)
		(void)err_memory(im->e);
	if (word == NULL)
		return POSTFIX_FAILED;
	if (criterion_make_set(&out->crit[0], im->book, word, im->e) !=
	    PARSE_OK)
		return POSTFIX_FAILED;
	return make_network(out, im, word, &at);
}
