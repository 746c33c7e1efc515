/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/pages.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "store/page.h"

#define MAGIC 0xBEEFC0DEu
#define DEPTH_MAX 16
#define NO_PAGE SIZE_MAX
#define KIND_HEAD 8

enum { FREE, RECORDS, TREES };

/* Keys of the first tree are numbers, and the file has no folder of its own;
 * the second has no flags. */
static const uint16_t tree_flags[TREES] = { 0x4008, 0 };

struct tree {
	uint32_t pad; /* of the first: bytes of a page */
	uint16_t flags, depth;
	size_t branches, leaves, overflows, entries, root;
};

struct head {
	uint32_t magic, layout;
	void *address;
	size_t map_size;
	struct tree tree[TREES];
	size_t last, transaction;
};

struct walk {
	int fd;
	size_t page, count; /* bytes of a page, whole pages in the file */
	struct head head;
	unsigned char *seen;             /* owned: a bit a page */
	unsigned char *level[DEPTH_MAX]; /* owned: a page each */
	unsigned which;                  /* tree, and what was found of it */
	struct tree found;
	unsigned char key[PAGE_KEY_MAX]; /* the last one, of leaf or branch */
	size_t key_len;
	bool any, may_equal; /* there is a last one; it may come again */
	enum store_health (*judge)(void *arg, struct store_bytes key,
	    struct store_bytes value);
	void *arg;
	enum store_health health;
	struct err *why;
};

/* Say what is wrong with a page; returns false. */
static bool
bad(struct walk *w, size_t number, const char *what)
{
	w->health = STORE_DAMAGED;
	(void)err_perm(w->why, 0, "page %zu: %s", number, what);
	return false;
}

static bool
no_memory(struct walk *w)
{
	w->health = STORE_UNKNOWN;
	(void)err_memory(w->why);
	return false;
}

/* Read len bytes, from page number on. */
static bool
read_at(struct walk *w, void *to, size_t len, size_t number)
{
	off_t at = (off_t)(number * w->page);
	unsigned char *p = to;
	ssize_t n;

	for (; len > 0; p += n, at += n, len -= (size_t)n) {
		n = pread(w->fd, p, len, at);
		if (n == 0)
			return bad(w, number, "is not in the file");
		if (n == -1 && errno == EINTR)
			n = 0;
		if (n == -1) {
			w->health = STORE_UNKNOWN;
			(void)err_temp(w->why, errno, "read");
			return false;
		}
	}
	return true;
}

/* Note that n pages are in use, or listed as free. */
static bool
mark(struct walk *w, size_t number, size_t n)
{
	if (number < 2 || number > w->head.last ||
	    n > w->head.last - number + 1)
		return bad(w, number, "there is no such page");
	for (; n > 0; n--, number++) {
		if (w->seen[number / 8] & 1u << number % 8)
			return bad(w, number, "is there twice");
		w->seen[number / 8] |= (unsigned char)(1u << number % 8);
	}
	return true;
}

/* Keys come in order: numbers in one tree, octets in the other.  A branch
 * tells the least key of what is below it. */
static bool
order(struct walk *w, size_t number, const struct page_node *n, bool branch)
{
	size_t a, b, len = n->key_len;
	int c;

	if (len == 0 || (w->which == FREE && len != sizeof(a)))
		return bad(w, number, "a key has a wrong length");
	if (w->which == FREE) {
		memcpy(&a, w->key, sizeof(a));
		memcpy(&b, n->key, sizeof(b));
		c = (a > b) - (a < b);
		if (b > w->head.transaction)
			return bad(w, number, "is of a later transaction");
	} else {
		c = memcmp(w->key, n->key,
		    len < w->key_len ? len : w->key_len);
		if (c == 0)
			c = (w->key_len > len) - (w->key_len < len);
	}
	if (w->any && (c > 0 || (c == 0 && !w->may_equal)))
		return bad(w, number, "keys are not in order");
	memcpy(w->key, n->key, len);
	w->key_len = len;
	w->any = true;
	w->may_equal = branch;
	return true;
}

