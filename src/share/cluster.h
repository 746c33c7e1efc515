/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_SHARE_CLUSTER_H
#define DHF_SHARE_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>

struct node;
struct question;
struct share;

/*
 * cluster - which of several servers has a key
 *
 * That there is a cluster is learnt when a server sends us to another.  Then
 * one is asked who has what, and again whenever one goes away; whatever has
 * moved since, the servers say.
 */

/* The node to be asked about a key. */
struct node *cluster_node(struct share *s, const void *key, size_t len);

/* Ask the server that an error sends us to.  False: it sends us nowhere, or
 * that one is away. */
bool cluster_follow(struct question *q, const char *error);

/* Learn anew who has what, if there is a cluster, from any that is there. */
void cluster_look(struct share *s);

#endif
