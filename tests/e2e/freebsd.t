#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# FreeBSD's port, as far as that can be tried elsewhere: BSD make reads its
# Makefile and installs by it, with a bsd.port.mk of this test; each file that is
# installed stands in pkg-plist; the services start by an rc.subr of this test.
. "${0%/*}/lib.sh"
of_tree
own=$top/packaging/freebsd
case $(uname -s) in
FreeBSD) bmake=make ;;
*) bmake=$(command -v bmake) ;;
esac

for file in "$own"/files/dhf*; do
	sh -n "$file" 2>&1
done >"$tmp/said"
empty 'the shell reads each service' "$tmp/said"
same 'and the port knows each' "$(sed -n '/^USE_RC_SUBR/,/[^\\]$/p' \
    "$own/Makefile" | tr -cs 'a-z_\n' ' ' | tr ' ' '\n' | grep '^dhf')" \
    "$(ls "$own/files" | sed -n 's/^\(dhf.*\)\.in$/\1/p')"

# What the ports' own makefiles say and do, in words of this test.
mkdir "$tmp/mk" "$tmp/tree"
: >"$tmp/mk/sys.mk"
cat >"$tmp/mk/bsd.port.mk" <<'END'
PREFIX=		/usr/local
LOCALBASE=	/usr/local
DOCSDIR=	${PREFIX}/share/doc/${PORTNAME}
DATADIR=	${PREFIX}/share/${PORTNAME}
CFLAGS=		-O2 -pipe
CPPFLAGS=	-I${LOCALBASE}/include
LDFLAGS=	-L${LOCALBASE}/lib
STRIP_CMD=	: strip
MKDIR=		mkdir -p
MV=		mv
INSTALL_SCRIPT=	install -m 555
stage:
	cd ${WRKSRC} && ${MAKE} -s ${MAKE_ARGS} DESTDIR=${STAGEDIR} install
	@${MAKE} post-install
END
mkdir "$tmp/port"
cp "$own/Makefile" "$tmp/port"
made_tree "$tmp/tree"
port() {
	(cd "$tmp/port" && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u CC \
	    "$bmake" -m "$tmp/mk" WRKSRC="$tmp/tree" STAGEDIR="$tmp/stage" "$@")
}
if [ "$bmake" ]; then
	same 'BSD make reads it' "$(port -V PORTNAME -V TEST_TARGET 2>&1 |
	    tr '\n' ' ')" 'dyn-host-filter check '
	same 'whose version is that of Alpine' "$(port -V DISTVERSION)" \
	    "$(sed -n 's/^pkgver=//p' "$top/packaging/alpine/APKBUILD")"
	got=$(port stage 2>&1 | grep -v '^: strip\|^mkdir\|^install\|^cd ')
	is 'and installs by it' ''
