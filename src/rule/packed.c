/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/packed.h"

#include <string.h>

#include "base/err.h"

int
packed_add(struct packed *p, const void *data, size_t len, struct err *e)
{
	if (len > p->max - p->len)
		return err_perm(e, 0, "the value is longer than a rule may "
		    "be: write several rules");
	memcpy(p->data + p->len, data, len);
	p->len += len;
	return 0;
}

const unsigned char *
packed_take(struct packed_cursor *c, size_t len)
{
	const unsigned char *at = c->at;

	if (len > c->left)
		return NULL;
	c->at += len;
	c->left -= len;
	return at;
}
