/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "zone/transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/grow.h"
#include "zone/name.h"

/* Longest line: a name, numbers, and a TXT record of several strings with each
 * byte escaped. */
#define LINE_SIZE 8192

/* The records read so far. */
struct reading {
	struct transfer *t;
	const char *zone;
	unsigned soas;  /* SOA records of the zone */
	bool at_soa;    /* the last record was one */
	char line[LINE_SIZE];
};

/* One record, cut into its parts. */
struct record {
	char *name, *type, *data;
};

/* The next word of a line; NULL at its end. */
static char *
word(char **line)
{
	char *p = *line + strspn(*line, " \t");
	size_t len = strcspn(p, " \t");

	if (len == 0)
		return NULL;
	*line = p + len;
	if (**line != '\0')
		*(*line)++ = '\0';
	return p;
}

static bool
cut(struct record *r, char *line)
{
	char *ttl, *class;

	r->name = word(&line);
	ttl = word(&line);
	class = word(&line);
	r->type = word(&line);
	r->data = line + strspn(line, " \t");
	return r->type != NULL && strspn(ttl, "0123456789") == strlen(ttl) &&
	    strcasecmp(class, "IN") == 0;
}

/* Cut the zone off a name: false if it is no name in it.  The zone's own name
 * is "". */
static bool
cut_zone(char *name, const char *zone)
{
	size_t len = strlen(name), suffix = strlen(zone) + 1;

	if (len < suffix || name[len - 1] != '.' ||
	    strncasecmp(name + len - suffix, zone, suffix - 1) != 0)
		return false;
	if (len == suffix) {
		*name = '\0';
		return true;
	}
	if (name[len - suffix - 1] != '.')
		return false;
	name[len - suffix - 1] = '\0';
	return true;
}

/* The strings of a TXT record as one, in place; false if they are not as we
 * would write them. */
static bool
unquote(char *data)
{
	char *to = data;
	bool quoted = false;

	for (; *data != '\0'; data++) {
		if (*data == '"') {
			quoted = !quoted;
			continue;
		}
		if (*data == '\\' && data[1] != '\0' &&
		    (*++data >= '0' && *data <= '9'))
			return false;
		if (!quoted && *data != ' ')
			return false;
		if (quoted)
			*to++ = *data;
	}
	*to = '\0';
	return !quoted;
}

static int
add_record(struct transfer *t, struct transfer_name *n, struct record *r,
    struct err *e)
{
	struct transfer_name *grown = grow_array(t->name, t->len, &t->cap,
	    sizeof(*grown));
	unsigned value;
	int end = 0;

	if (grown == NULL)
		return err_memory(e);
	t->name = grown;
	if (strcasecmp(r->type, "A") == 0 &&
	    sscanf(r->data, "127.0.0.%3u%n", &value, &end) == 1 &&
	    r->data[end] == '\0' && value >= 1 && value <= 255) {
		n->value = (unsigned char)value;
	} else if (strcasecmp(r->type, "TXT") == 0 && unquote(r->data)) {
		n->text = arena_copy(&t->arena, r->data, strlen(r->data));
		if (n->text == NULL)
			return err_memory(e);
	} else {
		n->other = true;
	}
	t->name[t->len++] = *n;
	return 0;
}

/* Take note of one line. */
static int
read_line(struct reading *r, struct err *e)
{
	struct transfer_name n = { 0 };
	struct record record;
	char *p;

	r->line[strcspn(r->line, "\r")] = '\0';
	if (r->line[0] == '\0' || r->line[0] == ';')
		return 0;
	if (!cut(&record, r->line))
		return err_perm(e, 0, "the transfer has a line that is no "
		    "record: \"%.64s\"", r->line);
	if (!cut_zone(record.name, r->zone))
		return err_perm(e, 0, "the transfer has \"%.64s\", which is "
		    "not in the zone %s", record.name, r->zone);
	r->at_soa = record.name[0] == '\0' &&
	    strcasecmp(record.type, "SOA") == 0;
	r->soas += r->at_soa;
	for (p = record.name; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	if (!name_read_reverse(&n.ip, &n.bits, record.name))
		return 0;
	return add_record(r->t, &n, &record, e);
}

static int
compare(const void *left, const void *right)
{
	const struct transfer_name *a = left, *b = right;
	int order = ip_compare(&a->ip, &b->ip);

	return order != 0 ? order : (int)a->bits - (int)b->bits;
}

/* Make one name of all records of each. */
static void
merge(struct transfer *t)
{
	struct transfer_name *to = t->name, *from;
	size_t i;

	if (t->len == 0)
		return;
	qsort(t->name, t->len, sizeof(*t->name), compare);
	for (i = 1; i < t->len; i++) {
		from = &t->name[i];
		if (compare(to, from) != 0) {
			*++to = *from;
			continue;
		}
		to->other = to->other || from->other ||
		    (to->value != 0 && from->value != 0) ||
		    (to->text != NULL && from->text != NULL);
		if (from->value != 0)
			to->value = from->value;
		if (from->text != NULL)
			to->text = from->text;
	}
	t->len = (size_t)(to - t->name) + 1;
}

int
transfer_read(struct transfer *out, const char *zone, const char *bytes,
    size_t len, struct err *e)
{
	struct reading r = { .t = out, .zone = zone };
	const char *end;
	size_t n;

	for (; len > 0; bytes += n, len -= n) {
		end = memchr(bytes, '\n', len);
		n = end != NULL ? (size_t)(end - bytes) : len;
		if (n >= LINE_SIZE || memchr(bytes, '\0', n) != NULL)
			return err_perm(e, 0, "the transfer has a line that "
			    "is too long, or a NUL");
		memcpy(r.line, bytes, n);
		r.line[n] = '\0';
		if (read_line(&r, e) == -1)
			return -1;
		n += end != NULL;
	}
	if (r.soas != 2 || !r.at_soa)
		return err_perm(e, 0, "the transfer is not whole: it has to "
		    "begin and end with the SOA record of %s", zone);
	merge(out);
	return 0;
}

const struct transfer_name *
transfer_find(const struct transfer *t, const struct ip *ip, unsigned bits)
{
	const struct transfer_name key = { .ip = *ip, .bits = bits };

	if (t->len == 0)
		return NULL;
	return bsearch(&key, t->name, t->len, sizeof(*t->name), compare);
}

void
transfer_free(struct transfer *t)
{
	free(t->name);
	arena_free(&t->arena);
	*t = (struct transfer){ 0 };
}
