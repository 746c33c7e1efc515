/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/never.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/fdio.h"
#include "base/grow.h"
#include "base/lines.h"
#include "base/network.h"

/* Longest line of a file, its newline and NUL included. */
#define LINE_SIZE 1024

int
never_add(struct never *n, const struct ip *first, const struct ip *last,
    struct err *e)
{
	struct never_range *range;

	if (n->len == NEVER_MAX)
		return err_perm(e, 0, "more than %d networks that are never "
		    "to be banned: write larger ones", NEVER_MAX);
	range = grow_array(n->range, n->len, &n->cap, sizeof(*range));
	if (range == NULL)
		return err_memory(e);
	n->range = range;
	n->range[n->len].first = *first;
	n->range[n->len++].last = *last;
	n->settled = false;
	return 0;
}

/* Add one network.  Returns as network_parse, and -1 as never_add. */
static int
add_text(struct never *n, const char *text, struct err *e)
{
	struct ip first, last;
	unsigned bits;
	int masked = network_parse(&first, &bits, text, e);

	if (masked == -1)
		return -1;
	last = ip_last(&first, bits);
	return never_add(n, &first, &last, e) == -1 ? -1 : masked;
}

int
never_add_special(struct never *n, struct err *e)
{
	static const char *const special[] = {
		"0.0.0.0/8",       /* this network: RFC 791 */
		"10.0.0.0/8",      /* private: RFC 1918 */
		"100.64.0.0/10",   /* shared: RFC 6598 */
		"127.0.0.0/8",     /* loopback: RFC 1122 */
		"169.254.0.0/16",  /* link-local: RFC 3927 */
		"172.16.0.0/12",   /* private: RFC 1918 */
		"192.0.0.0/24",    /* protocols: RFC 6890 */
		"192.88.99.0/24",  /* relays of 6to4: RFC 7526 */
		"192.168.0.0/16",  /* private: RFC 1918 */
		"198.18.0.0/15",   /* benchmarks: RFC 2544 */
		"224.0.0.0/3",     /* multicast, reserved, broadcast */
		"::/3",            /* outside 2000::/3 */
		"2001::/23",       /* protocols: RFC 2928 */
		"4000::/2",        /* outside 2000::/3, as the next */
		"8000::/1",
	};
	size_t i;

	for (i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (add_text(n, special[i], e) == -1)
			return -1;
	return 0;
}

/* The word of a line without blanks and comment: "" if it has none. */
static char *
strip(char *line)
{
	size_t len;

	line[strcspn(line, "#\r\n")] = '\0';
	line += strspn(line, " \t");
	for (len = strlen(line); len > 0; len--)
		if (strchr(" \t", line[len - 1]) == NULL)
			break;
	line[len] = '\0';
	return line;
}

/* Read a line into *n. */
static int
read_line(struct never *n, char *line, struct err *e)
{
	const char *word;

	if (strchr(line, '\n') == NULL && strlen(line) == LINE_SIZE - 1)
		return err_perm(e, 0, "the line is too long");
	word = strip(line);
	if (*word == '\0')
		return 0;
	switch (add_text(n, word, e)) {
	case 0:
		return 0;
	case -1:
		return -1;
	default:
		return err_perm(e, 0, "\"%.64s\": there are bits behind the "
		    "prefix, which is too short, or the address is another",
		    word);
	}
}

static int
read_lines(struct never *n, FILE *in, const char *path, struct err *e)
{
	char line[LINE_SIZE];
	struct err why;
	unsigned at;

	for (at = 1; fgets(line, sizeof(line), in) != NULL; at++) {
		if (read_line(n, line + (at == 1 ? lines_mark(line) : 0),
		    &why) == 0)
			continue;
		return why.class == ERR_TEMP ?
		    err_temp(e, 0, "%s:%u: %s", path, at, why.msg) :
		    err_perm(e, 0, "%s:%u: %s", path, at, why.msg);
	}
	return ferror(in) ? err_temp(e, errno, "read %s", path) : 0;
}

int
never_add_file(struct never *n, const char *path, struct err *e)
{
	int fd = fd_open_read(path), rc;
	struct stat st;
	FILE *in;

	if (fd == -1)
		return err_perm(e, errno, "open %s", path);
	if (fstat(fd, &st) == -1 || (in = fdopen(fd, "r")) == NULL) {
		rc = err_temp(e, errno, "read %s", path);
		fd_close(fd);
		return rc;
	}
	if ((st.st_mode & S_IWOTH) != 0)
		rc = err_perm(e, 0, "everybody may write %s: take the "
		    "permission away", path);
	else
		rc = read_lines(n, in, path, e);
	(void)fclose(in);
	return rc;
}

static int
by_first(const void *a, const void *b)
{
	const struct never_range *x = a, *y = b;

	return ip_compare(&x->first, &y->first);
}

void
never_settle(struct never *n)
{
	struct never_range *to = n->range;
	struct ip behind;
	size_t i;

	n->settled = true;
	if (n->len < 2)
		return;
	qsort(n->range, n->len, sizeof(*n->range), by_first);
	for (i = 1; i < n->len; i++) {
		behind = to->last;
		/* The last address of IPv4 is not followed by one of IPv6. */
		if ((!ip_next(&behind) ||
		    ip_compare(&n->range[i].first, &behind) > 0) &&
		    ip_compare(&n->range[i].first, &to->last) > 0)
			*++to = n->range[i];
		else if (ip_compare(&n->range[i].last, &to->last) > 0)
			to->last = n->range[i].last;
	}
	n->len = (size_t)(to - n->range) + 1;
}

bool
never_has(const struct never *n, const struct ip *first, const struct ip *last)
{
	size_t low = 0, high = n->len, middle;

	/* the first range that does not end before them */
	while (low < high) {
		middle = low + (high - low) / 2;
		if (ip_compare(&n->range[middle].last, first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n->len && ip_compare(&n->range[low].first, last) <= 0;
}

void
never_free(struct never *n)
{
	free(n->range);
	memset(n, 0, sizeof(*n));
}
