/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mail/mbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Each message behind a "|". */
static void
on_mail(void *arg)
{
	buf_add(arg, "|", 1);
}

static void
on_data(void *arg, const char *data, size_t len)
{
	buf_add(arg, data, len);
}

static void
mbox_tells_messages_apart(void **state)
{
	static const struct {
		const char *file, *want;
	} row[] = {
		{ "", "" },
		{ "From a\nx: y\n\nbody\n\nFrom b\nz\n",
		    "|From a\nx: y\n\nbody\n\n|From b\nz\n" },
		{ "From a\r\n\r\nFrom b\r\n", "|From a\r\n\r\n|From b\r\n" },
		{ "From a\n\nx\nFrom b\n", "|From a\n\nx\nFrom b\n" },
		{ "From a\n\n>From b\n\nFro\n\nFromb\n\n\nFrom ",
		    "|From a\n\n>From b\n\nFro\n\nFromb\n\n\n|From " },
		{ "From a\n\n\rx\nFrom b\n\nFrom",
		    "|From a\n\n\rx\nFrom b\n\nFrom" },
		{ "From a\nx\r\nFrom b\n", "|From a\nx\r\nFrom b\n" },
		{ "x: y\n\nFrom b\n", "|x: y\n\nFrom b\n" },
		{ "\n\nFrom b\n", "|\n\nFrom b\n" },
		{ "From", "|From" },
		{ "Fro\n\nFrom x\n", "|Fro\n\nFrom x\n" },
	};
	size_t i, step, at, n, len;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		for (step = 1; step < 40; step++) {
			struct buf out = { 0 };
			const struct mbox_taker to = { on_mail, on_data,
				&out };
			struct mbox m = { 0 };

			len = strlen(row[i].file);
			for (at = 0; at < len; at += n) {
				n = len - at < step ? len - at : step;
				mbox_take(&m, row[i].file + at, n, &to);
			}
			mbox_end(&m, &to);
			if (strcmp(buf_text(&out), row[i].want) != 0)
				fail_msg("row %zu, steps of %zu: %s", i, step,
				    buf_text(&out));
			buf_free(&out);
		}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(mbox_tells_messages_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
