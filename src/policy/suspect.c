/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/suspect.h"

#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/num.h"
#include "policy/evidence.h"
#include "policy/session.h"
#include "policy/verdict.h"
#include "wire/letter.h"

void
suspect_write(struct letter *l, const struct evidence *ev,
    const struct verdict *v)
{
	l->ip = ev->ip;
	l->name = ev->has_name == ANSWER_YES ? ev->name : "";
	l->known = evidence_name_word(ev);
	l->rule = v->rule;
	l->receipt = v->receipt;
	l->score = (uint32_t)v->score_milli;
	l->flags |= (v->action == RULE_BLOCK ? LETTER_BLOCK : 0) |
	    (v->action == RULE_GREY ? LETTER_NOTE : 0);
}

void
suspect_session(struct session *s, const struct letter *l)
{
	struct err e;

	memset(s, 0, sizeof(*s));
	s->ip = l->ip;
	if (num_unsigned(&s->port, l->local_port, UINT16_MAX, &e) == -1)
		s->port = 0;
	if (strcmp(l->known, "given") == 0 || strcmp(l->known, "proven") == 0)
		s->name = l->name;
	else if (strcmp(l->known, "none") == 0)
		s->nameless = true;
	else
		s->claim = l->name;
}
