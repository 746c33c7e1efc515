/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_FILTERS_OBEY_H
#define DHF_SERVE_FILTERS_OBEY_H

#include <stdbool.h>

#include "wire/letter.h"

struct filters_session;

/*
 * filters_obey - what a letter of a session is answered, and what it does
 */

/* Do what a letter says.  False: the session is to end.  Whoever answers says
 * so to s->asker; s->deed is what he waits for. */
bool filters_obey(struct filters_session *s, const struct letter *l);

/* Write an answer.  It is shorter than what any socket takes at once: where it
 * does not go, false, nobody reads. */
bool filters_say(struct filters_session *s, const struct letter *l);

/* Answer CANNOT.  False: the session is to end. */
bool filters_cannot(struct filters_session *s, const char *reason);

#endif
