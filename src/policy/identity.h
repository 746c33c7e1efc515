/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_POLICY_IDENTITY_H
#define DHF_POLICY_IDENTITY_H

#include "name/host.h"

struct err;
struct evidence;
struct image;

/*
 * identity - whose client it is, to those who remember
 *
 * The address always tells.  A domain does where the name is known to lead
 * back and is one that somebody has given to this machine: many machines of
 * one sender are known by it, so that a retry from another one counts.  The
 * domain of an end-user line is its provider's, whose customers have nothing
 * in common, so that none of them may be known by it.
 */

/* The name of which some domain may tell who it is, "" if there is none: it is
 * missing, unproven, doubtful or odd.  Borrowed from *ev. */
const char *identity_name(const struct evidence *ev);

/* Write the registrable domain that the client of *ev may be known by, "" if
 * there is none: it has no identity_name, or one that is not of class plain or
 * mail, or the image has no list of public suffixes, without which "example"
 * of "example.com.br" can't be told.  Returns 0, or -1 with *e as image_page.
 */
int identity_domain(char out[HOST_MAX + 1], const struct evidence *ev,
    struct image *img, struct err *e);

#endif
