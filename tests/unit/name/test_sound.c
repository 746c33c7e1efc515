/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/sound.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define KINDS (SOUND_MAIL + 1)

/* The word of each sound that is found, or NULL. */
struct row {
	const char *domain;
	const char *word[KINDS];
};

static void
sound_is_found_in_the_first_label(void **state)
{
	static const struct row row[] = {
		{ "fasttel.test", { [SOUND_PROVIDER] = "tel" } },
		{ "telfast.test", { [SOUND_PROVIDER] = "tel" } },
		{ "acmenet.test", { [SOUND_NETWORK] = "net" } },
		{ "dsl-net.test", { [SOUND_PROVIDER] = "dsl",
		    [SOUND_NETWORK] = "net" } },
		{ "acme-business.test", { [SOUND_BUSINESS] = "business" } },
		{ "acmecloud.test", { [SOUND_HOSTING] = "cloud" } },
		{ "mailacme.test", { [SOUND_MAIL] = "mail" } },
		{ "acme.net", { NULL } }, { "acme.tel.test", { NULL } },
		{ "cat.test", { NULL } }, { "t-e-l.test", { NULL } },
		{ "let.test", { NULL } }, { "", { NULL } }, { ".", { NULL } },
		{ "te", { NULL } }, { "123.test", { NULL } },
	};
	struct span span;
	const char *word;
	size_t i, k;
	bool found;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		for (k = 0; k < KINDS; k++) {
			word = row[i].word[k];
			found = sound_find(&span, (enum sound)k, row[i].domain,
			    strlen(row[i].domain));
			if (found != (word != NULL))
				fail_msg("%s: sound %zu", row[i].domain, k);
			if (found && (span.len != strlen(word) ||
			    memcmp(row[i].domain + span.at, word, span.len) !=
			    0))
				fail_msg("%s: not at %s", row[i].domain, word);
		}
}

/* Some words are found in others, and count at an end or a hyphen only. */
static void
sound_of_some_stands_at_an_edge(void **state)
{
	static const struct {
		const char *domain;
		bool found;
	} row[] = {
		{ "hostacme.test", true }, { "acmehost.test", true },
		{ "a-host-b.test", true }, { "a-hostb.test", true },
		{ "ahost-b.test", true }, { "echostar.test", false },
		{ "echostar-host.test", true }, { "chocolour.test", false },
		{ "acmecolo.test", true },
	};
	struct span span;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(row); i++)
		if (sound_find(&span, SOUND_HOSTING, row[i].domain,
		    strlen(row[i].domain)) != row[i].found)
			fail_msg("%s", row[i].domain);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_is_found_in_the_first_label),
		cmocka_unit_test(sound_of_some_stands_at_an_edge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
