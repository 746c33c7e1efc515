/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/reader.h"

#include <string.h>

#include "replay/read_courier.h"
#include "replay/read_exim.h"
#include "replay/read_ours.h"
#include "replay/read_postfix.h"
#include "replay/read_qmail.h"
#include "replay/read_scanner.h"
#include "replay/read_sendmail.h"
#include "replay/word.h"

/* Who reads what a program says whose name begins so. */
static const struct row {
	const char *program;
	enum told (*read)(struct telling *out, const struct frame *f);
} rows[] = {
	{ "postfix", read_postfix },
	{ "exim", read_exim },
	{ "sm-mta", read_sendmail },
	{ "sendmail", read_sendmail },
	{ "tcpserver", read_tcpserver },
	{ "sslserver", read_tcpserver },
	{ "spamdyke", read_spamdyke },
	{ "courieresmtpd", read_courier },
	{ "courieresmtp", read_courier },
	{ "courierlocal", read_courier },
	{ "courierd", read_courier },
	{ "amavis", read_scanner },
	{ "rspamd", read_scanner },
	{ "spamd", read_scanner },
};

static bool
is_ours(struct text program)
{
	return text_take(&program, "dhf") ||
	    text_drop(&program, "-host-filter");
}

/* Whether a program, or what it runs and writes down for, is ours: systemd
 * writes "tcpserver[7]: dyn-host-filter: pid=...", and OpenSMTPD "smtpd[7]:
 * dhf: dhf-opensmtpd: pid=...". */
static bool
tells_ours(const struct frame *f)
{
	struct text t = f->rest, program = f->program;
	int i;

	for (i = 0; i < 3; i++) {
		if (text_take(&t, "pid="))
			return is_ours(program);
		if (!word_host(&program, &t) || !text_take(&t, ": "))
			return false;
	}
	return false;
}

static const struct row *
find(struct text program)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text rest = program;

		if (text_take(&rest, rows[i].program))
			return &rows[i];
	}
	return NULL;
}

/* Exim writes its own log, which names nobody. */
static enum told
read_nameless(struct telling *out, const struct frame *f)
{
	return f->at_s == FRAME_NO_TIME ? TOLD_ODD : read_exim(out, f);
}

enum told
reader_line(struct telling *out, struct frame *f, struct frame_clock *clock,
    const char *line, size_t len)
{
	const struct text none = { "", 0 };
	const struct row *row;

	*out = (struct telling){ .state = NAMED_UNTOLD, .name = none,
		.note = none, .key = none, .alias = none };
	frame_read(f, clock, line, len);
	if (f->program.len == 0)
		return read_nameless(out, f);
	if (tells_ours(f))
		return read_ours(out, line, len);
	row = find(f->program);
	return row != NULL ? row->read(out, f) : TOLD_NOTHING;
}
