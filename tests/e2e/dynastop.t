#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# DynaStop's configuration: the codes that its page documents, in the columns of
# its DynaTest, from text and image, with names that DNS tells; the flavours of
# DynaWall; and the filter.
. "${0%/*}/lib.sh"
plan 28
cd "$tmp" || exit 1
dns_serve <<'END'
56.34.12.126.in-addr.arpa PTR softbank126012034056.bbtec.net
softbank126012034056.bbtec.net A 126.12.34.56
5.1.168.192.in-addr.arpa PTR softbank192168001005.bbtec.net
softbank192168001005.bbtec.net A 192.168.1.5
1.1.18.198.in-addr.arpa PTR mail.example.com
mail.example.com A 198.18.1.1
25.2.0.192.in-addr.arpa PTR mx.example.org
mx.example.org A 192.0.2.25
1.113.0.203.in-addr.arpa PTR servfail
END
mkdir exim
cat >exim/DynaStop.conf <<'END'
### DynaStop.conf
MaxTTL 24
GreyTTL 1
Include DynaStop.Patterns.conf
Include DynaStop.NoFilter.conf
END
cat >exim/DynaStop.Patterns.conf <<'END'
Pattern softbank$1$2$3$4 bbtec.net
ExCidr 192.168.0.0/16
NoMailCidr 198.18.0.0/15
END
echo 'NoFilter example.net' >exim/DynaStop.NoFilter.conf

# codes CONF <ADDRESSES: "CODE ADDRESS NAME", a line each
codes() { dhf-test -f "$1" --dynatest 2>err | cut -f 1-3 | tr '\t' ' '; }
# rules LINE...: a rule file
rules() { printf '%s\n' "dns_servers 127.0.0.1:$dns" "$@" >rules; }

rules 'import dynastop exim/DynaStop.conf'
printf '%s\n' 126.12.34.56 192.168.1.5 198.18.1.1 192.0.2.25 192.0.2.26 \
    203.0.113.1 not.an.ip '' 256.1.1.1 >clients
cat >want <<'END'
1 126.12.34.56 softbank126012034056.bbtec.net
0 192.168.1.5 ?
3 198.18.1.1 mail.example.com
0 192.0.2.25 mx.example.org
2 192.0.2.26 -
4 203.0.113.1 ?
5 not.an.ip -
5 256.1.1.1 -
END
codes rules <clients | diff want - >diff
empty 'each address has the code of the page of DynaStop' diff
like 'compiling warns of nobody who tells the recipient' "$(cat err)" \
    'exim/DynaStop.NoFilter.conf:1:10: warning: nobody tells*'
dhf-compile -o dhf.db rules 2>/dev/null
codes dhf.db <clients | diff want - >diff
empty 'an image says the same' diff
dhf-test -f dhf.db --dynatest <clients >out
same 'a wrong address is an answer, not an error' $? 0
same 'all columns' "$(sed -n 1p out | tr '\t' '|')" \
    '1|126.12.34.56|softbank126012034056.bbtec.net|Dynamic address|'\
'M: softbank126123456 bbtec.net|C: Pattern softbank$1$2$3$4 bbtec.net'
printf '126.12.34.56\tppp-126-12-34-56.dip.example.net\n' |
    dhf-test -f dhf.db --dynatest >out
same 'a name that is given is taken, and a pattern suggested' \
    "$(tr '\t' '|' <out)" '0|126.12.34.56|ppp-126-12-34-56.dip.example.net|'\
'Not dynamic|P: ppp-$1-$2-$3-$4 dip.example.net'
printf '126.12.34.56\000\n198.18.1.1\n' | dhf-test -f dhf.db --dynatest \
    >out 2>err
same 'a NUL byte is no text file' "$? $(cut -c 1 out)" '100 3'
same 'and the place is told' "$(cat err)" \
    'dhf-test: standard input:1: a NUL byte: is this a text file?'
