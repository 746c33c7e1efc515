#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# systemd itself finds nothing wrong with the units of conf/run/systemd.
. "${0%/*}/../e2e/lib.sh"
command -v systemd-analyze >/dev/null || skip_all 'no systemd-analyze here'
plan 2

mkdir "$tmp/conf"
cp "$top"/conf/run/systemd/* "$tmp/conf"
got=$(systemd-analyze verify "$tmp"/conf/dhf-smtp.socket 2>&1 | grep dhf-smtp)
is 'the units are sound' ''
got=$(systemd-analyze verify "$tmp"/conf/dhfd.service 2>&1 | grep dhfd |
    grep -v "'man dhfd(8)'")
is 'the unit of the daemon is sound' ''
