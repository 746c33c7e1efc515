/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DHF_NAME_CLASS_KIND_H
#define DHF_NAME_CLASS_KIND_H

/*
 * class_kind - what kind of machine a host name may say it is
 */
enum class_kind {       /* the numbers stand in images */
	CLASS_PLAIN,          /* none of these: somebody chose the name */
	CLASS_DYNAMIC,        /* an end-user line */
	CLASS_STATIC_GENERIC, /* a line that keeps its address, without a
	                         name of its own */
	CLASS_HOSTING,        /* a machine for rent, not named anew */
	CLASS_MAIL,           /* named after mail */
	CLASS_ODD,            /* no host name; set by who knows, not here */
	CLASS_KINDS
};

#endif
