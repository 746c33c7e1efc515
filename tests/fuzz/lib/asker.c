/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "asker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/err.h"
#include "build/compile.h"
#include "expr/regex.h"
#include "lab/listing.h"
#include "policy/decide.h"
#include "rule/candidates.h"
#include "rule/ruleset.h"
#include "rule/suffixes.h"

#define NOW INT64_C(1781481600) /* 2026-06-15 */
#define MEMORY ((size_t)2 << 20)
#define PATH_SIZE 128

static unsigned char memory[MEMORY] __attribute__((aligned(16)));
static struct image img;
static struct ruleset rules;
static struct candidates room;
static struct decider decider = { .rules = &rules, .room = &room };
static char folder[64];
static FILE *sink; /* takes what is printed */

static const char *const address[] = { "192.0.2.1", "10.1.2.3",
	"2001:db8::1", NULL };

void
asker_must(int claim)
{
	if (!claim)
		abort();
}

static const char *
path_of(char out[PATH_SIZE], const char *name)
{
	(void)snprintf(out, PATH_SIZE, "%s/%s", folder, name);
	return out;
}

static void
take_away(void)
{
	char path[PATH_SIZE];

	(void)unlink(path_of(path, "rules"));
	(void)unlink(path_of(path, "list"));
	(void)unlink(path_of(path, "psl"));
	(void)rmdir(folder);
}

static void
begin(void)
{
	struct err e;

	if (folder[0] != '\0')
		return;
	(void)strcpy(folder, "/dev/shm/dhf-fuzz.XXXXXX");
	asker_must(mkdtemp(folder) != NULL);
	asker_must(atexit(take_away) == 0);
	asker_must((sink = fopen("/dev/null", "w")) != NULL);
	decider.regex = regex_engine_new(memory, sizeof(memory), &e);
	asker_must(decider.regex != NULL);
}

void
asker_write(const char *name, const void *data, size_t len)
{
	char path[PATH_SIZE];
	int fd;

	begin();
	fd = open(path_of(path, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	asker_must(fd != -1);
	asker_must(write(fd, data, len) == (ssize_t)len);
	asker_must(close(fd) == 0);
}

int
asker_compile(struct buf *image, size_t *count)
{
	struct compile_request q = { .now_s = NOW };
	char path[PATH_SIZE];
	struct err e = { 0 };

	begin();
	q.path = path_of(path, "rules");
	q.diag = q.notes = sink;
	*image = (struct buf){ 0 };
	if (compile_file(image, &q, &e) == 0) {
		asker_must(q.errors == 0);
		*count = q.rules;
		return 0;
	}
	asker_must(e.class != ERR_NONE && e.msg[0] != '\0');
	buf_free(image);
	return -1;
}

static void
see_nothing(void *arg, struct ruleset *r, const struct decide_seen *seen)
{
	(void)arg;
	(void)r;
	(void)seen;
}

static const struct decide_viewer viewer = { see_nothing, NULL };

/* Make the evidence of one client; name NULL: none, "?": unknown. */
static void
client(struct evidence *ev, const char *ip, const char *name)
{
	struct err e;

	evidence_init(ev);
	if (ip != NULL)
		asker_must(evidence_ip(ev, ip, &e) == 0);
	if (name != NULL && strcmp(name, "?") == 0)
		ev->has_name = ANSWER_UNKNOWN;
	else
		evidence_name(ev, name);
}

/* The index finds what asking every rule finds.  An expression that gives up
 * may be asked by one of them only, so its verdict is compared with none. */
static void
ask_both_ways(const char *ip, const char *name)
{
	static struct client one, two;
	struct verdict fast, slow;
	struct evidence ev;
	struct err e;
	size_t at = 0;

	client(&ev, ip, name);
	client_begin(&one, &ev, NULL, NOW);
	client_begin(&two, &ev, NULL, NOW);
	decider.viewer = NULL;
	asker_must(decide(&fast, &decider, &one, &e) == 0);
	decider.viewer = &viewer;
	asker_must(decide(&slow, &decider, &two, &e) == 0);
	if (notes_next(&two.notes, NOTE_LIMIT, &at) != NULL)
		return;
	asker_must(fast.action == slow.action && fast.code == slow.code);
	asker_must(strcmp(fast.rule, slow.rule) == 0);
	asker_must(fast.score_milli == slow.score_milli);
	asker_must(fast.capped == slow.capped);
	asker_must(one.notes.len == two.notes.len &&
	    memcmp(one.notes.text, two.notes.text, one.notes.len) == 0);
	/* what the client keeps makes no other verdict of it */
	decider.viewer = NULL;
	asker_must(decide(&slow, &decider, &one, &e) == 0);
	asker_must(fast.action == slow.action && fast.code == slow.code &&
	    fast.score_milli == slow.score_milli);
}

void
asker_check(const char *name)
{
	struct buf one, two;
	size_t count, again, n = 0, i;
	struct err e;

	if (asker_compile(&one, &count) == -1)
		return;
	asker_must(asker_compile(&two, &again) == 0);
	asker_must(one.len == two.len && count == again);
	asker_must(memcmp(one.data, two.data, one.len) == 0);
	asker_must(image_borrow(&img, one.data, one.len, &e) == 0);
	asker_must(ruleset_begin(&rules, &img, &e) == 0);
	while (ruleset_next(&rules, &e) == RULESET_RULE)
		n++;
	asker_must(n == count);
	asker_must(listing_rules(sink, &rules, &e) == 0);
	listing_settings(sink, &rules.settings);
	for (i = 0; i < sizeof(address) / sizeof(address[0]); i++) {
		ask_both_ways(address[i], name);
		ask_both_ways(address[i], NULL);
		ask_both_ways(address[i], "?");
	}
	buf_free(&one);
	buf_free(&two);
}

/* The registrable domain of a name begins at a label of it, or there is an
 * error. */
static void
ask_domain(const char *name)
{
	struct err e = { 0 };
	size_t at = 0;

	if (suffixes_domain(&at, &img, name, strlen(name), &e) == -1)
		asker_must(e.class != ERR_NONE);
	else
		asker_must(at == 0 || (at <= strlen(name) &&
		    name[at - 1] == '.'));
}

void
asker_survive(const unsigned char *data, size_t len, const char *name)
{
	const char *const host[] = { name, NULL, "?" };
	static struct client c;
	char label[RULESET_LABEL];
	struct verdict v;
	struct evidence ev;
	struct err e = { 0 };
	size_t i, n = 0;

	begin();
	if (image_borrow(&img, data, len, &e) == -1 ||
	    ruleset_begin(&rules, &img, &e) == -1) {
		asker_must(e.class != ERR_NONE);
		return;
	}
	while (ruleset_next(&rules, &e) == RULESET_RULE) {
		asker_must(++n <= len); /* a record is not empty */
		if (ruleset_label(&rules, label, &e) == 0)
			asker_must(memchr(label, '\0', sizeof(label)) != NULL);
	}
	(void)listing_rules(sink, &rules, &e);
	listing_settings(sink, &rules.settings);
	ask_domain(name);
	ask_domain("b.a.dyn.example");
	for (i = 0; i < 24; i++) {
		client(&ev, address[i % 4], host[i / 4 % 3]);
		decider.viewer = i < 12 ? NULL : &viewer;
		e.class = ERR_NONE;
		client_begin(&c, &ev, NULL, NOW);
		if (decide(&v, &decider, &c, &e) == -1)
			asker_must(e.class != ERR_NONE);
		else
			asker_must(memchr(v.rule, '\0', sizeof(v.rule)) !=
			    NULL);
	}
}
