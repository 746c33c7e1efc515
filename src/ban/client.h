/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BAN_CLIENT_H
#define DHF_BAN_CLIENT_H

#include "ban/record.h"

struct err;

/*
 * client - asking the helper, and waiting for the answer
 */
#define CLIENT_WAIT_MS 10000

/* Connect to the helper's socket.  Returns a descriptor, close-on-exec, or -1
 * with *e: ERR_TEMP, there is none now; ERR_PERM, we may not, or the path is
 * too long. */
int ban_connect(const char *path, struct err *e);

/* Send a question. */
int ban_send(int fd, const struct ban_record *r, struct err *e);

/* Wait for an answer; *r is it.  Each returns 0, or -1 with *e ERR_TEMP: the
 * helper is gone, does not answer, or speaks another version; or it has left
 * us, as it does with those whom it does not know. */
int ban_receive(int fd, struct ban_record *r, struct err *e);

/* Send a question and wait for its answer, which replaces it. */
int ban_ask(int fd, struct ban_record *r, struct err *e);

#endif
