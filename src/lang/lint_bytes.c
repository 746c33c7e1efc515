/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lint_bytes.h"

#include <stdbool.h>
#include <string.h>

#include "book/rulebook.h"
#include "expr/scan.h"

/* Groups nested deeper than this are not read. */
#define DEPTH_MAX 20

static char alternation(struct scan *s);

/* The bytes that stand in no host name, not even in an odd one, but in what
 * people take for one: paths, addresses of mail, ports.  An expression for odd
 * names, such as [^a-z0-9.-], asks for more than these. */
static bool
stands_in_no_name(const struct charset *set)
{
	struct charset never = { 0, 0, false };
	const char *p;

	for (p = "/@:,;<>()[]{}\"|`#'%&~!"; *p != '\0'; p++)
		charset_add(&never, (unsigned char)*p);
	return !set->wide && (set->low | set->high) != 0 &&
	    charset_within(set, &never);
}

/* A byte that is no ASCII. */
static bool
is_wide(char c)
{
	return (unsigned char)c >= 0x80;
}

/* A member of the set, the one that people write first. */
static char
member(const struct charset *set)
{
	char all[32];
	unsigned n = charset_members(set, all, sizeof(all));

	return n > 0 ? all[0] : '\0';
}

/* Read the group that was just opened. */
static char
group(struct scan *s)
{
	bool looks = s->atom == SCAN_LOOK;
	char found = '\0';

	if (++s->depth > DEPTH_MAX)
		s->lost = true;
	else
		found = alternation(s);
	s->depth--;
	scan_close(s);
	return looks ? '\0' : found;
}

/* The byte that the branch asks for in vain, or NUL. */
static char
branch(struct scan *s)
{
	char found = '\0', one;
	const char *at = s->p;

	for (scan_atom(s); s->atom != SCAN_END && !s->lost; scan_atom(s)) {
		one = is_wide(*at) ? *at : '\0';
		if (s->atom == SCAN_OPEN || s->atom == SCAN_LOOK)
			one = group(s);
		else if (s->atom == SCAN_BYTE && stands_in_no_name(&s->set))
			one = member(&s->set);
		(void)scan_quantifier(s);
		if (found == '\0' && s->least > 0)
			found = one;
		at = s->p;
	}
	return found;
}

static char
alternation(struct scan *s)
{
	char found = branch(s), one;

	while (!s->lost && *s->p == '|') {
		s->p++;
		one = branch(s);
		found = found != '\0' ? found : one;
	}
	return found;
}

/* The length of the expression between slashes, flags behind them or not, or
 * 0. */
static size_t
between_slashes(const char *pattern)
{
	const char *last = strrchr(pattern, '/');

	if (*pattern != '/' || last <= pattern + 1 ||
	    strspn(last + 1, "imsxAEUX") != strlen(last + 1))
		return 0;
	return (size_t)(last - pattern) - 1;
}

void
lint_bytes(struct rulebook *b, size_t i, size_t c)
{
	const char *pattern = b->rule[i].crit[c].value;
	struct scan s = { .p = pattern };
	size_t inner = between_slashes(pattern);
	const char *p = pattern;
	char found;

	while (*p != '\0' && !is_wide(*p) &&
	    strchr("/@:,;<>({\"|\\`#'%&~!", *p) == NULL)
		p++;
	if (*p == '\0')
		return;
	found = alternation(&s);
	if (s.lost || *s.p != '\0' || found == '\0')
		return;
	if (found == ':' && b->settings.number[
	    SET_DEFAULT_UNRESOLVED_ACTION] == RULE_PASS)
		return; /* addresses are searched, too */
	if (inner > 0)
		diag_warn(b->diag, &b->place[i], "\"/\" in the expression: no "
		    "name holds one, so nobody is found: write "
		    "\"%.*s\", without the slashes", inner < 200 ? (int)inner :
		    200, pattern + 1);
	else if (is_wide(found))
		diag_warn(b->diag, &b->place[i], "a letter that is no ASCII in "
		    "the expression: no name holds one, so nobody is found: "
		    "write the label as DNS has it, xn--...");
	else
		diag_warn(b->diag, &b->place[i], "\"%c\" in the expression: "
		    "no name holds one, so nobody is found: %s", found,
		    found == '@' ? "write what follows it in a host name" :
		    found == ':' ? "take it out, or ask for addresses by "
		    "@ip=" : "take it out");
}
