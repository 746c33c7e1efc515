/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/name.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define LABEL_MAX 63

static bool
is_label(const char *text, size_t len)
{
	return len > 0 && len <= LABEL_MAX && strspn(text,
	    "abcdefghijklmnopqrstuvwxyz0123456789-_") >= len;
}

int
name_parse(char out[NAME_ZONE_SIZE], const char *text, struct err *e)
{
	size_t len = strlen(text), i, part;
	char name[NAME_ZONE_SIZE];

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (len == 0 || len >= sizeof(name))
		return err_perm(e, 0, "\"%.64s\" is no name of a zone or "
		    "server here: write 1 to %d bytes", text,
		    NAME_ZONE_SIZE - 1);
	for (i = 0; i < len; i++)
		name[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ?
		    text[i] - 'A' + 'a' : text[i]);
	name[len] = '\0';
	for (i = 0; i <= len; i += part + 1) {
		part = strcspn(name + i, ".");
		if (!is_label(name + i, part))
			return err_perm(e, 0, "\"%.64s\" is no name: write "
			    "labels of letters, digits and hyphens with dots "
			    "between, as in bl.example.com", text);
	}
	memcpy(out, name, len + 1);
	return 0;
}

void
name_reverse(char out[NAME_REVERSE_SIZE], const struct ip *ip, unsigned bits)
{
	static const char hex[] = "0123456789abcdef";
	char *p = out;
	unsigned i;

	if (ip->bits == 32) {
		(void)snprintf(out, NAME_REVERSE_SIZE, "%u.%u.%u.%u",
		    ip->octet[3], ip->octet[2], ip->octet[1], ip->octet[0]);
		return;
	}
	if (bits < 128) {
		*p++ = '*';
		*p++ = '.';
	}
	for (i = bits / 4; i-- > 0; *p++ = '.')
		*p++ = hex[ip->octet[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
	p[-1] = '\0';
}

/* Four decimal numbers, the last one of the address first: spelled as they
 * would be written, or it is none. */
static bool
read_ip4(struct ip *ip, const char *labels)
{
	struct ip a = { { 0 }, 32 };
	char text[NAME_REVERSE_SIZE];
	unsigned part[4];
	int i;

	if (sscanf(labels, "%3u.%3u.%3u.%3u", &part[3], &part[2], &part[1],
	    &part[0]) != 4)
		return false;
	for (i = 0; i < 4; i++)
		a.octet[i] = (unsigned char)part[i];
	name_reverse(text, &a, 32);
	*ip = a;
	return strcmp(text, labels) == 0;
}

static bool
read_ip6(struct ip *ip, unsigned *bits, const char *labels)
{
	static const char hex[] = "0123456789abcdef";
	struct ip a = { { 0 }, 128 };
	bool part = strncmp(labels, "*.", 2) == 0;
	unsigned i = part ? 16 : 32;
	const char *digit;

	*bits = i * 4;
	for (labels += part ? 2 : 0; i-- > 0; labels += 2) {
		digit = *labels != '\0' ? strchr(hex, *labels) : NULL;
		if (digit == NULL || labels[1] != (i == 0 ? '\0' : '.'))
			return false;
		a.octet[i / 2] |= (unsigned char)((digit - hex) <<
		    (i % 2 == 0 ? 4 : 0));
	}
	*ip = a;
	return true;
}

bool
name_read_reverse(struct ip *ip, unsigned *bits, const char *labels)
{
	*bits = 32;
	return read_ip4(ip, labels) || read_ip6(ip, bits, labels);
}
