/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/mailboxes.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"

/* Longest form in an image. */
#define ONE_MAX (3 + MAILBOX_LOCAL_MAX + DOMAINS_MAX)

/* Append what stands before "@", len bytes, in lower case. */
static int
add_local(struct packed *one, const char *text, size_t len, struct err *e)
{
	char local[1 + MAILBOX_LOCAL_MAX];
	size_t i;

	for (i = 0; i < len && i < MAILBOX_LOCAL_MAX; i++) {
		if (text[i] <= ' ' || text[i] > '~' || text[i] == '"' ||
		    text[i] == '*')
			break;
		local[1 + i] = text[i] >= 'A' && text[i] <= 'Z' ?
		    (char)(text[i] - 'A' + 'a') : text[i];
	}
	if (i < len)
		return err_perm(e, 0, "\"%.64s\" is not a mailbox: before "
		    "\"@\" stand at most %d printable characters without "
		    "blanks and quotes, and no wildcard (@DOMAIN holds for "
		    "all there)", text, MAILBOX_LOCAL_MAX);
	local[0] = (char)len;
	return packed_add(one, local, 1 + len, e);
}

int
mailboxes_add(struct packed *out, const char *text, struct err *e)
{
	unsigned char room[ONE_MAX];
	struct packed one = { room, 0, sizeof(room) };
	const char *at = strchr(text, '@');
	const char *domain = at != NULL ? at + 1 : text;
	size_t local = at != NULL ? (size_t)(at - text) : 0;
	unsigned char kind = at != NULL ? MAILBOXES_EXACT : MAILBOXES_BELOW;

	if (at != NULL && local == 0 && *domain == '\0')
		return err_perm(e, 0, "\"@\" is nobody: write USER@DOMAIN, "
		    "USER@, @DOMAIN or DOMAIN");
	if (packed_add(&one, &kind, 1, e) == -1 ||
	    add_local(&one, text, local, e) == -1)
		return -1;
	if ((at != NULL && *domain == '\0' ? domains_add_root(&one, e) :
	    domains_add(&one, domain, e)) == -1)
		return -1;
	return packed_add(out, room, one.len, e);
}

int
mailboxes_add_sender(struct packed *out, const char *text, struct err *e)
{
	static const unsigned char nobody[] = { MAILBOXES_NOBODY, 0, 0 };

	if (strcmp(text, "<>") == 0)
		return packed_add(out, nobody, sizeof(nobody), e);
	return mailboxes_add(out, text, e);
}

int
mailboxes_add_domain(struct packed *out, const char *text, struct err *e)
{
	const char *at = strchr(text, '@');

	if (at != NULL && at != text)
		return err_perm(e, 0, "\"%.64s\" is not what a client greets "
		    "with: write DOMAIN, @DOMAIN or ~EXPRESSION", text);
	return mailboxes_add(out, text, e);
}

/* Take a length and so many bytes, at most max. */
static bool
take_text(struct packed_cursor *at, const char **text, size_t *len, size_t max)
{
	const unsigned char *n = packed_take(at, 1);
	const unsigned char *bytes = n != NULL && *n <= max ?
	    packed_take(at, *n) : NULL;

	if (bytes == NULL)
		return false;
	*text = (const char *)bytes;
	*len = *n;
	return true;
}

bool
mailboxes_next(struct packed_cursor *at, struct mailboxes_one *out)
{
	struct packed_cursor next = *at;
	const unsigned char *kind = packed_take(&next, 1);
	struct mailboxes_one one;

	if (kind == NULL || *kind >= MAILBOXES_KINDS ||
	    !take_text(&next, &one.local, &one.local_len,
	    MAILBOX_LOCAL_MAX) ||
	    !take_text(&next, &one.domain, &one.domain_len, DOMAINS_MAX))
		return false;
	one.kind = (enum mailboxes_kind)*kind;
	if (one.kind == MAILBOXES_BELOW ? one.local_len > 0 ||
	    one.domain_len == 0 : (one.local_len + one.domain_len == 0) !=
	    (one.kind == MAILBOXES_NOBODY))
		return false;
	*out = one;
	*at = next;
	return true;
}

static bool
same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static bool
is_below(const struct mailbox *m, const struct mailboxes_one *one)
{
	size_t above;

	if (m->domain_len <= one->domain_len)
		return false;
	above = m->domain_len - one->domain_len;
	return m->domain[above - 1] == '.' &&
	    memcmp(m->domain + above, one->domain, one->domain_len) == 0;
}

static bool
has(const struct mailboxes_one *one, const struct mailbox *m)
{
	if (one->kind == MAILBOXES_NOBODY)
		return m->local_len + m->domain_len == 0;
	if (one->local_len > 0 && !same(one->local, one->local_len, m->local,
	    m->local_len))
		return false;
	if (one->domain_len == 0 || same(one->domain, one->domain_len,
	    m->domain, m->domain_len))
		return true;
	return one->kind == MAILBOXES_BELOW && is_below(m, one);
}

bool
mailboxes_have(struct packed_cursor at, const struct mailbox *m)
{
	struct mailboxes_one one;

	while (mailboxes_next(&at, &one))
		if (has(&one, m))
			return true;
	return false;
}

void
mailboxes_format(struct buf *out, struct packed_cursor at)
{
	struct mailboxes_one one;
	const char *comma = "";

	for (; mailboxes_next(&at, &one); comma = ",") {
		buf_add_text(out, comma);
		if (one.kind == MAILBOXES_NOBODY)
			buf_add_text(out, "<>");
		buf_add(out, one.local, one.local_len);
		if (one.kind == MAILBOXES_EXACT)
			buf_add_text(out, "@");
		buf_add(out, one.domain, one.domain_len);
	}
}
