/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_address.h"

#include <stdio.h>
#include <string.h>

#include "book/rulebook.h"

/* An address that people write where an expression stands. */
struct written {
	unsigned octet[4], octets;
	bool head;     /* "^" before it */
	bool dot;      /* behind the last octet, too */
	unsigned bits; /* that stand behind "/"; 33: none do */
};

/* A number up to most at *p, which moves behind it. */
static bool
take_number(unsigned *out, const char **p, unsigned most)
{
	size_t len = strspn(*p, "0123456789"), i;

	*out = 0;
	for (i = 0; i < len && i < 3; i++)
		*out = *out * 10 + (unsigned)((*p)[i] - '0');
	*p += len;
	return len > 0 && len <= 3 && *out <= most;
}

static bool
take_dot(const char **p)
{
	static const char *const dot[] = { ".", "\\.", "[.]" };
	size_t i;

	for (i = 0; i < sizeof(dot) / sizeof(dot[0]); i++)
		if (strncmp(*p, dot[i], strlen(dot[i])) == 0) {
			*p += strlen(dot[i]);
			return true;
		}
	return false;
}

/* Read the whole expression; false if it is more than an address. */
static bool
take(struct written *w, const char *p)
{
	w->octets = 0;
	w->bits = 33;
	w->head = *p == '^';
	p += w->head;
	do {
		if (!take_number(&w->octet[w->octets++], &p, 255))
			return false;
		w->dot = take_dot(&p);
	} while (w->dot && w->octets < 4 && *p >= '0' && *p <= '9');
	if (*p == '/' && w->octets == 4 && !w->dot) {
		p++;
		return take_number(&w->bits, &p, 32) && *p == '\0';
	}
	p += *p == '$';
	return *p == '\0';
}

/* Whether it is hardly meant as a piece of a name. */
static bool
is_meant(const struct written *w)
{
	if (w->octets == 4)
		return !w->dot;
	return w->octets == 3 || (w->octets == 2 && w->head && w->dot);
}

bool
lint_address(struct rulebook *b, size_t i)
{
	const struct rule *r = &b->rule[i];
	char net[sizeof("255.255.255.255/32")];
	struct written w = { .octets = 0 };
	unsigned bits;

	if (r->crit_len != 1 || r->crit[0].kind != CRITERION_REGEX ||
	    strcmp(r->source, r->crit[0].value) != 0 ||
	    fold_has(&b->diag->fold, b->file[r->file]) ||
	    !take(&w, r->source) || !is_meant(&w))
		return false;
	if (w.bits == 33 && b->settings.number[
	    SET_DEFAULT_UNRESOLVED_ACTION] == RULE_PASS)
		return false; /* addresses are searched, too */
	bits = w.bits < 33 ? w.bits : 8 * w.octets;
	(void)snprintf(net, sizeof(net), bits < 32 ? "%u.%u.%u.%u/%u" :
	    "%u.%u.%u.%u", w.octet[0] % 256, w.octet[1] % 256,
	    w.octet[2] % 256, w.octet[3] % 256, bits % 33);
	diag_warn(b->diag, &b->place[i], "an expression is looked for in the "
	    "client's name, not in its address: write @ip=%s, or @regex= "
	    "before it if the name is meant", net);
	return true;
}
