/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_CONTROL_DO_H
#define DHF_SERVE_CONTROL_DO_H

#include <stdbool.h>

struct control_session;
struct err;

/*
 * control_do - what a session of control asks is done, and what is answered
 */

/* Do the first line that came, or begin to. */
void control_command(struct control_session *s, const char *line);

/* Load the record of a line, which is changed. */
void control_record(struct control_session *s, char *line);

/* Whether a load has to wait for a commit before its next line. */
bool control_is_full(const struct control_session *s);

/* Have something to say, if there is. */
void control_fill(struct control_session *s);

/* Say how it ended: e NULL, well; *e is changed. */
void control_finish(struct control_session *s, struct err *e);

#endif
