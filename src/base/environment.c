/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void
environment_init(struct environment *env)
{
	env->count = 0;
	env->used = 0;
	env->heap = NULL;
}

/* Which addition has the name that entry begins with ("NAME=..."), len bytes
 * with the '='; env->count if none has. */
static size_t
find(const struct environment *env, const char *entry, size_t len)
{
	size_t i;

	for (i = 0; i < env->count; i++)
		if (strncmp(env->text + env->start[i], entry, len) == 0)
			break;
	return i;
}

static int
enter(struct environment *env, const char *name, const char *value, bool gone)
{
	size_t len = strlen(name), size = strlen(value) + 1, i;
	char *entry = env->text + env->used;

	if (len == 0 || memchr(name, '=', len) != NULL)
		return -1;
	if (len >= sizeof(env->text) - env->used ||
	    size > sizeof(env->text) - env->used - len - 1)
		return -1;
	memcpy(entry, name, len);
	entry[len] = '=';
	if ((i = find(env, entry, len + 1)) == ENVIRONMENT_NAMES_MAX)
		return -1;
	memcpy(entry + len + 1, value, size);
	env->start[i] = env->used;
	env->gone[i] = gone;
	env->used += len + 1 + size;
	env->count += i == env->count;
	return 0;
}

int
environment_set(struct environment *env, const char *name, const char *value)
{
	return enter(env, name, value, false);
}

int
environment_unset(struct environment *env, const char *name)
{
	return enter(env, name, "", true);
}

static bool
is_replaced(const struct environment *env, const char *entry)
{
	const char *end = strchr(entry, '=');

	return end != NULL &&
	    find(env, entry, (size_t)(end - entry) + 1) < env->count;
}

/* The array to build in; NULL if memory ran out. */
static char **
slots(struct environment *env, size_t need)
{
	free(env->heap);
	env->heap = NULL;
	if (need <= ENVIRONMENT_SLOTS)
		return env->slot;
	env->heap = malloc(need * sizeof(*env->heap));
	return env->heap;
}

char **
environment_build(struct environment *env, char **old)
{
	size_t n = 0, i;
	char **to, **out;

	while (old != NULL && old[n] != NULL)
		n++;
	if ((out = slots(env, n + env->count + 1)) == NULL)
		return NULL;
	to = out;
	for (i = 0; i < n; i++)
		if (!is_replaced(env, old[i]))
			*to++ = old[i];
	for (i = 0; i < env->count; i++)
		if (!env->gone[i])
			*to++ = env->text + env->start[i];
	*to = NULL;
	return out;
}

void
environment_free(struct environment *env)
{
	free(env->heap);
	environment_init(env);
}
