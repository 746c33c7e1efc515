# SPDX-License-Identifier: GPL-2.0-or-later
# A mail server of somebody else's, in the foreground and in a mount namespace
# of its own: nothing of it is seen or left outside.  Sourced by *-run here.
# It is the one that "make deps-peers" unpacked, or an installed one.
peers=${PEERS_DIR:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/dyn-host-filter/peers}

# refuse WHY
refuse() {
	echo "$*"
	exit 1
}

# server_find PACKAGE NAME PROGRAM: set $root, where it is unpacked, or "" if it
# is installed; refuse where it can't be run
server_find() {
	root=$peers/$1
	[ -x "$root$3" ] || root=
	[ "$(uname -s)" = Linux ] || refuse "$2 is run on Linux only"
	[ -x "$root$3" ] || refuse "no $2: make deps-peers"
	[ "$(id -u)" = 0 ] || refuse "$2 wants to be started by root"
	unshare -m true 2>/dev/null || refuse 'no mount namespaces here'
}

# server_inside SCRIPT WORD...: go on in a namespace; -n alone ends here
server_inside() {
	[ "$2" != -n ] || exit 0
	if [ "$SERVER_INSIDE" ]; then
		unset SERVER_INSIDE
		return
	fi
	SERVER_INSIDE=1 exec unshare -m --propagation private sh "$@"
}

# server_folder DIR: make it anew, in $dir; only what comes from here goes away
server_folder() {
	[ ! -e "$1" ] || [ -f "$1/.server" ] || refuse "$1: not from here"
	rm -rf "$1"
	umask 022
	mkdir -p "$1" || exit 111
	dir=$(cd "$1" && pwd) || exit 111
	: >"$dir/.server"
	[ ! -f "$dir.resolv.conf" ] || server_file "$dir.resolv.conf" \
	    "$(readlink -f /etc/resolv.conf)"
	[ ! -f "$dir.hosts" ] || server_file "$dir.hosts" /etc/hosts
}

# server_file FILE PATH: what is at PATH for the server, a copy
server_file() {
	cp "$1" "$dir/${2##*/}" || exit 111
	mount --bind "$dir/${2##*/}" "$2" || exit 111
}

# server_users NAME NUMBER...: users, each with a group, that nobody else has;
# DIR/NAME is their home
server_users() {
	cp /etc/passwd "$dir/.users" && cp /etc/group "$dir/.groups" || exit 111
	while [ $# != 0 ]; do
		sed -i "/^$1:/d" "$dir/.users" "$dir/.groups"
		echo "$1:x:$2:$2::$dir/$1:/bin/false" >>"$dir/.users"
		echo "$1:x:$2:" >>"$dir/.groups"
		shift 2
	done
	server_file "$dir/.users" /etc/passwd
	server_file "$dir/.groups" /etc/group
}

# server_cover PATH [FROM]: an empty folder, or another, is there instead of
# PATH, which exists
server_cover() {
	from=${2-$dir/cover$1}
	mkdir -p "$from" || exit 111
	mount --bind "$from" "$1" || exit 111
}

# server_libraries [FOLDER]...: where an unpacked one has its own.  Programs that
# change their group would be told of none, so here they do not.
server_libraries() {
	[ "$root" ] || return
	mount --bind "$root" "$root" &&
	    mount -o remount,bind,nosuid "$root" || exit 111
	for folder in "$@" "$root"/usr/lib/*-linux-* "$root"/lib/*-linux-*; do
		[ ! -d "$folder" ] ||
		    LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
	done
	export LD_LIBRARY_PATH
}
