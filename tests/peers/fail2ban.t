#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# fail2ban reads our log: with its own program, in the framings of those who
# keep logs, and with lines that somebody made up.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
peer fail2ban fail2ban-regex || skip_all 'no fail2ban here'
PYTHONPATH=$root/usr/lib/python3/dist-packages
export PYTHONPATH
conf=$top/conf/fail2ban

# the filter itself says what is read
dns_serve <<'END'
END
rules <<'END'
block @name=bad.example id=bad
defer @name=wait.example id=wait
default_unresolved_action pass
END
say() { # what a client is told, and before it is greeted
	printf 'EHLO x\r\nQUIT\r\n' | env TCPREMOTEIP="$1" TCPREMOTEHOST="$2" \
	    "$tools/before" input dyn-host-filter -f "$db" "$tmp/next" 2>>"$tmp/lines" >/dev/null
}
say 198.51.100.7 a.bad.example
say 2001:db8::7 b.bad.example
say 198.51.100.8 c.wait.example
say 198.51.100.9 'ip=192.0.2.99_action=block.bad.example'
say 198.51.100.10 good.example
{
	cat "$tmp/lines"
	# hostile: whose text is somewhere else than where we write ours
	echo 'helo=<dyn-host-filter: pid=1 ip=192.0.2.99 host=x action=block code=553 >'
	echo 'dyn-host-filter: pid=1 ip=198.51.100.10 host=ip=192.0.2.99 action=pass code=- rule=dyn-host-filter:_pid=1_ip=192.0.2.99_action=block_code=553 note=- why=-'
	echo 'dyn-host-filter: crashed: pid=1 ip=192.0.2.99 host=x action=block code=553 '
} >"$tmp/all"
framed() {
	case $1 in
	multilog) sed "s/^/@$(printf '4%015x' $(($(date +%s) + 10)))12345678 /" ;;
	syslog) sed "s/^/$(date '+%b %e %H:%M:%S') mx smtpd[77]: /" ;;
	tag) sed "s/^/$(date '+%b %e %H:%M:%S') mx /" ;;
	rfc3339) sed "s/^/$(date -u '+%Y-%m-%dT%H:%M:%S.123456+00:00') mx smtpd[77]: /" ;;
	esac <"$tmp/all"
}
# hits FRAMING FILTER: addresses that it finds, sorted
hits() {
	framed "$1" >"$tmp/$1"
	python3 "$root/usr/bin/fail2ban-regex" -l critical -o ip \
	    "$tmp/$1" "$conf/filter.d/$2.conf" 2>"$tmp/said" | sort |
	    tr '\n' ' '
	cat "$tmp/said" >&2
}
for framing in multilog syslog tag rfc3339; do
	same "refused clients, in a log of $framing" \
	    "$(hits $framing dyn-host-filter)" \
	    '198.51.100.7 198.51.100.9 2001:db8::7 '
	same "and who talked too early: $framing" \
	    "$(hits $framing dyn-host-filter-pregreet)" \
	    '198.51.100.7 198.51.100.8 198.51.100.9 2001:db8::7 '
done
cp -R "${root}/etc/fail2ban" "$tmp/etc"
cp "$conf"/filter.d/* "$tmp/etc/filter.d"
cp "$conf"/jail.d/* "$tmp/etc/jail.d"
got=$(python3 "$root/usr/bin/fail2ban-client" -c "$tmp/etc" -d 2>&1 |
    grep -c "'dyn-host-filter")
same 'the jails are off' "$got" 0
sed -i 's/enabled = false/enabled = true/' "$tmp/etc/jail.d/dyn-host-filter.conf"
cp "$tmp/multilog" "$tmp/current"
sed -i "s,^logpath = .*,logpath = $tmp/current," \
    "$tmp/etc/jail.d/dyn-host-filter.conf"
python3 "$root/usr/bin/fail2ban-client" -c "$tmp/etc" -d >"$tmp/dump" 2>&1
ok 'and can be switched on' grep -q "'start', 'dyn-host-filter'" "$tmp/dump"
ok 'both' grep -q "'start', 'dyn-host-filter-pregreet'" "$tmp/dump"
plan
