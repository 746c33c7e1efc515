#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What conf/ ships works: the rules, as they are and with every rule that is
# commented out, the profiles, and a service of each kind before a server.
. "${0%/*}/lib.sh"
plan 69
conf=$top/conf

# compiles NAME FILE: without a word
compiles() {
	same "$1" "$(dhf-compile -n "$2" 2>&1)" ''
}
# judge FILE: clients "IP HOST" to "IP HOST ACTION RULE MARK", - for none
judge() {
	tr ' ' '\t' | dhf-test -f "$1" -j -b 2>/dev/null |
	    sed 's/"host":null/"host":"-"/; s/"mark":""/"mark":"-"/
		s/.*"ip":"\([^"]*\)","host":"\([^"]*\)","action":"\([^"]*\)".*'\
'"rule":"\([^"]*\)".*"mark":"\([^"]*\)".*/\1 \2 \3 \4 \5/'
}
# judged NAME FILE <ROWS: as judge writes them
judged() {
	cat >"$tmp/want"
	cut -d ' ' -f 1,2 "$tmp/want" | judge "$2" |
	    diff "$tmp/want" - >"$tmp/diff"
	empty "$1" "$tmp/diff"
}

compiles 'the shipped rules compile silently' "$conf/dhf.conf"
compiles "the demo's rules compile silently" "$conf/demo/dhf.conf"
compiles 'so does the stricter profile' "$conf/profiles/strict.conf"
compiles 'and the one for DynaWall' "$conf/profiles/dynawall.conf"
like 'the original one has the dot of its README, which is warned of' \
    "$(dhf-compile -n "$conf/profiles/original.conf" 2>&1)" \
    '*/original.conf:*: warning: the "." before "com"*'
same 'and of nothing else' \
    "$(dhf-compile -n "$conf/profiles/original.conf" 2>&1 | wc -l |
	tr -d ' ')" 1

# What the shipped rules say of each class.  The names are ours; 192.0.2.77 is
# c000024d, or 192 * 2^24 + 2 * 2^8 + 77, and 2001:db8::c000:24d holds it.
judged 'lines whose address is lent are asked to come back' \
    "$conf/dhf.conf" <<'END'
192.0.2.77 ppp-192-0-2-77.example.com grey dynamic -
192.0.2.77 77.2.0.192.dhcp.example.com grey dynamic -
192.0.2.77 host192-2-0-77.pool.example.net grey dynamic -
192.0.2.77 adsl192000002077.example.net grey dynamic -
192.0.2.77 c000024d.dip.example.org grey dynamic -
192.0.2.77 3221226061.cable.example.org grey dynamic -
192.0.2.77 2-77.fttb.example.com grey dynamic -
192.0.2.77 user-77.wifi.dialup.example.com grey dynamic -
192.0.2.77 77-2.clientes.bandalarga.example.com grey dynamic -
192.0.2.77 192-0-2-77.example.com grey dynamic -
2001:db8::c000:24d c000-24d.v6.dyn.example.net grey dynamic -
2001:db8::211:22ff:fe33:4455 001122334455.home.example.net grey dynamic -
END
judged 'lines that are kept, and machines for rent, are marked' \
    "$conf/dhf.conf" <<'END'
192.0.2.77 192-0-2-77.static.example.com pass default_action static-line
192.0.2.77 business-192-0-2-77.dsl.example.com pass default_action static-line
192.0.2.77 host77.2.fixed.example.com pass default_action static-line
192.0.2.77 vps-192-0-2-77.example.com pass default_action rented
192.0.2.77 c000024d.cloud.example.net pass default_action rented
END
judged 'mail servers and names that somebody chose are let in' \
    "$conf/dhf.conf" <<'END'
192.0.2.77 mail.example.com pass default_action -
192.0.2.77 mx1.example.co.uk pass default_action -
192.0.2.77 smtp-192-0-2-77.example.com pass default_action -
192.0.2.77 mail77.cable.example.com pass default_action -
192.0.2.77 mail.example.com.2.0.192.in-addr.arpa pass default_action -
192.0.2.77 example.com pass default_action -
192.0.2.77 wombat.example.com pass default_action -
192.0.2.77 ppp-198-51-100-3.mx.example.com pass default_action -
END
judged 'what is no name, or no name at all, is asked to come back' \
    "$conf/dhf.conf" <<'END'
192.0.2.77 localhost grey odd-name -
192.0.2.77 192.0.2.77 grey odd-name -
192.0.2.77 - grey default_unresolved_action -
END

