/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/untold.h"

#include <string.h>

#include "base/err.h"

void
answer_untold(struct finding *f, const struct evidence *ev,
    const struct criterion *c)
{
	f->answer = ANSWER_UNKNOWN;
	f->said = ev->to_say;
	if (ev->to_say)
		f->answer = ANSWER_WAITING;
	if (ev->session || ev->to_say)
		return;
	f->moot = true;
	f->answer = c->negated ? ANSWER_YES : ANSWER_NO; /* no, in the end */
}

bool
helo_address(struct ip *out, const char *helo)
{
	char text[IP_TEXT_SIZE];
	size_t len = strlen(helo);
	struct err e;

	if (len > 2 && *helo == '[' && helo[len - 1] == ']') {
		helo++;
		len -= 2;
	}
	if (len > 5 && memcmp(helo, "ipv6:", 5) == 0) {
		helo += 5;
		len -= 5;
	}
	if (len >= sizeof(text))
		return false;
	memcpy(text, helo, len);
	text[len] = '\0';
	return ip_parse(out, text, &e) == 0;
}
