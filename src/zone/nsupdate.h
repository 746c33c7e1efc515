/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_NSUPDATE_H
#define DHF_ZONE_NSUPDATE_H

struct buf;
struct entries;
struct terms;
struct transfer;

/*
 * nsupdate - a list as changes to a zone that a server holds (RFC 2136), as
 * commands for nsupdate(1)
 *
 * What is listed there and should not be goes, what is not and should be
 * comes, and what differs is replaced.  Names that are no addresses are left
 * alone.  So a batch that was lost, or applied in part, is made good by the
 * next.  NULL instead of a transfer: the zone lists nothing yet.
 */
void nsupdate_write(struct buf *out, const struct entries *s,
    const struct terms *t, const struct transfer *now);

#endif
