/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_RELAY_UCSPITLS_H
#define DHF_RELAY_UCSPITLS_H

#include <stdbool.h>

/*
 * ucspitls - TLS that the program before us does: UCSPI-TLS
 *
 * It hands us three descriptors, whose numbers stand in SSLCTLFD, SSLREADFD and
 * SSLWRITEFD: whoever writes "y" to the first one finds the text of a TLS
 * session on the other two (Scott Gifford's UCSPI-TLS; s6-ucspitlsd and
 * sslserver -n do it).
 */
struct ucspitls {
	int control, in, out; /* -1: there is none */
};

/* Find them in the environment.  False, and none, unless all three are open
 * descriptors above 2. */
bool ucspitls_find(struct ucspitls *t);

/* Begin: what is read from the client's descriptor 0 and written to its 1 is
 * that of the session from now on; the three are closed.  -1 if the program
 * before us does not hear. */
int ucspitls_begin(struct ucspitls *t);

#endif
