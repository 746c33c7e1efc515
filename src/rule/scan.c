/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/scan.h"

#include <stddef.h>
#include <string.h>

/* Read a class; a class of one plain character is that character. */
static enum scan_atom
read_class(struct scan *s, char *c)
{
	const char *p = s->p + 1;
	size_t items = 0;
	bool plain = *p != '^';

	p += *p == '^';
	do {
		if (*p == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '='))
			s->lost = s->lost || p[1] != ':';
		if (*p == '[' && p[1] == ':') {
			const char *end = strstr(p + 2, ":]");

			plain = false;
			p = end != NULL ? end + 1 : p;
		} else if (*p == '\\') {
			p++;
			plain = plain && strchr(".-_", *p) != NULL;
		}
		if (*p == '\0') {
			s->lost = true;
			return SCAN_END;
		}
		*c = *p++;
		items++;
	} while (*p != ']');
	s->p = p + 1;
	return plain && items == 1 ? SCAN_CHAR : SCAN_OTHER;
}

static enum scan_atom
read_escape(struct scan *s, char *c)
{
	*c = s->p[1];
	s->p += 2;
	if (*c == '\0' || (unsigned char)*c >= 0x80) {
		s->lost = true;
		return SCAN_END;
	}
	if (strchr("dDwWsShHtnrfea", *c) != NULL) /* classes and controls */
		return SCAN_OTHER;
	if (strchr("bBA", *c) != NULL)
		return SCAN_NOTHING;
	if (*c == 'z' || *c == 'Z')
		return SCAN_TAIL;
	if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
	    (*c >= '0' && *c <= '9'))
		s->lost = true;
	return SCAN_CHAR;
}

/* What opens with "(?": a group, a look around, or a change of case.  Sets
 * *looks if what is inside consumes nothing. */
static void
read_opening(struct scan *s, bool *looks)
{
	static const char *const group[] = { "?:", "?>", "?i:", "?-i:" };
	static const char *const look[] = { "?=", "?!", "?<=", "?<!" };
	size_t i;

	*looks = false;
	if (*s->p == '*') {
		s->lost = true;
		return;
	}
	if (*s->p != '?')
		return;
	for (i = 0; i < 4; i++) {
		if (strncmp(s->p, group[i], strlen(group[i])) == 0) {
			s->p += strlen(group[i]);
			return;
		}
		if (strncmp(s->p, look[i], strlen(look[i])) == 0) {
			s->p += strlen(look[i]);
			*looks = true;
			return;
		}
	}
	s->lost = true;
}

static enum scan_atom
read_group(struct scan *s)
{
	bool looks;

	if (strncmp(s->p, "(?i)", 4) == 0 || strncmp(s->p, "(?-i)", 5) == 0) {
		s->p = strchr(s->p, ')') + 1;
		return SCAN_NOTHING; /* names are lower case, so are we */
	}
	s->p++;
	read_opening(s, &looks);
	return looks ? SCAN_LOOK : SCAN_OPEN;
}

static enum scan_atom
read_atom(struct scan *s, char *c)
{
	*c = *s->p;
	switch (*c) {
	case '\0':
	case '|':
	case ')':
		return SCAN_END;
	case '*':
	case '+':
	case '?':
		s->lost = true;
		return SCAN_END;
	case '(':
		return read_group(s);
	case '[':
		return read_class(s, c);
	case '\\':
		return read_escape(s, c);
	case '$':
		s->p++;
		if (*s->p < '1' || *s->p > '8')
			return SCAN_TAIL;
		s->p++;
		return SCAN_OTHER;
	case '^':
		s->p++;
		return SCAN_NOTHING;
	case '.':
	case '{':
		s->p++;
		return SCAN_OTHER;
	default:
		s->p++;
		s->lost = s->lost || (unsigned char)*c >= 0x80;
		return SCAN_CHAR;
	}
}

void
scan_atom(struct scan *s)
{
	s->atom = read_atom(s, &s->c);
}

void
scan_close(struct scan *s)
{
	if (s->lost || *s->p != ')')
		s->lost = true;
	else
		s->p++;
}

bool
scan_quantifier(struct scan *s, unsigned *least)
{
	const char *p = s->p;

	*least = 1;
	if (*p == '*' || *p == '?') {
		*least = 0;
		p++;
	} else if (*p == '+') {
		p++;
	} else if (*p == '{') {
		size_t digits = strspn(p + 1, "0123456789");

		if (digits == 0) { /* not one, or one of later PCRE2 */
			s->lost = s->lost || p[1] == ',' || p[1] == ' ';
			return false;
		}
		*least = strspn(p + 1, "0") < digits;
		p += 1 + digits;
		p += *p == ',';
		p += strspn(p, "0123456789");
		if (*p++ != '}') {
			s->lost = true;
			return false;
		}
	} else {
		return false;
	}
	s->p = p + (*p == '?' || *p == '+');
	return true;
}
