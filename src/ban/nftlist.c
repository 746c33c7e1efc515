/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ban/nftlist.h"

#if defined(__linux__)
#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "ban/nfanswer.h"
#include "ban/nftable.h"
#include "base/err.h"
#include "base/fdio.h"

/* The kernel has the next part ready. */
#define PATIENCE_MS 1000

/* Ask for the set of IPv4 or IPv6. */
static int
ask(struct nftlist *l, unsigned bits, struct err *e)
{
	unsigned char out[NFTABLE_BATCH_SIZE];
	struct netlink o = { .data = out, .cap = sizeof(out) };

	l->bits = bits;
	nftable_ask_all(&o, l->table, bits, bits);
	if (send(l->fd, o.data, o.len, 0) == -1)
		return err_temp(e, errno, "list the bans");
	return 0;
}

int
nftlist_begin(struct nftlist *l, const struct nftable *table, struct err *e)
{
	l->table = table;
	l->rest.len = l->elements.len = 0;
	l->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (l->fd == -1)
		return err_temp(e, errno, "list the bans");
	if (ask(l, 32, e) == 0)
		return 0;
	nftlist_end(l);
	return -1;
}

void
nftlist_end(struct nftlist *l)
{
	fd_close(l->fd);
	l->fd = -1;
}

/* Read the next message: BAN_ENTRY if it may have elements. */
static enum ban_answer
read_message(struct nftlist *l, struct err *e)
{
	struct netlink_message m;
	ssize_t n;

	if (!netlink_next(&l->rest, &m)) {
		n = fd_read_within(l->fd, l->in, sizeof(l->in), PATIENCE_MS);
		if (n <= 0) {
			(void)err_temp(e, n == 0 ? EIO : errno,
			    "list the bans");
			return BAN_CANNOT;
		}
		l->rest = (struct netlink_view){ l->in, (size_t)n };
		return BAN_ENTRY;
	}
	l->elements = nfanswer_elements(&m);
	if (m.type == NLMSG_DONE) {
		if (l->bits == 128)
			return BAN_END;
		return ask(l, 128, e) == 0 ? BAN_ENTRY : BAN_CANNOT;
	}
	if (m.type != NLMSG_ERROR)
		return BAN_ENTRY;
	if (nfanswer_error(&m) == ENOENT)
		return BAN_END; /* no table: nobody is banned */
	(void)err_temp(e, nfanswer_error(&m), "list the bans");
	return BAN_CANNOT;
}

enum ban_answer
nftlist_next(struct nftlist *l, struct ban_record *r, struct err *e)
{
	enum ban_answer answer;

	while (!nfanswer_element(&l->elements, r))
		if ((answer = read_message(l, e)) != BAN_ENTRY) {
			nftlist_end(l);
			return answer;
		}
	return BAN_ENTRY;
}
#endif