/* A value with pages of its own, which the caller frees. */
static size_t *
value_of(struct walk *w, size_t number, const struct page_node *n)
{
	size_t at, pages = (PAGE_START - 1 + n->value_len) / w->page + 1;
	unsigned char *all;
	uint32_t told;
	uint16_t kind;

	memcpy(&at, n->value, sizeof(at));
	if (!mark(w, at, pages))
		return NULL;
	if ((all = malloc(pages * w->page)) == NULL)
		return no_memory(w), NULL;
	if (!read_at(w, all, pages * w->page, at))
		return free(all), NULL;
	memcpy(&kind, all + sizeof(at) + 2, sizeof(kind));
	memcpy(&told, all + sizeof(at) + 4, sizeof(told));
	if (memcmp(all, &at, sizeof(at)) != 0 || kind != PAGE_VALUE ||
	    told != pages) {
		(void)bad(w, number, "its value is somewhere else");
		return free(all), NULL;
	}
	w->found.overflows += pages;
	memmove(all, all + PAGE_START, n->value_len);
	return (size_t *)(void *)all;
}

/* A record of the tree of free pages: how many, then their numbers, the
 * largest first. */
static bool
mark_free(struct walk *w, size_t number, const struct page_node *n)
{
	size_t i, len = n->value_len / sizeof(size_t), *list;
	bool good = true;

	if (n->big) {
		list = value_of(w, number, n);
	} else if ((list = malloc(n->value_len + 1)) != NULL) {
		memcpy(list, n->value, n->value_len);
	} else {
		good = no_memory(w);
	}
	if (list == NULL)
		return false;
	if (n->value_len % sizeof(size_t) != 0 || len == 0 ||
	    list[0] > len - 1)
		good = bad(w, number, "a list of pages has a wrong length");
	for (i = 1; good && i <= list[0]; i++)
		good = (i == 1 || list[i] < list[i - 1] ||
		    bad(w, number, "a list of pages is not in order")) &&
		    mark(w, list[i], 1);
	free(list);
	return good;
}

/* A record of the other tree. */
static bool
judge(struct walk *w, size_t number, const struct page_node *n)
{
	enum store_health h = w->judge(w->arg,
	    (struct store_bytes){ n->key, n->key_len },
	    (struct store_bytes){ n->value, n->value_len });

	if (h == STORE_DAMAGED)
		return bad(w, number, "a record is damaged");
	if (h == STORE_FOREIGN)
		(void)err_perm(w->why, 0, "it is of another version");
	if (h != STORE_GOOD)
		w->health = h;
	return h == STORE_GOOD || h == STORE_OLDER;
}

/* Read a page of a tree into its level and check it by itself. */
static bool
load(struct walk *w, size_t number, unsigned level, struct page *p)
{
	const char *what;

	if (w->level[level] == NULL &&
	    (w->level[level] = malloc(w->page)) == NULL)
		return no_memory(w);
	if (!mark(w, number, 1) ||
	    !read_at(w, w->level[level], w->page, number))
		return false;
	*p = (struct page){ .data = w->level[level], .size = w->page,
		.kind = level + 1u == w->head.tree[w->which].depth ?
		    PAGE_LEAF : PAGE_BRANCH,
		.big = w->which == FREE };
	if ((what = page_check(p, number)) != NULL)
		return bad(w, number, what);
	if (p->nodes < (p->kind == PAGE_BRANCH ? 1 : 0) +
	    (w->which == RECORDS ? 1u : 0))
		return bad(w, number, "is empty");
	if (p->kind == PAGE_BRANCH) {
		w->found.branches++;
	} else {
		w->found.leaves++;
		w->found.entries += p->nodes;
	}
	return true;
}

/* All of a tree below a page. */
static bool
descend(struct walk *w, size_t number, unsigned level)
{
	struct page_node n;
	struct page p;
	size_t i;
	bool good = load(w, number, level, &p);

	for (i = 0; good && i < p.nodes; i++) {
		n = page_node(&p, i);
		if (p.kind == PAGE_BRANCH)
			good = (i == 0 || order(w, number, &n, true)) &&
			    descend(w, n.child, level + 1);
		else
			good = order(w, number, &n, false) &&
			    (w->which == FREE ? mark_free(w, number, &n) :
			    judge(w, number, &n));
	}
	return good;
}