# the table of examples: entry, class and confidence, action
sed -n 's/^| `\([^`]*\)` | \([a-z-]* [0-9.]*\) | \([a-z]*\).*/\1 \2 \3/p' \
    "$top/README.md" >"$tmp/want"
while read -r entry _; do
	dhf-test -f "$conf/dhf.conf" -x "$entry" >"$tmp/said"
	echo "$entry $(sed -n 's/^name: //p' "$tmp/said")" \
	    "$(sed -n '$s/.* //p' "$tmp/said")"
done <"$tmp/want" >"$tmp/got"
same 'README tells the same' "$(cat "$tmp/got")" "$(cat "$tmp/want")"

# class IP HOST: what the program behind the filter is told
class() {
	TCPREMOTEIP=$1 TCPREMOTEHOST=$2 dyn-host-filter -f "$db" \
	    sh -c 'echo "${DHF_CLASS-unset}"' 2>/dev/null
}
dns_serve </dev/null
echo "include $conf/dhf.conf" | rules
same 'the next program is told the class' \
    "$(class 192.0.2.77 ppp-192-0-2-77.example.com)" dynamic
same 'but none of a client without a name' "$(class 192.0.2.77 '')" unset

judged 'strict: what is sure is refused, what is likely deferred' \
    "$conf/profiles/strict.conf" <<'END'
192.0.2.77 ppp-192-0-2-77.example.com block strict-dynamic -
192.0.2.77 c000024d.dip.example.org block strict-dynamic -
192.0.2.77 192-0-2-77.example.com defer likely-dynamic -
192.0.2.77 2-77.fttb.example.com defer likely-dynamic -
192.0.2.77 user-77.wifi.dialup.example.com defer likely-dynamic -
192.0.2.77 localhost defer odd-name -
192.0.2.77 - defer default_unresolved_action -
192.0.2.77 192-0-2-77.static.example.com grey static-line -
192.0.2.77 vps-192-0-2-77.example.com pass default_action -
192.0.2.77 mail.example.com pass default_action -
192.0.2.77 example.com pass default_action -
END
like 'strict: the refusal says what to do' \
    "$(dhf-test -f "$conf/profiles/strict.conf" \
	-x ppp-192-0-2-77.example.com/192.0.2.77 | grep '^reply: ')" \
    "reply: 553 *: use your provider's mail relay, or ask postmaster *"
echo '192.0.2.77 ppp-192-0-2-77.demon.xs4all.nl' | judge \
    "$conf/profiles/strict.conf" >"$tmp/got"
same 'strict: the providers that give addresses for good are spared' \
    "$(cat "$tmp/got")" \
    '192.0.2.77 ppp-192-0-2-77.demon.xs4all.nl pass default_action -'

# What the README of the first dyn-host-filter showed.
original=$conf/profiles/original.conf
judged 'original: as its README says' "$original" <<'END'
192.0.2.77 company.com pass default_action -
192.0.2.77 johnson.net pass default_action -
80.123.90.33 - block default_unresolved_action -
END
verdict() { dhf-test -f "$1" -t "$2" 2>/dev/null | sed 's/.* -> //'; }
same 'original: its rule refuses' \
    "$(verdict "$original" ppp123-44-567.dynamic.ip.com)" 'block 553'
same 'original: the rule is listed' \
    "$(dhf-test -f "$original" -l 2>/dev/null)" 'block -> dynamic.ip.com$'
sed '/^block/i\
pass ^mail\\.' "$original" >"$tmp/before"
(cat "$original"; echo 'pass ^mail\.') >"$tmp/behind"
same 'original: a pass above the rule wins' \
    "$(verdict "$tmp/before" mail.dynamic.ip.com)" pass
same 'original: one below comes too late' \
    "$(verdict "$tmp/behind" mail.dynamic.ip.com)" 'block 553'

# A copy with all rules that stand behind a "#", and the files they name.
tab=$(printf '\t')
cp -R "$conf" "$tmp/conf"
sed "s/^#\([a-z]\)/\1/; s/^#\(${tab}[a-z]*=\)/\1/
    s,/etc/dhf/,$tmp/,; s,/etc/postfix/,$tmp/," "$conf/dhf.conf" \
    >"$tmp/conf/dhf.conf"
echo '203.0.113.0/24' >"$tmp/drop.txt"
echo '/\.fqrdns\.example\.com$/ REJECT' >"$tmp/fqrdns.pcre"
same 'all that is commented out can be used' \
    "$(dhf-compile -n "$tmp/conf/dhf.conf" 2>&1 >/dev/null |
	grep -v ': warning: ')" ''
