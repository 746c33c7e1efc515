/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_WIRE_OFFENCE_H
#define DHF_WIRE_OFFENCE_H

/*
 * offence - what somebody has done
 */
enum offence { /* the numbers stand in images and letters */
	OFFENCE_TRAP,         /* wrote to an address that nobody has */
	OFFENCE_STORM,        /* tried many recipients that do not exist */
	OFFENCE_BROADBAND,    /* sent mail from an end-user line */
	OFFENCE_EARLY_TALKER, /* talked before it was greeted */
	OFFENCE_MANUAL,       /* the administrator says so */
	OFFENCES
};

/* "trap", "storm", "broadband", "early-talker", "manual"; NULL for others. */
const char *offence_word(unsigned offence);

/* Its number, or OFFENCES for no such word. */
unsigned offence_find(const char *word);

#endif
