#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A real qpsmtpd behind the filter, by the few lines that INSTALL has: Debian's
# package brings only programs that listen themselves.  With -i its plugin dnsbl
# refuses in place of the filter.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
root=$peers/qpsmtpd
if [ -d "$root" ]; then
	PERL5LIB=$root/usr/share/perl5
	for folder in "$root"/usr/lib/*/perl5/*; do
		PERL5LIB=$PERL5LIB:$folder
	done
	export PERL5LIB
else
	root=
fi
perl -MQpsmtpd::TcpServer -e 1 2>/dev/null ||
    skip_all 'no qpsmtpd: make deps-peers'
plan 5

sed -n '/^    use strict;/,/->run/p' "$top/INSTALL" |
    sed 's/^    //' >"$tmp/serve"
export QPSMTPD_CONFIG="$tmp/config"
mkdir "$tmp/config" "$tmp/spool"
chmod 700 "$tmp/spool"
cd "$tmp/config" || exit 1
echo "$tmp/spool" >spool_dir
echo "$root/usr/share/qpsmtpd/plugins" >plugin_dirs
echo mx.here.example >me
echo here.example >rcpthosts
echo 1 >loglevel
printf 'dnsbl reject connect\nrcpt_ok\n' >plugins

rules <<'END'
block @name=bad.example id=bad text="not from there"
END
# by_qpsmtpd HOST [OPTION]: a client of that name
by_qpsmtpd() {
	# shellcheck disable=SC2086 # no option is no word
	talk lockstep env TCPREMOTEIP=192.0.2.7 TCPREMOTEHOST="$1" \
	    dyn-host-filter $2 -f "$db" perl "$tmp/serve" <<END
HELO client.example
MAIL FROM:<a@client.example>
RCPT TO:<user@here.example>
QUIT
END
}
by_qpsmtpd good.example
like 'qpsmtpd serves who is let in' "$got" \
    '220 mx.here.example *250 *250 *250 *221 *'
same 'and the filter says so' "$(key action)" pass
by_qpsmtpd x.bad.example
same 'who is refused does not reach it' "$(told) $(key rule)" '553 bad'
by_qpsmtpd x.bad.example -i
like '-i: its plugin dnsbl refuses, with the text' "$got" \
    '5[0-9][0-9] *not from there^M'
same 'and the filter lets in' "$(key action) $status" 'block 0'