actions='pass|block|defer|grey|score [0-9-]+|mark'
same 'and all rules in it are rules' \
    "$(dhf-test -f "$tmp/conf/dhf.conf" -l 2>/dev/null |
	grep -cE "^($actions) ->")" \
    "$(cat "$conf/dhf.conf" "$conf"/rules.d/*.conf |
	grep -cE "^#?($actions|import) [!^@\\\\a-z]")"

# The rules of rules.d carry their tests: who they are for, and who not.
for file in "$conf"/rules.d/*.conf; do
	sed -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' "$file" |
	    grep -E '^(pass|block|defer|grey|mark) ' |
	    grep -v '[[:blank:]]must=.*[[:blank:]]mustnot=' >"$tmp/untested"
	empty "${file##*/}: every rule has its own test" "$tmp/untested"
done
sed 's,must=e5139\.[^ ]*,must=mail.example.com/192.0.2.1,' \
    "$conf/rules.d/20-providers.conf" >"$tmp/conf/rules.d/20-providers.conf"
like 'and one that fails is an error' \
    "$(dhf-compile -n "$tmp/conf/rules.d/20-providers.conf" 2>&1)" \
    '*20-providers.conf:*the rule misses "mail.example.com/192.0.2.1"*'

echo 'pass @ip=127.0.0.1 id=loop' >"$tmp/rules"
dhf-compile -o "$db" "$tmp/rules" || exit 1
printf '127.0.0.1:allow,FROM_RULES="yes",TCPREMOTEHOST="a.b"\n:deny\n' |
    tcprules "$tmp/cdb" "$tmp/cdb.tmp" || exit 1
cat >"$tmp/smtpd" <<'END'
#!/bin/sh
printf '220 %s by %s %s\r\n' "$DHF_VERDICT" "$DHF_RULE" "$FROM_RULES"
END
chmod 755 "$tmp/smtpd"

# the filter is another program where they are told so
ln -s "$(command -v dyn-host-filter)" "$tmp/other-filter"
for kind in daemontools runit s6; do
for paranoid in p P; do
	unset DHF_FILTER
	[ $paranoid = p ] || export DHF_FILTER="$tmp/other-filter"
	mkfifo "$tmp/said.$kind"
	DHF_USER='' DHF_ADDRESS=127.0.0.1 DHF_PORT=0 \
	    DHF_OPTIONS="-1 -${paranoid}Hl0" \
	    DHF_TCPRULES=$tmp/cdb DHF_DB=$db DHF_SMTPD=$tmp/smtpd \
	    sh "$top/conf/run/$kind/run" >"$tmp/said.$kind" &
	server=$!
	exec 3<"$tmp/said.$kind"
	# tcpserver -v says a word before and behind the port
	while read -r port <&3; do
		case $port in *[!0-9]*) ;; *) break ;; esac
	done
	got=$(: | "$tools/smtp-talk" lockstep 127.0.0.1 "$port" | cat -v)
	is "$kind -$paranoid: the client reaches the server" \
	    '220 pass by loop yes^M'
	kill "$server"
	log=$(grep -a '^dyn-host-filter: ' <&3)
	exec 3<&-
	[ $paranoid = p ] && name=given || name=claimed
	like "$kind -$paranoid: the log line comes where the supervisor logs" \
	    "$log" "dyn-host-filter: pid=* ip=127.0.0.1 *action=pass* rule=loop \
*name=$name*"
	rm "$tmp/said.$kind"
done
done

echo 'block @ip=127.0.0.1 id=bad' >"$tmp/rules"
dhf-compile -o "$db" "$tmp/rules" || exit 1
line=$(sed -n 's/^ExecStart=//p' "$conf/run/systemd/dhf-smtp@.service")
talk silent env -u PROTO -u TCPREMOTEIP DHF_DB="$db" \
    DHF_FILTER="$tmp/other-filter" \
    DHF_FILTER_OPTIONS='-r banner' DHF_SMTPD="$tmp/smtpd" sh -c "$line" \
    </dev/null
like 'systemd: the address reaches the filter' "$got" '553 *rule bad*'

# The daemon's run files: it stays who we are here, and its socket's folder is
# the run file's to make.
for kind in daemontools runit s6; do
	cat >"$tmp/rules" <<-END
	state_dir $tmp/state.$kind
	listen filter $tmp/run.$kind/socket
	END
	dhf-compile -o "$db" "$tmp/rules" || exit 1
	[ "$(id -u)" = 0 ] || mkdir -m 750 "$tmp/run.$kind"
	: >"$tmp/dhfd.log"
	DHFD_USER='' DHFD_GROUP="$(id -g)" DHFD_FOLDER="$tmp/run.$kind" \
	    DHF_DB=$db sh "$top/conf/run/$kind/dhfd/run" >"$tmp/dhfd.log" &
	dhfd=$!
	ok "$kind: dhfd begins, and logs where the supervisor does" \
	    await grep -q '^dhfd: ready$' "$tmp/dhfd.log"
	same "$kind: in a folder for its group" \
	    "$(ls -ld "$tmp/run.$kind" | cut -c1-10)" drwxr-x---
	dhfd_end
	same "$kind: and ends when told to" "$status" 0
