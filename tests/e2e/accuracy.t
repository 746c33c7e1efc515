#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The shipped rules find end users by their names as well as was promised, and
# leave mail servers alone as well; figures are those of tests/bench/accuracy.
. "${0%/*}/lib.sh"
corpus=$shared/corpus
[ -f "$corpus/names.tsv" ] && [ -f "$corpus/ipv6.tsv" ] ||
	skip_all 'the labelled names of ../shared/corpus are not there'
[ -f /usr/share/publicsuffix/public_suffix_list.dat ] ||
	skip_all 'the Public Suffix List is not there'
command -v python3 >/dev/null || skip_all 'python3 is not there'
plan 24
accuracy=$top/tests/bench/accuracy

# The measure itself, on names whose figures are plain, in two parts: of four
# modern ones three are hit, all without their address in the name and of one
# domain (1 of 2 domains); the older one is not; of two legit ones none, of two
# MX one.  What is nowhere has no figure.
mkdir -p "$tmp/corpus/more"
cat >"$tmp/corpus/names.tsv" <<'END'
192.0.2.1	dyn-a.isp.co.uk	dynamic	-	2019
192.0.2.2	dyn-b.isp.co.uk	dynamic	-	2026
192.0.2.3	192-0-2-3.line.co.uk	dynamic	d4f	2020
192.0.2.4	192-0-2-4.line.co.uk	dynamic	d4r	2018
192.0.2.5	mail.good.test	legit	-	2020
-	dyn-mx.good.test	legit	-	2026
END
cat >"$tmp/corpus/more/names.tsv" <<'END'
192.0.2.7	dyn-c.isp.co.uk	dynamic	d2f	2026
192.0.2.6	mx.good.test	legit	-	2007
-	mx1.good.test	legit	-	2026
END
cat >"$tmp/corpus/ipv6.tsv" <<'END'
2001:db8::1	dyn-6.isp.co.uk	dynamic	-	2023
2001:db8::2	mx6.good.test	legit	-	2023
END
cat >"$tmp/corpus/more/ambiguous.tsv" <<'END'
192.0.2.8	vps-192-0-2-8.rent.test	hosting_generic	d4f	2023
END
echo 'grey ^dyn-' >"$tmp/dyn.conf"
"$accuracy" -t -r "$tmp/dyn.conf" "$tmp/corpus" >"$tmp/few" 2>"$tmp/err"
same 'figures that are not reached are told' $? 1
same 'the figures are those of the names' "$(cut -f1-3 "$tmp/few")" "\
no	75.00	>= 98.8
no	0.00	>= 96
yes	100.00	>= 88
no	50.00	>= 94
yes	0.00	<= 0.25
yes	0.00	<= 0.25
no	50.00	<= 0.05
yes	100.00	>= 97
yes	0.00	<= 0.4
yes	0.00	<= 20"

# On folds, a word that only one operator has is none.
cat >"$tmp/corpus/names.tsv" <<'END'
192.0.2.1	a1.neostrada.isp.co.uk	dynamic	-	2019
192.0.2.3	a1.dyn.line.co.uk	dynamic	-	2020
192.0.2.4	a1.dyn.another.co.uk	dynamic	-	2018
END
rm -r "$tmp/corpus/more" "$tmp/corpus/ipv6.tsv"
same 'a word of one operator is not known on folds' \
    "$("$accuracy" -m macro "$tmp/corpus" | cut -f2)" \
    a1.neostrada.isp.co.uk

# Names that show nothing but an address, right under a domain.
cat >"$tmp/corpus/names.tsv" <<'END'
192.0.2.1	192-0-2-1.bought.com	legit	-	2020
192.0.2.2	192-0-2-2.bought.com	dynamic	d4f	2020
192.0.2.3	192-0-2-3.sold.com	dynamic	d4f	2020
192.0.2.4	host-192-0-2-4.sold.com	dynamic	d4f	2020
192.0.2.5	192-0-2-5.north.sold.com	dynamic	d4f	2020
192.0.2.6	192-0-2-6.mailer.com	legit	-	2020
192.0.2.7	192-0-2-7.sold.uk	dynamic	d4f	2020
END
cat >"$tmp/bare" <<'END'
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import bare, corpus, folds
rows = folds.Corpus(corpus.corpus_read(sys.argv[2]))
print("\n".join(bare.lines(rows.rows, rows.plain)))
END
same 'whose names are bare' "$(python3 "$tmp/bare" "$top/tests/bench/lib" \
    "$tmp/corpus" | grep ' of [0-9]* |' | tr -s ' ')" "\
| a country's domain | 1 of 1 | 0 of 0 | 0 of 0 | 0 of 0 | 0 of 0 |
| com, org and the like | 2 of 2 | 1 of 1 | 0 of 0 | 0 of 0 | 0 of 0 |"

"$accuracy" -t >"$tmp/figures" 2>>"$tmp/err"
[ -s "$tmp/err" ] && note "$(cat "$tmp/err")"
while IFS='	' read -r reached measured limit what; do
	ok "$what: $measured %, $limit %" [ "$reached" = yes ]
done <"$tmp/figures"
