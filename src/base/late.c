/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/late.h"

#include <dlfcn.h>
#include <string.h>

#include "base/err.h"

int
late_load(void *table, const struct late_library *library,
    const struct late_function *function, size_t count, struct err *e)
{
	void *at, *handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
	size_t i;

	if (handle == NULL)
		return err_temp(e, 0, "%s need %s: %s", library->user,
		    library->soname, dlerror());
	for (i = 0; i < count; i++) {
		if ((at = dlsym(handle, function[i].name)) == NULL)
			return err_temp(e, 0, "%s need a newer %s, with %s",
			    library->user, library->soname, function[i].name);
		/* POSIX has a function fit into a void * (XSH, dlsym). */
		memcpy((char *)table + function[i].at, &at, sizeof(at));
	}
	return 0;
}
