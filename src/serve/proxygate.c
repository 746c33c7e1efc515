/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "serve/proxygate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/tell.h"
#include "serve/flow.h"
#include "serve/whence.h"
#include "wire/proxy.h"

#define PIECE 4096

/* As much as tells a header from other words. */
#define FIRST 16

#define STRANGER "sends a PROXY header, and proxy_from does not have it"

/* Pieces of what is passed over, before others have their turn. */
#define PIECES 16

struct waiting {
	struct guest guest;
	int fd;
	struct ip ip; /* the balancer */
	bool believed; /* its headers are */
	struct proxygate *gate;
	struct proxygate_place *to;
	struct proxy proxy;
};

/* Let it go out of our hands; its descriptor stays open. */
static void
leave(struct waiting *k)
{
	k->gate->count--;
	guest_leave(&k->guest);
	guest_free(&k->guest);
}

/* Tell the log, but not of all. */
static void
say(struct proxygate *g, struct proxygate_place *to,
    const struct ip *from, const char *what)
{
	char ip[IP_TEXT_SIZE];

	if (!seldom_may(&to->told, uv_now(g->guests.loop)))
		return;
	ip_format(from, ip);
	tell(g->tell, "%s: %s %s", to->name, ip, what);
}

/* It has sent no header; what NULL: nothing is wrong with that. */
static void
send_away(struct waiting *k, const char *what)
{
	const char *sorry = k->to->sorry;
	int fd = k->fd;

	if (what != NULL) {
		say(k->gate, k->to, &k->ip, what);
		(void)send(fd, sorry, strlen(sorry), MSG_NOSIGNAL);
	}
	leave(k);
	(void)shutdown(fd, SHUT_WR);
	(void)close(fd);
}

/* The header is there. */
static void
pass_on(struct waiting *k, const struct ip *from)
{
	struct proxygate_place *to = k->to;
	const struct ip ip = *from;
	int fd = k->fd;

	leave(k);
	to->come(to->arg, fd, &ip);
}

static void
wait(struct waiting *k)
{
	if (!guest_watch(&k->guest, k->fd, UV_READABLE))
		send_away(k, "can't be waited for");
}

/* The end of what it sends, or an error. */
static void
end_of(struct waiting *k, ssize_t n)
{
	if (n == 0)
		send_away(k, k->proxy.total == 0 ? NULL :
		    "hangs up within its PROXY header");
	else if (flow_waits(errno))
		wait(k);
	else
		send_away(k, NULL);
}

/* Look at what one says first whose headers are not believed.  *k may be gone
 * then. */
static void
look(struct waiting *k)
{
	char first[FIRST];
	const ssize_t n = recv(k->fd, first, sizeof(first), MSG_PEEK);

	if (n <= 0)
		end_of(k, n);
	else if (proxy_begins(first, (size_t)n))
		send_away(k, STRANGER);
	else
		pass_on(k, &k->ip);
}

/* Read what is there of the header, and nothing behind it.  *k may be gone
 * then. */
static void
read_header(struct waiting *k)
{
	unsigned char piece[PIECE];
	size_t wants;
	ssize_t n;
	int i;

	for (i = 0; i < PIECES; i++) {
		wants = proxy_wants(&k->proxy);
		n = recv(k->fd, piece, wants < PIECE ? wants : PIECE, 0);
		if (n <= 0) {
			end_of(k, n);
			return;
		}
		switch (proxy_take(&k->proxy, piece, (size_t)n)) {
		case PROXY_PART:
			break;
		case PROXY_CLIENT:
			pass_on(k, &k->proxy.from);
			return;
		case PROXY_OWN:
			pass_on(k, &k->ip);
			return;
		case PROXY_NONE:
			send_away(k, "sends no PROXY header: have it send "
			    "one, or take it out of proxy_from");
			return;
		case PROXY_WRONG:
			send_away(k, "sends a wrong PROXY header");
			return;
		}
	}
	wait(k);
}

static void
go_on(struct waiting *k)
{
	if (k->believed)
		read_header(k);
	else
		look(k);
}

static void
on_ready(void *guest)
{
	go_on(guest);
}

static bool
on_tick(void *arg)
{
	struct proxygate *g = arg;
	struct waiting *k;

	while ((k = guests_due(&g->guests, 0, PROXYGATE_MS)) != NULL)
		send_away(k, k->believed ?
		    "sends no whole PROXY header in time" : NULL);
	return g->count > 0;
}

void
proxygate_begin(struct proxygate *g, uv_loop_t *loop)
{
	g->guests.ready = on_ready;
	g->guests.tick = on_tick;
	g->guests.arg = g;
	guests_init(&g->guests, loop);
}

/* Wait for what one says first. */
static void
await(struct proxygate *g, int fd, struct proxygate_place *to,
    const struct ip *ip, bool believed)
{
	struct waiting *k;

	if (g->count == PROXYGATE_WAITING &&
	    (k = row_first(&g->guests.row[0])) != NULL)
		send_away(k, k->believed ?
		    "has too many connections without a header" : NULL);
	if ((k = calloc(1, sizeof(*k))) == NULL) {
		(void)close(fd);
		return;
	}
	k->fd = fd;
	k->ip = *ip;
	k->believed = believed;
	k->gate = g;
	k->to = to;
	guest_come(&k->guest, &g->guests);
	guest_enter(&k->guest, 0);
	g->count++;
	go_on(k);
}

void
proxygate_come(struct proxygate *g, int fd,
    struct proxygate_place *place)
{
	struct ip ip;

	switch (whence_find(&ip, fd)) {
	case WHENCE_HERE:
		place->come(place->arg, fd, NULL);
		break;
	case WHENCE_IP:
		if (admit_has(&g->from, &ip))
			await(g, fd, place, &ip, true);
		else if (place->speaks != NULL &&
		    place->speaks(place->arg, &ip))
			await(g, fd, place, &ip, false);
		else
			place->come(place->arg, fd, &ip);
		break;
	case WHENCE_NOWHERE:
		(void)close(fd);
		break;
	}
}

void
proxygate_stranger(struct proxygate *g, struct proxygate_place *place,
    const struct ip *from)
{
	say(g, place, from, STRANGER);
}

void
proxygate_end(struct proxygate *g)
{
	struct waiting *k;

	if (g->guests.loop == NULL)
		return;
	while ((k = row_first(&g->guests.row[0])) != NULL)
		send_away(k, NULL);
	uv_close((uv_handle_t *)&g->guests.timer, NULL);
	g->guests.loop = NULL;
}
