/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "judged.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/tell.h"

static const char rules[] =
    "block @ip=192.0.2.0/25 id=bad text=\"100%% no, %i %h %r\"\n"
    "defer @helo=~^[0-9] id=later\n"
    "mark @sender=~x id=seen\n"
    "block @rcpt=~spam code=550 dsn=5.7.25 id=spam\n"
    "block @name=~dyn id=dyn\n"
    "default_unresolved_action pass\n"
    "default_ip_action pass\n"
    "dns_timeout 0\n";

struct engine *
judged_engine(void)
{
	static struct tell nobody = { "test", -1, 0 };
	static char path[] = "/tmp/dhf-fuzz-rules.XXXXXX";
	static struct engine *engine;
	static uv_loop_t loop;
	const struct engine_options opt = { path, &nobody, false };
	struct err e;
	int fd;

	if (engine != NULL)
		return engine;
	if ((fd = mkstemp(path)) == -1 ||
	    write(fd, rules, sizeof(rules) - 1) == -1 || close(fd) == -1 ||
	    uv_loop_init(&loop) != 0 ||
	    (engine = engine_new(&loop, &opt, &e)) == NULL)
		abort();
	(void)unlink(path);
	return engine;
}

void
judged_line(const char *text, size_t len)
{
	size_t i;

	if (len < 2 || text[len - 1] != '\n')
		abort();
	for (i = 0; i + 1 < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			abort();
}
