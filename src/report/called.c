/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/called.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/siphash.h"
#include "name/class.h"
#include "rule/image.h"
#include "rule/suffixes.h"

#define PLACES 32768 /* a power of two: half a MiB of them */

struct place {
	uint64_t hash; /* 0: free */
	int16_t confidence_milli;
	unsigned char kind, domain;
};

struct called_memory {
	struct place place[PLACES];
};

struct called_memory *
called_new(void)
{
	return calloc(1, sizeof(struct called_memory));
}

void
called_free(struct called_memory *m)
{
	free(m);
}

static uint64_t
hash_of(const struct called *c, const struct ip *ip)
{
	static const unsigned char key[SIPHASH_KEY_SIZE];
	unsigned char text[HOST_MAX + 16];

	memcpy(text, c->name, c->len);
	memset(text + c->len, 0, 16);
	if (ip != NULL)
		memcpy(text + c->len, ip->octet, 16);
	return siphash(key, text, c->len + 16) | 1;
}

static size_t
domain_of(struct image *img, const struct called *c)
{
	struct image none = { .fd = -1 };
	struct err e;
	size_t at = 0;

	if (suffixes_domain(&at, img, c->name, c->len, &e) == -1)
		(void)suffixes_domain(&at, &none, c->name, c->len, &e);
	return at;
}

void
called_find(struct called *out, struct called_memory *m, struct image *img,
    const struct logread_value *host, const struct ip *ip)
{
	char text[HOST_MAX + 2];
	struct place *p;
	struct class c;
	uint64_t hash;
	enum host_form form;
	size_t n = host->len <= HOST_MAX ? host->len : HOST_MAX + 1;

	*out = (struct called){ .kind = CLASS_KINDS };
	memcpy(text, host->at, n);
	text[n] = '\0';
	form = host_normalise(out->name, &out->len, text);
	if (form == HOST_NONE)
		return;
	out->kind = CLASS_ODD;
	if (form != HOST_NAME)
		return;
	hash = hash_of(out, ip);
	p = &m->place[hash / 2 % PLACES];
	if (p->hash != hash) {
		p->hash = hash;
		p->domain = (unsigned char)domain_of(img, out);
		class_find(&c, out->name, out->len, p->domain, ip);
		p->kind = (unsigned char)c.kind;
		p->confidence_milli = (int16_t)c.confidence_milli;
	}
	out->kind = (enum class_kind)p->kind;
	out->confidence_milli = p->confidence_milli;
	out->domain = p->domain;
}
