#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# systemd itself finds nothing wrong with the units of conf/run/systemd.
. "${0%/*}/../e2e/lib.sh"
command -v systemd-analyze >/dev/null || skip_all 'no systemd-analyze here'
plan 1

mkdir "$tmp/conf"
cp "$top"/conf/run/systemd/* "$tmp/conf"
for unit in "$tmp"/conf/*; do
	case $unit in *@*) continue ;; esac # by its socket
	systemd-analyze --man=no verify "$unit" 2>&1 | grep 'dhf'
done >"$tmp/said"
empty 'the units are sound' "$tmp/said"
