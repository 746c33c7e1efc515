/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mta/smtpd_mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "mta/smtpd_line.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Send a mail, its lines between bars, through; what comes of it, the same. */
static const char *
pass(const char *mail, const char *header)
{
	static char out[1024];
	struct smtpd_mail m;
	struct smtpd_line l = { .session = "s", .token = "t" };
	struct buf b = { 0 };
	char text[1024], *line = text, *next, *p = out;

	(void)snprintf(text, sizeof(text), "%s", mail);
	smtpd_mail_begin(&m);
	for (; line != NULL; line = next) {
		if ((next = strchr(line, '/')) != NULL)
			*next++ = '\0';
		l.text = line;
		smtpd_mail_line(&m, &b, &l, header);
	}
	*out = '\0';
	for (line = buf_text(&b); line != NULL && *line != '\0'; line = next) {
		assert_int_equal(strncmp(line, "filter-dataline|s|t|", 20), 0);
		next = strchr(line, '\n');
		*next++ = '\0';
		p += snprintf(p, 512, "%s%s", p == out ? "" : "/", line + 20);
	}
	buf_free(&b);
	return out;
}

static void
our_field_is_first_and_theirs_are_gone(void **state)
{
	static const struct {
		const char *mail, *header, *want;
	} row[] = {
		{ "A: b//text/.", "", "A: b//text/." },
		{ "A: b//text/.", "X-DHF: m", "X-DHF: m/A: b//text/." },
		{ ".", "X-DHF: m", "X-DHF: m/." },
		{ "X-DHF: f/A: b//x/.", "", "A: b//x/." },
		{ "x-dhf : f/ more/\tand more/A: b/ c//x/.", "X-DHF: m",
		    "X-DHF: m/A: b/ c//x/." },
		{ "X-DHF-Other: f/X-DH: g//x/.", "",
		    "X-DHF-Other: f/X-DH: g//x/." },
		{ "A: b//X-DHF: in the text/ x/.", "",
		    "A: b//X-DHF: in the text/ x/." },
		{ "..//x/.", "", "..//x/." },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		assert_string_equal(pass(row[i].mail, row[i].header),
		    row[i].want);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(our_field_is_first_and_theirs_are_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
