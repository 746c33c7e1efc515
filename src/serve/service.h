/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SERVE_SERVICE_H
#define DHF_SERVE_SERVICE_H

struct err;

/*
 * service - the daemon: all its parts, from the first socket to the last line
 *
 *	rules	are read, and say all else
 *	limits	descriptors for as many clients as may come at once
 *	places	sockets are bound, while we may
 *	user	whom the rules name we become
 *	store	is locked and looked through
 *	sandbox	what the kernel is asked from now on
 *	loop	until SIGTERM, SIGQUIT or SIGINT
 *
 * SIGHUP reads the rules anew, SIGUSR1 writes down numbers and what is
 * remembered.
 *
 * The loop is libuv's and not libev's: it has threads for what may wait for a
 * disk or for rules to be read, and a handle that is closed tells when its
 * memory is free, which with thousands of clients is half of the work.
 */
struct service_options {
	const char *program; /* stands before lines of the log */
	const char *file;    /* rules, as an image or a text */
	int log_fd;
	const char *late;    /* said, a line, if it was told to end and has not;
	                        borrowed for good */
};

/* Serve, for the rest of the process.  Returns 0 when told to end, or -1 with
 * *e: ERR_PERM if the rules, the settings or what is on the machine are wrong,
 * or another daemon has the folder; ERR_TEMP if it may go well next time. */
int service_run(const struct service_options *o, struct err *e);

#endif