static bool
walk_tree(struct walk *w, unsigned which)
{
	const struct tree *t = &w->head.tree[which];

	w->which = which;
	w->any = false;
	w->found = (struct tree){ 0 };
	if (t->depth > DEPTH_MAX || (t->depth == 0) != (t->root == NO_PAGE))
		return bad(w, 0, "a tree without a root");
	if (t->depth > 0 && !descend(w, t->root, 0))
		return false;
	return (t->branches == w->found.branches &&
	    t->leaves == w->found.leaves && t->entries == w->found.entries &&
	    t->overflows == w->found.overflows) ||
	    bad(w, 0, "counts other pages than there are");
}

/* Read both head pages, and take the newer one.  Transaction N writes page
 * N % 2: the two are of neighbours, or nothing was written yet. */
static bool
read_heads(struct walk *w)
{
	unsigned char bytes[PAGE_START + sizeof(struct head)];
	struct head head[2];
	uint16_t kind;
	unsigned i;

	w->page = 0;
	for (i = 0; i < 2; i++, w->page = head[0].tree[FREE].pad) {
		if (!read_at(w, bytes, sizeof(bytes), i))
			return false;
		memcpy(&kind, bytes + sizeof(size_t) + 2, sizeof(kind));
		memcpy(&head[i], bytes + PAGE_START, sizeof(*head));
		if (kind != KIND_HEAD || head[i].magic != MAGIC ||
		    head[i].layout != PAGES_LAYOUT ||
		    head[i].tree[FREE].pad != head[0].tree[FREE].pad ||
		    head[i].tree[FREE].flags != tree_flags[FREE] ||
		    head[i].tree[RECORDS].flags != tree_flags[RECORDS])
			return bad(w, i, "is no head");
		if (head[0].tree[FREE].pad < PAGE_SIZE_MIN ||
		    head[0].tree[FREE].pad > PAGE_SIZE_MAX)
			return bad(w, i, "has a wrong size");
	}
	i = head[0].transaction < head[1].transaction;
	w->head = head[i];
	if (w->head.transaction == 0 ? head[!i].transaction != 0 :
	    head[!i].transaction != w->head.transaction - 1 ||
	    w->head.transaction % 2 != i)
		return bad(w, i, "is of a wrong transaction");
	return true;
}

/* Every page was seen; those behind the end of the file as free ones, since
 * they could not be read. */
static bool
all_seen(struct walk *w)
{
	size_t i;

	for (i = 2; i <= w->head.last; i++)
		if (!(w->seen[i / 8] & 1u << i % 8))
			return bad(w, i, "is neither used nor free");
	return true;
}

static bool
walk_file(struct walk *w)
{
	struct stat st;

	if (fstat(w->fd, &st) == -1) {
		w->health = STORE_UNKNOWN;
		(void)err_temp(w->why, errno, "stat");
		return false;
	}
	if (!read_heads(w))
		return false;
	w->count = (size_t)st.st_size / w->page;
	/* One transaction adds fewer pages than this behind the file's end. */
	if (w->head.last == 0 || w->head.last > w->count + 131072)
		return bad(w, 0, "counts other pages than there are");
	if ((w->seen = calloc(w->head.last / 8 + 1, 1)) == NULL)
		return no_memory(w);
	return walk_tree(w, FREE) && walk_tree(w, RECORDS) && all_seen(w);
}

enum store_health
pages_check(int fd, enum store_health (*ask)(void *arg,
    struct store_bytes key, struct store_bytes value), void *arg,
    struct err *why)
{
	struct walk w = { .fd = fd, .judge = ask, .arg = arg,
		.health = STORE_GOOD, .why = why };
	unsigned i;

	(void)walk_file(&w);
	for (i = 0; i < DEPTH_MAX; i++)
		free(w.level[i]);
	free(w.seen);
	return w.health;
}

int
pages_layout(unsigned *out, int fd)
{
	unsigned char bytes[PAGE_START + sizeof(struct head)];
	struct head head = { .magic = 0 };
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);

	if (n == -1)
		return -1;
	if (n == sizeof(bytes))
		memcpy(&head, bytes + PAGE_START, sizeof(head));
	*out = head.magic == MAGIC ? head.layout : 0;
	return 0;
}
