/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/action.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "policy/handover.h"

/* The ends of an answer, and what else stands in a header than marks. */
#define END "\n\n"
#define SCORE_MAX 64

void
action_header(char out[ACTION_HEADER_SIZE], const struct verdict *v,
    const struct notes *notes)
{
	char marks[NOTES_SIZE], score[NUM_SCORE_SIZE];
	size_t i;

	*out = '\0';
	notes_join(marks, notes, NOTE_MARK);
	if (marks[0] == '\0')
		return;
	num_score_format(v->score_milli, score);
	(void)snprintf(out, ACTION_HEADER_SIZE, "X-DHF: mark=%.*s; score=%s",
	    ACTION_HEADER_SIZE - SCORE_MAX, marks, score);
	for (i = 0; out[i] != '\0'; i++)
		if (out[i] < ' ' || out[i] > '~')
			out[i] = '?';
}

/* The reply that refuses, without its line end: "553 5.7.1 TEXT". */
static void
reply_of(char out[REPLY_LINE_MAX], const struct verdict *v,
    const struct evidence *ev)
{
	struct err e;
	size_t len;

	if (handover_reply(out, &len, v, ev, &e) == -1)
		(void)snprintf(out, REPLY_LINE_MAX,
		    "451 4.3.0 temporary failure, try again later");
	else
		out[len - 2] = '\0';
}

size_t
action_format(char out[ACTION_SIZE], const struct verdict *v,
    const struct evidence *ev, const char *header)
{
	char reply[REPLY_LINE_MAX];
	int len;

	if (!verdict_refuses(v)) {
		len = *header == '\0' ?
		    snprintf(out, ACTION_SIZE, "action=DUNNO" END) :
		    snprintf(out, ACTION_SIZE, "action=PREPEND %s" END,
		    header);
		return (size_t)len;
	}
	reply_of(reply, v, ev);
	if (v->action == RULE_GREY) /* others may still refuse for good */
		len = snprintf(out, ACTION_SIZE, "action=DEFER_IF_PERMIT %s"
		    END, reply + sizeof("451"));
	else
		len = snprintf(out, ACTION_SIZE, "action=%s" END, reply);
	return (size_t)len;
}
