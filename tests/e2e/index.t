#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The rule that decides is the first whose expression PCRE2 finds in the name,
# whatever the index thinks: tests/tools/first-match asks all of them.
# INDEX_LONG=1 asks about every name of ../shared in every rule set.
. "${0%/*}/lib.sh"
bench=$shared/bench
corpus=$shared/corpus/names.tsv
pcre2=$(pkg-config --cflags --libs libpcre2-8 2>/dev/null || echo -lpcre2-8)
# shellcheck disable=SC2086 # words
${CC:-cc} -O2 -std=c11 -D_XOPEN_SOURCE=700 -o "$tmp/first-match" \
    "$tools/first-match.c" $pcre2 || exit 1
cd "$tmp" || exit 1

# compare: the rules of the file expressions, the clients of the file names;
# sets $hits, and makes the file differences
compare() {
	sed 's/^/block /' expressions >conf
	rm -f db
	dhf-compile -o db conf >out 2>err
	./first-match expressions names >want
	sed 's/^/192.0.2.1	/' names | dhf-test -f db -b 2>>err |
	    awk -F '\t' '{ print $3 == "block" ? substr($5, 6) : 0 }' >got
	paste names want got | awk -F '\t' '$2 != $3 || NF != 3' >differences
	[ "$(wc -l <want)" -eq "$(wc -l <names)" ] ||
		echo 'the oracle did not answer' >>differences
	[ -s db ] || cat err >>differences
	hits=$(grep -vc '^0$' want)
}

agree() {
	compare
	note "$(wc -l <expressions) expressions, $(wc -l <want) names, $hits hit"
	[ "$hits" -gt 0 ] || echo 'no name is hit' >>differences
	empty "$1" differences
}

if [ -z "$INDEX_LONG" ]; then
	plan 7
else
	plan 11
fi

# what is easily taken for required, and is not
cat >expressions <<'END'
nomatch\.anywhere\.example$
abcd{0}x
efg?h\.example\.org$
(ijk)?lm\.example\.org$
(?:nop|q|)r\.example\.org$
^stu|vwx$
(?=yz1)yz[1-3]-
(?!aaa)bbb\.(?!net)
(?<=ccc)ddd
(?<!eee)fff$
(?i)GGG(?-i)hhh\.
iii(?#jjj)kkk
\x6c\x6cl\.
m\Qm.m\En
(?(?=oo)ooxp|pp)q$
(?|rrr|sss)t
u{,3}v
[]w]ww\.
[^]x]xx\.yyy$
[[:alpha:]][[:digit:]]zz$
a1\d\d\d\d
-\d+-\d+-\d+$
^[^.]+\.[^.]+\.[^.]+$
b2.c2
c2b2|d2\.e2$|^f2
(d2d2|e2e2){2,}
(?:f2){3}g2
(h2|i2)(?:j2|k2)l2\.m2\.n2$
o2\.o2\.o2\.o2\.o2\.o2\.o2\.o2\.o2\.o2\.o2\.o2\.o2\.o2$
(p2)\1q2
(?<name>r2)\k<name>
s2(?R)?t2
u2+v2*w2??x2
(?x) y2 z2
a3\b
\Bb3$
^c3\Z
d3\.e3\z
(\.net|\.com)$
org$
i$
\d$
-$
^192
END
cat >names <<'END'
abcx.example
abcdx.example
efh.example.org
EFGH.example.org
lm.example.org.
a.ijklm.example.org
r.example.org
nopr.example.org
xr.example.org
stu.example
a.vwx
a.vwx.example
yz1-.example
yz2-.example
bbb.net
bbb.net.bbb.ne
aaabbb.x
cccddd
dddccc
eeefff
fff
ggghhh.x
GGGHHH.x
iiikkk
iiijjjkkk
lll.x
mm.mn
mmamn
ooxpq
ppq
ooppq
rrrt
ssst
u{,3}v
uuv
]ww.a
www.a
xxx.yyy
]xx.yyy
a.b1zz
a.bbzz
a1234.a
a123.a
1-2-3-4
a.b.c
a.b.c.d
b2-c2.x
b2c2
c2b2.x
a.d2.e2
d2.e2.x
f2.x
d2d2e2e2
f2f2f2g2
h2k2l2.m2.n2
h2i2l2.m2.n2
x.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2
o2.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2.o2
p2p2q2.a.b.c
r2r2.a.b.c
s2s2t2t2.a.b.c
u2u2x2.a.b.c
u2v2w2x2.a.b.c
y2z2.a.b.c
a3.b.c.d
a.b.c.ab3
c3
d3.e3
x.y.z.d3.e3
a.b.c.net
a.b.c.com.x
a.b.c.orgx
a.b.c.xorg
a.b.c.hawaii
a.b.c.d9
a.b.c.d-
192.x.y.z
..
x..net
under_score.a.b.c
END
agree 'own expressions, as PCRE2 reads them'
# each alone, so that none hides another
: >alone
cp expressions all
while IFS= read -r line; do
	printf '%s\n' "$line" >expressions
	compare
	sed "s/^/$(printf '%s' "$line" | tr '/\\&' '???'): /" differences >>alone
done <all
empty 'the same one at a time' alone

# a name that has a key of every rule, and holds for the last only
awk 'BEGIN {
	for (i = 0; i < 200; i++) {
		x = (x * 69 + 13) % 1009
		name = name sprintf("%c", 97 + x % 26)
	}
	for (i = 1; i <= 197; i++)
		print substr(name, i, 4) "[0-9]" >"expressions"
	print substr(name, 197, 4) >"expressions"
	print name >"names"
    }'
agree 'a name with hundreds of keys'

if ! [ -d "$bench" ] || ! [ -f "$corpus" ]; then
	while [ "$n" -lt "$([ -z "$INDEX_LONG" ] && echo 7 || echo 11)" ]; do
		skip 'rule sets of ../shared' 'they are not there'
	done
	exit 0
fi
if [ -z "$INDEX_LONG" ]; then
	for size in 100 1600 10000; do
		zcat "$bench/regexes_$size.txt.gz" >expressions
		zcat "$bench/hosts_$size.txt.gz" >names
		agree "$size expressions and their hosts"
	done
	cut -f 2 "$corpus" | awk 'NR % 10 == 1' >names
	agree '10000 expressions and a tenth of the names'
	exit 0
fi
zcat "$bench"/hosts_*.txt.gz >hosts
for size in 100 1600 10000 60000; do
	zcat "$bench/regexes_$size.txt.gz" >expressions
	cp hosts names
	agree "$size expressions and all hosts"
done
for size in 100 1600 10000 60000; do
	zcat "$bench/regexes_$size.txt.gz" >expressions
	cut -f 2 "$corpus" >names
	agree "$size expressions and all names"
done
