#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The points that are shipped are those that the program finds.
. "${0%/*}/lib.sh"
of_tree
[ -f "$shared/corpus/names.tsv" ] && [ -f "$shared/corpus/more/names.tsv" ] ||
	skip_all 'the labelled names of ../shared/corpus are not there'
[ -f /usr/share/publicsuffix/public_suffix_list.dat ] ||
	skip_all 'the Public Suffix List is not there'
command -v python3 >/dev/null || skip_all 'python3 is not there'
plan 1
same 'points_shipped.c and dhf.conf(5) are what "make weights" writes' \
    "$("$top/tests/bench/weights" -n 2>&1)" ''
