/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/zone_mask.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* A label this long that has letters and digits is a key, not a name. */
#define KEY_MIN 16

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
zone_mask(char out[DNS_NAME_SIZE], const char *zone)
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

/* Write "KEY" over the key wherever it stands in text. */
static void
hide_key(char *text, const char *key, size_t len)
{
	for (; *text != '\0'; text++) {
		if (strncasecmp(text, key, len) != 0)
			continue;
		memcpy(text, "KEY", 3);
		memmove(text + 3, text + len, strlen(text + len) + 1);
		text += 2;
	}
}

void
zone_mask_hide(char *text, const char *zone)
{
	size_t len;

	for (;; zone += len + 1) {
		len = strcspn(zone, ".");
		if (is_key(zone, len))
			hide_key(text, zone, len);
		if (zone[len] == '\0')
			return;
	}
}
