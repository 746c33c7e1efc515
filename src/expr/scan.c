/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/scan.h"

#include <stddef.h>
#include <string.h>

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Read one escape inside a class at *p; true if it is a single byte, in *c. */
static bool
class_escape(struct scan *s, const char **p, char *c)
{
	*c = (*p)[1];
	if (*c == '\0') {
		s->lost = true;
		return false;
	}
	*p += 2;
	if (charset_add_escape(&s->set, *c))
		return false;
	s->lost = s->lost || is_alnum(*c);
	return true;
}

/* Read "[:name:]" at *p; false if there is none. */
static bool
class_posix(struct scan *s, const char **p)
{
	const char *end;

	if ((*p)[0] != '[' || strchr(":.=", (*p)[1]) == NULL || !(*p)[1])
		return false;
	end = strstr(*p + 2, ":]");
	if ((*p)[1] != ':' || end == NULL || !charset_add_posix(&s->set,
	    *p + 2, (unsigned)(end - (*p + 2)))) {
		s->lost = true;
		return true;
	}
	*p = end + 2;
	return true;
}

/* Read one byte of a class, plain or escaped, at *p; false if what stands
 * there is more than a byte and has been added. */
static bool
class_byte(struct scan *s, const char **p, char *c)
{
	if (**p == '\\')
		return class_escape(s, p, c);
	if (class_posix(s, p))
		return false;
	*c = *(*p)++;
	return true;
}

static void
class_item(struct scan *s, const char **p)
{
	char from, to;

	if (!class_byte(s, p, &from))
		return;
	if (**p != '-' || (*p)[1] == ']' || (*p)[1] == '\0') {
		charset_add(&s->set, (unsigned char)from);
		return;
	}
	++*p;
	if (!class_byte(s, p, &to))
		s->lost = true;
	else
		charset_add_range(&s->set, (unsigned char)from,
		    (unsigned char)to);
}

static enum scan_atom
read_class(struct scan *s)
{
	const char *p = s->p + 1;
	bool negated = *p == '^';

	p += negated;
	do {
		if (*p == '\0') {
			s->lost = true;
			return SCAN_END;
		}
		class_item(s, &p);
	} while (*p != ']' && !s->lost);
	s->p = p + 1;
	if (negated)
		s->set = charset_not(&s->set);
	return SCAN_BYTE;
}

static enum scan_atom
read_escape(struct scan *s)
{
	static const char letter[] = "tnrfea", control[] = "\t\n\r\f\033\a";
	char c = s->p[1];
	const char *at;

	if (c == '\0' || (unsigned char)c >= 0x80) {
		s->lost = true;
		return SCAN_END;
	}
	s->p += 2;
	if (charset_add_escape(&s->set, c))
		return SCAN_BYTE;
	if (c == 'A')
		return SCAN_HEAD;
	if (c == 'z')
		return SCAN_TAIL;
	if (strchr("bBZ", c) != NULL) { /* \Z: also before a newline */
		s->loose = true;
		return SCAN_NOTHING;
	}
	if ((at = strchr(letter, c)) != NULL)
		c = control[at - letter];
	s->lost = s->lost || is_alnum(c);
	charset_add(&s->set, (unsigned char)c);
	return SCAN_BYTE;
}

/* What opens with "(?": a group, a look around, or something unknown. */
static enum scan_atom
read_opening(struct scan *s)
{
	static const struct {
		const char *text;
		enum scan_atom atom;
		bool loose;
	} table[] = {
		{ "?:", SCAN_OPEN, false },
		{ "?>", SCAN_OPEN, true },
		{ "?i:", SCAN_OPEN, false },
		{ "?-i:", SCAN_OPEN, true },
		{ "?=", SCAN_LOOK, true },
		{ "?!", SCAN_LOOK, true },
		{ "?<=", SCAN_LOOK, true },
		{ "?<!", SCAN_LOOK, true },
	};
	size_t i;

	s->lost = s->lost || *s->p == '*';
	if (*s->p != '?')
		return SCAN_OPEN;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strncmp(s->p, table[i].text, strlen(table[i].text)) ==
		    0) {
			s->p += strlen(table[i].text);
			s->loose = s->loose || table[i].loose;
			return table[i].atom;
		}
	s->lost = true;
	return SCAN_END;
}

static enum scan_atom
read_group(struct scan *s)
{
	if (strncmp(s->p, "(?i)", 4) == 0 || strncmp(s->p, "(?-i)", 5) == 0) {
		s->loose = s->loose || s->p[2] == '-';
		s->p = strchr(s->p, ')') + 1;
		return SCAN_NOTHING; /* names are lower case, so are we */
	}
	s->p++;
	return read_opening(s);
}

/* "$" or one of $1 to $8. */
static enum scan_atom
read_dollar(struct scan *s)
{
	char c = *++s->p;

	if (c < '1' || c > '8')
		return SCAN_TAIL;
	s->p++;
	charset_add_range(&s->set, '0', '9');
	if (c > '4')
		charset_add_range(&s->set, 'a', 'f');
	return SCAN_BYTES;
}

static enum scan_atom
read_atom(struct scan *s)
{
	switch (*s->p) {
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
		return read_class(s);
	case '\\':
		return read_escape(s);
	case '$':
		return read_dollar(s);
	case '^':
		s->p++;
		return SCAN_HEAD;
	case '.':
		s->p++;
		s->set = charset_all();
		return SCAN_BYTE;
	default:
		charset_add(&s->set, (unsigned char)*s->p++);
		return SCAN_BYTE;
	}
}

void
scan_atom(struct scan *s)
{
	s->set = (struct charset){ 0, 0, false };
	s->atom = read_atom(s);
}

void
scan_close(struct scan *s)
{
	if (s->lost || *s->p != ')')
		s->lost = true;
	else
		s->p++;
}

/* Read digits at *p as a number; 255 stands for more. */
static unsigned
read_number(const char **p)
{
	unsigned n = 0;

	for (; **p >= '0' && **p <= '9'; ++*p)
		n = n < 255 ? n * 10 + (unsigned)(**p - '0') : n;
	return n < 255 ? n : 255;
}

/* "{n}", "{n,}" or "{n,m}" at p; the byte behind it, or NULL. */
static const char *
read_braces(struct scan *s, const char *p)
{
	if (*++p < '0' || *p > '9')
		return NULL;
	s->least = s->most = read_number(&p);
	if (*p == ',') {
		p++;
		s->most = *p == '}' ? SCAN_ENDLESS : read_number(&p);
	}
	return *p == '}' ? p + 1 : NULL;
}

bool
scan_quantifier(struct scan *s)
{
	const char *p = s->p;

	s->least = s->most = 1;
	switch (*p) {
	case '?':
		s->least = 0;
		p++;
		break;
	case '*':
	case '+':
		s->least = *p++ == '+';
		s->most = SCAN_ENDLESS;
		break;
	case '{':
		if ((p = read_braces(s, p)) != NULL)
			break;
		s->lost = true; /* a literal one, or a later PCRE2's */
		return false;
	default:
		return false;
	}
	s->loose = s->loose || *p == '+';
	s->p = p + (*p == '?' || *p == '+');
	return true;
}
