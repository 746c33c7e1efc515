/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SMTP_RELAY_ANSWER_H
#define DHF_SMTP_RELAY_ANSWER_H

struct relay;

/*
 * relay_answer - what becomes of a server's reply
 */

/* The reply is r->reply, whole: tell the client, or order the next thing of
 * the server. */
void relay_answer(struct relay *r);

#endif
