/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_WHENCE_H
#define DHF_SERVE_WHENCE_H

#include "base/ip.h"

/*
 * whence - where a client of a socket is
 */
enum whence_answer {
	WHENCE_HERE,   /* on this machine, by a UNIX socket */
	WHENCE_IP,     /* at *out */
	WHENCE_NOWHERE /* it has gone, or nobody can tell */
};

enum whence_answer whence_find(struct ip *out, int fd);

#endif
