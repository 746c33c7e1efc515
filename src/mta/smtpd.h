/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_SMTPD_H
#define DHF_MTA_SMTPD_H

#include <stdbool.h>

#include "base/buf.h"
#include "mta/engine.h"
#include "mta/site.h"

struct err;

/*
 * smtpd - all sessions of an OpenSMTPD, told over one stream
 *
 * Lines come, lines go; a session that has asked waits for its answer, and the
 * others do not wait for it.
 */
struct smtpd;

/* All is borrowed. */
struct smtpd_options {
	struct engine *engine;
	struct tell *tell;
	struct site site;
	bool marks;       /* put X-DHF into mails, and take others out */
	struct buf *out;  /* lines for OpenSMTPD, ... */
	void (*flush)(void *arg); /* ... which are to be written now */
	void *arg;
};

/* *opt is copied.  NULL with *e ERR_TEMP. */
struct smtpd *smtpd_new(const struct smtpd_options *opt, struct err *e);

/* Take a line without its end, which may be changed.  Adds to *out, and calls
 * flush for an answer that comes later. */
void smtpd_take(struct smtpd *s, char *line);

/* OpenSMTPD is gone: end all sessions.  NULL is fine. */
void smtpd_free(struct smtpd *s);

#endif
