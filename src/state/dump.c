/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/dump.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/lines.h"
#include "state/key.h"
#include "state/ledger.h"
#include "state/offence_record.h"
#include "state/text.h"
#include "store/store.h"
#include "store/store_commit.h"

#define STEP 1000 /* records */

static int
tell(void *arg, struct store_bytes key, const struct store_record *r)
{
	struct dump *d = arg;

	return text_format(d->out, key, r, d->err);
}

int
dump_step(struct dump *d, struct store *s, unsigned budget, struct buf *out,
    struct err *e)
{
	if (!d->begun)
		buf_add_text(out, TEXT_HEAD "\n");
	d->begun = true;
	d->out = out;
	d->err = e;
	d->walk.tell = tell;
	d->walk.arg = d;
	if (store_walk(s, &d->walk, budget, e) != 0)
		return -1;
	return out->failed ? err_memory(e) : 0;
}

int
dump_write(struct store *s, FILE *out, int64_t now_s, struct err *e)
{
	struct dump d = { 0 };
	struct buf b = { 0 };
	int rc = store_commit(s, now_s, e);

	while (rc == 0 && !d.walk.done) {
		b.len = 0;
		rc = dump_step(&d, s, STEP, &b, e);
		if (rc == 0 && fwrite(b.data, 1, b.len, out) != b.len)
			rc = err_temp(e, errno, "write");
	}
	buf_free(&b);
	if (rc == 0 && fflush(out) == EOF)
		rc = err_temp(e, errno, "write");
	return rc;
}

/* Put the number of the line before what is wrong with it. */
static int
wrong(const struct load *l, struct err *e)
{
	const struct err why = *e;

	(void)err_perm(e, 0, "line %lu: %s", l->line, why.msg);
	e->class = why.class;
	return -1;
}

/* Whether a record is of an offender who can be none; and whom the kernel shall
 * drop else. */
static bool
is_none(struct load *l, const struct text_record *r)
{
	struct offender o;

	l->ban = false;
	if (!offence_record_decode(&o, key_bytes(&r->key), r->record.data))
		return false;
	if (l->ledger != NULL && ledger_never(l->ledger, &o.ip, l->now_s))
		return true;
	l->ban = o.ban_s > l->now_s;
	l->ip = o.ip;
	return false;
}

int
load_line(struct load *l, struct store *s, char *line, struct err *e)
{
	struct text_record r;

	if (++l->line == 1) {
		line += lines_mark(line);
		if (strcmp(line, TEXT_HEAD) == 0)
			return 0;
		(void)err_perm(e, 0, "\"%.32s\" instead of \"%s\"", line,
		    TEXT_HEAD);
		return wrong(l, e);
	}
	if (text_parse(&r, line, e) == -1)
		return wrong(l, e);
	if (is_none(l, &r)) {
		if (l->left_out++ == 0)
			l->first = l->line;
		return 0;
	}
	if (store_put(s, key_bytes(&r.key), &r.record, e) == -1)
		return wrong(l, e);
	return 0;
}

void
load_tell(const struct load *l, struct buf *out)
{
	char line[160];

	if (l->left_out == 0)
		return;
	(void)snprintf(line, sizeof(line), "%lu offenders were left out, the "
	    "first in line %lu: nothing is ever held against such "
	    "addresses\n", l->left_out, l->first);
	buf_add_text(out, line);
}

int
load_read(struct load *l, struct store *s, FILE *in, struct err *e)
{
	char line[TEXT_LINE_MAX + 1];
	struct err first;
	size_t len;
	int rc = 0;

	while (rc == 0 && fgets(line, sizeof(line), in) != NULL) {
		len = strlen(line);
		if (len > 0 && line[len - 1] == '\n')
			line[len - 1] = '\0';
		rc = load_line(l, s, line, e);
		if (rc == 0 && store_waiting(s) >= STORE_WAITING_MAX / 2)
			rc = store_commit(s, l->now_s, e);
	}
	if (rc == 0 && ferror(in))
		rc = err_temp(e, errno, "read");
	if (rc == 0 && l->line == 0)
		rc = err_perm(e, 0, "no \"%s\" in the first line",
		    TEXT_HEAD);
	first = *e;
	if (store_commit(s, l->now_s, e) == -1 && rc == 0)
		return -1;
	if (rc == -1)
		*e = first;
	return rc;
}

/* The line of a key, if there is a record.  Returns how many, or -1. */
static int
find(struct store *s, const struct key *k, struct buf *out, struct err *e)
{
	struct store_record r;

	switch (store_get(s, key_bytes(k), &r, e)) {
	case STORE_FAILED:
		return -1;
	case STORE_ABSENT:
		return 0;
	case STORE_FOUND:
		break;
	}
	return text_format(out, key_bytes(k), &r, e) == -1 ? -1 : 1;
}

/* The lines of what an address has done. */
static int
find_offences(struct store *s, const struct ip *ip, struct buf *out,
    struct err *e)
{
	unsigned kind;
	struct key k;
	int found, n = 0;

	for (kind = 0; kind < OFFENDER_KINDS; kind++) {
		k = offence_record_key(ip, (enum offender_kind)kind);
		if ((found = find(s, &k, out, e)) == -1)
			return -1;
		n += found;
	}
	return n;
}

/* The lines of what the greylist knows of an IPv4 address, of whichever
 * networks. */
static int
find_grey(struct store *s, const struct ip *ip, struct buf *out,
    struct err *e)
{
	int found, n = 0;
	unsigned bits;
	struct key k;

	for (bits = 32; bits >= 1; bits--) {
		k = key_of_ip(ip, bits);
		if ((found = find(s, &k, out, e)) == -1)
			return -1;
		n += found;
	}
	return n;
}

/* The key that somebody asks for.  A name in the store has no dot at its end
 * and no empty label; what has digits and dots alone is meant as an address. */
static int
find_key(struct key *out, const char *text, struct err *e)
{
	char name[KEY_TEXT_SIZE];
	size_t len = strlen(text);

	if (strpbrk(text, ":/") == NULL && len > 0 && len < sizeof(name)) {
		if (text[strspn(text, "0123456789.")] == '\0')
			return err_perm(e, 0, "\"%.64s\" is no address",
			    text);
		memcpy(name, text, len + 1);
		if (name[len - 1] == '.')
			name[len - 1] = '\0';
		if (*name == '.' || strstr(text, "..") != NULL)
			return err_perm(e, 0, "\"%.64s\" is no address and no "
			    "domain", text);
		return key_parse(out, name, e);
	}
	return key_parse(out, text, e);
}

int
dump_find(struct store *s, const char *text, struct buf *out, struct err *e)
{
	int offences = 0, grey;
	struct key k;
	struct ip ip;

	if (ip_parse(&ip, text, e) == 0 &&
	    (offences = find_offences(s, &ip, out, e)) == -1)
		return -1;
	if (ip_parse(&ip, text, e) == 0 && ip.bits == 32)
		grey = find_grey(s, &ip, out, e);
	else if (find_key(&k, text, e) == -1)
		return -1;
	else
		grey = find(s, &k, out, e);
	return grey == -1 ? -1 : grey + offences;
}
