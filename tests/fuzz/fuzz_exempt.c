/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recipient is exempt only by a word that a setting which reads has, letter
 * by letter, and never if its address names a second host.
 */
#include "rule/exempt.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "rule/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int claim)
{
	if (!claim)
		abort();
}

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether text stands between commas in the setting, with blanks around it. */
static bool
stands_in(const char *setting, const char *text, size_t len)
{
	const char *p, *q, *end;

	for (p = setting;; p = end + 1) {
		end = p + strcspn(p, ",");
		while (*p == ' ')
			p++;
		for (q = p; (size_t)(q - p) < len && q < end; q++)
			if (small(*q) != text[q - p])
				break;
		if ((size_t)(q - p) == len) {
			/* a domain may end in a dot */
			q += len > 1 && q < end && *q == '.' &&
			    memchr(text, '@', len) != NULL;
			while (q < end && *q == ' ')
				q++;
			if (q == end)
				return true;
		}
		if (*end == '\0')
			return false;
	}
}

/* The setting, NUL, what stands behind RCPT TO: */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct image img; /* without files */
	char *setting = calloc(size + 2, 1), whole[400];
	const char *rcpt;
	struct mailbox m;
	bool exempt;
	struct err e;

	must(setting != NULL);
	memcpy(setting, data, size);
	rcpt = setting + strlen(setting) + 1;
	if (rcpt > setting + size || exempt_check(setting, &e) == -1 ||
	    mailbox_parse(&m, rcpt, &e) == -1)
		goto out;
	must(exempt_has(&exempt, setting, &img, &m, &e) == 0);
	if (!exempt)
		goto out;
	must(m.local_len > 0 && strpbrk(m.local, "%!@:") == NULL);
	must(*setting != '+' || strchr(setting, ',') != NULL);
	memcpy(whole, m.local, m.local_len);
	whole[m.local_len] = '@';
	memcpy(whole + m.local_len + 1, m.domain, m.domain_len);
	must(stands_in(setting, m.local, m.local_len) ||
	    (m.domain_len > 0 &&
	    (stands_in(setting, whole, m.local_len + 1 + m.domain_len) ||
	    stands_in(setting, whole + m.local_len, 1 + m.domain_len))));
out:
	free(setting);
	return 0;
}
