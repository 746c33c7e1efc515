/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dns/channel.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/err.h"
#include "dns/random.h"

/* With the doubling of c-ares a lone server is asked again 1/4 and 3/4 of the
 * deadline after it was asked, two servers after 1/4 and 1/2.  Releases since
 * 1.22 take up to half of what was doubled away again by chance, so that it may
 * be 1/4, 1/2 and 3/4.  Those since 1.32 wait 250 ms at least, however short
 * the deadline, unless what they wait is limited: to 1/2.  Each of 4 tries
 * waits 1/4 or more, so c-ares does not give up, and take a new id, before the
 * deadline. */
#define TRIES         4
#define FIRST_TIMEOUT 4
#define MOST_TIMEOUT  2

/* A file that is certainly not there, and not for want of its directory: for
 * that releases since 1.22 would go on to the next file.  So they read none,
 * nor RES_OPTIONS.  random_read has seen that it is no directory. */
#define NO_FILE RANDOM_PATH "/"

/* The options of c-ares, and room behind them: a library newer than the header
 * reads on.  What it finds there is 0: no cache for answers. */
struct options {
	struct ares_options o;
	unsigned char later[128];
};
#define OPTION_QUERY_CACHE (1 << 21) /* ARES_OPT_QUERY_CACHE, since 1.31 */

unsigned
channel_again_ms(unsigned timeout_ms)
{
	return timeout_ms > FIRST_TIMEOUT ? timeout_ms / FIRST_TIMEOUT : 1;
}

static int
servers_set(struct channel *c, const struct dns_servers *s)
{
	struct ares_addr_port_node node[DNS_SERVERS_MAX];
	size_t i;

	memset(node, 0, sizeof(node));
	for (i = 0; i < s->count; i++) {
		node[i].next = i + 1 < s->count ? &node[i + 1] : NULL;
		node[i].family = s->server[i].ip.bits == 32 ? AF_INET :
		    AF_INET6;
		memcpy(&node[i].addr, s->server[i].ip.octet,
		    s->server[i].ip.bits / 8);
		node[i].udp_port = node[i].tcp_port = (int)s->server[i].port;
	}
	return c->cares.set_servers_ports(c->ares, node);
}

/* Limit what c-ares waits before it asks again.  Returns the option's bit. */
static int
most_set(struct ares_options *o)
{
#ifdef ARES_OPT_MAXTIMEOUTMS /* since 1.22 */
	o->maxtimeout = o->timeout * MOST_TIMEOUT;
	return ARES_OPT_MAXTIMEOUTMS;
#else
	(void)o;
	return 0;
#endif
}

/* Everything is set here, so that nothing is left to the environment or to
 * files other than resolv.conf. */
static int
channel_make(struct channel *out, const struct channel_options *opt)
{
	char files[] = "b", no_file[] = NO_FILE; /* DNS alone */
	struct in_addr none = { .s_addr = htonl(INADDR_LOOPBACK) };
	struct options options = { .o = { .flags = ARES_FLAG_NOSEARCH |
		ARES_FLAG_NOALIASES | (opt->stream ? ARES_FLAG_USEVC : 0),
		.tries = TRIES, .ndots = 1, .lookups = files,
		.sock_state_cb = sockets_state,
		.sock_state_cb_data = &out->sockets,
		.servers = &none, .nservers = 1,
		.resolvconf_path = no_file } };
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
	    ARES_OPT_NDOTS | ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS |
	    ARES_OPT_SORTLIST | ARES_OPT_NOROTATE | ARES_OPT_SOCK_STATE_CB |
	    OPTION_QUERY_CACHE;
	int rc;

	options.o.timeout = (int)channel_again_ms(opt->timeout_ms);
	mask |= most_set(&options.o);
	if (opt->servers->count > 0)
		mask |= ARES_OPT_SERVERS | ARES_OPT_RESOLVCONF;
	rc = out->cares.init_options(&out->ares, &options.o, mask);
	if (rc != ARES_SUCCESS)
		return rc;
	if (opt->servers->count > 0)
		rc = servers_set(out, opt->servers);
	if (rc != ARES_SUCCESS)
		out->cares.destroy(out->ares);
	return rc;
}

int
channel_open(struct channel *out, const struct channel_options *opt,
    const struct socket_watch *watch, struct err *e)
{
	char octet;
	int rc;

	/* c-ares takes its query ids from rand(3), unseeded, where there is
	 * nothing to be read, and says nothing. */
	if (random_read(&octet, 1, e) == -1 || cares_load(&out->cares, e) == -1)
		return -1;
	rc = out->cares.library_init(ARES_LIB_INIT_ALL);
	if (rc == ARES_SUCCESS) {
		rc = channel_make(out, opt);
		if (rc != ARES_SUCCESS)
			out->cares.library_cleanup();
	}
	if (rc != ARES_SUCCESS)
		return err_temp(e, 0, "prepare DNS: %s",
		    out->cares.strerror(rc));
	memset(&out->sockets, 0, sizeof(out->sockets));
	out->sockets.watch = *watch;
	sockets_use(&out->cares, out->ares, &out->sockets);
	return 0;
}

nfds_t
channel_poll(const struct channel *c, struct pollfd out[SOCKETS_MAX],
    int64_t *left_ms)
{
	struct timeval most = { .tv_sec = (time_t)(*left_ms / 1000),
		.tv_usec = (suseconds_t)(*left_ms % 1000 * 1000) };
	struct timeval t, *next = c->cares.timeout(c->ares, &most, &t);

	*left_ms = (int64_t)next->tv_sec * 1000 + (next->tv_usec + 999) / 1000;
	return sockets_poll(&c->sockets, out);
}

/* Let c-ares, or us, see to one socket. */
static void
socket_process(struct channel *c, const struct pollfd *p)
{
	ares_socket_t in = ARES_SOCKET_BAD, out = ARES_SOCKET_BAD;

	if (p->revents == 0 || sockets_read(&c->sockets, p->fd))
		return;
	if ((p->revents & ~POLLOUT) != 0)
		in = p->fd;
	if ((p->revents & POLLOUT) != 0)
		out = p->fd;
	c->cares.process_fd(c->ares, in, out);
}

void
channel_take(struct channel *c, const struct pollfd *p, nfds_t n)
{
	nfds_t i;

	c->sockets.reads = CHANNEL_READS;
	for (i = 0; i < n; i++)
		socket_process(c, &p[i]);
	c->cares.process_fd(c->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

void
channel_rest(struct channel *c)
{
	c->cares.cancel(c->ares);
	sockets_rest(&c->sockets);
}

void
channel_close(struct channel *c)
{
	c->cares.destroy(c->ares);
	sockets_rest(&c->sockets);
	c->cares.library_cleanup();
}
