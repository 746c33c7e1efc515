/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_SMTPD_MAIL_H
#define DHF_MTA_SMTPD_MAIL_H

#include <stdbool.h>

struct buf;
struct smtpd_line;

/*
 * smtpd_mail - the lines of a mail on their way through
 *
 * Each goes back as it came; ours is put before all others, and X-DHF of
 * others is left out.
 */
struct smtpd_mail {
	bool begun;    /* its first line has gone */
	bool body;     /* its header is over */
	bool dropping; /* the field that is just read */
};

/* A mail begins. */
void smtpd_mail_begin(struct smtpd_mail *m);

/* Take a line, with what it is to begin with, "" for nothing. */
void smtpd_mail_line(struct smtpd_mail *m, struct buf *out,
    const struct smtpd_line *l, const char *header);

/* Let a line go as it is. */
void smtpd_mail_pass(struct buf *out, const struct smtpd_line *l);

#endif
