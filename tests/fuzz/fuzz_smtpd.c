/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines that OpenSMTPD might say, of sessions one among the other: each that
 * asks has one answer, to the session and token that asked, in words of ours;
 * a line of a mail goes back to its own; nothing else is said.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "lib/judged.h"
#include "mta/smtpd.h"
#include "mta/smtpd_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
flush(void *arg)
{
	(void)arg;
}

/* What stands behind a word and the ids of a line, in the first of what was
 * said; *len is that line's. */
static const char *
behind(const struct buf *out, const char *word, const struct smtpd_line *l,
    size_t *len)
{
	static char want[1 << 17];
	const char *end = memchr(out->data, '\n', out->len);
	int n = snprintf(want, sizeof(want), "%s|%s|%s|", word, l->session,
	    l->token);

	if (end == NULL || n < 0 || (size_t)n > out->len ||
	    memcmp(out->data, want, (size_t)n) != 0)
		abort();
	*len = (size_t)(end + 1 - (const char *)out->data) - (size_t)n;
	return (const char *)out->data + n;
}

/* One answer and no more. */
static void
check_result(const struct buf *out, const struct smtpd_line *l)
{
	size_t len;
	const char *said = behind(out, "filter-result", l, &len);

	if (said + len != (const char *)out->data + out->len)
		abort();
	judged_line(said, len);
	if (len == sizeof("proceed\n") - 1 && memcmp(said, "proceed", 7) == 0)
		return;
	if (len < sizeof("reject|4xx x\n") - 1 ||
	    memcmp(said, "reject|", 7) != 0 || said[7] < '4' ||
	    said[7] > '5' || said[10] != ' ')
		abort();
}

static void
check(const struct buf *out, const struct smtpd_line *l)
{
	size_t len;

	switch (l->word) {
	case SMTPD_ASK_CONNECT:
	case SMTPD_ASK_HELO:
	case SMTPD_ASK_MAIL:
	case SMTPD_ASK_RCPT:
	case SMTPD_ASK_OTHER:
		check_result(out, l);
		break;
	case SMTPD_DATA:
		if (out->len > 0)
			(void)behind(out, "filter-dataline", l, &len);
		break;
	case SMTPD_READY:
		if (out->len == 0)
			abort();
		break;
	default:
		if (out->len > 0)
			abort();
	}
}

/* Take a line, and look what is said. */
static void
take(struct smtpd *s, struct buf *out, const char *text, size_t len)
{
	char *mine = malloc(len + 1), *copy = malloc(len + 1);
	struct smtpd_line l;

	if (mine == NULL || copy == NULL)
		abort();
	memcpy(mine, text, len);
	mine[len] = '\0';
	memcpy(copy, mine, len + 1);
	smtpd_line_read(&l, copy);
	out->len = 0;
	smtpd_take(s, mine);
	if (!out->failed)
		check(out, &l);
	free(mine);
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end;
	struct tell nobody = { "test", -1, 0 };
	struct buf out = { .data = NULL };
	struct smtpd_options opt = { .engine = judged_engine(),
		.tell = &nobody, .out = &out, .flush = flush };
	struct smtpd *s;
	struct err e;

	if (size < 1 || size > 1 << 16)
		return 0;
	site_init(&opt.site, "");
	opt.marks = text[0] & 1;
	opt.site.earliest = text[0] & 2 ? PHASE_CONNECT : PHASE_RCPT;
	if ((s = smtpd_new(&opt, &e)) == NULL)
		abort();
	for (text++, size--; size > 0 &&
	    (end = memchr(text, '\n', size)) != NULL; text = end + 1) {
		take(s, &out, text, (size_t)(end - text));
		size -= (size_t)(end + 1 - text);
	}
	smtpd_free(s);
	buf_free(&out);
	return 0;
}