done

for kind in daemontools runit s6; do
	: >"$tmp/milter.log"
	mkdir -p "$tmp/milter.$kind"
	DHF_MILTER_USER='' DHF_MILTER_FOLDER=$tmp/milter.$kind DHF_DB=$db \
	    DHF_MILTER_GROUP=$(id -g) DHF_MILTER_OPTIONS='-n 192.0.2.0/24' \
	    DHF_MILTER_SOCKET=unix:$tmp/milter.$kind/socket \
	    sh "$top/conf/run/$kind/dhf-milter/run" >"$tmp/milter.log" &
	server=$!
	ok "$kind: dhf-milter begins, and logs where the supervisor does" \
	    await grep -q '^dhf-milter: ready$' "$tmp/milter.log"
	same "$kind: its socket is for its group" \
	    "$(ls -l "$tmp/milter.$kind/socket" | cut -c1-10)" srwxrwx---
	serve_end
done

for kind in daemontools runit s6; do
	: >"$tmp/relay.log"
	mkdir -p "$tmp/relay.$kind"
	DHF_RELAY_USER='' DHF_RELAY_DAEMON=$(id -u) DHF_RELAY_GROUP='' \
	    DHF_RELAY_FOLDER=$tmp/relay.$kind DHF_SMTPD="$tmp/next" \
	    DHF_RELAY_OPTIONS='-c 3' DHF_DB=$db \
	    DHF_RELAY_SOCKET=$tmp/relay.$kind/socket \
	    sh "$top/conf/run/$kind/dhf-relay/run" >"$tmp/relay.log" &
	server=$!
	ok "$kind: dhf-relay begins, and logs where the supervisor does" \
	    await grep -q '^dhf-relay: ready$' "$tmp/relay.log"
	same "$kind: its socket is for its user" \
	    "$(ls -l "$tmp/relay.$kind/socket" | cut -c1-10)" srw-------
	serve_end
done

# Those of who fills the ledger, and of who makes a list of it.
cat >"$tmp/rules" <<END
state_dir $tmp/state
listen offences $tmp/offences
END
dhf-compile -o "$db" "$tmp/rules" || exit 1
dhfd_begin
number=0 helpers=''
cleanup() { kill $helpers 2>/dev/null; }
for kind in daemontools runit s6; do
	: >"$tmp/mail.log"
	mkdir "$tmp/$kind"
	DHF_ZONE_USER='' DHF_ZONE_SOCKET=$tmp/state/control \
	    DHF_ZONE_FILE=$tmp/$kind/list DHF_ZONE_FORMAT=bind \
	    DHF_ZONE_OPTIONS='-z bl.example -k storm' DHF_ZONE_SECONDS=1 \
	    sh "$top/conf/run/$kind/dhf-zone/run" >"$tmp/zone.log" &
	helpers=$!
	DHF_WATCH_USER='' DHF_WATCH_SOCKET=$tmp/offences \
	    DHF_WATCH_OPTIONS='-a -c 2/1h' DHF_WATCH_LOGS=$tmp/mail.log \
	    sh "$top/conf/run/$kind/dhf-watch/run" >"$tmp/watch.log" &
	helpers="$helpers $!"
	ok "$kind: dhf-zone begins with a list of whom there are" \
	    await grep -qs SOA "$tmp/$kind/list"
	number=$((number + 1))
	for user in a b; do
		printf '%s mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[198.51.100.%d]: 550 5.1.1 <%s@here.example>: Recipient address rejected: User unknown in local recipient table; from=<>\n' \
		    "$(date +%Y-%m-%dT%H:%M:%S%z)" $number $user
	done >>"$tmp/mail.log"
	ok "$kind: dhf-watch tells of an offender, and logs" \
	    await grep -q "198.51.100.$number: told" "$tmp/watch.log"
	ok "$kind: who is in the list then" \
	    await grep -q "^$number\.100\.51\.198 IN A" "$tmp/$kind/list"
	kill $helpers
	# shellcheck disable=SC2086 # their numbers
	wait $helpers
	helpers=''
done
dhfd_end
