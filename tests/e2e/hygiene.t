#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The next program inherits exactly what it would inherit without the filter.
. "${0%/*}/lib.sh"
plan 31

cc=${CC:-cc}
# shellcheck disable=SC2086 # CC may have options
$cc -std=c11 -D_XOPEN_SOURCE=700 -o "$tmp/probe" "$tools/probe.c" || exit 1
cd "$tmp" || exit 1
rules <<'END'
block @name=bad.example id=bad
grey @name=grey.example
END

# probe COMMAND...: what a program at the end of this chain inherits; what
# every connection changes and what the filter is meant to add is left out
probe() {
	: >"$tmp/log"
	serve env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=good.example "$@"
	printf 'EHLO a\nMAIL \\0\\377\\c\n' |
	    "$tools/smtp-talk" eager 127.0.0.1 "$port" |
	    sed -e '/^env TCPREMOTEPORT=/d' -e '/^env TCPLOCALPORT=/d' \
	    -e '/^env DHF_\(VERDICT\|RULE\|SCORE\|CLASS\)=/d' |
	    cat -v | sort
	serve_end
}

# unchanged NAME [BEFORE...] -- [OPTION...]: with and without the filter
unchanged() {
	name=$1 chain=
	shift
	while [ "$1" != -- ]; do
		chain="$chain $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # words of a command
	probe $chain "$tmp/probe" an argument >"$tmp/bare"
	# shellcheck disable=SC2086
	probe $chain dyn-host-filter -f "$db" "$@" "$tmp/probe" an argument \
	    >"$tmp/filtered"
	grep -q '^input bytes 15' "$tmp/bare" || echo 'the probe did not run' \
	    >"$tmp/bare"
	diff "$tmp/bare" "$tmp/filtered" >"$tmp/diff"
	empty "nothing changes: $name" "$tmp/diff"
}

b=$tools/before
unchanged 'plain chain' --
unchanged '-t 5' -- -t 5
unchanged '-i' -- -i
unchanged '-o' -- -o
unchanged '-r banner' -- -r banner
unchanged 'client talks first' "$b" input --
unchanged 'grey' env TCPREMOTEHOST=grey.example --
unchanged 'RELAYCLIENT' env RELAYCLIENT= --
unchanged 'DHF' env DHF= --
unchanged 'DHF_DB' env DHF_DB="$db" --
unchanged 'an alarm runs' "$b" alarm --
unchanged 'signals are blocked' "$b" block --
unchanged 'signals are ignored' "$b" ignore --
unchanged 'soft limits, nice, umask' "$b" limits --
unchanged 'more descriptors' "$b" fds --
unchanged 'standard error is closed' "$b" closed --
unchanged 'standard error is gone' "$b" gone --
unchanged 'standard error is full' "$b" full --
unchanged 'all of it' "$b" limits "$b" fds "$b" block "$b" alarm "$b" full --
unchanged 'the image is missing, -X' env DHF_DB="$tmp/none" -- -X
unchanged 'the image is missing, -o' env DHF_DB="$tmp/none" -- -o
unchanged 'the image is bad, -o' env DHF_DB="$tmp/rules" -- -o
unchanged 'the address is bad, -o' env TCPREMOTEIP=bad -- -o

# the additions, and nothing else
serve env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=good.example \
    dyn-host-filter -f "$db" env
additions=$("$tools/smtp-talk" silent 127.0.0.1 "$port" </dev/null |
    grep -E '^(DHF|RBL)' | cut -d= -f1 | sort | tr '\n' ' ')
serve_end
same 'the additions are the documented ones' "$additions" \
    'DHF_RULE DHF_SCORE DHF_VERDICT '

# a log that cannot be written never stops mail, either way
for how in full gone closed; do
	talk lockstep env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=bad.example \
	    "$b" "$how" dyn-host-filter -f "$db" "$tmp/next" <<'END'
RCPT TO:<b@here.example>
QUIT
END
	same "refused all the same: standard error is $how" "$(told) $status" \
	    '553 0'
	talk lockstep env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=good.example \
	    "$b" "$how" dyn-host-filter -f "$db" "$tmp/next" </dev/null
	same "let in all the same: standard error is $how" "$(told)" pass
done

# a setuid program behind the filter gains its uid
setuid() {
	name='a setuid program behind the filter gains its uid'
	[ "$(id -u)" = 0 ] || { skip "$name" 'needs root'; return; }
	cat >"$tmp/who.c" <<'END'
#include <stdio.h>
#include <unistd.h>
int
main(void)
{
	return printf("%d %d\n", (int)getuid(), (int)geteuid()) < 0;
}
END
	# shellcheck disable=SC2086
	$cc -o "$tmp/who" "$tmp/who.c" || return
	chown 65534 "$tmp/who"
	chmod 4755 "$tmp/who"
	cp "$bindir/dyn-host-filter" "$tmp/filter"
	chmod 755 "$tmp"
	chmod 644 "$db"
	serve_as "$tmp/who"
	[ "$got" = '65533 65534' ] ||
		{ skip "$name" "no setuid on this file system"; return; }
	serve_as "$tmp/filter" -f "$db" "$tmp/who"
	is "$name" '65533 65534'
}
serve_as() {
	: >"$tmp/log"
	serve env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST=good.example \
	    perl -e '$( = $) = "65533 65533"; $< = $> = 65533; exec @ARGV' "$@"
	got=$("$tools/smtp-talk" silent 127.0.0.1 "$port" </dev/null)
	serve_end
}
setuid
