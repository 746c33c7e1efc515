/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json_read.h"

#include <stdint.h>
#include <string.h>

#include "base/err.h"

/* Deepest nesting of values that are passed over. */
#define DEPTH 32

static void
skip_blanks(struct json_reader *r)
{
	r->at += strspn(r->at, " \t\r\n");
}

/* Pass over byte c, blanks around it; false if it is not there. */
static bool
take(struct json_reader *r, char c)
{
	skip_blanks(r);
	if (*r->at != c)
		return false;
	r->at++;
	skip_blanks(r);
	return true;
}

/* The four hexadecimal digits at p; -1 if they are none. */
static int32_t
hex4(const char *p)
{
	static const char digits[] = "0123456789abcdef";
	int32_t n = 0;
	int i;

	for (i = 0; i < 4; i++) {
		char c = p[i] >= 'A' && p[i] <= 'F' ? (char)(p[i] + 32) : p[i];
		const char *at = c != '\0' ? strchr(digits, c) : NULL;

		if (at == NULL)
			return -1;
		n = n * 16 + (int32_t)(at - digits);
	}
	return n;
}

/* The character that "uXXXX" at *p stands for, with a second half of a
 * surrogate pair (section 7); -1 if it is none. */
static int32_t
unicode(const char **p)
{
	int32_t high = hex4(*p + 1), low;

	if (high == -1)
		return -1;
	*p += 5;
	if (high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || (*p)[0] != '\\' || (*p)[1] != 'u')
		return -1;
	low = hex4(*p + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return -1;
	*p += 6;
	return 0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00);
}

/* Write a character as UTF-8 (RFC 3629 section 3); where it ends. */
static char *
put_utf8(char *to, int32_t c)
{
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	int len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, i;

	for (i = len - 1; i > 0; i--) {
		to[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	to[0] = (char)(len == 1 ? c : lead[len] | c);
	return to + len;
}

/* Decode the escape behind the backslash at *p; false if it is none. */
static bool
escape(char **to, const char **p)
{
	static const char from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
	const char *at;
	int32_t c;

	if (**p == '\0')
		return false;
	if (**p == 'u') {
		if ((c = unicode(p)) <= 0)
			return false;
		*to = put_utf8(*to, c);
		return true;
	}
	if ((at = strchr(from, **p)) == NULL)
		return false;
	*(*to)++ = is[at - from];
	(*p)++;
	return true;
}

/* Decode the string at r->at; NULL if it is none. */
static const char *
string(struct json_reader *r, size_t *len)
{
	char *start = r->at + 1, *to = start;
	const char *p = start;

	if (*r->at != '"')
		return NULL;
	while (*p != '"') {
		if ((unsigned char)*p < ' ')
			return NULL;
		if (*p != '\\') {
			*to++ = *p++;
			continue;
		}
		p++;
		if (!escape(&to, &p))
			return NULL;
	}
	r->at = start + (p - start) + 1;
	*to = '\0';
	*len = (size_t)(to - start);
	return start;
}

/* Pass over digits; false if there are none. */
static bool
digits(char **p)
{
	size_t len = strspn(*p, "0123456789");

	*p += len;
	return len > 0;
}

/* Pass over the number at r->at (section 6); false if it is none. */
static bool
number(struct json_reader *r)
{
	char *p = r->at + (*r->at == '-');

	if (*p == '0')
		p++;
	else if (!digits(&p))
		return false;
	if (*p == '.' && (p++, !digits(&p)))
		return false;
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '+' || *p == '-';
		if (!digits(&p))
			return false;
	}
	r->at = p;
	return true;
}

/* Pass over one of three words; false if it is none. */
static bool
word(struct json_reader *r)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, len;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		len = strlen(words[i]);
		if (strncmp(r->at, words[i], len) == 0) {
			r->at += len;
			return true;
		}
	}
	return false;
}

static bool value(struct json_reader *r, int depth);

/* Pass over the object or array at r->at, inside depth others. */
static bool
container(struct json_reader *r, int depth)
{
	bool object = *r->at == '{';
	char close = object ? '}' : ']';
	size_t len;

	if (depth == DEPTH)
		return false;
	r->at++;
	skip_blanks(r);
	if (*r->at == close) {
		r->at++;
		return true;
	}
	do
		if ((object && (string(r, &len) == NULL || !take(r, ':'))) ||
		    !value(r, depth + 1))
			return false;
	while (take(r, ','));
	if (*r->at != close)
		return false;
	r->at++;
	return true;
}

/* Pass over the value at r->at; false if it is none. */
static bool
value(struct json_reader *r, int depth)
{
	size_t len;

	if (*r->at == '{' || *r->at == '[')
		return container(r, depth);
	return string(r, &len) != NULL || number(r) || word(r);
}

static int
wrong(const struct json_reader *r, struct err *e)
{
	return err_perm(e, 0, "no JSON from \"%.32s\" on: write "
	    "{\"name\":\"value\"}", r->at);
}

int
json_read(struct json_reader *r, char *text, struct err *e)
{
	*r = (struct json_reader){ .at = text };
	return take(r, '{') ? 0 : wrong(r, e);
}

int
json_read_member(struct json_reader *r, struct json_member *out, struct err *e)
{
	struct json_member m = { .kind = JSON_OTHER };
	size_t len;

	if (*r->at == '}') {
		(void)take(r, '}');
		return *r->at == '\0' ? 0 : wrong(r, e);
	}
	if (r->more && !take(r, ','))
		return wrong(r, e);
	if ((m.name = string(r, &len)) == NULL || !take(r, ':'))
		return wrong(r, e);
	m.text = r->at;
	if (*r->at == '"') {
		m.kind = JSON_STRING;
		if ((m.text = string(r, &m.len)) == NULL)
			return wrong(r, e);
	} else if (number(r)) {
		m.kind = JSON_NUMBER;
		m.len = (size_t)(r->at - m.text);
	} else if (!value(r, 1)) {
		return wrong(r, e);
	}
	skip_blanks(r);
	r->more = true;
	*out = m;
	return 1;
}
