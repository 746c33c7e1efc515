/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/origin.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "base/utc.h"
#include "book/rulebook.h"

#define OLD_S (365 * 86400)

static const struct {
	const char *criterion, *setting;
	enum setting_text text;
} kinds[GEOFILE_KINDS] = {
	{ "@country", "country_file", SET_COUNTRY_FILE },
	{ "@asn", "asn_file", SET_ASN_FILE },
};

/* What is being filled: those of one kind, by value. */
struct fill {
	struct rulebook *book;
	struct origin *origin;
	size_t len;
};

enum parse_answer
origin_note(struct rulebook *b, enum geofile_kind kind, const char *text,
    uint32_t set, const struct place *at, struct err *e)
{
	struct origin o = { .kind = kind, .set = set, .place = *at };
	struct err why;
	unsigned asn = 0;

	if (kind == GEOFILE_COUNTRY) {
		o.value = geofile_country(text, strlen(text));
		if (o.value == 0) {
			diag_error(b->diag, at, "\"%.32s\" is no country: "
			    "write two letters, as DE", text);
			return PARSE_WRONG;
		}
	} else {
		if (num_unsigned(&asn, text + (strncmp(text, "AS", 2) == 0 ?
		    2 : 0), UINT32_MAX, &why) == -1 || asn == 0) {
			diag_error(b->diag, at, "\"%.32s\" is no autonomous "
			    "system: write its number, as 64496", text);
			return PARSE_WRONG;
		}
		o.value = asn;
	}
	return origins_add(&b->origins, &o, e) == 0 ? PARSE_OK : PARSE_FAILED;
}

static int
by_value(const void *a, const void *b)
{
	const struct origin *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* Put a range into all sets that shall have its value. */
static int
add(void *arg, const struct ip *first, const struct ip *last, uint32_t value,
    struct err *e)
{
	struct fill *f = arg;
	size_t low = 0, high = f->len, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (f->origin[middle].value < value)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < f->len && f->origin[low].value == value; low++) {
		f->origin[low].found = true;
		if (netset_add_range(&f->book->nets, first, last,
		    f->origin[low].set, e) == -1)
			return -1;
	}
	return 0;
}

/* Warn of a file that is old, and of what it does not know. */
static void
look_over(const struct fill *f, const char *path, int64_t age_s)
{
	const struct origin *o = f->origin;
	size_t i;

	if (age_s > OLD_S)
		diag_warn(f->book->diag, &o->place, "%.200s is %lld days old: "
		    "get a newer one", path, (long long)(age_s / 86400));
	for (i = 0; i < f->len; i++, o++) {
		if (o->found)
			continue;
		if (o->kind == GEOFILE_COUNTRY)
			diag_warn(f->book->diag, &o->place, "%.200s has no "
			    "address of %c%c: is it written as in ISO 3166?",
			    path, (int)(o->value >> 8),
			    (int)(o->value & 0xff));
		else
			diag_warn(f->book->diag, &o->place, "%.200s has no "
			    "address of AS%lu", path, (unsigned long)o->value);
	}
}

/* Read the file for those of one kind. */
static enum parse_answer
read_kind(struct fill *f, int64_t now_s, struct err *e)
{
	const enum geofile_kind kind = f->origin->kind;
	const char *path = f->book->settings.text[kinds[kind].text];
	int64_t built_s;

	if (*path == '\0') {
		diag_error(f->book->diag, &f->origin->place, "%s needs a "
		    "MaxMind DB file: name one by %s", kinds[kind].criterion,
		    kinds[kind].setting);
		return PARSE_WRONG;
	}
	if (geofile_read(path, kind, add, f, &built_s, e) == -1) {
		if (e->class == ERR_TEMP)
			return PARSE_FAILED;
		diag_error(f->book->diag, &f->origin->place, "%s: name "
		    "another file by %s", e->msg, kinds[kind].setting);
		return PARSE_WRONG;
	}
	look_over(f, path, now_s - built_s);
	return PARSE_OK;
}

enum parse_answer
origin_read(struct rulebook *b, int64_t now_s, struct err *e)
{
	struct fill f = { .book = b };
	struct origin *origin = b->origins.origin;
	const size_t len = b->origins.len;
	enum parse_answer all = PARSE_OK, one;
	size_t from, to;

	if (len > 0)
		qsort(origin, len, sizeof(*origin), by_value);
	for (from = 0; from < len && all != PARSE_FAILED; from = to) {
		for (to = from; to < len &&
		    origin[to].kind == origin[from].kind; to++)
			;
		f.origin = origin + from;
		f.len = to - from;
		if ((one = read_kind(&f, now_s, e)) != PARSE_OK)
			all = one;
	}
	return all;
}
