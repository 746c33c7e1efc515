#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Data files of rbldnsd(8) mean what rbldnsd answers: random ones, spelled in
# every way, with exclusions, and damaged.
. "${0%/*}/../e2e/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
PATH=$PATH:/usr/local/sbin:/usr/sbin
command -v rbldnsd >/dev/null || skip_all 'no rbldnsd'
plan 1

python3 "$top/tests/peers/rbldnsd_lists.py" >"$tmp/out" 2>&1
same 'random files of ip4set, ip4trie and ip6trie' $? 0
note "$(tail -n 40 "$tmp/out")"
