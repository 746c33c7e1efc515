/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/site.h"

#include <stddef.h>
#include <string.h>

#include "base/err.h"

void
site_init(struct site *s, const char *file)
{
	struct err e;

	memset(s, 0, sizeof(*s));
	s->file = file;
	s->earliest = PHASE_RCPT;
	(void)admit_parse(&s->own, "", &e); /* loopback, which reads */
}

enum site_answer
site_option(struct site *s, int letter, const char *value, struct err *e)
{
	switch (letter) {
	case 'a':
		if (phase_find(&s->earliest, value))
			return SITE_TAKEN;
		(void)err_perm(e, 0, "-a takes connect, helo, mail or rcpt");
		return SITE_WRONG;
	case 'f':
		s->file = value;
		return SITE_TAKEN;
	case 'n':
		return admit_add(&s->own, value, e) == 0 ? SITE_TAKEN :
		    SITE_WRONG;
	case 'o':
		s->open = true;
		return SITE_TAKEN;
	default:
		return SITE_OTHER;
	}
}
