#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Alpine's package, as far as that can be tried elsewhere: the functions of the
# APKBUILD run, by busybox where it is here, on what is built already; each file
# that is installed lies in one package; the services of OpenRC start.
. "${0%/*}/lib.sh"
of_tree
command -v make >/dev/null || skip_all 'no make here'
own=$top/packaging/alpine
busybox=$(PATH=$PATH:${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/dyn-host-filter/peers/busybox/bin \
    command -v busybox)
shell=sh
if [ "$busybox" ]; then
	# busybox' own tools for all that it has, as on Alpine
	mkdir "$tmp/tools"
	for tool in $("$busybox" --list); do
		ln -s "$busybox" "$tmp/tools/$tool"
	done
	shell="$busybox ash"
else
	note 'no busybox here: the shell and tools of this system'
fi

for file in "$own"/*; do
	[ ! -d "$file" ] && $shell -n "$file" 2>&1
done >"$tmp/said"
empty 'the shell reads each file' "$tmp/said"

# What abuild does, in words of this test: its variables, and the functions that
# move a part of what was installed to a package of its own.
cat >"$tmp/abuild" <<'END'
set -e
startdir=$1
srcdir=$2/src pkgbase=$2/pkg
CHOST=x86_64-alpine-linux-musl CFLAGS='-Os -one' CPPFLAGS=-two LDFLAGS=-three
. "$startdir/APKBUILD"
builddir=$srcdir/$pkgname-$pkgver pkgdir=$pkgbase/$pkgname
amove() {
	for part; do
		mkdir -p "$subpkgdir/${part%/*}"
		mv "$pkgdir/$part" "$subpkgdir/${part%/*}"
		rmdir -p "$pkgdir/${part%/*}" 2>/dev/null || :
	done
}
doc() { amove usr/share/doc; amove usr/share/man; }
openrc() { amove etc/init.d; }
bashcomp() { amove usr/share/bash-completion/completions; }
zshcomp() { amove usr/share/zsh/site-functions; }
fishcomp() { amove usr/share/fish/vendor_completions.d; }
for file in $source; do
	case $file in
	*.tar.gz) ;;
	*) cp "$startdir/$file" "$srcdir" ;;
	esac
done
cd "$builddir"
for step in build check package; do
	echo "$step" >>"$2/made"
	$step
done
for subpackage in $subpackages; do
	subpkgname=$subpackage subpkgdir=$pkgbase/$subpackage
	mkdir -p "$subpkgdir"
	case ${subpackage#"$pkgname"-} in
	bash-completion) bashcomp ;;
	zsh-completion) zshcomp ;;
	fish-completion) fishcomp ;;
	*) (${subpackage#"$pkgname"-}) ;;
	esac
done
for script in $install ${triggers%%=*}; do
	[ -x "$startdir/$script" ] || echo "no $script"
done
END

# The tree, whose make builds nothing but installs for good.  What a static
# filter needs is for readelf to say.
work=$tmp/build tree=$tmp/build/src/dyn-host-filter-0.1.0
mkdir -p "$tree" "$tmp/bin"
for file in "$top"/*; do
	case $file in
	*/src|*/tests) ln -s "$file" "$tree" ;;
	*) cp -R "$file" "$tree" ;;
	esac
done
sed 's/^install: all$/install:/' "$top/Makefile" >"$tree/Makefile"
cat >"$tmp/bin/make" <<END
#!/bin/sh
printf '%s|' "\$@" >>"$work/made"
echo >>"$work/made"
case "\$*" in *install) exec $(command -v make) -s "\$@" ;; esac
END
printf '#!/bin/sh\ncat "%s"\n' "$tmp/needed" >"$tmp/bin/readelf"
chmod 755 "$tmp/bin/make" "$tmp/bin/readelf"
abuild() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u CC \
	    PATH="$tmp/bin${busybox:+:$tmp/tools}:$PATH" \
	    $shell "$tmp/abuild" "$own" "$work" 2>&1
}
echo ' 0x01 (NEEDED) Shared library: [libcares.so.2]' >"$tmp/needed"
got=$(abuild)
is 'a static filter that is dynamic ends the build' \
    'the static filter is dynamic: see what make said'
rm -rf "$work/pkg" "$work/made"
: >"$tmp/needed"
got=$(abuild)
is 'build, check and package run' ''
is_made() { # the lines of make, without what all have
	sed 's/SHOW=|CC=gcc|CFLAGS=-Os -one|CPPFLAGS=-two|LDFLAGS=-three|//
	    s/PREFIX=.usr|CONFDIR=.etc|//' "$work/made" | tr '\n' ' '
}
same 'static, then as the others are' "$(is_made)" "build STATIC=1|all| \
STATIC=0|CARES=-lcares|all| check STATIC=0|CARES=-lcares|check-unit|check-golden| \
package STATIC=0|CARES=-lcares|DESTDIR=$work/pkg/dyn-host-filter|install| "

