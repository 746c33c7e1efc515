#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tools/static takes the leanest way that works, and says which and why.
. "${0%/*}/lib.sh"
of_tree
# make hands on what stood on its command line, sanitizers for example
unset CFLAGS CPPFLAGS LDFLAGS LDLIBS CARES LATE OBJECTS STATIC TRY VERBOSE
cd "$top" || exit 1
plan 15

# Compilers of the test's own stand before the system's in PATH.
mkdir "$tmp/bin"
PATH=$tmp/bin:$PATH
program() { cat >"$tmp/bin/$1"; chmod 755 "$tmp/bin/$1"; }
musl_gcc() { program musl-gcc; }
cc=$(command -v "${CC:-cc}")
cat >"$tmp/sum.c" <<'END'
#include <stdlib.h>
int
main(void)
{
	return atoi("0");
}
END
# static [NAME=VALUE...]: what it says of $tmp/sum, without where that is
static() {
	got=$(env CC="$cc" "$@" sh tools/static "$tmp/sum" "$tmp/sum.c" 2>&1)
	status=$?
	got=$(echo "$got" | sed "s,$tmp/sum,sum,; s,$cc,cc,g")
}

if [ "$(command -v musl-gcc)" ] ||
    case $($cc -dumpmachine) in *musl*) true ;; *) false ;; esac; then
	static
	like 'musl is best' "$got" 'static: sum: static with musl, by *'
	ok 'and what comes out runs' "$tmp/sum"
else
	skip 'musl is best' 'no musl here'
	skip 'and what comes out runs' 'no musl here'
fi

# A musl-gcc that cannot link, as with archives of another C library.
musl_gcc <<END
#!/bin/sh
case "\$*" in *-dumpmachine*|*' -c '*) exec $cc "\$@" ;; esac
echo 'undefined reference to __snprintf_chk' >&2
exit 1
END
static
is 'a link that fails: the next best' \
    'static: sum: static with the C library of cc (musl-gcc cannot link it)'
ok 'which runs' "$tmp/sum"
# One that links something which does not work.  Not with the shim, which is
# for another C library than this one's.
musl_gcc <<END
#!/bin/sh
case "\$*" in *' -c '*) exec $cc "\$@" ;; esac
for a; do
	shift
	case \$a in *musl-shim.o) ;; *) set -- "\$@" "\$a" ;; esac
done
exec $cc "\$@"
END
program works <<'END'
#!/bin/sh
echo tried >>"${0%/*}/tried"
[ "$(wc -l <"${0%/*}/tried")" -gt 1 ]
END
static TRY=works
is 'a result that does not work: the next best' \
    "static: sum: static with the C library of cc (what musl-gcc links does \
not work)"
static STATIC=glibc
is 'STATIC=glibc' \
    'static: sum: static with the C library of cc (as STATIC=glibc says)'
musl_gcc <<END
#!/bin/sh
echo riscv64-linux-gnu
END
static
like 'one for another machine' "$got" \
    'static: sum: static with the C library of cc (musl-gcc is not for *)'

rm "$tmp/sum"
static STATIC=glibc TRY=false
is 'nothing works: dynamic, and why' \
    'static: sum: dynamic (as STATIC=glibc says, what cc links does not work)'
ok 'which is left to the caller' test "$status" = 1 -a ! -e "$tmp/sum"
late='dynamic, PCRE2 and c-ares when they are needed'
static STATIC=glibc CFLAGS=-fsanitize=address
is 'what cannot be linked makes no noise' \
    "static: sum: $late (as STATIC=glibc says, cc cannot link it)"
static STATIC=0
is 'STATIC=0' "static: sum: $late (as STATIC=0 says)"
ok 'which runs as well' "$tmp/sum"
VERBOSE=1 static STATIC=0
like 'and shows its commands if asked' "$got" "*cc * -c *cc * -o sum.try *"

# Objects are kept.
program counting <<END
#!/bin/sh
case " \$* " in *' -c '*) echo made >>"$tmp/made" ;; esac
exec $cc "\$@"
END
made() { # CFLAGS: how many objects this run makes
	: >"$tmp/made"
	OBJECTS=$tmp/kept CC=counting STATIC=glibc CFLAGS=$1 \
	    sh tools/static "$tmp/sum" "$tmp/sum.c" >"$tmp/said"
	wc -l <"$tmp/made"
}
same 'an object is made once' "$(echo $(made -O1) $(made -O1))" '1 0'
same 'and again for other options' "$(echo $(made -O2))" 1
