/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_TESTS_UNIT_LIB_SCENE_H
#define DHF_TESTS_UNIT_LIB_SCENE_H

#include <stddef.h>

#include "serve/talk.h"

/*
 * scene - a client in a test's hands, and a talk with it that begins at T0
 */
#define T0 1000000

#define HELLO "220 mx.example tester\r\n"
#define NO "553 5.7.1 no\r\n"
#define OK "250 mx.example\r\n"
#define BYE "221 mx.example\r\n"
#define LATE "421 4.4.2 timeout, closing\r\n"
#define STOP "421 4.3.2 shutting down, try again later\r\n"

struct scene {
	int client;
	struct talk t;
	char got[16384]; /* what the client has heard last, a string */
	size_t len;      /* its length */
};

/* Two ends of a socket pair of that type, or of a TCP connection, and the
 * usual times: nothing is begun yet. */
void scene_begin(struct scene *s, int type);
void scene_tcp(struct scene *s);
void scene_end(struct scene *s);

void scene_says(const struct scene *s, const char *text);

/* What the client has heard since this was last asked. */
const char *scene_hears(struct scene *s);

/* Fill our side of the socket with blanks, and let the client read some. */
size_t scene_fill(const struct scene *s);
void scene_drop(const struct scene *s, size_t len);

#endif
