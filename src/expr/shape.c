/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "expr/shape.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct shape
shape_of(const char *text, size_t len)
{
	unsigned digits = 0, hyphens = 0, dots = 0;
	struct shape s = { 0 };
	size_t i;

	for (i = 0; i < len; i++) {
		digits += is_digit(text[i]);
		hyphens += text[i] == '-';
		dots += text[i] == '.';
	}
	s.digit_last = len > 0 && is_digit(text[len - 1]);
	s.digits = (unsigned char)(digits < 255 ? digits : 255);
	s.hyphens = (unsigned char)(hyphens < 255 ? hyphens : 255);
	s.dots = (unsigned char)(dots < 255 ? dots : 255);
	return s;
}

bool
shape_has(const struct shape *name, const struct shape *required)
{
	return name->digits >= required->digits &&
	    name->hyphens >= required->hyphens &&
	    name->dots >= required->dots &&
	    name->digit_last >= required->digit_last;
}

static void
raise(unsigned char *to, unsigned char least)
{
	if (*to < least)
		*to = least;
}

void
shape_join(struct shape *required, const struct shape *more)
{
	raise(&required->digits, more->digits);
	raise(&required->hyphens, more->hyphens);
	raise(&required->dots, more->dots);
	raise(&required->digit_last, more->digit_last);
}

void
shape_put(unsigned char out[SHAPE_SIZE], const struct shape *s)
{
	out[0] = s->digits;
	out[1] = s->hyphens;
	out[2] = s->dots;
	out[3] = s->digit_last;
}

struct shape
shape_get(const unsigned char raw[SHAPE_SIZE])
{
	struct shape s = { raw[0], raw[1], raw[2], raw[3] };

	return s;
}
