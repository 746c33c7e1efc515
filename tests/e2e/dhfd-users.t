#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Who the daemon becomes, and who may ask it: users and groups of this machine
# that have no name, but "nobody".
. "${0%/*}/lib.sh"
[ "$(id -u)" = 0 ] || skip_all 'not root'
nobody=$(id -u nobody 2>/dev/null) || skip_all 'no user nobody'
group=$(id -gn nobody)
plan 22

# as UID GID COMMAND...: without other groups
as() {
	perl -e '$( = $) = "$ARGV[1] $ARGV[1]"; $< = $> = $ARGV[0];
	    exec @ARGV[2..$#ARGV]; die $!' "$@"
}
# owns FILE: user, group and mode
owns() { ls -ldn "$1" | awk '{ print $3, $4, substr($1, 1, 10) }'; }
gid=$(id -g nobody)
mkdir "$tmp/run" "$tmp/bin"
chmod 711 "$tmp" "$tmp/run" "$tmp/bin"
# Who is somebody else may not be let into the folder of the tree.
install -m 755 "$(command -v dyn-host-filter)" "$(command -v dhfd)" "$tmp/bin"
PATH=$tmp/bin:$PATH
state=$tmp/state
with() {
	{
		printf '%s\n' "$@"
		cat <<-END
		state_dir $state
		listen filter $tmp/run/socket
		daemon $tmp/run/socket
		dns_timeout 0
		default_unresolved_action grey
		block @ip=192.0.2.1
		END
	} | rules
	chmod 644 "$db"
}
# ask UID GID: a refused client through a filter that is somebody; who held it
ask() {
	talk lockstep env TCPREMOTEIP=192.0.2.1 perl -e '
	    $( = $) = "$ARGV[1] $ARGV[1]"; $< = $> = $ARGV[0];
	    exec @ARGV[2..$#ARGV]; die $!' "$1" "$2" dyn-host-filter \
	    -f "$db" "$tmp/next" <<-'END'
	RCPT TO:<a@b.example>
	QUIT
	END
	key by
}

with 'user nobody' "socket_group $group"
dhfd_begin
same 'it becomes the user' "$(awk '/^[UG]id/ { print $1, $2, $3 }
    /^Groups/ { print }' "/proc/$dhfd/status" | tr -s '\t ' '  ')" \
    "Uid: $nobody $nobody
Gid: $gid $gid
Groups: $gid "
same 'and can gain nothing' \
    "$(awk '/^NoNewPrivs|^CapEff/ { print $2 }' "/proc/$dhfd/status")" \
    '0000000000000000
1'
same 'the socket is for the group' "$(owns "$tmp/run/socket")" \
    "$nobody $gid srw-rw----"
same 'the folder is its own' "$(owns "$state")" "$nobody $gid drwx------"
same 'and so is what is in it' "$(owns "$state/store")" \
    "$nobody $gid -rw-------"
same 'a filter in the group is served' "$(ask 4711 "$gid")" daemon
same 'one that is not goes on alone' "$(ask 4711 4711)" filter
ask 4711 4711 >/dev/null
same 'and its client hears the same' "$(told)" 553
same 'root may ask' "$(ask 0 0)" daemon
dhfd -f "$db" --state 192.0.2.1 2>"$tmp/err"
same 'root may ask for the state' "$? $(cat "$tmp/err")" '1 '
as 4711 "$gid" dhfd -f "$db" --state 192.0.2.1 2>/dev/null
same 'members of the group may not' "$?" 100
dhfd_end
same 'it ends' "$status" 0
dhfd -f "$db" --dump >/dev/null
same 'root alone makes nothing of its own there' \
    "$(find "$state" ! -user nobody)" ''
dhfd_begin
same 'so that it begins again, over its old socket' "$(ask 0 0)" daemon
dhfd_end

with 'user nobody' 'socket_group no-such-group'
dhfd_begin
same 'without the group the socket is its own' "$(owns "$tmp/run/socket")" \
    "$nobody 0 srw-------"
dhfd_end
with 'user nobody' "socket_group $group" 'socket_users 4712,nobody'
dhfd_begin
same 'only those who are named are served' \
    "$(ask 4711 "$gid") $(ask 4712 "$gid")" 'filter daemon'
dhfd_end

with 'user root'
dhfd -f "$db" 2>"$tmp/err"
same 'root is nobody to become: exit 100' "$?" 100
with 'user no-such-user'
dhfd -f "$db" 2>"$tmp/err"
same 'nor is who does not exist: exit 100' "$?" 100
with 'user nobody'
as 4711 4711 dhfd -f "$db" 2>"$tmp/err"
same 'others can not become him: exit 100' "$?" 100
like 'and it says so' "$(cat "$tmp/err")" '*only root can become another user*'
rm -r "$state"
mkdir -m 700 "$state"
dhfd -f "$db" 2>"$tmp/err"
same 'a folder of somebody else: exit 100' "$?" 100
like 'and it says whose it has to be' "$(cat "$tmp/err")" \
    "dhfd: state_dir: $state is not the user's: chown it to $nobody*"
