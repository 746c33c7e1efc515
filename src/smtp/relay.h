/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_RELAY_H
#define DHF_SMTP_RELAY_H

#include "smtp/relay_state.h"

/*
 * relay - between a refused client and a server, for recipients let through
 *
 * Bytes in from both, bytes out to both, no I/O and no clock.
 *
 * In lock-step: a command goes to the server when the one before has its
 * reply, and a reply to the client when it is whole.  Of the client's lines
 * only HELO, EHLO, MAIL, RSET, NOOP, QUIT, a RCPT that was judged and let
 * through, and a DATA behind such a RCPT that the server took, reach it, each
 * made anew as text and CRLF.  Everything else has an answer of ours, as
 * smtp/dialogue.h has it.
 *
 * A mail passes as smtp/message.h lets it.  Where we break off, the server
 * hears the end of its input and never a dot, so that it queues nothing.
 *
 * Only once the server has said 235 to AUTH, or 220 to a STARTTLS that it is
 * to do itself, everything passes.
 */

/* A server was started, and is awaited. */
void relay_begin(struct relay *r, enum relay_begin begin);

/* Whether bytes of the client would be taken: not while a reply is awaited or
 * something is to be written, which the caller does before. */
bool relay_hears_client(const struct relay *r);

/* Take bytes of the client, RELAY_CHUNK at most; returns how many were, the
 * rest is for the next call. */
size_t relay_hear_client(struct relay *r, const char *in, size_t len);

/* The same of the server, in RELAY_TALK and RELAY_MAIL, when nothing is to be
 * written.  The rest is of RELAY_BLIND, or of nobody. */
size_t relay_hear_server(struct relay *r, const char *in, size_t len);

/* The server's output has ended. */
void relay_server_ended(struct relay *r);

/* In RELAY_TLS.  more: the client has sent something behind STARTTLS, which
 * must not be taken for what comes in TLS (CVE-2011-0411): it is told 503.
 * Else 220 is to be written and TLS begun before the next bytes are; what was
 * said is forgotten by the server, too.  With RELAY_TLS_PASS the server is
 * told. */
void relay_tls_is(struct relay *r, bool more);

/* In RELAY_CUT: do not wait for the end of the mail any longer. */
void relay_cut_end(struct relay *r);

/* Time is over, or we are to end: the client hears why, in a reply of the code
 * 421 such as dialogue_timeout writes. */
void relay_end(struct relay *r, const char *line, size_t len);

#endif
