/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_DNS_CARES_H
#define DHF_DNS_CARES_H

/* Newer releases of c-ares call some of what we use old-fashioned; that of
 * Debian 12 has nothing else. */
#ifndef CARES_NO_DEPRECATED
#define CARES_NO_DEPRECATED
#endif

#include <sys/select.h> /* ares.h of 1.18 needs it and does not say so */

#include <ares.h>

struct err;

/*
 * cares - the library c-ares, as those call it who may do without
 *
 * A program is linked with it and has it from its start.  If LATE_LIBRARIES is
 * defined it is loaded by cares_load: the filter's dynamic build does so, for
 * most clients need none.
 */
struct cares {
	__typeof__(ares_library_init) *library_init;
	__typeof__(ares_library_cleanup) *library_cleanup;
	__typeof__(ares_init_options) *init_options;
	__typeof__(ares_set_servers_ports) *set_servers_ports;
	__typeof__(ares_set_socket_functions) *set_socket_functions;
	__typeof__(ares_query) *query;
	__typeof__(ares_timeout) *timeout;
	__typeof__(ares_process_fd) *process_fd;
	__typeof__(ares_cancel) *cancel;
	__typeof__(ares_destroy) *destroy;
	__typeof__(ares_strerror) *strerror;
};

/* Fill *out.  Returns 0, or -1 with *e as late_load. */
int cares_load(struct cares *out, struct err *e);

#endif
