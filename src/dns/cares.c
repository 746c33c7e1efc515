/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/cares.h"

#include <stddef.h>

#ifdef LATE_LIBRARIES
#include "base/late.h"

#define SONAME "libcares.so.2"
#define COUNT  (sizeof(struct cares) / sizeof(void *))

static const struct late_note note
    __attribute__((used, section(".note.dlopen"), aligned(4))) = {
	sizeof(note.owner), sizeof(note.text), LATE_NOTE_TYPE, LATE_NOTE_OWNER,
	"[{\"soname\":[\"" SONAME "\"],\"priority\":\"required\"}]"
};

int
cares_load(struct cares *out, struct err *e)
{
	static const struct late_function function[COUNT] = {
		{ "ares_library_init", offsetof(struct cares, library_init) },
		{ "ares_library_cleanup",
		    offsetof(struct cares, library_cleanup) },
		{ "ares_init_options", offsetof(struct cares, init_options) },
		{ "ares_set_servers_ports",
		    offsetof(struct cares, set_servers_ports) },
		{ "ares_set_socket_functions",
		    offsetof(struct cares, set_socket_functions) },
		{ "ares_query", offsetof(struct cares, query) },
		{ "ares_timeout", offsetof(struct cares, timeout) },
		{ "ares_process_fd", offsetof(struct cares, process_fd) },
		{ "ares_cancel", offsetof(struct cares, cancel) },
		{ "ares_destroy", offsetof(struct cares, destroy) },
		{ "ares_strerror", offsetof(struct cares, strerror) },
	};
	const struct late_library library = { SONAME, "questions to DNS" };

	return late_load(out, &library, function, COUNT, e);
}
#else
int
cares_load(struct cares *out, struct err *e)
{
	(void)e;
	*out = (struct cares){
		.library_init = ares_library_init,
		.library_cleanup = ares_library_cleanup,
		.init_options = ares_init_options,
		.set_servers_ports = ares_set_servers_ports,
		.set_socket_functions = ares_set_socket_functions,
		.query = ares_query,
		.timeout = ares_timeout,
		.process_fd = ares_process_fd,
		.cancel = ares_cancel,
		.destroy = ares_destroy,
		.strerror = ares_strerror,
	};
	return 0;
}
#endif
