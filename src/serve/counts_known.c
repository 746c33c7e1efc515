/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/counts_known.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/siphash.h"
#include "policy/logread.h"
#include "rule/ruleset.h"

static uint64_t
hash_of(const char *label)
{
	/* who writes the rules may have two labels count as one */
	static const unsigned char key[SIPHASH_KEY_SIZE];

	return siphash(key, label, strlen(label));
}

static int
compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static int
add(struct counts_known *k, uint64_t hash, struct err *e)
{
	size_t cap = k->cap != 0 ? 2 * k->cap : 256;
	uint64_t *more;

	if (k->len == k->cap) {
		more = realloc(k->hash, cap * sizeof(*more));
		if (more == NULL)
			return err_memory(e);
		k->hash = more;
		k->cap = cap;
	}
	k->hash[k->len++] = hash;
	return 0;
}

/* Add a label as it stands in a value, and in a list. */
static int
add_label(struct counts_known *k, const char *label, struct err *e)
{
	char one[RULESET_LABEL], item[RULESET_LABEL];

	logread_label(one, sizeof(one), label, false);
	logread_label(item, sizeof(item), label, true);
	if (add(k, hash_of(one), e) == -1)
		return -1;
	return strcmp(one, item) == 0 ? 0 : add(k, hash_of(item), e);
}

static int
fill(struct counts_known *k, struct ruleset *s, struct err *e)
{
	char label[RULESET_LABEL];

	for (;;)
		switch (ruleset_next(s, e)) {
		case RULESET_RULE:
			if (ruleset_label(s, label, e) == -1 ||
			    add_label(k, label, e) == -1)
				return -1;
			break;
		case RULESET_END:
			return 0;
		case RULESET_FAILED:
			return -1;
		}
}

int
counts_known_fill(struct counts_known *k, struct image *img, struct err *e)
{
	struct ruleset *s = malloc(sizeof(*s));
	int rc;

	k->len = 0;
	if (s == NULL)
		return err_memory(e);
	rc = ruleset_begin(s, img, e);
	if (rc == 0)
		rc = fill(k, s, e);
	free(s);
	if (rc == -1)
		k->len = 0;
	if (k->len > 0)
		qsort(k->hash, k->len, sizeof(*k->hash), compare);
	return rc;
}

bool
counts_known(const struct counts_known *k, const char *label)
{
	const uint64_t hash = hash_of(label);

	return k->len > 0 && bsearch(&hash, k->hash, k->len,
	    sizeof(*k->hash), compare) != NULL;
}

void
counts_known_free(struct counts_known *k)
{
	free(k->hash);
	*k = (struct counts_known){ NULL, 0, 0 };
}