# holds PACKAGE: its files
holds() { (cd "$work/pkg/dyn-host-filter$1" && find . -type f | sort); }
programs=$(cd "$top/src/cmd" && ls ./*.c | sed 's/\.c$//')
same 'the package: programs, rules, and what makes the image' "$(holds '')" \
    "$({
	echo "$programs" | sed 's,^\.,./usr/bin,'
	echo ./usr/share/dyn-host-filter/update-image
	echo ./etc/dhf.conf
	cd "$top/conf" && find rules.d profiles -type f | sed 's,^,./etc/dhf/,'
    } | sort)"
same '-static: the filter' "$(holds -static)" \
    ./usr/bin/dyn-host-filter-static
same '-openrc: the services' "$(holds -openrc)" "$(cd "$own" &&
    ls *.initd | sed 's,\(.*\)\.initd,./etc/init.d/\1,')"
same '-doc: pages and documents' "$(holds -doc)" "$({
	cd "$top"
	ls man/*.[0-9] | sed 's,man/.*\.\([0-9]\)$,man\1/&,; s,/man/,/,
	    s,^,./usr/share/man/,'
	find README.md INSTALL CHANGES COPYING conf -type f |
	    sed 's,^,./usr/share/doc/dyn-host-filter/,'
    } | sort)"
for kind in bash:bash-completion/completions: zsh:zsh/site-functions:_ \
    fish:fish/vendor_completions.d:; do
	names=${kind#*:}
	end=
	[ "${kind%%:*}" != fish ] || end=.fish
	same "-${kind%%:*}-completion: a word for each program" \
	    "$(holds "-${kind%%:*}-completion")" "$(echo "$programs" |
	    sed "s,^\./\(.*\),./usr/share/${names%%:*}/${names#*:}\1$end," |
	    sort)"
done

# The scripts: an error in the rules is told, and is no error of theirs.
mkdir "$tmp/etc"
echo 'block @nonsense' >"$tmp/etc/dhf.conf"
for script in post-install post-upgrade trigger; do
	sed "s,/usr/share,$work/pkg/dyn-host-filter/usr/share,; s, /etc , $tmp/etc ," \
	    "$own/dyn-host-filter.$script" >"$tmp/script"
	got=$($shell "$tmp/script" 2>&1)
	like "$script: a wrong rule stops nothing" "$? $got" \
	    '0 *no criterion*is missing*'
done

# The services, by an openrc-run of this test: it reads the file, makes ready
# and runs the command in the foreground, with its log where ours is.
cat >"$tmp/openrc-run" <<'END'
script=$1
checkpath() {
	while [ $# -gt 1 ]; do
		case $1 in
		-m) mode=$2; shift ;;
		-o) shift ;;
		esac
		shift
	done
	mkdir -p "$1" && chmod "$mode" "$1"
}
su() { sh -c "$5"; }
start_pre() { :; }
. "$script"
depend() { :; }
command=$(command -v "${command##*/}")
umask "${umask:-022}"
[ "$supervisor" = supervise-daemon ] && start_pre || exit 1
for file in $required_files; do
	[ -e "$file" ] || exit 1
done
# as OpenRC does: the words are evaluated once more
eval exec '"$command"' $command_args
END
rules <<END
state_dir $tmp/state
listen filter $tmp/run/socket
listen offences $tmp/run/offences
pass @ip=127.0.0.1 id=loop
END
me=$(id -un)
# begin SERVICE [NAME=VALUE...]: start it
begin() {
	service=$1
	shift
	: >"$tmp/$service.log"
	env DHF_DB="$db" "$@" $shell "$tmp/openrc-run" "$own/$service.initd" \
	    2>"$tmp/$service.log" >"$tmp/$service.out" &
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
begins dhfd ': ready$' DHFD_FOLDER="$tmp/run"
same 'in a folder for its group' "$(ls -ld "$tmp/run" | cut -c1-10)" drwxr-x---
# to become who one is already, root alone may not be told
user=$me
[ "$(id -u)" != 0 ] || user=nobody
begins dhf-relay ': ready$' DHF_RELAY_USER="$user" DHF_RELAY_DAEMON="$me" \
    DHF_RELAY_GROUP="$(id -g)" DHF_RELAY_FOLDER="$tmp/relay" DHF_SMTPD="$tmp/next"
begins dhf-milter ': ready$' DHF_MILTER_FOLDER="$tmp/milter" \
    DHF_MILTER_OPTIONS='-n 192.0.2.0/24'
begin dhf-zone DHF_ZONE_FILE="$tmp/zones/list" DHF_ZONE_USER="$me" \
    DHF_ZONE_SOCKET="$tmp/state/control" DHF_ZONE_SECONDS=1
ok 'dhf-zone starts with an empty list' await test -e "$tmp/zones/list"
printf '%s mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 550 5.1.1 <a@here.example>: Recipient address rejected: User unknown in local recipient table; from=<>\n' \
    "$(date +%Y-%m-%dT%H:%M:%S%z)" >"$tmp/mail.log"
begins dhf-watch '198.51.100.7: told' DHF_WATCH_SOCKET="$tmp/run/offences" \
    DHF_WATCH_OPTIONS='-a -c 1/1h' DHF_WATCH_LOGS="$tmp/mail.log"
ok 'whom dhf-zone lists' await grep -qs '^198\.51\.100\.7' "$tmp/zones/list"
begins dhf-band 'usage:' DHF_BAND_FOLDER="$tmp/band" DHF_BAND_OPTIONS=-h
printf '127.0.0.1:allow\n' | tcprules "$tmp/cdb" "$tmp/cdb.tmp"
begins dhf-smtp 'status: 0/40' DHF_USER='' DHF_ADDRESS=127.0.0.1 DHF_PORT=0 \
    DHF_OPTIONS='-1 -Hl0' DHF_TCPRULES="$tmp/cdb" DHF_SMTPD="$tmp/next"
port=$(sed -n '/^[0-9][0-9]*$/p' "$tmp/dhf-smtp.out")
got=$(: | "$tools/smtp-talk" lockstep 127.0.0.1 "$port" | cat -v)
like 'and a client reaches the server' "$got" '220 next verdict=pass rule=loop*'
plan
