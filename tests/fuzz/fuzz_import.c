/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of other programs: what is imported can be listed and asked, by the
 * index as without it, and compiles to the same bytes again.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/asker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The format, the action for refusals and skip from the first byte; a client's
 * name up to the first newline; then the list. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const format[] = { "networks", "postfix-pcre",
		"postfix-cidr", "spamdyke-rdns", "tcprules", "spamdyke-ip",
		"postgrey", "rbldnsd", "rbldnsd-ip4set", "rbldnsd-ip4trie",
		"postfix-access", "dynastop" };
	static const char *const action[] = { "", "pass", "block", "defer",
		"grey" };
	const uint8_t *nl = memchr(data, '\n', size);
	char name[300] = "", rules[128];
	size_t len = nl != NULL ? (size_t)(nl - data) : 0;

	if (nl == NULL || len == 0 || len >= sizeof(name))
		return 0;
	memcpy(name, data + 1, len - 1);
	(void)snprintf(rules, sizeof(rules), "pass @host=first.example\n"
	    "import %s list %s%s\nscore 1 @any\n", format[data[0] % 12],
	    action[data[0] / 12 % 5], data[0] / 60 % 2 != 0 ? " skip" : "");
	asker_write("list", nl + 1, size - len - 1);
	asker_write("rules", rules, strlen(rules));
	asker_check(name);
	return 0;
}
