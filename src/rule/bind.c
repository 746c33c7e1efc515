/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/bind.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "rule/image.h"
#include "rule/nettree.h"
#include "rule/rulebook.h"

/* The parts of an image before they have their places. */
struct parts {
	struct image_header head;
	struct buf root, settings, files, chain, rules; /* stream */
	struct buf pages;                               /* the trees */
	uint32_t *offset; /* of each rule in rules, and the end */
};

static void
parts_free(struct parts *p)
{
	buf_free(&p->root);
	buf_free(&p->settings);
	buf_free(&p->files);
	buf_free(&p->chain);
	buf_free(&p->rules);
	buf_free(&p->pages);
	free(p->offset);
}

static int
make_networks(struct parts *p, struct rulebook *b, struct err *e)
{
	struct netset_flat flat;
	size_t i;
	int rc = -1;

	if (netset_flatten(&flat, &b->nets, e) == -1)
		return -1;
	if (nettree_build(&p->head.ip4, &p->pages, &p->root, flat.interval,
	    flat.ip4_len, e) == -1 ||
	    nettree_build(&p->head.ip6, &p->pages, &p->root,
	    flat.interval + flat.ip4_len, flat.len - flat.ip4_len, e) == -1)
		goto out;
	for (i = 0; i < flat.link_len; i++) {
		buf_add_u32(&p->chain, flat.link[i].set);
		buf_add_u32(&p->chain, flat.link[i].next);
	}
	rc = 0;
out:
	netset_flat_free(&flat);
	return rc;
}

/* Encode the rules, then replace the targets, which are indices in the book,
 * by offsets in the section. */
static int
make_rules(struct parts *p, const struct rulebook *b, struct err *e)
{
	size_t i;

	if ((p->offset = calloc(b->len + 1, sizeof(*p->offset))) == NULL)
		return err_temp(e, 0, "out of memory");
	for (i = 0; i < b->len; i++) {
		if (rule_encode(&p->rules, &b->rule[i], e) == -1)
			return -1;
		if (p->rules.len > UINT32_MAX / 2)
			return err_perm(e, 0, "too many rules");
		p->offset[i + 1] = (uint32_t)p->rules.len;
	}
	for (i = 0; i < b->len; i++)
		rule_retarget(p->rules.data + p->offset[i],
		    p->offset[b->rule[i].target]);
	return 0;
}

static void
make_files(struct parts *p, const struct rulebook *b)
{
	size_t i;

	for (i = 0; i < b->files; i++)
		buf_add(&p->files, b->file[i], strlen(b->file[i]) + 1);
}

static struct image_part
place(struct buf *stream, const struct buf *part)
{
	struct image_part at = { (uint32_t)stream->len, (uint32_t)part->len };

	buf_add(stream, part->data, part->len);
	return at;
}

/* Lay the stream parts one behind the other, what every client needs first. */
static void
make_stream(struct buf *stream, struct parts *p)
{
	struct image_header *h = &p->head;

	(void)buf_add_zero(stream, IMAGE_HEADER_SIZE);
	h->ip4.root_at += (uint32_t)stream->len;
	h->ip6.root_at += (uint32_t)stream->len;
	(void)place(stream, &p->root);
	h->settings = place(stream, &p->settings);
	h->rules = place(stream, &p->rules);
	h->chain = place(stream, &p->chain);
	h->files = place(stream, &p->files);
}

static void
move_tree(struct image_tree *t, uint32_t by)
{
	t->leaf.at += by;
	t->index.at += by;
}

/* Cut the stream into pages, put the trees behind, and seal everything. */
static int
make_pages(struct buf *out, struct parts *p, struct buf *stream, struct err *e)
{
	size_t pages = (stream->len + IMAGE_PAYLOAD - 1) / IMAGE_PAYLOAD, i;
	size_t all = pages + p->pages.len / IMAGE_PAGE;
	unsigned char *page;

	if (all > UINT32_MAX / IMAGE_PAGE)
		return err_perm(e, 0, "the image would be too large");
	move_tree(&p->head.ip4, (uint32_t)pages);
	move_tree(&p->head.ip6, (uint32_t)pages);
	p->head.pages = (uint32_t)all;
	image_header_put(stream->data, &p->head);
	if ((page = buf_add_zero(out, all * IMAGE_PAGE)) == NULL)
		return err_temp(e, 0, "out of memory");
	for (i = 0; i < pages; i++) {
		size_t at = i * IMAGE_PAYLOAD, n = stream->len - at;

		memcpy(page + i * IMAGE_PAGE, stream->data + at,
		    n < IMAGE_PAYLOAD ? n : IMAGE_PAYLOAD);
	}
	if (p->pages.len > 0)
		memcpy(page + pages * IMAGE_PAGE, p->pages.data, p->pages.len);
	for (i = 0; i < all; i++)
		image_seal(page + i * IMAGE_PAGE, (uint32_t)i);
	return 0;
}

int
bind_image(struct buf *out, struct rulebook *b, struct err *e)
{
	struct parts p = { .head = { 0 } };
	struct buf stream = { 0 };
	int rc = -1;

	p.head.rule_count = (uint32_t)b->len;
	p.head.set_count = b->sets;
	settings_encode(&p.settings, &b->settings);
	if (p.settings.len > SETTINGS_SIZE_MAX) {
		(void)err_perm(e, 0, "the settings are longer than %d bytes: "
		    "shorten the texts", SETTINGS_SIZE_MAX);
		goto out;
	}
	make_files(&p, b);
	if (make_networks(&p, b, e) == -1 || make_rules(&p, b, e) == -1)
		goto out;
	make_stream(&stream, &p);
	if (stream.failed || p.files.failed || p.settings.failed ||
	    p.chain.failed)
		(void)err_temp(e, 0, "out of memory");
	else
		rc = make_pages(out, &p, &stream, e);
out:
	buf_free(&stream);
	parts_free(&p);
	return rc;
}
