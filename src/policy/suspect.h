/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_SUSPECT_H
#define DHF_POLICY_SUSPECT_H

struct evidence;
struct letter;
struct session;
struct verdict;

/*
 * suspect - what is known of a refused client, in a letter to who holds it
 */

/* Tell of the client in *l, of type LETTER_SUSPECT: its address and name, and
 * what refuses it.  Borrows from all three. */
void suspect_write(struct letter *l, const struct evidence *ev,
    const struct verdict *v);

/* The session that a letter of that type tells of: all but what the client
 * said.  A name that could be another counts as a claim.  Borrows from *l. */
void suspect_session(struct session *s, const struct letter *l);

#endif
