/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/install.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/replace.h"
#include "zone/bind.h"
#include "zone/entries.h"
#include "zone/file.h"
#include "zone/format.h"
#include "zone/head.h"
#include "zone/terms.h"

int
install_guard(const struct install_old *old, size_t len, const char *name,
    struct err *e)
{
	if (len == 0 && !old->there)
		return err_perm(e, 0, "the new list has 0 entries, and there "
		    "is none before it: it is not written without --force");
	if (len < old->left - old->left / 2)
		return err_perm(e, 0, "%s has %zu entries whose time is not "
		    "over, the new list has %zu, less than half of them: it "
		    "is not written without --force", name, old->left, len);
	return 0;
}

void
install_write(struct buf *out, const struct format *f,
    const struct entries *s, const struct terms *t)
{
	head_write(out, f->comment, f->word, s);
	f->write(out, s, t);
}

/* May the list take the place of what is at path? */
static int
may_replace(const struct buf *was, const char *path, const struct format *f,
    const struct entries *s, const struct terms *t, struct err *e)
{
	struct install_old old = { .there = was->len > 0 };
	struct head head;

	if (old.there) {
		if (!head_read(&head, f->word, (char *)was->data, was->len,
		    t->now_s))
			return err_perm(e, 0, "%s is no list of the format %s "
			    "that was written here: it stays without --force",
			    path, f->word);
		old.entries = head.entries;
		old.left = head.left;
	}
	return install_guard(&old, s->len, path, e);
}

/* Make the list.  What is there is the same if it differs in its serial
 * only. */
static enum install_answer
make(struct buf *list, const struct buf *was, const struct format *f,
    const struct entries *s, const struct terms *t)
{
	struct terms terms = *t;
	uint32_t serial = 0;

	if (f->has_serial && was->len > 0)
		(void)bind_serial(&serial, (char *)was->data, was->len);
	terms.serial = serial;
	install_write(list, f, s, &terms);
	if (!list->failed && list->len == was->len &&
	    memcmp(list->data, was->data, list->len) == 0)
		return INSTALL_SAME;
	if (f->has_serial && !list->failed) {
		list->len = 0;
		terms.serial = bind_next_serial(serial, t->now_s);
		install_write(list, f, s, &terms);
	}
	return INSTALL_DONE;
}

enum install_answer
install_list(const char *path, const struct format *f,
    const struct entries *s, const struct terms *t, bool force,
    struct err *e)
{
	enum install_answer answer = INSTALL_FAILED;
	struct buf was = { 0 }, list = { 0 };

	if (file_read(&was, path, e) == -1)
		goto out;
	if (!force && may_replace(&was, path, f, s, t, e) == -1) {
		answer = INSTALL_REFUSED;
		goto out;
	}
	answer = make(&list, &was, f, s, t);
	if (answer == INSTALL_SAME)
		goto out;
	if (list.failed)
		answer = err_memory(e) == 0 ? answer : INSTALL_FAILED;
	else if (replace_file(path, list.data, list.len, e) == -1)
		answer = INSTALL_FAILED;
out:
	buf_free(&was);
	buf_free(&list);
	return answer;
}
