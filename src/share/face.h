/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_FACE_H
#define DHF_SHARE_FACE_H

struct err;
struct share;
struct store;

/* face - the store that a deed sees: records of the draft that it writes */
struct store *face_new(struct share *s, struct err *e);

#endif
