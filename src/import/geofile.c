/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "import/geofile.h"

#include <errno.h>
#include <maxminddb.h>
#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "import/geocopy.h"

/* Bits before an IPv4 address in a file that has both families. */
#define BEFORE_IP4 96

/* Neighbours of one value that nobody has been told of yet. */
struct run {
	struct ip first, last;
	uint32_t value; /* 0: there are none */
};

struct walk {
	const char *path; /* as the user has it */
	MMDB_s db;        /* of a copy */
	enum geofile_kind kind;
	geofile_add *add;
	void *arg;
	struct run run;
	uint64_t nodes; /* seen */
	bool found;     /* some value */
	struct err *e;
};

static const char *const field[GEOFILE_KINDS] = { "country.iso_code",
	"autonomous_system_number" };

uint32_t
geofile_country(const char *text, size_t len)
{
	uint32_t value = 0;
	size_t i;

	for (i = 0; len == 2 && i < len; i++) {
		unsigned char c = (unsigned char)(text[i] & ~0x20);

		if (c < 'A' || c > 'Z')
			return 0;
		value = value << 8 | c;
	}
	return value;
}

static int
damaged(struct walk *w, const char *why)
{
	return err_perm(w->e, 0, "%s is damaged: %s", w->path, why);
}

/* Tell of the run, and begin none. */
static int
flush(struct walk *w)
{
	uint32_t value = w->run.value;

	w->run.value = 0;
	return value == 0 ? 0 :
	    w->add(w->arg, &w->run.first, &w->run.last, value, w->e);
}

/* All of a network is of that value. */
static int
put(struct walk *w, const struct ip *first, unsigned bits, uint32_t value)
{
	struct ip next = w->run.last;

	if (w->run.value == value && next.bits == first->bits &&
	    ip_next(&next) && ip_compare(&next, first) == 0) {
		w->run.last = ip_last(first, bits);
		return 0;
	}
	if (flush(w) == -1)
		return -1;
	w->run = (struct run){ *first, ip_last(first, bits), value };
	w->found = true;
	return 0;
}

/* What a record says, 0 for nothing. */
static int
value_of(uint32_t *value, struct walk *w, MMDB_entry_s *entry)
{
	MMDB_entry_data_s data;
	int rc = w->kind == GEOFILE_COUNTRY ?
	    MMDB_get_value(entry, &data, "country", "iso_code", (char *)NULL) :
	    MMDB_get_value(entry, &data, field[w->kind], (char *)NULL);

	*value = 0;
	if (rc == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR)
		return 0;
	if (rc != MMDB_SUCCESS)
		return damaged(w, MMDB_strerror(rc));
	if (!data.has_data)
		return 0;
	if (w->kind == GEOFILE_COUNTRY && data.type ==
	    MMDB_DATA_TYPE_UTF8_STRING)
		*value = geofile_country(data.utf8_string, data.data_size);
	if (w->kind == GEOFILE_ASN && data.type == MMDB_DATA_TYPE_UINT32)
		*value = data.uint32;
	return 0;
}

static bool
is_zero(const struct ip *ip)
{
	static const struct ip zero;

	return memcmp(ip->octet, zero.octet, sizeof(zero.octet)) == 0;
}

/* A network with a record. */
static int
record(struct walk *w, const struct ip *first, unsigned bits,
    MMDB_entry_s *entry)
{
	const struct ip any = { .bits = 32 };
	uint32_t value;

	if (value_of(&value, w, entry) == -1)
		return -1;
	if (value == 0)
		return 0;
	/* what holds all of ::/96 is said of IPv4, too */
	if (first->bits == 128 && bits <= BEFORE_IP4 && is_zero(first) &&
	    put(w, &any, 0, value) == -1)
		return -1;
	return put(w, first, bits, value);
}

static int walk(struct walk *w, uint32_t node, struct ip first, unsigned bits);

/* One side of a node: a network of so many bits. */
static int
side(struct walk *w, uint64_t to, uint8_t type, MMDB_entry_s *entry,
    struct ip first, unsigned bits)
{
	switch (type) {
	case MMDB_RECORD_TYPE_SEARCH_NODE:
		if (bits == first.bits)
			return damaged(w, "an address goes on");
		return walk(w, (uint32_t)to, first, bits);
	case MMDB_RECORD_TYPE_DATA:
		return record(w, &first, bits, entry);
	case MMDB_RECORD_TYPE_EMPTY:
		return 0;
	default:
		return damaged(w, "a record that leads nowhere");
	}
}

/* All below a node, which is a network of so many bits: no deeper than an
 * address has bits. */
static int
walk(struct walk *w, uint32_t node, struct ip first, unsigned bits)
{
	const MMDB_ipv4_start_node_s *ip4 = &w->db.ipv4_start_node;
	MMDB_search_node_s n;
	struct ip right;
	int rc;

	if (first.bits == 128 && bits == BEFORE_IP4 && is_zero(&first)) {
		first.bits = 32;
		bits = 0;
	} else if (first.bits == 128 && bits > 0 && node == ip4->node_value &&
	    ip4->netmask == BEFORE_IP4) {
		return 0; /* another way to IPv4 */
	}
	/* Each is seen once, so a file that leads in circles has an end. */
	if (++w->nodes > w->db.metadata.node_count)
		return damaged(w, "its tree is none");
	if ((rc = MMDB_read_node(&w->db, node, &n)) != MMDB_SUCCESS)
		return damaged(w, MMDB_strerror(rc));
	right = first;
	right.octet[bits / 8] |= (unsigned char)(0x80 >> bits % 8);
	if (side(w, n.left_record, n.left_record_type, &n.left_record_entry,
	    first, bits + 1) == -1)
		return -1;
	return side(w, n.right_record, n.right_record_type,
	    &n.right_record_entry, right, bits + 1);
}

static int
read_open(struct walk *w, int64_t *built_s)
{
	const struct ip any = { .bits = w->db.metadata.ip_version == 4 ? 32 :
	    128 };

	*built_s = (int64_t)w->db.metadata.build_epoch;
	if (walk(w, 0, any, 0) == -1 || flush(w) == -1)
		return -1;
	if (!w->found)
		return err_perm(w->e, 0, "%s (%s) says %s of no address",
		    w->path, w->db.metadata.database_type,
		    field[w->kind]);
	return 0;
}

int
geofile_read(const char *path, enum geofile_kind kind, geofile_add *add,
    void *arg, int64_t *built_s, struct err *e)
{
	struct walk w = { .path = path, .kind = kind, .add = add, .arg = arg,
		.e = e };
	struct geocopy copy;
	int rc;

	if (geocopy_open(&copy, path, e) == -1)
		return -1;
	rc = MMDB_open(copy.path, MMDB_MODE_MMAP, &w.db);
	geocopy_close(&copy); /* what is mapped stays */
	if (rc == MMDB_OUT_OF_MEMORY_ERROR || rc == MMDB_FILE_OPEN_ERROR ||
	    rc == MMDB_IO_ERROR)
		return err_temp(e, rc == MMDB_OUT_OF_MEMORY_ERROR ? 0 : errno,
		    "map a copy of %s", path);
	if (rc != MMDB_SUCCESS)
		return err_perm(e, 0, "%s is no MaxMind DB file: %s", path,
		    MMDB_strerror(rc));
	rc = read_open(&w, built_s);
	MMDB_close(&w.db);
	return rc;
}
