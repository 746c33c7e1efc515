/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay/ucspitls.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/num.h"

/* Far more than a process has. */
#define FD_MAX 1000000

static int
fd_of(const char *name)
{
	const char *text = getenv(name);
	struct err e;
	unsigned n;

	if (text == NULL || num_unsigned(&n, text, FD_MAX, &e) == -1 ||
	    n <= STDERR_FILENO || fcntl((int)n, F_GETFD) == -1)
		return -1;
	return (int)n;
}

bool
ucspitls_find(struct ucspitls *t)
{
	t->control = fd_of("SSLCTLFD");
	t->in = fd_of("SSLREADFD");
	t->out = fd_of("SSLWRITEFD");
	if (t->control != -1 && t->in != -1 && t->out != -1)
		return true;
	t->control = t->in = t->out = -1;
	return false;
}

/* Nobody behind us needs them. */
static void
close_all(struct ucspitls *t)
{
	fd_close(t->control);
	fd_close(t->in);
	if (t->out != t->in)
		fd_close(t->out);
	t->control = t->in = t->out = -1;
}

int
ucspitls_begin(struct ucspitls *t)
{
	ssize_t n;
	int rc;

	while ((n = write(t->control, "y", 1)) == -1 && errno == EINTR)
		;
	rc = n == 1 && dup2(t->in, STDIN_FILENO) != -1 &&
	    dup2(t->out, STDOUT_FILENO) != -1 ? 0 : -1;
	close_all(t);
	return rc;
}