else
	for what in reads version installs; do
		skip "$what" 'no BSD make: make deps-peers'
	done
	(cd "$tmp/tree" && make -s PREFIX=/usr/local CONFDIR=/usr/local/etc \
	    DESTDIR="$tmp/stage" install)
	mkdir "$tmp/stage/usr/local/share/dyn-host-filter"
	cp "$own/../update-image" "$tmp/stage/usr/local/share/dyn-host-filter"
	(cd "$tmp/stage/usr/local/etc" && for file in dhf.conf dhf/*/*; do
		mv "$file" "$file.sample"
	done)
fi
# pages are compressed behind the port's back, documents are PORTDOCS
(cd "$tmp/stage/usr/local" && find . -type f ! -path './share/doc/*' |
    sed 's,^\./,,; /^share\/man/s/$/.gz/' | sort) >"$tmp/staged"
sed -n 's/^@sample //; /^@/!p' "$own/pkg-plist" |
    sed 's,%%DATADIR%%,share/dyn-host-filter,' | sort >"$tmp/listed"
diff "$tmp/listed" "$tmp/staged" >"$tmp/said"
empty 'pkg-plist has each file that is installed' "$tmp/said"
grep '^etc' "$own/pkg-plist" >"$tmp/said"
empty 'and those that somebody may change as samples' "$tmp/said"
for what in man doc etc; do
	grep -rnE '(^|[^l])/etc/dhf' "$tmp/stage/usr/local/share/$what" \
	    "$tmp/stage/usr/local/$what" 2>/dev/null
done >"$tmp/said"
empty 'nothing names rules or image in /etc' "$tmp/said"

# The services, by an rc.subr and a daemon(8) of this test, which runs what it is
# told in the foreground.
mkdir "$tmp/rc" "$tmp/bin"
cat >"$tmp/rc.subr" <<'END'
load_rc_config() { . "$tmp/rc.conf"; }
run_rc_command() {
	[ -z "$start_precmd" ] || $start_precmd || exit 1
	[ -z "$required_files" ] || [ -e "$required_files" ] || exit 1
	eval rc_flags=\$${name}_flags
	eval exec "$command $rc_flags $command_args"
}
install() {
	while getopts dm:o:g: option; do
		[ "$option" != m ] || mode=$OPTARG
	done
	shift $((OPTIND - 1))
	mkdir -p "$@" && chmod "$mode" "$@"
}
su() { sh -c "$4"; }
END
cat >"$tmp/daemon" <<'END'
#!/bin/sh
while getopts fT:P:R:u: option; do :; done
shift $((OPTIND - 1))
exec "$@"
END
chmod 755 "$tmp/daemon"
for program in $(cd "$top/src/cmd" && ls ./*.c | sed 's/\.c$//') tcpserver; do
	ln -s "$(command -v "${program#./}")" "$tmp/bin/${program#./}"
done
rules <<END
state_dir $tmp/state
listen filter $tmp/run/dhf/socket
listen offences $tmp/run/dhf/offences
pass @ip=127.0.0.1 id=loop
END
mkdir "$tmp/etc" "$tmp/run"
mv "$db" "$tmp/etc/dhf.db"
db=$tmp/etc/dhf.db
me=$(id -un)
# begin SERVICE [NAME=VALUE...]: with this rc.conf
begin() {
	service=$1
	shift
	for setting; do
		printf '%s\n' "${setting%%=*}='${setting#*=}'"
	done >"$tmp/rc.conf"
	sed "s,/etc/rc\.subr,$tmp/rc.subr,; s,/usr/sbin/daemon,$tmp/daemon,
	    s,%%PREFIX%%,$tmp,g; s,/var/run,$tmp/run,g" \
	    "$own/files/$service.in" >"$tmp/rc/$service"
	: >"$tmp/$service.log"
	tmp=$tmp DHF_DB=$db sh "$tmp/rc/$service" start >"$tmp/$service.out" \
	    2>"$tmp/$service.log" &
	begun="$begun $!"
}
# begins SERVICE PATTERN [NAME=VALUE...]: it starts, and logs that
begins() {
	name=$1 pattern=$2
	shift 2
	begin "$name" "$@"
	ok "$service starts" await grep -qs "$pattern" "$tmp/$service.log" \
	    "$tmp/$service.out" || note "$(tail -n 1 "$tmp/$service.log")"
}
begun=''
# shellcheck disable=SC2086 # numbers
cleanup() { kill $begun 2>/dev/null; }
begins dhfd ': ready$' dhfd_flags=
same 'in a folder for its group' "$(ls -ld "$tmp/run/dhf" | cut -c1-10)" \
    drwxr-x---
# to become who one is already, root alone may not be told
user=$me
[ "$(id -u)" != 0 ] || user=nobody
begins dhf_relay ': ready$' dhf_relay_runas="$user" dhf_relay_daemon="$me" \
    dhf_relay_askers="$(id -g)" dhf_relay_smtpd="$tmp/next" \
    dhf_relay_flags='-c 3'
begins dhf_milter ': ready$' dhf_milter_flags='-n 192.0.2.0/24'
begin dhf_zone dhf_zone_file="$tmp/zones/list" \
    dhf_zone_socket="$tmp/state/control" dhf_zone_seconds=1
ok 'dhf_zone starts with an empty list' await test -e "$tmp/zones/list"
printf '%s mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 550 5.1.1 <a@here.example>: Recipient address rejected: User unknown in local recipient table; from=<>\n' \
    "$(date +%Y-%m-%dT%H:%M:%S%z)" >"$tmp/mail.log"
begins dhf_watch '198.51.100.7: told' dhf_watch_flags='-a -c 1/1h' \
    dhf_watch_logs="$tmp/mail.log"
ok 'whom dhf_zone lists' await grep -qs '^198\.51\.100\.7' "$tmp/zones/list"
begins dhf_band_exec ': ready,' dhf_band_exec_due="$tmp/due/list" \
    dhf_band_exec_askers="$me" dhf_band_exec_members="$(id -g)" \
    dhf_band_exec_add='true %a' dhf_band_exec_delete='true %a'
printf '127.0.0.1:allow\n' | tcprules "$tmp/cdb" "$tmp/cdb.tmp"
begins dhf_smtp 'status: 0/40' dhf_smtp_runas= dhf_smtp_address=127.0.0.1 \
    dhf_smtp_port=0 dhf_smtp_flags='-1 -Hl0' dhf_smtp_tcprules="$tmp/cdb" \
    dhf_smtp_smtpd="$tmp/next"
port=$(sed -n '/^[0-9][0-9]*$/p' "$tmp/dhf_smtp.out")
got=$(: | "$tools/smtp-talk" lockstep 127.0.0.1 "$port" | cat -v)
like 'and a client reaches the server' "$got" '220 next *'
plan
