/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_PAGE_TOP_H
#define DHF_REPORT_PAGE_TOP_H

struct buf;
struct digest;

/*
 * page_top - the first things on the page: is it working, what became of
 * clients, did it hurt anybody; and what stands around it all
 */

/* How a page begins, and no other does. */
#define PAGE_TOP_FIRST "<!DOCTYPE html><html lang=en><head>" \
	"<meta charset=utf-8><meta http-equiv=Content-Security-Policy "

void page_top_begin(struct buf *b, const struct digest *d);
void page_top_harm(struct buf *b, const struct digest *d);
void page_top_end(struct buf *b, const struct digest *d, int shortened);

#endif
