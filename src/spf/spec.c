/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spf/spec.h"

#include <string.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* The length of the macro at text, which begins with "%", or 0.  "%{", a
 * letter, how many labels count, "r", delimiters, "}". */
static size_t
macro_len(const char *text, size_t len)
{
	size_t at = 3;
	bool zero = true;

	if (len < 2)
		return 0;
	if (is_one_of(text[1], "%_-"))
		return 2;
	if (text[1] != '{' || len < 4 ||
	    !is_one_of(text[2], "slodiphvSLODIPHV"))
		return 0;
	for (; at < len && is_digit(text[at]); at++)
		zero = zero && text[at] == '0';
	if (at > 3 && zero)
		return 0;
	if (at < len && is_one_of(text[at], "rR"))
		at++;
	while (at < len && is_one_of(text[at], ".-+,/_="))
		at++;
	return at < len && text[at] == '}' ? at + 1 : 0;
}

/* Step over a macro-string; *tail is what stands behind its last macro. */
static bool
scan(const char *text, size_t len, bool *macro, size_t *tail)
{
	size_t at = 0, n;

	*macro = false;
	*tail = 0;
	while (at < len) {
		n = 1;
		if (text[at] == '%') {
			if ((n = macro_len(text + at, len - at)) == 0)
				return false;
			*macro = true;
			*tail = at + n;
		} else if (text[at] < '!' || text[at] > '~') {
			return false;
		}
		at += n;
	}
	return true;
}

bool
spf_is_macro_string(const char *text, size_t len, bool *macro)
{
	size_t tail;

	return scan(text, len, macro, &tail);
}

/* Whether they are a toplabel: letters, digits and "-" inside, and not digits
 * alone. */
static bool
is_toplabel(const char *text, size_t len)
{
	bool number = true;
	size_t i;

	for (i = 0; i < len; i++) {
		if (!is_alpha(text[i]) && !is_digit(text[i]) &&
		    text[i] != '-')
			return false;
		number = number && is_digit(text[i]);
	}
	return len > 0 && !number && text[0] != '-' && text[len - 1] != '-';
}

bool
spf_is_domain_spec(const char *text, size_t len, bool *macro)
{
	size_t tail, dot;

	if (len == 0 || !scan(text, len, macro, &tail))
		return false;
	if (tail == len) /* "%%" and the like are letters of a domain */
		return text[len - 1] == '}';
	if (text[len - 1] == '.')
		len--;
	for (dot = len; dot > tail && text[dot - 1] != '.'; dot--)
		;
	return dot > tail && is_toplabel(text + dot, len - dot);
}
