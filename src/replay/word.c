/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/word.h"

#include <string.h>

#include "base/err.h"
#include "base/ip.h"

/* Take as many of these bytes as there are. */
static bool
take_bytes(struct text *out, struct text *t, bool (*is)(char))
{
	size_t n = 0;

	while (n < t->len && is(t->at[n]))
		n++;
	if (n == 0)
		return false;
	*out = (struct text){ t->at, n };
	text_step(t, n);
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_of_host(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
}

bool
word_digits(struct text *out, struct text *t)
{
	return take_bytes(out, t, is_digit);
}

bool
word_host(struct text *out, struct text *t)
{
	return take_bytes(out, t, is_of_host);
}

bool
word_ip(struct ip *out, struct text t)
{
	char copy[IP_TEXT_SIZE];
	struct err e;

	if (t.len >= sizeof(copy) || t.len == 0 ||
	    memchr(t.at, '\0', t.len) != NULL)
		return false;
	memcpy(copy, t.at, t.len);
	copy[t.len] = '\0';
	return ip_parse(out, copy, &e) == 0;
}

bool
word_brackets(struct ip *out, struct text *t)
{
	struct text rest = *t, inside;

	if (!text_take(&rest, "[") || !text_until(&inside, &rest, ']'))
		return false;
	(void)text_take(&inside, "IPv6:");
	if (!word_ip(out, inside))
		return false;
	*t = rest;
	return true;
}

bool
word_angle(struct text *out, struct text *t)
{
	bool quoted = false;
	size_t i;

	if (t->len == 0 || t->at[0] != '<')
		return false;
	for (i = 1; i < t->len; i++) {
		if (t->at[i] == '"')
			quoted = !quoted;
		else if (t->at[i] == '\\' && quoted)
			i++;
		else if (t->at[i] == '>' && !quoted)
			break;
	}
	if (i >= t->len)
		return false;
	*out = (struct text){ t->at + 1, i - 1 };
	text_step(t, i + 1);
	return true;
}
