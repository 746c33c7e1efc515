/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "book/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
fold_file(struct fold *f, const char *file)
{
	const char **grown;

	if (fold_has(f, file))
		return;
	grown = grow_array(f->file, f->files, &f->files_cap, sizeof(*grown));
	if (grown == NULL)
		return;
	f->file = grown;
	grown[f->files++] = file;
}

bool
fold_has(const struct fold *f, const char *file)
{
	size_t i = f->files;

	while (i-- > 0) /* the last one, nearly always */
		if (strcmp(f->file[i], file) == 0)
			return true;
	return false;
}

bool
fold_take(struct fold *f, const struct fold_kind *what)
{
	struct fold_kind *k;
	size_t i = f->kinds;

	while (i-- > 0)
		if (strcmp(f->kind[i].file, what->file) == 0 &&
		    strcmp(f->kind[i].kind, what->kind) == 0) {
			f->kind[i].count++;
			return true;
		}
	k = grow_array(f->kind, f->kinds, &f->kinds_cap, sizeof(*k));
	if (k == NULL)
		return false;
	f->kind = k;
	k += f->kinds;
	*k = *what;
	k->count = 1;
	if ((k->text = strdup(what->text)) == NULL)
		return false;
	f->kinds++;
	return true;
}

void
fold_free(struct fold *f)
{
	size_t i;

	for (i = 0; i < f->kinds; i++)
		free(f->kind[i].text);
	free(f->kind);
	free(f->file);
	*f = (struct fold){ 0 };
}
