/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/identity.h"

#include <string.h>

#include "policy/naming.h"
#include "rule/image.h"
#include "rule/suffixes.h"

const char *
identity_name(const struct evidence *ev)
{
	if (ev->has_name != ANSWER_YES || ev->unproven || ev->doubtful ||
	    ev->odd)
		return "";
	return ev->name;
}

int
identity_domain(char out[HOST_MAX + 1], const struct evidence *ev,
    struct image *img, struct err *e)
{
	struct class c;
	size_t at;
	bool found;

	*out = '\0';
	if (*identity_name(ev) == '\0' || img->head.suffixes.len == 0)
		return 0;
	if (naming_find(&c, &found, ev, img, e) == -1)
		return -1;
	/* identity_name has found a name */
	if ((c.kind != CLASS_PLAIN && c.kind != CLASS_MAIL) ||
	    strchr(ev->name, '.') == NULL)
		return 0;
	if (suffixes_domain(&at, img, ev->name, ev->name_len, e) == -1)
		return -1;
	memcpy(out, ev->name + at, strlen(ev->name + at) + 1);
	return 0;
}
