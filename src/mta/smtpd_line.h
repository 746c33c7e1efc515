/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_MTA_SMTPD_LINE_H
#define DHF_MTA_SMTPD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip.h"

/*
 * smtpd_line - what OpenSMTPD tells a filter, a line each: smtpd-filters(7)
 *
 *	report|VERSION|TIME|smtp-in|EVENT|SESSION|...
 *	filter|VERSION|TIME|smtp-in|PHASE|SESSION|TOKEN|...
 *
 * Versions 0.5 to 0.7 of the protocol, of OpenSMTPD 6.7 and later; one that is
 * newer is read as the last.  Anything may stand in a last field.
 */
enum smtpd_word {
	SMTPD_READY,       /* "config|ready": all that is to be told is told */
	SMTPD_CONFIG,      /* another line of that kind */
	SMTPD_CONNECTED,   /* a report: ip, name, verified, port */
	SMTPD_AUTH,        /* passed: it has logged in */
	SMTPD_GONE,
	SMTPD_ASK_CONNECT, /* what is to be answered, with its token */
	SMTPD_ASK_HELO,    /* text: the name, from here on */
	SMTPD_ASK_MAIL,    /* what stands behind "MAIL FROM:" */
	SMTPD_ASK_RCPT,
	SMTPD_ASK_OTHER,   /* a phase that nobody has asked for */
	SMTPD_DATA,        /* a line of a mail, without its end */
	SMTPD_OTHER,       /* another report */
	SMTPD_WRONG        /* it does not read */
};

/* Borrowed from the line, which is cut into pieces. */
struct smtpd_line {
	enum smtpd_word word;
	const char *session; /* a number in hexadecimal, whatever it looks
	                        like; "" of CONFIG and WRONG */
	const char *token;   /* of ASK_... and DATA */
	const char *text;    /* the last field */
	bool local;          /* it is on this machine, at a UNIX socket */
	bool has_ip;         /* if neither: what is told does not read */
	struct ip ip;
	const char *name;    /* "" for none */
	bool verified;       /* the name leads back to the address */
	bool passed;
	unsigned port;       /* the local one, 0: not told */
	unsigned version;    /* 5 of "0.5"; 0 of a CONFIG */
};

/* Read a line, without its end. */
void smtpd_line_read(struct smtpd_line *out, char *line);

#endif
