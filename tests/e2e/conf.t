#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What conf/ ships works: the rule file, as it is and with every rule in it
# uncommented, and a service of each kind in front of a server.
. "${0%/*}/lib.sh"
plan 14

# compiles NAME FILE: without a word
compiles() {
	same "$1" "$(dhf-compile -n "$2" 2>&1)" ''
}
compiles 'the shipped rules compile silently' "$top/conf/dhf.conf"
same 'the shipped rules refuse no name' \
    "$(dhf-test -f "$top/conf/dhf.conf" -t a.dyn.example.net/192.0.2.1)" \
    'a.dyn.example.net/192.0.2.1 -> pass'
same 'nor a client without one' \
    "$(dhf-test -f "$top/conf/dhf.conf" -t 192.0.2.1)" '192.0.2.1 -> pass'

mkdir "$tmp/conf"
tab=$(printf '\t')
sed "s/^#\([a-z]\)/\1/; s/^#\(${tab}[a-z]*=\)/\1/" "$top/conf/dhf.conf" \
    >"$tmp/conf/dhf.conf"
same 'there are rules to uncomment' \
    "$(dhf-test -f "$top/conf/dhf.conf" -l | wc -l | tr -d ' ')" 0
dhf-compile -n "$tmp/conf/dhf.conf" 2>&1 >/dev/null |
    grep -v ': warning: ' | grep -v '^dhf-compile: ' |
    grep -v 'No such file' >"$tmp/said"
same 'all of them are rules' "$(cat "$tmp/said")" ''
compiles "the demo's rules compile silently" "$top/conf/demo/dhf.conf"

echo 'pass @ip=127.0.0.1 id=loop' >"$tmp/rules"
dhf-compile -o "$db" "$tmp/rules" || exit 1
printf '127.0.0.1:allow,FROM_RULES="yes"\n:deny\n' |
    tcprules "$tmp/cdb" "$tmp/cdb.tmp" || exit 1
cat >"$tmp/smtpd" <<'END'
#!/bin/sh
printf '220 %s by %s %s\r\n' "$DHF_VERDICT" "$DHF_RULE" "$FROM_RULES"
END
chmod 755 "$tmp/smtpd"

for kind in daemontools runit s6; do
	mkfifo "$tmp/said.$kind"
	DHF_USER='' DHF_ADDRESS=127.0.0.1 DHF_PORT=0 DHF_OPTIONS='-1 -H' \
	    DHF_TCPRULES=$tmp/cdb DHF_DB=$db DHF_SMTPD=$tmp/smtpd \
	    sh "$top/conf/run/$kind/run" >"$tmp/said.$kind" &
	server=$!
	exec 3<"$tmp/said.$kind"
	# tcpserver -v says a word before and behind the port
	while read -r port <&3; do
		case $port in *[!0-9]*) ;; *) break ;; esac
	done
	got=$(: | "$tools/smtp-talk" lockstep 127.0.0.1 "$port" | cat -v)
	is "$kind: the client reaches the server through the filter" \
	    '220 pass by loop yes^M'
	kill "$server"
	log=$(grep -a '^dyn-host-filter: ' <&3)
	exec 3<&-
	like "$kind: the log line comes where the supervisor logs" "$log" \
	    'dyn-host-filter: pid=* ip=127.0.0.1 *action=pass* rule=loop *'
done

echo 'block @ip=2001:db8::7 id=bad' >"$tmp/rules"
dhf-compile -o "$db" "$tmp/rules" || exit 1
got=$(REMOTE_ADDR=2001:db8::7 REMOTE_PORT=4025 DHF_DB=$db \
    DHF_FILTER_OPTIONS='-r banner' DHF_SMTPD=$tmp/smtpd \
    sh "$top/conf/run/systemd/dhf-smtp-run" 2>/dev/null </dev/null | cat -v)
like 'systemd: the address reaches the filter' "$got" '553 *rule bad*'
if command -v systemd-analyze >/dev/null; then
	cp "$top"/conf/run/systemd/* "$tmp/conf"
	got=$(systemd-analyze verify "$tmp"/conf/dhf-smtp.socket 2>&1 |
	    grep dhf-smtp)
	is 'systemd: the units are sound' ''
else
	skip 'systemd: the units are sound' 'no systemd-analyze here'
fi
