#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The run files under the supervisors that they are for, the lines for inetd and
# xinetd in these, and systemd's socket and service as systemd starts them: a
# client reaches the server behind the filter, and the service ends.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
recipes=$top/conf/run
filter=$(command -v dyn-host-filter)
rules <<'END'
pass @ip=127.0.0.1 id=loop
END
printf '127.0.0.1:allow\n' | tcprules "$tmp/cdb" "$tmp/cdb.tmp"

# greeted NAME: the client reaches the server
greeted() {
	got=$(: | "$tools/smtp-talk" lockstep 127.0.0.1 "$port" | cat -v)
	like "$1: a client reaches the server" "$got" \
	    '220 next verdict=pass rule=loop *'
}

# The environment of a service is a folder of files; its log, what it says.
# Its first line is the value: a file of no line at all takes the name away.
setting() { printf '%s\n' "$2" >"$service/env/$1"; }
# supervised NAME PACKAGE PROGRAM READER...: PROGRAM supervises the service whose
# run file reads its environment by READER
supervised() {
	kind=$1 package=$2 program=$3
	shift 3
	if ! peer "$package" "$program"; then
		for what in greets logs ends; do
			skip "$kind $what" "no $package: make deps-peers"
		done
		return
	fi
	service=$tmp/$kind
	mkdir "$service" "$service/env"
	cp "$recipes/$kind/run" "$service/smtp"
	# as the file says at its top, and a log beside
	cat >"$service/run" <<END
#!/bin/sh
exec >>"$service/said"
exec $* ./env ./smtp
END
	chmod 755 "$service/run"
	: >"$service/said"
	setting DHF_USER ''
	setting DHF_ADDRESS 127.0.0.1
	setting DHF_PORT 0
	setting DHF_OPTIONS '-1 -PHl0'
	setting DHF_TCPRULES "$tmp/cdb"
	setting DHF_DB "$db"
	setting DHF_SMTPD "$tmp/next"
	setting PATH "$PATH"
	timeout 60 "$program" "$service" 2>"$tmp/log" &
	supervisor=$!
	pids="$pids $supervisor"
	await grep -qs '^[0-9][0-9]*$' "$service/said"
	port=$(sed -n '/^[0-9][0-9]*$/{p;q;}' "$service/said")
	greeted "$kind"
	ok 'the filter logs where the supervisor does' await grep -q \
	    '^dyn-host-filter: .*action=pass' "$service/said"
	stop "$kind" || note "cannot stop $kind"
	wait "$supervisor"
	ok 'the service ends' sh -c \
	    '! grep -q "in use" "$1/said" && [ "$2" != 124 ]' sh "$service" $?
}
stop() {
	case $1 in
	daemontools) svc -dx "$service" ;;
	runit) sv -w 20 exit "$service" >/dev/null ;;
	s6) s6-svc -dx "$service" ;;
	esac
}
supervised daemontools daemontools supervise envdir
supervised runit runit runsv chpst -e
supervised s6 s6 s6-supervise s6-envdir

# edited FILE: a recipe with what is this test's own
edited() {
	sed "/^#/d; s,/usr/local/bin/dyn-host-filter\$,$filter,
	    s,/usr/local/bin/dyn-host-filter	,$filter	,
	    s,qmaild,$(id -un),; s,-s /var/qmail/bin/qmail-smtpd,-s -f $db $tmp/next," \
	    "$1"
}
# inetd NAME PACKAGE PROGRAM [OPTION...]: whose file is the last word, FILE.PORT
inetd() {
	kind=$1 package=$2 program=$3
	shift 3
	if ! peer "$package" "$program"; then
		skip "$kind" "no $package: make deps-peers"
		return
	fi
	# shellcheck disable=SC2016 # for the inner shell
	listen 127.0.0.1 sh -c 'sed "s/@port@/$1/" "$2.in" >"$2.$1" && shift 2 &&
	    exec "$@"' sh PORT "$tmp/inetd" "$program" "$@" "$tmp/inetd.PORT"
	greeted "$kind"
	kill "$pid" 2>/dev/null
}
edited "$recipes/inetd/inetd.conf" | sed -n 's/^smtp/@port@/; /tcp6/!p' \
    >"$tmp/inetd.in"
inetd openbsd-inetd openbsd-inetd inetd -d
inetd inetutils-inetd inetutils-inetd inetutils-inetd -d
{
	edited "$recipes/inetd/xinetd.conf" | sed '/^{/a\
	type = UNLISTED\
	bind = 127.0.0.1\
	port = @port@
	/flags/d'
} >"$tmp/inetd.in"
ok 'xinetd has a file of its own' grep -q 'server_args = -s -f' "$tmp/inetd.in"
inetd xinetd xinetd xinetd -dontfork -f

# What systemd runs for a connection, from the unit
if command -v systemd-socket-activate >/dev/null; then
	line=$(sed -n 's/^ExecStart=//p' "$recipes/systemd/dhf-smtp@.service")
	# shellcheck disable=SC2086 # systemd splits it, too
	listen 127.0.0.1 env DHF_SMTPD="$tmp/next" DHF_FILTER_OPTIONS="-f $db" \
	    DHF_FILTER="$filter" systemd-socket-activate --accept --inetd \
	    -l 127.0.0.1:PORT -E PATH -E DHF_SMTPD -E DHF_FILTER -E DHF_FILTER_OPTIONS sh -c "exec $line"
	greeted systemd
else
	skip systemd 'no systemd-socket-activate'
fi
like 'the socket keeps one client from taking all places' \
    "$(cat "$recipes/systemd/dhf-smtp.socket")" '*
MaxConnectionsPerSource=*'
like 'the service loses no line of the log' \
    "$(cat "$recipes/systemd/dhf-smtp@.service")" '*
LogRateLimitIntervalSec=0*'
for unit in dhf-smtp@ dhf-relay; do
	same "$unit: qmail-queue stays setuid" "$(grep -cE \
	    '^(NoNewPrivileges|Protect|Private|Restrict|SystemCall|Memory|Lock)' \
	    "$recipes/systemd/$unit.service")" 0
done

# s6-tcpserver is not to be had from Debian: that its run files can be read and
# run what they say is seen with a program that says its words.
mkdir "$tmp/bin"
printf '#!/bin/sh\nprintf "%%s|" "$@"\n' >"$tmp/bin/s6-tcpserver"
chmod 755 "$tmp/bin/s6-tcpserver"
for version in 4 6; do
	all=0.0.0.0
	[ $version = 4 ] || all=::
	same "s6, IPv$version: the line" "$(DHF_USER='' DHF_HOSTNAME=mx.example \
	    PATH=$tmp/bin:$PATH "$recipes/s6/smtp$version/run")" \
	    "-v|-c|40|$all|25|s6-tcpserver-access|-R|-l|mx.example|\
dyn-host-filter|-u|/var/qmail/bin/qmail-smtpd|"
done
plan
