/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "name/points_shipped.h"

const struct points points_shipped = {
	.sign = {
		[POINTS_FULL] = 70,
		[POINTS_PART] = 60,
		[POINTS_PAIR_COMPACT] = 50,
		[POINTS_PAIR_APART] = 36,
		[POINTS_PAIR_JOINED] = 30,
		[POINTS_DEEP] = 14,
		[POINTS_LAST] = 22,
		[POINTS_RANDOM] = 40,
		[POINTS_LONG] = 24,
		[POINTS_NUMBER] = 20,
		[POINTS_BESIDE] = 10,
		[POINTS_SOUND] = 14,
		[POINTS_COUNTRY] = 14,
		[POINTS_WORD + WORD_DYNAMIC] = 55,
		[POINTS_WORD + WORD_ACCESS] = 52,
		[POINTS_WORD + WORD_LINE] = 28,
		[POINTS_WORD + WORD_GENERIC] = 12,
		[POINTS_WORD + WORD_STATIC] = 0,
		[POINTS_WORD + WORD_HOSTING] = -15,
		[POINTS_WORD + WORD_SERVER] = -15,
		[POINTS_WORD + WORD_MAIL] = -60,
	},
};
