/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_ZONE_CONFINE_H
#define DHF_ZONE_CONFINE_H

struct err;
struct job;

/* From now on ask the kernel for no more than a job needs: the folders of its
 * files, of which the one of the list may be written, and few system calls.
 * What a dump says comes from whoever is complained of.  -1 with *e ERR_PERM if
 * not all of that can be had here; the rest holds. */
int confine_job(const struct job *job, struct err *e);

#endif
