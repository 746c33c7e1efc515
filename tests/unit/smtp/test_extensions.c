/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "smtp/extensions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define OWN EXTENSIONS_OWN_TLS

static void
only_what_is_known_is_offered(void **state)
{
	static const struct {
		unsigned flags;
		const char *in, *want;
	} row[] = {
		{ 0, "250 mx\r\n", "250 mx\r\n" },
		{ 0, "250\r\n", "250 ok\r\n" },
		{ 0, "250-mx\r\n250-SIZE 10\r\n250 CHUNKING\r\n",
		    "250-mx\r\n250 SIZE 10\r\n" },
		{ 0, "250-mx\r\n250-CHUNKING\r\n250-BINARYMIME\r\n"
		     "250-ETRN\r\n250-VRFY\r\n250-EXPN\r\n250-XCLIENT NAME\r\n"
		     "250-XFORWARD NAME\r\n250-BURL\r\n250-REQUIRETLS\r\n"
		     "250-LIMITS RCPTMAX=1\r\n250-AUTH PLAIN\r\n"
		     "250-AUTH=PLAIN\r\n250-STARTTLS\r\n250-HELP\r\n"
		     "250-SIZER\r\n250-TIME-MACHINE\r\n250\r\n",
		    "250 mx\r\n" },
		{ 0, "250-mx\r\n250-size\r\n250-8BITMIME\r\n250-DSN\r\n"
		     "250-smtputf8\r\n250-ENHANCEDSTATUSCODES\r\n"
		     "250 PIPELINING\r\n",
		    "250-mx\r\n250-size\r\n250-8BITMIME\r\n250-DSN\r\n"
		    "250-smtputf8\r\n250-ENHANCEDSTATUSCODES\r\n"
		    "250 PIPELINING\r\n" },
		{ EXTENSIONS_AUTH, "250-mx\r\n250-AUTH A B\r\n250-AUTHX\r\n"
				   "250 AUTH=A\r\n",
		    "250-mx\r\n250-AUTH A B\r\n250 AUTH=A\r\n" },
		/* the first line is a name, whatever it is called */
		{ OWN, "250-STARTTLS\r\n250 DSN\r\n",
		    "250-STARTTLS\r\n250-STARTTLS\r\n250 DSN\r\n" },
		/* never last, never alone, never twice */
		{ OWN, "250 mx\r\n", "250-mx\r\n250-STARTTLS\r\n"
				     "250 ENHANCEDSTATUSCODES\r\n" },
		{ OWN, "250-mx\r\n250 STARTTLS\r\n",
		    "250-mx\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES\r\n" },
		{ EXTENSIONS_STARTTLS, "250-mx\r\n250-DSN\r\n250 STARTTLS\r\n",
		    "250-mx\r\n250-STARTTLS\r\n250 DSN\r\n" },
		{ EXTENSIONS_STARTTLS, "250-mx\r\n250 DSN\r\n",
		    "250-mx\r\n250 DSN\r\n" },
	};
	char out[EXTENSIONS_MAX];
	struct server_reply r;
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(row); i++) {
		memset(&r, 0, sizeof(r));
		r.len = strlen(row[i].in);
		memcpy(r.text, row[i].in, r.len);
		n = extensions_offer(out, &r, row[i].flags);
		if (n != strlen(row[i].want) || memcmp(out, row[i].want, n))
			fail_msg("row %zu: %.*s", i, (int)n, out);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_known_is_offered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
