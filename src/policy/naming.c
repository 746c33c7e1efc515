/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/naming.h"

#include <stdint.h>
#include <string.h>

#include "rule/suffixes.h"

int
naming_find(struct class *out, bool *found, const struct evidence *ev,
    struct image *img, struct err *e)
{
	const struct ip *ip = ev->has_ip ? &ev->ip : NULL;
	size_t len = host_without_zone(ev->name, ev->name_len), domain;

	*found = ev->has_name == ANSWER_YES;
	if (!*found)
		return 0;
	if (suffixes_domain(&domain, img, ev->name, len, e) == -1)
		return -1;
	class_find(out, ev->name, len, domain, ip);
	if (ev->odd) {
		out->kind = CLASS_ODD;
		out->confidence_milli = 1000;
	}
	return 0;
}

/* Read a confidence as the compiler checked it, "1" or "0.75"; thousandths. */
static int32_t
confidence_of(const char *text)
{
	int32_t milli = *text == '1' ? 1000 : 0, unit = 100;

	if (text[strcspn(text, ".,")] != '.')
		return milli;
	for (text += strcspn(text, ".") + 1; *text >= '0' && *text <= '9' &&
	    unit > 0; text++, unit /= 10)
		milli += unit * (*text - '0');
	return milli;
}

bool
naming_is_class(const struct class *c, const char *value)
{
	const char *word = class_word(c->kind);
	size_t n = strlen(word), len;

	for (;; value += len + 1) {
		len = strcspn(value, ",");
		if (len >= n && memcmp(value, word, n) == 0 &&
		    (len == n || (value[n] == ':' && c->confidence_milli >=
		    confidence_of(value + n + 1))))
			return true;
		if (value[len] == '\0')
			return false;
	}
}

bool
naming_is_embedded(const struct class *c, const char *value)
{
	enum embedded_kind kind = c->embedded.kind;

	if (kind == EMBEDDED_FULL)
		return *value == '\0' || strstr(value, "full") != NULL;
	return kind == EMBEDDED_PART && strstr(value, "partial") != NULL;
}
