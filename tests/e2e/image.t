#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A damaged rule image is refused, wherever the damage: 451, exit 111, no
# signal.  Some bits of a small image are turned, and of an image with all its
# tables; IMAGE_STEP=N turns every N-th bit of both, and cuts at every N-th
# length ("make check-image": 1).
. "${0%/*}/lib.sh"
plan 11

# damaged HOW STEP NAME: every copy damaged like that is refused
damaged() {
	"$tools/damage" "$1" "$db" "$tmp" "$2" >"$tmp/damage" 2>&1
	grep -v '^tried' "$tmp/damage" >"$tmp/bad"
	note "$(grep '^tried' "$tmp/damage") of $(wc -c <"$db") bytes"
	grep -q '^tried [1-9].* believed 0$' "$tmp/damage" ||
		echo 'not all were tried and refused' >>"$tmp/bad"
	empty "$3" "$tmp/bad"
}

# the least image there is
rules <<'END'
block @name=dyn.example.net code=550 dsn=5.7.1 text="no %h" id=dyn
pass @any id=rest
END
damaged cut "${IMAGE_STEP:-3}" 'a small one cut'
damaged flip "${IMAGE_STEP:-11}" 'a bit of a small one turned'

cat >"$tmp/psl" <<'END'
// ===BEGIN ICANN DOMAINS===
example
*.ck
// ===END ICANN DOMAINS===
END
rules <<'END'
suffix_list psl
define DYN (dyn|pool|dsl)
pass @ip=192.0.2.0/24,2001:db8::/32 id=ours
pass @host=a.example,b.example
block @name=dyn.example.net code=550 dsn=5.7.1 text="no %h" id=dyn
block ^host[0-9]+\.%{DYN}\.
block @regex="^$1-$2-" !@name=business.example id=octets
score 2.5 @class=dynamic good=-1
END
mail 192.0.2.7 a.example
same 'the whole image serves' "$(told) $(key rule)" 'pass ours'
damaged cut "${IMAGE_STEP:-7}" 'cut'
damaged flip "${IMAGE_STEP:-61}" 'a bit turned'

# what a tool could leave behind
odd() {
	printf '%s' "$2" | cat "$tmp/keep" - >"$db"
	mail 192.0.2.7 a.example
	same "$1" "$(told) $status" '451 111'
}
cp "$db" "$tmp/keep"
odd 'bytes behind the end' x
: >"$tmp/keep"
odd 'one blank' ' '
odd 'text' 'pass @any'
head -c 100000 /dev/zero >"$tmp/keep"
odd 'zeros' ''

# a large one, at a sample of lengths
awk 'BEGIN { while (i++ < 3000) printf "block ^host%d\\.dyn\\.example%d\\.net$\n",
    i, i % 7; for (i = 0; i < 3000; i++) printf "block @ip=10.%d.%d.0/24\n",
    i / 256, i % 256; print "pass @host=a.example" }' | rules
damaged cut $(($(wc -c <"$db") / 500 + 1)) 'a large one cut at 500 lengths'
damaged spoil $(($(wc -c <"$db") / 125 + 1)) \
    'a large one with 1,000 bits turned is refused, or answers as before'
