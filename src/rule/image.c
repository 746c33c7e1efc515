/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rule/image.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/le.h"
#include "base/link.h"
#include "rule/page.h"

#define REMAKE "run dhf-compile again"

/* Images of up to this many pages are checked whole when opened. */
#define SMALL 8

/* A text that no text tool leaves unharmed, as in PNG's signature. */
static const unsigned char magic[8] = { 'd', 'h', 'f', '.', 'd', 'b', '\r',
	0x1a };

bool
image_claims(const unsigned char *data, size_t len)
{
	return len >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0;
}

/* The 32-bit fields behind the magic, in file order. */
#define FIELDS 36

static void
header_fields(uint32_t *field[FIELDS], struct image_header *h)
{
	uint32_t *all[FIELDS] = { &h->pages, &h->settings.at, &h->settings.len,
		&h->rules.at, &h->rules.len, &h->files.at, &h->files.len,
		&h->chain.at, &h->chain.len,
		&h->ip4.leaf.at, &h->ip4.leaf.len, &h->ip4.index.at,
		&h->ip4.index.len, &h->ip4.root_at, &h->ip4.records,
		&h->ip6.leaf.at, &h->ip6.leaf.len, &h->ip6.index.at,
		&h->ip6.index.len, &h->ip6.root_at, &h->ip6.records,
		&h->always.at, &h->always.len, &h->lists.at, &h->lists.len,
		&h->keys.at, &h->keys.len, &h->filter.at, &h->filter.len,
		&h->suffixes.at, &h->suffixes.len, &h->expiring, &h->id,
		&h->exempt.at, &h->exempt.len, NULL };

	memcpy(field, all, sizeof(all));
}

void
image_header_put(unsigned char *page, const struct image_header *head)
{
	struct image_header h = *head;
	uint32_t *field[FIELDS];
	size_t i;

	header_fields(field, &h);
	memcpy(page, magic, sizeof(magic));
	le_put32(page + sizeof(magic), IMAGE_VERSION);
	for (i = 0; field[i] != NULL; i++)
		le_put32(page + sizeof(magic) + 4 + 4 * i, *field[i]);
}

uint32_t
image_id(const unsigned char *data, size_t pages)
{
	uint32_t id = 2166136261u; /* FNV-1a over the checks of the pages */
	size_t at, i;

	for (at = 0; at < pages * IMAGE_PAGE; at += IMAGE_PAGE)
		for (i = IMAGE_PAYLOAD; i < IMAGE_PAGE; i++)
			id = (id ^ data[at + i]) * 16777619u;
	return id != 0 ? id : 1;
}

static bool
within(const struct image_part *p, uint64_t end)
{
	return (uint64_t)p->at + p->len <= end;
}

static bool
tree_holds(const struct image_tree *t, uint32_t pages)
{
	return within(&t->leaf, pages) && within(&t->index, pages) &&
	    t->root_at <= (uint64_t)pages * IMAGE_PAYLOAD;
}

static int
header_get(struct image *img, const unsigned char *page, struct err *e)
{
	struct image_header h = { 0 };
	uint32_t *field[FIELDS];
	uint64_t stream;
	size_t i;

	header_fields(field, &h);
	for (i = 0; field[i] != NULL; i++)
		*field[i] = le_get32(page + sizeof(magic) + 4 + 4 * i);
	stream = (uint64_t)h.pages * IMAGE_PAYLOAD;
	if (h.pages != img->head.pages || !within(&h.settings, stream) ||
	    !within(&h.rules, stream) || !within(&h.files, stream) ||
	    !within(&h.chain, stream) || !within(&h.always, stream) ||
	    !within(&h.lists, stream) || !within(&h.keys, h.pages) ||
	    !within(&h.filter, h.pages) || !within(&h.suffixes, h.pages) ||
	    !within(&h.exempt, h.pages) ||
	    !tree_holds(&h.ip4, h.pages) || !tree_holds(&h.ip6, h.pages))
		return err_perm(e, 0,
		    "the rule image is damaged or cut short: " REMAKE);
	img->head = h;
	return 0;
}

/* This version and the one before are read, so that an upgrade needs no
 * moment without a filter. */
static int
version_is_read(uint32_t version, struct err *e)
{
	if (version == IMAGE_VERSION || version == IMAGE_VERSION - 1)
		return 0;
	if (version < IMAGE_VERSION)
		return err_perm(e, 0, "a rule image of version %u, this "
		    "program reads versions %u and %u: " REMAKE, version,
		    IMAGE_VERSION - 1, IMAGE_VERSION);
	return err_perm(e, 0, "a rule image of version %u, this program reads "
	    "versions %u and %u: install the program that goes with it, or "
	    REMAKE ", of this one", version, IMAGE_VERSION - 1, IMAGE_VERSION);
}

/* Take the header from page 0 of an image of size bytes. */
static int
begin(struct image *img, uint64_t size, struct err *e)
{
	const unsigned char *page;
	uint32_t i;

	if (size == 0 || size % IMAGE_PAGE != 0 ||
	    size / IMAGE_PAGE > UINT32_MAX / IMAGE_PAYLOAD)
		return err_perm(e, 0, "not a whole rule image (%llu bytes): "
		    REMAKE, (unsigned long long)size);
	img->head.pages = (uint32_t)(size / IMAGE_PAGE);
	if ((page = image_page(img, 0, e)) == NULL)
		return -1;
	if (!image_claims(page, IMAGE_PAYLOAD))
		return err_perm(e, 0, "not a rule image: " REMAKE);
	img->version = le_get32(page + sizeof(magic));
	if (version_is_read(img->version, e) == -1)
		return -1;
	if (header_get(img, page, e) == -1)
		return -1;
	if (img->data == NULL && img->head.pages > SMALL)
		return 0;
	for (i = 1; i < img->head.pages; i++)
		if (image_page(img, i, e) == NULL)
			return -1;
	img->sound = img->data != NULL;
	return 0;
}

