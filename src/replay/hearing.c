/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "replay/hearing.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/lines.h"
#include "base/table.h"
#include "name/host.h"
#include "replay/visitors.h"
#include "replay/word.h"
#include "report/logstream.h"

/* A file on its way. */
struct hearing {
	struct visitors *c;
	const char *path;
	unsigned line;
	unsigned short known;
	struct table names;
	struct arena arena;
	bool failed;        /* as *err says */
	struct err *err;
};

static int
wrong(const struct hearing *h, struct err *e)
{
	return err_perm(e, 0, "%s:%u: neither an address nor a name: write "
	    "IP<TAB>HOST, with \"-\" for what is not known", h->path, h->line);
}

static int
add_name(struct hearing *h, struct text host, struct err *e)
{
	char told[HOST_MAX + 2], name[HOST_MAX + 1], *copy;
	size_t len;

	if (host.len > HOST_MAX + 1)
		return wrong(h, e);
	memcpy(told, host.at, host.len);
	told[host.len] = '\0';
	if (host_normalise(name, &len, told) != HOST_NAME)
		return wrong(h, e);
	if ((copy = arena_copy(&h->arena, name, len)) == NULL ||
	    table_put(&h->names, copy, len) == NULL)
		return err_memory(e);
	return 0;
}

static int
add_line(struct hearing *h, struct text t, struct err *e)
{
	struct text first, host;
	uint32_t address;
	struct ip ip;

	(void)text_drop(&t, "\r");
	if (t.len == 0 || t.at[0] == '#')
		return 0;
	if (!text_until(&first, &t, '\t')) {
		first = t;
		t.len = 0;
	}
	if (word_ip(&ip, first)) {
		address = visitors_find(h->c, &ip);
		if (address != VISITORS_NOBODY)
			h->c->address[address].known |= h->known;
		return 0;
	}
	if (!text_until(&host, &t, '\t'))
		host = t;
	return text_is(first, "-") ? add_name(h, host, e) : wrong(h, e);
}

/* Look for the names. */
static void
tell(const struct hearing *h)
{
	const struct visitors_client *k;
	size_t i;

	if (h->names.len == 0)
		return;
	for (i = 0; i < h->c->clients; i++) {
		k = &h->c->client[i];
		if (h->known == KNOWN_GOOD && k->state != NAMED_GIVEN &&
		    k->state != NAMED_PROVEN)
			continue;
		if (k->state != VISITORS_JOINED &&
		    table_get(&h->names, k->name, strlen(k->name)) != NULL)
			h->c->address[k->address].known |= h->known;
	}
}

/* Take a line, unless one was wrong before. */
static void
take_line(void *arg, const char *line, size_t len, uint64_t whole)
{
	struct hearing *h = arg;
	size_t mark;

	(void)whole;
	if (++h->line == 1 && len >= 3 && (mark = lines_mark(line)) > 0) {
		line += mark;
		len -= mark;
	}
	if (!h->failed)
		h->failed = add_line(h, (struct text){ line, len }, h->err) ==
		    -1;
}

static int
read_lines(struct hearing *h, struct logstream *in, struct err *e)
{
	struct err closing;
	int rc;

	if (logstream_open(in, h->path, e) == -1)
		return -1;
	while ((rc = logstream_read(in, true, take_line, h, e)) == 1)
		;
	if (logstream_close(in, rc == 0 ? e : &closing) == -1)
		rc = -1;
	return rc;
}

int
hearing_read(struct visitors *c, const char *path, bool good, struct err *e)
{
	struct logstream *in = malloc(sizeof(*in));
	struct err wrong = { .class = ERR_NONE };
	struct hearing h = { .c = c, .path = path, .err = &wrong,
		.known = good ? KNOWN_GOOD : KNOWN_BAD };
	int rc;

	if (in == NULL)
		return err_memory(e);
	rc = read_lines(&h, in, e);
	if (rc == 0 && h.failed) {
		*e = wrong;
		rc = -1;
	}
	if (rc == 0)
		tell(&h);
	free(in);
	table_free(&h.names);
	arena_free(&h.arena);
	return rc;
}
