/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RULE_IMAGE_H
#define DHF_RULE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rule/page.h"

struct err;
struct key_bits;

/*
 * image - the one door to the bytes of dhf.db(5)
 *
 * The file is a row of 4 KiB pages; the last 8 bytes of each are a check
 * over the others and the page's number.  Nothing is handed out before its
 * page has been checked, and every offset is bounds-checked here.  A stream
 * offset counts payload bytes only, from the start of the file.
 *
 * Pages are read with pread(2), not mapped: a file that somebody truncates
 * gives an error here and a SIGBUS there.
 */
#define IMAGE_PAGE PAGE_BYTES
#define IMAGE_PAYLOAD PAGE_PAYLOAD
#define IMAGE_VERSION 5 /* and the one before is read */

/* A run of bytes in the stream, or of whole pages. */
struct image_part {
	uint32_t at, len;
};

/* A static search tree of address intervals; see rule/nettree.h. */
struct image_tree {
	struct image_part leaf, index; /* pages */
	uint32_t root_at;              /* stream: first key of each index
	                                  page */
	uint32_t records;              /* intervals in all */
};

/* What page 0 says. */
struct image_header {
	uint32_t pages;
	struct image_part settings, rules, files, chain; /* stream */
	struct image_part always, lists; /* stream; see rule/key.h */
	struct image_part keys, filter;  /* pages; the same */
	struct image_part suffixes, exempt; /* pages; see rule/textset.h */
	uint32_t expiring; /* rules with an expiry: 0, time does not matter */
	struct image_tree ip4, ip6;
	uint32_t id;       /* a checksum over all, to tell images apart */
};

/* Fixed bytes at the start of page 0. */
#define IMAGE_HEADER_SIZE 256

struct image {
	struct image_header head;
	uint32_t version;
	int fd;                    /* owned, -1 if the image is in memory */
	const unsigned char *data; /* borrowed, NULL if read from fd */
	bool sound;                /* every page of data has been checked */
	const struct key_bits *known; /* borrowed; NULL: keys are to be read */
	uint32_t held;               /* page in room, plus 1; 0 none */
	struct image_frame *room;   /* borrowed */
};

/* Where a page is read to; one, since each costs its first user a fault. */
struct image_frame {
	unsigned char page[IMAGE_PAGE];
};

/* What opening an image found. */
enum image_found {
	IMAGE_OK,
	IMAGE_ABSENT, /* there is no such file */
	IMAGE_BAD     /* damaged, unreadable, of another version, or unsafe */
};

/* Open the image file at path.  Files and folders that everybody may write
 * are refused.  *room is borrowed until image_close.  Unless IMAGE_OK, *e is
 * filled and *img needs no closing. */
enum image_found image_open(struct image *img, struct image_frame *room,
    const char *path, struct err *e);

/* Check the folder that path names a file in, and if path is a symbolic link
 * those of all that it leads to, whether there is a file at the end or not:
 * returns 0, or -1 with *e if everybody may write in one, and so put another
 * image there, or if it can't be found out. */
int image_folder_is_safe(const char *path, struct err *e);

/* Use len bytes of memory as the image; all of it is checked at once.
 * Returns 0, or -1 with *e ERR_PERM.  data is borrowed until image_close. */
int image_borrow(struct image *img, const unsigned char *data, size_t len,
    struct err *e);

/* Release what *img owns. */
void image_close(struct image *img);

/* The payload of a page, IMAGE_PAYLOAD bytes, borrowed until the next call
 * for another.  NULL with *e:
 * ERR_PERM if it is not a sound page, ERR_TEMP if it can't be read. */
const unsigned char *image_page(struct image *img, uint32_t page,
    struct err *e);

/* Copy len stream bytes from offset at.  Returns 0, or -1 as image_page. */
int image_copy(struct image *img, void *out, uint32_t at, uint32_t len,
    struct err *e);

/* Whether a file begins as an image, of any version and sound or not. */
bool image_claims(const unsigned char *data, size_t len);

/* The id of an image whose pages are all sealed, its header with id 0. */
uint32_t image_id(const unsigned char *data, size_t pages);

/* Write the header to the first IMAGE_HEADER_SIZE bytes of page 0. */
void image_header_put(unsigned char *page, const struct image_header *head);

#endif
