#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# One system call fails, or one allocation: whoever waits is told, nothing is
# left half done, and nobody honest is refused.  tests/sweep/scene.py says what
# may become of a run.  "make sweep" tries all of them; this a few of the filter's:
# SWEEP_STEP says one of how many of all scenes, SWEEP_SEED where to begin.
. "${0%/*}/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
[ "$(uname -s)" = Linux ] || skip_all 'only Linux tells of system calls so'
sanitized && skip_all 'sanitizers have system calls and memory of their own'
! counted || skip_all 'so has what counts which lines run'
cc=${CC:-cc}
step=${SWEEP_STEP:-10}
seed=${SWEEP_SEED:-1}
# Daemons have threads, and are not the same twice: they are for "make sweep".
scenes='filter-pass filter-block filter-regex filter-banner filter-rcpt
    filter-advise filter-no-image'
[ -z "$SWEEP_STEP" ] || scenes=

# shellcheck disable=SC2086 # CC may have options
$cc -std=c11 -O2 -o "$tmp/fail-call" "$top/tests/sweep/fail-call.c" \
    -lseccomp 2>/dev/null || skip_all 'no libseccomp, or an old Linux'
"$tmp/fail-call" /bin/true true 2>/dev/null ||
	skip_all 'nobody is told of system calls here'

# sweep NAME [OPTION...]: no finds
sweep() {
	name=$1
	shift
	TOOLS=$tmp "$top/tests/sweep/sweep" -k "$step" -s "$seed" "$@" $scenes \
	    >"$tmp/finds" 2>&1
	status=$?
	n=$((n + 1))
	if [ $status = 0 ]; then
		echo "ok $n - $name: $(tail -n 1 "$tmp/finds")"
		return
	fi
	echo "not ok $n - $name"
	echo "# sweep -k $step -s $seed $*"
	cat -v "$tmp/finds" | sed 's/^/# /'
}
sweep 'each system call'

# Who allocates is glibc's malloc, and the filter linked like the others.
# shellcheck disable=SC2086
if $cc -std=c11 -O2 -fPIC -shared -o "$tmp/fail-alloc.so" \
    "$top/tests/sweep/fail-alloc.c" 2>/dev/null &&
    mkdir "$tmp/dynamic" && ln -s "$top"/src/cmd/dhf* "$tmp/dynamic" &&
    $cc -o "$tmp/dynamic/dyn-host-filter" "$top/src/cmd/dyn-host-filter.o" \
    "$top/src/libdhf.a" $(pkg-config --libs libpcre2-8 libcares) \
    2>"$tmp/linked"; then
	PROGRAMS=$tmp/dynamic sweep 'each allocation' -a
else
	skip 'each allocation' 'no glibc, or no libraries to link with'
fi
plan
