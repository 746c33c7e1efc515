/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/points.h"

#include <string.h>

int
points_of_word(const struct points *p, enum word_kind kind, const char *text,
    size_t len)
{
	size_t i;

	for (i = 0; i < POINTS_WORDS && p->word[i].text[0] != '\0'; i++)
		if (p->word[i].text[0] == text[0] &&
		    strncmp(p->word[i].text, text, len) == 0 &&
		    p->word[i].text[len] == '\0')
			return p->word[i].points;
	return p->sign[POINTS_WORD + kind];
}

int32_t
points_confidence(const struct points *p, enum class_kind kind, int points)
{
	const struct points_step *step = p->step[kind];
	size_t i = 1;

	while (i < POINTS_STEPS && step[i].milli > 0 && points >= step[i].from)
		i++;
	return step[i - 1].milli;
}

int32_t
points_surest(const struct points *p, enum class_kind kind)
{
	int32_t most = 0;
	size_t i;

	for (i = 0; i < POINTS_STEPS; i++)
		if (p->step[kind][i].milli > most)
			most = p->step[kind][i].milli;
	return most;
}
