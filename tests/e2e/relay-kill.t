#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 of dhfd, dhf-relay or the server at any moment of a hand-over, and of
# the filter or the server where there is no daemon: the client hears one voice,
# and no mail is lost or kept in part.
# KILL_ROUNDS=N kills N times, KILL_SEED picks other moments.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
[ -r /proc/self/task/$$/children ] || skip_all 'no /proc with children'
plan 4
mkdir -m 750 "$tmp/run"
# kills [alone]
kills() {
	"$tools/kill-relay" "${KILL_ROUNDS:-25}" "${KILL_SEED:-1}" "$db" \
	    "$tmp/run" "$@" >"$tmp/killed" 2>&1
	note "$(tail -n 1 "$tmp/killed")"
	grep -v '^rounds' "$tmp/killed" >"$tmp/bad"
	empty "${1+$1: }one voice, and what is kept is whole" "$tmp/bad"
	ok "${1+$1: }some were killed, none was wrong, nobody is left" grep -q \
	    '^rounds .* [1-9].* zombies 0 bad 0$' "$tmp/killed"
}
rules <<END
reject_at rcpt
dns_timeout 0
block @name=bad.example id=bad text="no"
END
kills alone
rules <<END
state_dir $tmp/state
listen filter $tmp/run/socket
daemon $tmp/run/socket
relay $tmp/run/relay
reject_at rcpt
dns_timeout 0
block @name=bad.example id=bad text="no"
END
kills
