/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/heard.h"

#include <stdio.h>
#include <string.h>

#include "base/ip.h"
#include "serve/held.h"
#include "smtp/said.h"

/* Room for a value, NUL included: the longest address. */
#define VALUE (ENVELOPE_ADDRESS_MAX + 1)

/* A value is one word, whatever it holds. */
static const char *
word(char out[VALUE], const char *text)
{
	size_t i;

	if (*text == '\0')
		return "-";
	for (i = 0; i < VALUE - 1 && text[i] != '\0'; i++)
		out[i] = text[i] == ' ' ? '_' :
		    text[i] > ' ' && text[i] <= '~' ? text[i] : '?';
	out[i] = '\0';
	return out;
}

size_t
heard_format(char out[HEARD_MAX], const struct held_end *end)
{
	char ip[IP_TEXT_SIZE], helo[VALUE], from[VALUE], to[VALUE];

	if (end->said == NULL || end->refused == 0)
		return 0;
	ip_format(end->ip, ip);
	return (size_t)snprintf(out, HEARD_MAX,
	    "heard ip=%s helo=%s from=%s to=%s n=%u", ip,
	    word(helo, end->said->helo),
	    word(from, end->envelope->sender),
	    word(to, end->envelope->recipient), end->refused);
}
