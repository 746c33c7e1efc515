/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_REPORT_PAGE_WHO_H
#define DHF_REPORT_PAGE_WHO_H

#include <stddef.h>

struct buf;
struct digest;

/*
 * page_who - who the clients were: what their names say, who came most often,
 * and who was refused last
 */
void page_who_classes(struct buf *b, const struct digest *d);
void page_who_tops(struct buf *b, const struct digest *d, size_t rows);
void page_who_last(struct buf *b, const struct digest *d, size_t most);

#endif
