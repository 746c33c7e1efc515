/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_MESSAGE_H
#define DHF_SMTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * message - the text of a mail on its way, until CRLF.CRLF
 *
 * Programs differ in what ends a mail: some take LF.LF for it, some CR.CR, some
 * throw NUL away and then see a dot alone on its line.  What is text to one and
 * the end to another lets a sender smuggle in a second mail.  So a bare CR, a
 * bare LF or a NUL ends the passage, before that byte: what came out until
 * then is whole lines and the begin of one, and no program takes it for a
 * mail that is complete.
 */
enum message_is {
	MESSAGE_MORE,
	MESSAGE_END,  /* CRLF.CRLF was read, and put out */
	MESSAGE_BARE, /* a CR without LF, or LF without CR, was read */
	MESSAGE_NUL
};

/* All bytes zero: behind the reply to DATA. */
struct message {
	enum message_is is;
	enum message_at { MESSAGE_BEGIN, MESSAGE_DOT, MESSAGE_TEXT } at;
	bool cr; /* the last byte, which is not put out yet */
};

/* Take bytes while m->is is MESSAGE_MORE, and put them out unchanged, at most
 * len + 1 of them; *out_len is how many.  Returns how many were taken: what
 * follows is no part of the message. */
size_t message_take(struct message *m, char *out, size_t *out_len,
    const char *in, size_t len);

/* Go on after MESSAGE_BARE or MESSAGE_NUL, and put nothing out: look for
 * CRLF.CRLF alone.  Returns as message_take; m->is becomes MESSAGE_END then,
 * and else stays. */
size_t message_skip(struct message *m, const char *in, size_t len);

#endif
