/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/bind.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "book/rulebook.h"
#include "build/keyindex.h"
#include "build/keyindex_write.h"
#include "build/textset_write.h"
#include "rule/image.h"
#include "rule/nettree.h"
#include "rule/page.h"
#include "rule/ruleset.h"
#include "rule/settings_image.h"

/* Longest file name in an image, so that "file:line" fits a label. */
#define FILE_NAME_MAX (RULESET_LABEL - 16)

/* The parts of an image before they have their places. */
struct parts {
	struct image_header head;
	struct buf root, settings, files, chain, rules, always, lists;
	/* whole pages; the parts above are cut into pages one behind the
	 * other */
	struct buf trees, keys, filter, suffixes, exempt;
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
	buf_free(&p->always);
	buf_free(&p->lists);
	buf_free(&p->trees);
	buf_free(&p->keys);
	buf_free(&p->filter);
	buf_free(&p->suffixes);
	buf_free(&p->exempt);
	free(p->offset);
}

static int
make_networks(struct parts *p, struct rulebook *b, struct err *e)
{
	struct netset_flat flat;
	size_t i;
	int rc = -1;

	if (b->nets.len == 0)
		return 0; /* all parts are empty as they are */
	if (netset_flatten(&flat, &b->nets, e) == -1)
		return -1;
	if (nettree_build(&p->head.ip4, &p->trees, &p->root, flat.interval,
	    flat.ip4_len, e) == -1 ||
	    nettree_build(&p->head.ip6, &p->trees, &p->root,
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
		return err_memory(e);
	for (i = 0; i < b->len; i++) {
		p->head.expiring += b->rule[i].expires_s != 0;
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

/* Write the rules, and the index that finds them. */
static int
make_indexed_rules(struct parts *p, struct rulebook *b, struct err *e)
{
	static const struct shape none;
	unsigned char shape[SHAPE_SIZE];
	const uint32_t *always;
	struct keyindex x;
	size_t len, i;
	int rc;

	if (keyindex_make(&x, b, e) == -1)
		return -1;
	always = keyindex_always(&x, &len);
	rc = make_rules(p, b, e);
	for (i = 0; i < len && rc == 0; i++) {
		const struct rule *r = &b->rule[always[i]];

		/* Where a miss counts, every name is asked about. */
		shape_put(shape, r->good_milli == 0 ? &r->shape : &none);
		buf_add_u32(&p->always, p->offset[always[i]]);
		buf_add(&p->always, shape, sizeof(shape));
	}
	if (rc == 0)
		rc = keyindex_write(&x, p->offset, &p->keys, &p->filter,
		    &p->lists, e);
	keyindex_free(&x);
	return rc;
}

static void
make_files(struct parts *p, const struct rulebook *b)
{
	size_t i;

	for (i = 0; i < b->files; i++) {
		const char *name = b->file[i];
		size_t len = strlen(name);

		if (len > FILE_NAME_MAX) /* its end tells more */
			name += len - FILE_NAME_MAX;
		buf_add(&p->files, name, strlen(name) + 1);
	}
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
	h->always = place(stream, &p->always);
	h->rules = place(stream, &p->rules);
	h->chain = place(stream, &p->chain);
	h->lists = place(stream, &p->lists);
	h->files = place(stream, &p->files);
}

/* Append whole pages; the page number of the first. */
static uint32_t
place_pages(struct buf *out, const struct buf *pages)
{
	uint32_t at = (uint32_t)(out->len / IMAGE_PAGE);

	buf_add(out, pages->data, pages->len);
	return at;
}

/* Cut the stream into pages. */
static void
make_pages(struct buf *out, const struct buf *stream)
{
	size_t at, n;
	unsigned char *page;

	for (at = 0; at < stream->len; at += IMAGE_PAYLOAD) {
		n = stream->len - at;
		if ((page = buf_add_zero(out, IMAGE_PAGE)) == NULL)
			return;
		memcpy(page, stream->data + at,
		    n < IMAGE_PAYLOAD ? n : IMAGE_PAYLOAD);
	}
}

/* Put everything behind each other, fill in the header and seal it. */
static int
assemble(struct buf *out, struct parts *p, const struct buf *stream,
    struct err *e)
{
	struct image_header *h = &p->head;
	uint32_t trees, i;

	make_pages(out, stream);
	h->keys.len = (uint32_t)(p->keys.len / IMAGE_PAGE);
	h->keys.at = place_pages(out, &p->keys);
	h->filter.len = (uint32_t)(p->filter.len / IMAGE_PAGE);
	h->filter.at = place_pages(out, &p->filter);
	h->suffixes.len = (uint32_t)(p->suffixes.len / IMAGE_PAGE);
	h->suffixes.at = place_pages(out, &p->suffixes);
	h->exempt.len = (uint32_t)(p->exempt.len / IMAGE_PAGE);
	h->exempt.at = place_pages(out, &p->exempt);
	trees = place_pages(out, &p->trees);
	h->ip4.leaf.at += trees;
	h->ip4.index.at += trees;
	h->ip6.leaf.at += trees;
	h->ip6.index.at += trees;
	if (out->failed)
		return err_memory(e);
	if (out->len / IMAGE_PAGE > UINT32_MAX / IMAGE_PAGE)
		return err_perm(e, 0, "the image would be too large");
	h->pages = (uint32_t)(out->len / IMAGE_PAGE);
	image_header_put(out->data, h);
	for (i = 0; i < h->pages; i++)
		page_seal(out->data + (size_t)i * IMAGE_PAGE, i);
	h->id = image_id(out->data, h->pages);
	image_header_put(out->data, h);
	page_seal(out->data, 0);
	return 0;
}

int
bind_image(struct buf *out, struct rulebook *b, struct err *e)
{
	struct parts p = { .head = { 0 } };
	struct buf stream = { 0 };
	int rc = -1;

	settings_encode(&p.settings, &b->settings);
	if (p.settings.len > SETTINGS_SIZE_MAX) {
		(void)err_perm(e, 0, "the settings are longer than %d bytes: "
		    "shorten the texts", SETTINGS_SIZE_MAX);
		goto out;
	}
	make_files(&p, b);
	if (make_networks(&p, b, e) == -1 ||
	    make_indexed_rules(&p, b, e) == -1 ||
	    textset_write(&p.suffixes, &b->suffixes, "suffix_list", e) == -1 ||
	    textset_write(&p.exempt, &b->exempt, "exempt_rcpt", e) == -1)
		goto out;
	make_stream(&stream, &p);
	if (stream.failed || p.files.failed || p.settings.failed ||
	    p.chain.failed || p.always.failed)
		(void)err_memory(e);
	else
		rc = assemble(out, &p, &stream, e);
out:
	buf_free(&stream);
	parts_free(&p);
	return rc;
}
