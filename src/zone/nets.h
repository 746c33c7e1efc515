/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_NETS_H
#define DHF_ZONE_NETS_H

struct buf;
struct entries;
struct terms;

/*
 * nets - a list as networks, for those who act on them without DNS
 *
 * They have no test points.
 */

/* Append one network a line, as in 192.0.2.1/32. */
void nets_write(struct buf *out, const struct entries *s,
    const struct terms *t);

/* Append a table of Postfix, cidr_table(5), that refuses with the texts. */
void nets_write_postfix(struct buf *out, const struct entries *s,
    const struct terms *t);

/* Longest time for which an element stays in a set. */
#define NETS_TIMEOUT_MAX (INT64_C(30) * 86400)

/* Append commands for nft(8) that fill the sets offenders4 and offenders6 of
 * the table inet dhf_zone anew, in one step; each element leaves by itself
 * when its time is over. */
void nets_write_nft(struct buf *out, const struct entries *s,
    const struct terms *t);

#endif
