#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "make deps" and what it says where it cannot: one line, before anything is
# built.  The package manager is one of the test's own.
. "${0%/*}/lib.sh"
of_tree
command -v make >/dev/null || skip_all 'no make here'
makes=make
! command -v bmake >/dev/null || makes='make bmake'
plan $((13 + 2 * $(echo $makes | wc -w)))

# A machine of the test's: programs of the system, but for those named here.
bin=$tmp/bin
mkdir "$bin"
for p in sh sed grep mktemp rm env cat uname tr; do
	ln -s "$(command -v $p)" "$bin/$p"
done
program() { cat >"$bin/$1"; chmod 755 "$bin/$1"; }
machine() { # UID
	program id <<-END
	#!/bin/sh
	echo $1
	END
	program dpkg-query <<-'END'
	#!/bin/sh
	for p; do :; done
	case $p in gcc|mandoc) exit 1 ;; esac
	echo installed
	END
	program apt-get <<-END
	#!/bin/sh
	echo "\$*" >>"$tmp/calls"
	echo 'E: noise'
	[ ! -e "$tmp/offline" ]
	END
	rm -f "$tmp/offline" "$bin/sudo"
	: >"$tmp/calls"
}
deps() {
	got=$(PATH=$bin sh "$top/tools/deps" "$@" 2>&1 </dev/null)
	status=$?
}

machine 1000
deps
is 'no sudo: what to install' \
    'deps: not root, and there is no sudo: please install gcc mandoc'
same 'and a failure' "$status" 100
same 'and nothing was tried' "$(cat "$tmp/calls")" ''
echo 'echo "sudo: no"; exit 1' | program sudo
deps
is 'no right to use it' \
    'deps: not root, and sudo does not let you: please install gcc mandoc'
machine 0
: >"$tmp/offline"
deps
is 'no network' \
    'deps: no package archive (E: noise): please install gcc mandoc'
same 'is a failure' "$status" 100
machine 0
deps
same 'with all that they are installed' "$status" 0
like 'and no other' "$(tail -n 1 "$tmp/calls")" '*install gcc mandoc'
rm "$bin/apt-get"
deps
like 'a system that is not known' "$got" \
    'deps: this system is not known here: please install a C compiler*'
same 'gets one line' "$(echo "$got" | wc -l)" 1

# The goals wait for deps, which is when the compiler comes into being.
# Without MAKEFLAGS: its options are those of "make check".
mkdir "$tmp/tree"
mkdir "$tmp/tree/tests"
cp -R "$top/Makefile" "$top/src" "$top/tools" "$tmp/tree"
cp -R "$top/tests/unit" "$tmp/tree/tests"
rm -f "$tmp"/tree/src/*/*.o "$tmp/tree/src/built-with"
cat >"$tmp/tree/tools/deps" <<END
# long enough for whatever does not wait
i=0; while [ \$i -lt 300000 ]; do i=\$((i + 1)); done
printf '#!/bin/sh\nexec ${CC:-cc} "\$@"\n' >"$tmp/late-cc"
chmod 755 "$tmp/late-cc"
END
first() { # MAKE GOAL...
	rm -f "$tmp/late-cc" "$tmp"/tree/src/cmd/*.o
	got=$(cd "$tmp/tree" && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL \
	    "$@" CC="$tmp/late-cc" 2>&1)
	status=$?
}
first make -s src/cmd/dhf-test.o
like 'no compiler: one line says so' "$got" 'there is no C compiler*make deps*'
ok 'and it is a failure' test "$status" != 0
for make in $makes; do
	first "$make" src/cmd/dhf-test.o deps
	ok "$make: deps first" test "$status" = 0
	first "$make" -j4 src/cmd/dhf-test.o deps
	ok "$make -j4: deps first" test "$status" = 0
done
first make -s deps
ok 'deps alone' test "$status" = 0