static int
folder_of_is_safe(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash != NULL ? (size_t)(slash - path) + 1 : 0;
	char dir[1024] = "."; /* and NUL behind it */
	struct stat st;

	if (len >= sizeof(dir))
		return err_perm(e, 0, "%.64s...: path too long", path);
	memcpy(dir, path, len);
	if (stat(dir, &st) == -1)
		return err_temp(e, errno, "stat %s", dir);
	if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
		return err_perm(e, 0, "everybody may write to %s: "
		    "chmod o-w it", dir);
	return 0;
}

/* The same for where the link at path, whose folder is safe, leads, and on. */
static int
links_are_safe(const char *path, struct err *e)
{
	char place[LINK_PATH_SIZE];
	size_t len = strlen(path);
	enum link_answer answer;
	unsigned steps = 0;

	if (len >= sizeof(place))
		return err_perm(e, 0, "%.64s...: path too long", path);
	memcpy(place, path, len + 1);
	while ((answer = link_step(place, &steps, e)) == LINK_STEP)
		if (folder_of_is_safe(place, e) == -1)
			return -1;
	return answer == LINK_NONE ? 0 : -1;
}

int
image_folder_is_safe(const char *path, struct err *e)
{
	struct stat st;

	if (folder_of_is_safe(path, e) == -1)
		return -1;
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		return links_are_safe(path, e);
	return 0;
}

/* Say of which file *e is. */
static void
name_file(struct err *e, const char *path)
{
	struct err of = *e;

	(void)(e->class == ERR_TEMP ? err_temp : err_perm)(e, 0, "%s: %s",
	    path, of.msg);
	e->sys = of.sys;
}

enum image_found
image_open(struct image *img, struct image_frame *room, const char *path,
    struct err *e)
{
	struct stat st;
	bool absent;

	img->data = NULL;
	img->room = room;
	img->sound = false;
	img->known = NULL;
	img->held = 0;
	if ((img->fd = fd_open_read(path)) == -1) {
		absent = errno == ENOENT || errno == ENOTDIR;
		(void)err_temp(e, errno, "open %s", path);
		return absent ? IMAGE_ABSENT : IMAGE_BAD;
	}
	if (fstat(img->fd, &st) == -1)
		(void)err_temp(e, errno, "stat %s", path);
	else if (!S_ISREG(st.st_mode))
		(void)err_perm(e, 0, "%s is not a file", path);
	else if ((st.st_mode & S_IWOTH) != 0)
		(void)err_perm(e, 0, "everybody may write to %s: chmod o-w it",
		    path);
	else if (image_folder_is_safe(path, e) == 0) {
		if (begin(img, (uint64_t)st.st_size, e) == 0)
			return IMAGE_OK;
		name_file(e, path);
	}
	image_close(img);
	return IMAGE_BAD;
}

int
image_borrow(struct image *img, const unsigned char *data, size_t len,
    struct err *e)
{
	img->fd = -1;
	img->data = data;
	img->sound = false;
	img->known = NULL;
	return begin(img, len, e);
}

void
image_close(struct image *img)
{
	if (img->fd != -1)
		(void)close(img->fd);
	img->fd = -1;
	img->data = NULL;
}

/* Whether a page is as it was written.  Page 0 says itself in which way it was
 * checked; should that be damaged, it is not sound in the other way either. */
static bool
is_sound(const struct image *img, const unsigned char *bytes, uint32_t page)
{
	uint32_t version = page == 0 ? le_get32(bytes + sizeof(magic)) :
	    img->version;

	return version < IMAGE_VERSION ? page_is_sound_4(bytes, page) :
	    page_is_sound(bytes, page);
}

/* Bring a page into the frame. */
static const unsigned char *
page_read(struct image *img, uint32_t page, struct err *e)
{
	unsigned char *frame = img->room->page;
	ssize_t n;

	if (img->held == page + 1)
		return frame;
	img->held = 0;
	do
		n = pread(img->fd, frame, IMAGE_PAGE,
		    (off_t)page * IMAGE_PAGE);
	while (n == -1 && errno == EINTR);
	if (n == -1) {
		(void)err_temp(e, errno, "read the rule image");
		return NULL;
	}
	if (n != IMAGE_PAGE || !is_sound(img, frame, page)) {
		(void)err_perm(e, 0, "page %u of the rule image is damaged: "
		    REMAKE, page);
		return NULL;
	}
	img->held = page + 1;
	return frame;
}

const unsigned char *
image_page(struct image *img, uint32_t page, struct err *e)
{
	const unsigned char *p;

	if (page >= img->head.pages) {
		(void)err_perm(e, 0, "the rule image points beyond its end: "
		    REMAKE);
		return NULL;
	}
	if (img->data == NULL)
		return page_read(img, page, e);
	p = img->data + (size_t)page * IMAGE_PAGE;
	if (img->sound || is_sound(img, p, page))
		return p;
	(void)err_perm(e, 0, "page %u of the rule image is damaged: " REMAKE,
	    page);
	return NULL;
}

int
image_copy(struct image *img, void *out, uint32_t at, uint32_t len,
    struct err *e)
{
	unsigned char *to = out;

	while (len > 0) {
		uint32_t from = at % IMAGE_PAYLOAD, n = IMAGE_PAYLOAD - from;
		const unsigned char *page = image_page(img,
		    at / IMAGE_PAYLOAD, e);

		if (page == NULL)
			return -1;
		if (n > len)
			n = len;
		memcpy(to, page + from, n);
		to += n;
		at += n;
		len -= n;
	}
	return 0;
}
