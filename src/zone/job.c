/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fdio.h"
#include "base/replace.h"
#include "state/nearby.h"
#include "state/never.h"
#include "zone/daemon.h"
#include "zone/entries.h"
#include "zone/file.h"
#include "zone/format.h"
#include "zone/install.h"
#include "zone/intake.h"
#include "zone/nsupdate.h"
#include "zone/terms.h"
#include "zone/transfer.h"

bool
job_is_stdin(const char *name)
{
	return name != NULL && strcmp(name, "-") == 0;
}

/* Who is never listed, as of now. */
static int
load_never(struct never *never, const struct job *job, struct err *e)
{
	size_t i;

	if (nearby_all(never, job->resolvers, e) == -1)
		return -1;
	for (i = 0; i < job->nevers; i++)
		if (never_add_file(never, job->never[i], e) == -1)
			return -1;
	never_settle(never);
	return 0;
}

static const char *
name_of(const struct job *job)
{
	return job->dump == NULL ? job->socket :
	    job_is_stdin(job->dump) ? "standard input" : job->dump;
}

static int
dump_open(const struct job *job, struct err *e)
{
	int fd;

	if (job->dump == NULL)
		return daemon_dump(job->socket, e);
	if ((fd = fd_open_read(job->dump)) == -1)
		(void)err_temp(e, errno, "open %s", job->dump);
	return fd;
}

static enum job_answer
load_dump(struct entries *s, const struct job *job, int64_t now_s,
    struct err *e)
{
	bool standard = job_is_stdin(job->dump);
	struct never never = { 0 };
	struct intake in = { .name = name_of(job), .ends = job->dump == NULL,
		.text = job->text, .kinds = job->kinds,
		.format = job->format, .never = &never, .now_s = now_s };
	enum intake_answer answer = INTAKE_FAILED;
	int fd = standard ? 0 : dump_open(job, e);

	memcpy(in.value, job->value, sizeof(in.value));
	if (fd != -1 && load_never(&never, job, e) == 0)
		answer = intake_read(s, &in, fd, e);
	never_free(&never);
	if (!standard)
		fd_close(fd);
	return answer == INTAKE_READ ? JOB_DONE : answer == INTAKE_NEVER ?
	    JOB_REFUSED : JOB_FAILED;
}

/* Write what no list stands in the way of. */
static enum job_answer
put(const struct job *job, const struct buf *out, struct err *e)
{
	int rc;

	if (out->failed)
		rc = err_memory(e);
	else if (job->file != NULL)
		rc = replace_file(job->file, out->data, out->len, e);
	else if (fwrite(out->data, 1, out->len, stdout) != out->len ||
	    fflush(stdout) == EOF)
		rc = err_temp(e, errno, "write");
	else
		rc = 0;
	return rc == 0 ? JOB_DONE : JOB_FAILED;
}

static int
load_transfer(struct transfer *t, const struct job *job, struct err *e)
{
	struct buf bytes = { 0 };
	struct stat st;
	int rc;

	if (job_is_stdin(job->transfer))
		rc = file_read_from(&bytes, 0, "standard input", e);
	else if (stat(job->transfer, &st) == -1)
		rc = err_temp(e, errno, "open %s", job->transfer);
	else
		rc = file_read(&bytes, job->transfer, e);
	if (rc == 0)
		rc = transfer_read(t, job->terms->zone, (char *)bytes.data,
		    bytes.len, e);
	buf_free(&bytes);
	return rc;
}

/* How many of the zone's names are entries, and how many have left in their
 * time, as far as the dump knows. */
static struct install_old
held(const struct transfer *t, const struct entries *s)
{
	struct install_old old = { .there = true };
	size_t i;

	for (i = 0; i < t->len; i++) {
		if (ip_compare(&t->name[i].ip, &entries_point[0].ip) == 0 ||
		    ip_compare(&t->name[i].ip, &entries_point[1].ip) == 0)
			continue;
		old.entries++;
		old.left += !entries_has_expired(s, &t->name[i].ip);
	}
	return old;
}

static enum job_answer
write_changes(const struct job *job, const struct entries *s,
    const struct terms *t, struct err *e)
{
	const bool given = job->transfer != NULL;
	struct install_old old = { 0 };
	enum job_answer answer = JOB_FAILED;
	struct transfer now = { 0 };
	struct buf out = { 0 };

	if (given && load_transfer(&now, job, e) == -1)
		goto out;
	if (given)
		old = held(&now, s);
	if (!job->force && install_guard(&old, s->len, "the zone", e) == -1) {
		answer = JOB_REFUSED;
		goto out;
	}
	nsupdate_write(&out, s, t, given ? &now : NULL);
	answer = put(job, &out, e);
out:
	transfer_free(&now);
	buf_free(&out);
	return answer;
}

static enum job_answer
write_list(const struct job *job, const struct entries *s, struct terms *t,
    struct err *e)
{
	const struct install_old none = { 0 };
	enum job_answer answer;
	struct buf out = { 0 };

	if (job->file != NULL)
		switch (install_list(job->file, job->format, s, t, job->force,
		    e)) {
		case INSTALL_DONE:
		case INSTALL_SAME:
			return JOB_DONE;
		case INSTALL_REFUSED:
			return JOB_REFUSED;
		case INSTALL_FAILED:
			return JOB_FAILED;
		}
	if (!job->force && install_guard(&none, s->len, "the list", e) == -1)
		return JOB_REFUSED;
	t->serial = (uint32_t)t->now_s;
	install_write(&out, job->format, s, t);
	answer = put(job, &out, e);
	buf_free(&out);
	return answer;
}

enum job_answer
job_run(const struct job *job, int64_t now_s, struct err *e)
{
	struct terms t = *job->terms;
	struct entries s = { 0 };
	enum job_answer answer = load_dump(&s, job, now_s, e);

	t.now_s = now_s;
	if (answer == JOB_DONE)
		answer = job->format->write == NULL ?
		    write_changes(job, &s, &t, e) :
		    write_list(job, &s, &t, e);
	entries_free(&s);
	return answer;
}
