/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/postfix_text.h"

#include <string.h>

#include "base/err.h"
#include "base/num.h"

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* The name behind the "$" at p, its length in *len; what follows the whole is
 * returned, NULL if it does not end. */
static const char *
name_at(const char **name, size_t *len, const char *p)
{
	char close = p[1] == '{' ? '}' : p[1] == '(' ? ')' : '\0';
	const char *end;

	*name = p + 1 + (close != '\0');
	for (end = *name; close != '\0' ? *end != close && *end != '\0' :
	    is_word(*end); end++)
		;
	*len = (size_t)(end - *name);
	if (close == '\0')
		return end;
	return *end == close ? end + 1 : NULL;
}

static void
note(struct postfix_text *out, const char *from, const char *to)
{
	size_t have = strlen(out->named), len = (size_t)(to - from);

	if (have + 1 + len >= sizeof(out->named))
		return;
	if (have > 0)
		out->named[have++] = ' ';
	memcpy(out->named + have, from, len);
	out->named[have + len] = '\0';
}

/* The number of the group that is named; 0 if it is none. */
static unsigned
group_of(const char *name, size_t len)
{
	char digits[8];
	struct err e;
	unsigned n;

	while (len > 1 && *name == '0') {
		name++;
		len--;
	}
	if (len == 0 || len >= sizeof(digits))
		return 0;
	memcpy(digits, name, len);
	digits[len] = '\0';
	return num_unsigned(&n, digits, 65535, &e) == 0 ? n : 0;
}

bool
postfix_text_read(struct postfix_text *out, char *text)
{
	const char *p = text, *name, *end;
	unsigned group;
	size_t len;

	*out = (struct postfix_text){ .highest = 0 };
	for (; *p != '\0'; p = end) {
		end = p + 1;
		*text++ = *p;
		if (*p != '$')
			continue;
		if (p[1] == '$') {
			end = p + 2;
			continue;
		}
		end = name_at(&name, &len, p);
		if (end == NULL || (group = group_of(name, len)) == 0)
			return false;
		note(out, p, end);
		if (group > out->highest)
			out->highest = group;
		memmove(text, p + 1, (size_t)(end - p) - 1);
		text += end - p - 1;
	}
	*text = '\0';
	return true;
}
