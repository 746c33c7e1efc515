/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "door/tcprules.h"

#include <stdbool.h>
#include <string.h>

int
tcprules_find(struct tcprules *r, struct cdb *c, const char *ip, struct err *e)
{
	size_t whole = strlen(ip), len = whole;
	int found;

	r->len = r->at = 0;
	for (;; len--) {
		if (len == whole || len == 0 || ip[len - 1] == '.' ||
		    ip[len - 1] == ':') {
			found = cdb_find(c, ip, len, r->text, &r->len, e);
			if (found != 0 || len == 0)
				break;
		}
	}
	return found == -1 ? -1 : 0;
}

/* The variable of "NAME=VALUE", cut in two.  False if it is none. */
static bool
variable_cut(const char **name, const char **value, char *text)
{
	char *equals = strchr(text, '=');

	if (equals == NULL || equals == text)
		return false;
	*equals = '\0';
	*name = text;
	*value = equals + 1;
	return true;
}

enum tcprules_answer
tcprules_next(const char **name, const char **value, struct tcprules *r)
{
	char *text, *end;

	while (r->at < r->len) {
		text = r->text + r->at;
		end = memchr(text, '\0', r->len - r->at);
		if (end == NULL)
			break;
		r->at += (size_t)(end - text) + 1;
		if (*text == 'D')
			return TCPRULES_DENY;
		if (*text == '+' && variable_cut(name, value, text + 1))
			return TCPRULES_SET;
	}
	return TCPRULES_END;
}
