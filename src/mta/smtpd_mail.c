/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/smtpd_mail.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "mta/smtpd_line.h"

#define FIELD "X-DHF"

static void
put(struct buf *out, const struct smtpd_line *l, const char *text)
{
	buf_add_text(out, "filter-dataline|");
	buf_add_text(out, l->session);
	buf_add_text(out, "|");
	buf_add_text(out, l->token);
	buf_add_text(out, "|");
	buf_add_text(out, text);
	buf_add_text(out, "\n");
}

void
smtpd_mail_begin(struct smtpd_mail *m)
{
	memset(m, 0, sizeof(*m));
}

void
smtpd_mail_pass(struct buf *out, const struct smtpd_line *l)
{
	put(out, l, l->text);
}

/* Whether a line is the first of a field of our name; RFC 5322 section 4.5.8
 * lets blanks stand before the colon. */
static bool
is_ours(const char *text)
{
	if (strncasecmp(text, FIELD, sizeof(FIELD) - 1) != 0)
		return false;
	text += sizeof(FIELD) - 1;
	return text[strspn(text, " \t")] == ':';
}

void
smtpd_mail_line(struct smtpd_mail *m, struct buf *out,
    const struct smtpd_line *l, const char *header)
{
	bool folded = l->text[0] == ' ' || l->text[0] == '\t';

	if (!m->begun && header[0] != '\0')
		put(out, l, header);
	m->begun = true;
	if (strcmp(l->text, ".") == 0) { /* the end */
		smtpd_mail_begin(m);
		put(out, l, l->text);
		return;
	}
	if (l->text[0] == '\0')
		m->body = true;
	if (!folded)
		m->dropping = is_ours(l->text);
	if (m->body || !m->dropping)
		put(out, l, l->text);
}
