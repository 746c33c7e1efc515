/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_HOST_H
#define DHF_NAME_HOST_H

#include <stddef.h>

/*
 * host - a host name as the environment or a log gives it, made comparable
 */

/* Longest name that DNS can hold in text form (RFC 1035 section 2.3.4). */
#define HOST_MAX 253

enum host_form {
	HOST_NONE, /* no name: empty, or the root "." */
	HOST_NAME, /* letters, digits, "-" and "_" in labels of 1 to 63 */
	HOST_ODD,  /* anything else of at most HOST_MAX bytes, names that end
	              in a number, and localhost (RFC 6761 section 6.3) */
	HOST_LONG  /* longer than DNS allows: nobody's name */
};

/* Write name in lower case, without one dot at its end, to out, with a NUL,
 * and its length to *len.  HOST_NONE and HOST_LONG write "". */
enum host_form host_normalise(char out[HOST_MAX + 1], size_t *len,
    const char *name);

/* The length of a normalised name without the reverse zone at its end: whoever
 * forgot the dot behind a name in a zone file is known as
 * "mail.example.com.2.0.192.in-addr.arpa" (RFC 1035 section 5.1).  len if there
 * is none, or nothing else. */
size_t host_without_zone(const char *name, size_t len);

#endif
