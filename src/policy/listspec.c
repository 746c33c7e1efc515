/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/listspec.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"

/* A label this long that has letters and digits is a key, not a name. */
#define KEY_MIN 16

/* True if an alternative is a range of answers, not a list. */
static bool
is_answer(const char *text)
{
	size_t len = strcspn(text, ",");

	return len > 0 && strspn(text, "0123456789.-") == len;
}

bool
listspec_next(struct listspec *out, const char **at)
{
	size_t len = strcspn(*at, ",=/");

	if (**at == '\0')
		return false;
	if (len >= sizeof(out->zone))
		len = sizeof(out->zone) - 1; /* a name nobody can ask */
	memcpy(out->zone, *at, len);
	out->zone[len] = '\0';
	*at += len;
	out->bits = 0;
	out->answers = NULL;
	if (**at == '/') {
		out->bits = (*at)[1] == '4' ? 32 : 128;
		*at += strcspn(*at, ",=");
	}
	if (**at == '=')
		out->answers = ++*at;
	*at += strcspn(*at, ",");
	while (**at == ',' && is_answer(*at + 1))
		*at += 1 + strcspn(*at + 1, ",");
	if (**at == ',')
		++*at;
	return true;
}

/* Read an address that ends at a byte of stop. */
static bool
read_ip(struct ip *out, const char **at, const char *stop)
{
	size_t len = strcspn(*at, stop);
	char text[IP_TEXT_SIZE];
	struct err e;

	if (len >= sizeof(text))
		return false;
	memcpy(text, *at, len);
	text[len] = '\0';
	*at += len;
	return ip_parse(out, text, &e) == 0;
}

bool
listspec_range(const char **at, struct ip *first, struct ip *last)
{
	if (!is_answer(*at) || !read_ip(first, at, "-,"))
		return false;
	*last = *first;
	if (**at == '-') {
		++*at;
		if (!read_ip(last, at, ","))
			return false;
	}
	if (**at == ',')
		++*at;
	return true;
}

static bool
is_key(const char *label, size_t len)
{
	size_t digits = 0, i;

	for (i = 0; i < len; i++) {
		if (label[i] == '-' || label[i] == '_')
			return false;
		digits += label[i] >= '0' && label[i] <= '9';
	}
	return len >= KEY_MIN && digits > 0 && digits < len;
}

void
listspec_mask(char out[DNS_NAME_SIZE], const char *zone)
{
	size_t at = 0, len;

	for (;; zone += len + 1) {
		const char *from = zone;
		size_t n = len = strcspn(zone, ".");

		if (is_key(zone, len)) {
			from = "KEY";
			n = 3;
		}
		if (at + n + 2 > DNS_NAME_SIZE)
			break;
		memcpy(out + at, from, n);
		at += n;
		if (zone[len] == '\0')
			break;
		out[at++] = '.';
	}
	out[at] = '\0';
}

void
listspec_hide(char *text, const char *zone)
{
	char *hit;
	size_t len, i;

	for (;; zone += len + 1) {
		len = strcspn(zone, ".");
		for (i = 0; is_key(zone, len) && text[i] != '\0'; i++)
			for (hit = text + i; strncasecmp(hit, zone, len) == 0;) {
				memcpy(hit, "KEY", 3);
				memmove(hit + 3, hit + len,
				    strlen(hit + len) + 1);
			}
		if (zone[len] == '\0')
			return;
	}
}