same 'with a recipient NoFilter holds' "$(echo 126.12.34.56 |
    dhf-test -f dhf.db --rcpt a@example.net --dynatest | tr '\t' '|')" \
    '0|126.12.34.56|?|Not dynamic|M: example.net|C: NoFilter example.net'
for setting in 'dns_cache -> 86400' 'greylist_delay -> 60'; do
	same "the sample has our default: $setting" \
	    "$(dhf-test -f dhf.db -d | grep -cx -e "$setting")" 1
done

# The rule in the log, and the reply, are of the line of the included file.
out=$(printf '' | env TCPREMOTEIP=198.18.1.1 \
    TCPREMOTEHOST=mail.example.com dyn-host-filter -r banner -f dhf.db true 2>log)
like 'the filter says 559' "$out" '559 *exim/DynaStop.Patterns.conf:3*'
like 'the log names the file and line' "$(cat log)" \
    '* rule=exim/DynaStop.Patterns.conf:3 *'

# DynaWall's flavours, as the table of dhf.conf(5) has them: a dynamic client,
# one of NoMail, an honest one, one without a name, and an excluded one.
printf '%s\n' 126.12.34.56 198.18.1.1 192.0.2.25 192.0.2.26 192.168.1.5 >clients
# flavour NAME CODES LINE...
flavour() {
	name=$1 want=$2
	shift 2
	rules "$@"
	same "$name" "$(codes rules <clients | cut -c 1 | tr -d '\n')" "$want"
}
flavour 'without a greylist' 13020 'import dynastop exim/DynaStop.conf' \
    'default_unresolved_action block'
flavour 'GreyList RDN' 43020 'import dynastop exim/DynaStop.conf grey' \
    'default_unresolved_action block'
flavour 'GreyList' 43040 'import dynastop exim/DynaStop.conf grey' \
    'default_unresolved_action grey'
flavour 'GreyList GreyEvery' 13420 'import dynastop exim/DynaStop.conf' \
    'default_unresolved_action block' 'default_action grey'
printf '192.0.2.25 # 2026-11-29\n' >green
flavour 'GreyList GreyEvery AutoGreen' 13020 \
    'import dynastop exim/DynaStop.conf' 'default_unresolved_action block' \
    'default_action grey' 'greylist_autogreen green' \
    'import networks green pass empty'
cp exim/DynaStop.conf exim/DynaStop.green.conf
cat >>exim/DynaStop.green.conf <<'END'
AutoGreen ../green
Include ../green
END
flavour 'and with the verb' 13020 'import dynastop exim/DynaStop.green.conf' \
    'default_unresolved_action block' 'default_action grey'
same 'which is the setting' "$(dhf-test -f rules -d 2>/dev/null |
    grep greylist_autogreen)" "greylist_autogreen -> $(pwd -P)/exim/../green"

# The profile has the same lines, as comments.
profile=$top/conf/profiles/dynawall.conf
same 'the profile has an import for each flavour' \
    "$(grep -c '^#import dynastop ' "$profile")" 3
for which in 1 2 3; do
	awk -v n="$which" '/^# ----/ { on = 0 }
	    /^# ---- / && (/RDN/ && n == 1 || /GreyEvery/ && n == 2 ||
	    /without/ && n == 3) { on = 1; print; next }
	    /^(# ----|default_)/ { next }
	    on && /^#[a-z]/ { sub(/^#/, "") } { print }' "$profile" |
	    sed "s,/usr/exim,$tmp/exim," >one
	[ $which = 1 ] && sed -n '/^default_/p' "$profile" >>one
	same "its flavour $which compiles silently" "$(dhf-compile -n one 2>&1)" ''
	echo "dns_servers 127.0.0.1:$dns" >>one
	case $which in 1) want=43020 ;; 2) want=13420 ;; 3) want=13020 ;; esac
	same "and does what it says" "$(codes one <clients | cut -c 1 |
	    tr -d '\n')" "$want"
done
same 'it listens on this machine alone' \
    "$(dhf-test -f "$profile" -d | grep '^listen')" \
    'listen -> dynawall 127.0.0.1:337'
