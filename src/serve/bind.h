/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_BIND_H
#define DHF_SERVE_BIND_H

#include "base/bind_path.h"

struct err;
struct listen;

/*
 * bind - sockets that listen, before the first client
 */

/* Make a socket that listens at a place of the setting listen, close-on-exec
 * and without waiting; a UNIX socket as bind_path does, that for Postfix with
 * mode 0666. */
enum bind_answer bind_listen(int *out, const struct listen *at,
    const struct bind_owner *owner, struct err *e);

#endif
