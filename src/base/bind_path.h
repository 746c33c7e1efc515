/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_BASE_BIND_PATH_H
#define DHF_BASE_BIND_PATH_H

#include <sys/types.h>

struct err;

/*
 * bind_path - UNIX sockets that listen
 *
 * A socket comes into a folder that nobody else may write, and is never wider
 * than it ends up.  Where one lies already it is taken away if nobody answers
 * there; two programs that begin at once do not take each other's.
 */

/* Who owns a UNIX socket, and who may use it. */
struct bind_owner {
	uid_t user;  /* (uid_t)-1: whoever we are */
	gid_t group; /* (gid_t)-1: nobody but the user */
};

enum bind_answer {
	BIND_OK,
	BIND_OWN,   /* so, but for the group: we may not give it that one */
	BIND_FAILED /* *e: ERR_PERM if somebody listens there, if the folder is
	               missing or not safe, if the address is none of ours */
};

/* Make a UNIX socket of type SOCK_STREAM or SOCK_SEQPACKET that listens at
 * path, or one of SOCK_DGRAM that receives there, close-on-exec and without
 * waiting.  It has mode 0660 with a group, else 0600. */
enum bind_answer bind_path(int *out, const char *path, int type,
    const struct bind_owner *owner, struct err *e);

#endif
