/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/service_shared.h"

#include <sodium.h>

#include "base/err.h"
#include "rule/storeplace.h"
#include "serve/secret.h"
#include "share/share.h"
#include "state/state.h"

static void
on_tell(void *arg, const char *line)
{
	tell(arg, "%s", line);
}

static int
share_begin(struct service *s, struct err *e)
{
	const struct settings *set = &s->fixed.settings;
	struct share_options o = { .version = STATE_VERSION, .tell = on_tell,
		.arg = &s->tell };
	char secret[SECRET_SIZE];
	struct storeplace place;

	if (*set->text[SET_STORE] == '\0')
		return 0;
	if (storeplace_parse(&place, set->text[SET_STORE], e) == -1)
		return -1;
	o.place = &place;
	if (*set->text[SET_STORE_SECRET] != '\0') {
		if (secret_read(secret, set->text[SET_STORE_SECRET], e) == -1)
			return -1;
		o.secret = secret;
	}
	s->share = share_new(&o, e);
	sodium_memzero(secret, sizeof(secret));
	return s->share != NULL ? 0 : -1;
}

static void
share_end(struct service *s)
{
	share_free(s->share);
	s->share = NULL;
}

const struct service_part service_shared = { .begin = share_begin,
	.end = share_end };
