/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_VISIT_H
#define DHF_MTA_VISIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mta/engine.h"
#include "rule/admit.h"
#include "smtp/envelope.h"

/*
 * visit - one session of a mail server with a client, as it comes to know it
 *
 * What is told may be of any length and hold any byte: what is too long for
 * its kind is cut or, an address of mail, not known.
 */
#define VISIT_NAME_SIZE 256 /* RFC 1035 section 2.3.4 has 255 bytes at most */

/* How many more recipients were refused, as the log has it. */
#define VISIT_LINE_SIZE (LOGLINE_MAX + 32)

struct visit {
	bool exempt;    /* of this site's own: it may do what it likes */
	struct ip ip;
	unsigned port;  /* the local one, 0: not known */
	bool verified;  /* name leads back to the address */
	char name[VISIT_NAME_SIZE]; /* "" for none */
	char helo[SESSION_HELO_SIZE];
	bool has_sender, has_recipient;
	char sender[ENVELOPE_ADDRESS_MAX + 1];
	char recipient[ENVELOPE_ADDRESS_MAX + 1];
	bool noted;      /* the greylist was told what it brings */
	unsigned refused; /* times */
	char receipt[RECEIPT_SIZE]; /* of the first refusal, "" for none */
	uint64_t dns_us;  /* how long DNS was waited for, in all */
	char header[ACTION_HEADER_SIZE]; /* for the mail, "" for none */
	size_t line_len;
	enum phase line_at;
	char line[LOGLINE_MAX]; /* of the first refusal; if there is none, of
	                           the first word at the last phase */
};

/* A client has come from ip; without one it is this machine itself.  It is
 * exempt if that is so, or a network of *own has it. */
void visit_begin(struct visit *v, const struct ip *ip,
    const struct admit *own);

/* Its name, NULL or "" for none. */
void visit_name(struct visit *v, const char *name, bool verified);

void visit_helo(struct visit *v, const char *name);

/* The sender of a mail, as it stands behind "MAIL FROM:"; this begins one. */
void visit_mail(struct visit *v, const char *path);

/* A recipient, as it stands behind "RCPT TO:". */
void visit_rcpt(struct visit *v, const char *path);

/* What is to be asked now; borrows from *v. */
void visit_ask(struct engine_question *q, const struct visit *v,
    enum phase at);

/* Take what the answer says. */
void visit_take(struct visit *v, const struct response *r, enum phase at);

/* The session is over: write its line for the log, and return its length, 0
 * for none: nothing was asked. */
size_t visit_line(char out[VISIT_LINE_SIZE], const struct visit *v);

#endif
