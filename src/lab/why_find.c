/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/why_find.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "policy/logread.h"
#include "report/framing.h"
#include "report/logfiles.h"
#include "report/logstream.h"
#include "watch/stamp.h"

/* How much the clocks of who logs and who keeps the log may differ. */
#define SLACK_S 120
#define MINUTE_S 60

struct log {
	const char *path; /* borrowed */
	int64_t begin_s, end_s;
	bool chosen;
};

/* What is read of a log. */
struct search {
	struct why_find *w;
	const char *path;
	struct framing framing;
	int found, rc;
	struct err *e;
};

/* When a log was ended, by its name or by the time of its file. */
static int64_t
end_of(const char *path, int64_t now_s)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	int64_t end_s = INT64_MAX;
	struct stat st;

	if (*name == '@' && stamp_read(&end_s, name, strcspn(name, "."),
	    now_s) > 0)
		return end_s;
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return st.st_mtime;
	return INT64_MAX;
}

/* Whether two files lie in one folder. */
static bool
are_beside(const char *a, const char *b)
{
	const char *slash = strrchr(a, '/');
	size_t len = slash != NULL ? (size_t)(slash - a) + 1 : 0;

	return strncmp(a, b, len) == 0 && strchr(b + len, '/') == NULL;
}

/* Find out which logs may have the receipt. */
static void
choose(struct log *log, size_t len, const struct why_find *w)
{
	size_t i, j;

	for (i = 0; i < len; i++)
		log[i].end_s = end_of(log[i].path, w->now_s);
	for (i = 0; i < len; i++) {
		log[i].begin_s = INT64_MIN + SLACK_S;
		for (j = 0; j < len; j++)
			if (log[j].end_s < log[i].end_s &&
			    log[j].end_s > log[i].begin_s &&
			    are_beside(log[i].path, log[j].path))
				log[i].begin_s = log[j].end_s;
		log[i].chosen = log[i].begin_s - SLACK_S <= w->at_s + MINUTE_S
		    && (log[i].end_s >= w->at_s - SLACK_S);
	}
}

/* Whether a text stands in the line; most lines need no closer look. */
static bool
has_text(const char *line, size_t len, const char *text)
{
	const size_t n = strlen(text);
	const char *at = line;

	while ((size_t)(line + len - at) >= n &&
	    (at = memchr(at, text[0], (size_t)(line + len - at) - n + 1)) !=
	    NULL) {
		if (memcmp(at, text, n) == 0)
			return true;
		at++;
	}
	return false;
}

static void
on_line(void *arg, const char *line, size_t len, uint64_t whole)
{
	struct search *s = arg;
	struct framed f;
	struct logread l;

	if (!framing_line(&s->framing, &f, line, len, whole) || s->rc == -1 ||
	    !has_text(f.text, f.len, s->w->receipt) ||
	    !logread(&l, f.text, f.len) ||
	    !logread_is(&l.key[LOGREAD_WHY], s->w->receipt))
		return;
	s->found++;
	s->rc = s->w->found(s->w->arg, s->path, f.text, f.len, f.has_time,
	    f.at_s, s->e);
}

/* How many lines of a log have it, or -1 with *e. */
static int
search_log(struct why_find *w, const char *path, struct logstream *in,
    struct search *s, struct err *e)
{
	struct err close_err;
	int rc;

	memset(s, 0, sizeof(*s));
	s->w = w;
	s->path = path;
	s->e = e;
	s->framing.now_s = w->now_s;
	if (logstream_open(in, path, e) == -1)
		return -1;
	w->read++;
	while ((rc = logstream_read(in, true, on_line, s, e)) == 1)
		;
	if (logstream_close(in, rc == 0 ? e : &close_err) == -1)
		rc = -1;
	return rc == -1 || s->rc == -1 ? -1 : s->found;
}

/* Search those that were chosen, or the others. */
static int
search_all(struct why_find *w, const struct log *log, size_t len, bool chosen,
    struct err *e)
{
	struct logstream *in = malloc(sizeof(*in));
	struct search *s = malloc(sizeof(*s));
	int all = 0, found = 0;
	size_t i;

	if (in == NULL || s == NULL)
		found = err_memory(e);
	for (i = 0; i < len && found != -1; i++) {
		if (log[i].chosen != chosen)
			continue;
		found = search_log(w, log[i].path, in, s, e);
		all += found;
	}
	free(in);
	free(s);
	return found == -1 ? -1 : all;
}

int
why_find(struct why_find *w, char *const name[], struct err *e)
{
	struct logfiles files = { .len = 0 };
	struct log *log = NULL;
	int found = 0;
	size_t i;

	w->read = 0;
	for (; *name != NULL && found == 0; name++)
		found = logfiles_add(&files, *name, e);
	if (found == 0 && files.len > 0) {
		log = calloc(files.len, sizeof(*log));
		if (log == NULL)
			found = err_memory(e);
	}
	if (log != NULL) {
		for (i = 0; i < files.len; i++)
			log[i].path = files.path[i];
		choose(log, files.len, w);
		found = search_all(w, log, files.len, true, e);
		if (found == 0)
			found = search_all(w, log, files.len, false, e);
	}
	free(log);
	logfiles_free(&files);
	return found;
}
